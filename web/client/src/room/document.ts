// <tx-document>: the document that everybody is shown. Who presents turns its pages for all; anybody
// else may leaf through it alone and return.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { bindKeys } from '../base/keys';
import { Zoom } from '../components/zoom';
import { widthFor } from '../session/pages';
import { participantOf, presides, shownDocument } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { DocumentView } from '../wire.gen';
import { attempt } from './attempt';
import type { Participation } from './participation';
import { Turning } from './turning';

const AGAIN = 2_000; // after a page that did not arrive

@customElement('tx-document')
export class DocumentStage extends TxElement {
  @property({ attribute: false }) participation!: Participation;
  /** The page looked at alone; null: with everybody. */
  @internal() private own: number | null = null;
  @internal() private address = '';
  @internal() private words = '';
  @internal() private loaded = '';
  @internal() private failed = false;
  @internal() private scale = 1;
  private wished = '';
  private watched = '';
  private zoom: Zoom | null = null;
  private unbind: (() => void) | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private readonly turning = new Turning((page) => this.send(page));

  override connectedCallback(): void {
    super.connectedCallback();
    this.unbind = bindKeys({
      PageDown: () => this.step(1),
      PageUp: () => this.step(-1),
      ArrowRight: (event) => this.onArrow(event, 1),
      ArrowLeft: (event) => this.onArrow(event, -1),
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unbind?.();
    clearTimeout(this.retry);
  }

  protected override willUpdate(): void {
    if (!this.hasUpdated) new Follow(this, this.participation.session, ['change']);
    const shown = this.state && shownDocument(this.state);
    if (!shown) return;
    if (shown.document.document_id !== this.watched) {
      this.watched = shown.document.document_id;
      this.own = null;
      this.address = '';
    }
    if (this.mine) this.own = null;
    this.load(shown.document, this.page(shown.page));
  }

  override render(): TemplateResult | typeof nothing {
    const shown = this.state && shownDocument(this.state);
    if (!this.state || !shown) return nothing;
    const { document, page: everybody } = shown;
    const page = this.page(everybody);
    return html`<section
      class="document" tabindex="-1" aria-label=${t('正在展示：{0}，第 {1} 页', document.name, page)}
      data-testid=${ID.document} data-document=${document.document_id} data-page=${page} data-shown=${everybody}
      data-mine=${this.mine}
    >
      <div class="leaf" aria-busy=${!this.address}>
        <img
          alt=${t('{0}，第 {1} 页', document.name, page)} draggable="false" src=${this.address || nothing}
          data-testid=${ID.documentPage} data-page=${this.loaded || nothing} ?hidden=${!this.address}
        />
        ${this.address ? nothing : html`<p class="empty">${this.failed ? t('这一页没有读到，正在重试。') : t('正在读取…')}</p>`}
      </div>
      ${this.words ? html`<div class="vh" lang="zh-CN">${this.words}</div>` : nothing}
      ${this.bar(this.state, document, page, everybody)}
    </section>`;
  }

  private bar(state: State, document: DocumentView, page: number, everybody: number): TemplateResult {
    const role = this.participation.session.you?.role;
    const alone = this.own !== null && this.own !== everybody;
    const arrow = (step: -1 | 1, off: boolean, words: string, id: string): TemplateResult => html`<button
      class="btn sq" type="button" aria-label=${words} aria-disabled=${off ? 'true' : nothing} data-testid=${id}
      @click=${() => this.step(step)}>${icon(step < 0 ? 'left' : 'right')}</button>`;
    return html`<div class="docbar">
      ${arrow(-1, page <= 1, t('上一页'), ID.documentPrevious)}
      <span class="nw tab">${t('{0} / {1} 页', page, document.pages)}</span>
      ${arrow(1, page >= document.pages, t('下一页'), ID.documentNext)}
      <span class="grow cut"><b>${document.name}</b><small>${this.whoTurns(state)}</small></span>
      ${this.scale > 1
        ? html`<button class="btn sq" type="button" aria-label=${t('缩小')} @click=${() => this.zoom?.out()}>${icon('search')}−</button>`
        : nothing}
      <button class="btn sq" type="button" aria-label=${t('放大')} @click=${() => this.zoom?.in()}>${icon('search')}+</button>
      ${alone
        ? html`<button class="btn wait" type="button" data-testid=${ID.documentFollow} @click=${() => (this.own = null)}>${t('跟随讲解')}</button>`
        : nothing}
      ${role && presides(role) && !this.mine
        ? html`<button class="btn" type="button" data-testid=${ID.documentTake} @click=${() => this.take(document)}>${t('由我翻页')}</button>`
        : nothing}
      ${this.mine || (role && presides(role))
        ? html`<button class="btn stop" type="button" data-testid=${ID.documentStop} @click=${() => this.stop()}>${icon('x')}${t('停止展示')}</button>`
        : nothing}
    </div>`;
  }

  private whoTurns(state: State): string {
    if (this.mine) return t('由您翻页，大家一起看');
    const id = state.presentation?.presenter_id ?? '';
    return t('{0}讲解', participantOf(state, id)?.name ?? t('会务人员'));
  }

  // --- doing ----------------------------------------------------------------------------------

  private get state(): State | null {
    return this.participation.session.state;
  }

  private get mine(): boolean {
    const { state, you } = this.participation.session;
    return state?.presentation?.presenter_id === you?.participant_id;
  }

  private page(everybody: number): number {
    return this.own ?? (this.mine ? this.turning.page : null) ?? everybody;
  }

  private step(by: -1 | 1): void {
    const shown = this.state && shownDocument(this.state);
    if (!shown) return;
    const to = this.page(shown.page) + by;
    if (to < 1 || to > shown.document.pages) return;
    if (this.mine) this.turning.to(to);
    else this.own = to === shown.page ? null : to;
    this.requestUpdate();
  }

  /** The arrows belong to tabs, and to a list that scrolls sideways, where they have the focus. */
  private onArrow(event: KeyboardEvent, by: -1 | 1): void {
    if (event.target instanceof Element && event.target.closest('[role=tablist], .strip, tx-player')) return;
    this.step(by);
  }

  private async send(page: number): Promise<void> {
    const shown = this.state && shownDocument(this.state);
    if (!shown || !this.mine) return;
    const { document_id } = shown.document;
    await attempt(this.participation.session, { type: 'turn_page', document_id, page });
    this.requestUpdate();
  }

  private take({ document_id }: DocumentView): void {
    void attempt(this.participation.session, { type: 'present_document', document_id });
  }

  private stop(): void {
    void attempt(this.participation.session, { type: 'stop_presenting' });
  }

  // --- pictures -------------------------------------------------------------------------------

  /** The page, and the ones beside it ahead of time: a turn shows what is there already. */
  private load(document: DocumentView, page: number): void {
    const wished = `${document.document_id} ${page}`;
    if (wished === this.wished) return;
    this.wished = wished;
    clearTimeout(this.retry);
    const { pages } = this.participation;
    const width = widthFor(this.clientWidth || innerWidth, devicePixelRatio);
    void pages.picture(document.document_id, page, width).then(
      (address) => {
        if (this.wished !== wished) return;
        this.address = address;
        this.loaded = String(page);
        this.failed = false;
        this.zoom?.reset();
        for (const near of [page + 1, page - 1]) {
          if (near >= 1 && near <= document.pages) void pages.picture(document.document_id, near, width).catch(() => undefined);
        }
      },
      () => {
        if (this.wished !== wished) return;
        this.failed = true;
        this.retry = setTimeout(() => {
          this.wished = '';
          this.requestUpdate();
        }, AGAIN);
      },
    );
    void pages.text(document.document_id, page).then((words) => {
      if (this.wished === wished) this.words = words;
    });
  }

  protected override updated(_changed: PropertyValues): void {
    const frame = this.querySelector<HTMLElement>('.leaf');
    if (frame && !this.zoom) this.zoom = new Zoom(frame, (scale) => (this.scale = scale));
    if (!frame) this.zoom = null;
  }
}
