// <tx-item-documents>: the documents of one agenda item on the desk: dropped or chosen, sent with
// their progress, put in order, taken back.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { ApiError, call, consultationPath } from '../base/api';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { PressTwice } from '../base/press-twice';
import { fileSize } from '../base/words';
import { ID } from '../testids';
import type { DocumentView } from '../wire.gen';
import type { Desk } from './desk';
import { MEGABYTES, TYPES, upload } from './upload';

interface Sending {
  file: File;
  state: 'waiting' | 'sending' | 'drawing' | 'failed';
  share: number;
  problem: string;
}

@customElement('tx-item-documents')
export class ItemDocuments extends TxElement {
  @property({ attribute: false }) desk!: Desk;
  @property() item = '';
  @internal() private sending: readonly Sending[] = [];
  @internal() private isPublic = true;
  @internal() private over = false;
  private running = false;
  private readonly twice = new PressTwice(this);

  override connectedCallback(): void {
    super.connectedCallback();
    new Follow(this, this.desk, ['change']);
  }

  override render(): TemplateResult | typeof nothing {
    const { state } = this.desk;
    if (!state) return nothing;
    const documents = state.documents.filter((one) => one.item_id === this.item);
    const closed = state.status === 'closed';
    if (closed && !documents.length) return nothing;
    return html`<div class="itemdocs ${this.over ? 'is-over' : ''}" data-testid=${ID.documentDrop} data-item=${this.item}
      @dragover=${this.onOver} @dragleave=${() => (this.over = false)} @drop=${this.onDrop}>
      ${documents.length ? html`<ul>${documents.map((one, index) => this.row(one, index, documents.length, closed))}</ul>` : nothing}
      ${this.sending.length ? html`<ul>${this.sending.map((one) => this.progress(one))}</ul>` : nothing}
      ${closed ? nothing : this.adder()}
    </div>`;
  }

  private row(one: DocumentView, index: number, count: number, closed: boolean): TemplateResult {
    const id = one.document_id;
    const armed = this.twice.isArmed(id);
    const step = (by: -1 | 1): TemplateResult => {
      const off = index + by < 0 || index + by >= count;
      return html`<button class="btn desk sq" type="button" aria-label=${by < 0 ? t('上移：{0}', one.name) : t('下移：{0}', one.name)}
        aria-disabled=${off ? 'true' : nothing} data-testid=${by < 0 ? ID.documentUp : ID.documentDown}
        @click=${() => off || void this.desk.attempt({ type: 'move_document', document_id: id, position: index + by })}
      >${icon(by < 0 ? 'up' : 'down')}</button>`;
    };
    return html`<li data-testid=${ID.documentRow} data-document=${id}>
      ${icon('doc')}<span class="grow">${one.name}<small class="t2">${[t('{0} 页', one.pages), fileSize(one.bytes), one.public ? '' : t('不向公众展示')].filter(Boolean).join(' · ')}</small></span>
      ${closed ? nothing : html`${count > 1 ? html`${step(-1)}${step(1)}` : nothing}<button
        class="btn desk stop ${armed ? 'is-armed' : ''}" type="button" aria-label=${t('撤下：{0}', one.name)} data-testid=${ID.documentRemove}
        @click=${() => this.twice.press(id, t('再按一次撤下'), () => void this.takeBack(id))}>${armed ? t('再按一次撤下') : t('撤下')}</button>`}
    </li>`;
  }

  private progress(one: Sending): TemplateResult {
    const words = {
      waiting: t('等着上传'), sending: t('正在上传 {0}%', Math.round(one.share * 100)), drawing: t('正在转成图片…'), failed: one.problem,
    }[one.state];
    const drop = (): void => { this.sending = this.sending.filter((each) => each !== one); };
    return html`<li data-testid=${ID.uploadRow} data-state=${one.state}>
      ${icon(one.state === 'failed' ? 'warn' : 'up')}<span class="grow">${one.file.name}
        <small class=${one.state === 'failed' ? 'c-stop' : 't2'}>${words}</small>
        ${one.state === 'sending' || one.state === 'drawing'
          ? html`<progress max="1" .value=${one.state === 'drawing' ? null : one.share} aria-label=${t('上传：{0}', one.file.name)}></progress>`
          : nothing}</span>
      ${one.state === 'failed'
        ? html`<button class="btn desk" type="button" @click=${() => { one.state = 'waiting'; void this.run(); }}>${t('重试')}</button>
            <button class="btn desk sq" type="button" aria-label=${t('不传了：{0}', one.file.name)} @click=${drop}>${icon('x')}</button>`
        : nothing}
    </li>`;
  }

  private adder(): TemplateResult {
    const id = `files-${this.item}`;
    return html`<p class="adder">
      <label class="btn desk" for=${id}>${icon('plus')}${t('加材料')}</label>
      <input class="vh" id=${id} type="file" multiple accept=${TYPES} @change=${this.onChosen} />
      <span class="t2 fs-xs grow">${t('也可以拖到这里：PDF、PNG、JPEG，50 MB 以内')}</span>
      <label class="option fs-xs"><input type="checkbox" .checked=${this.isPublic} @change=${(e: Event) => { this.isPublic = (e.target as HTMLInputElement).checked; }} />${t('讲解时公众也能看到')}</label>
    </p>`;
  }

  // --- doing ----------------------------------------------------------------------------------

  private readonly onOver = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files') || this.desk.state?.status === 'closed') return;
    event.preventDefault();
    this.over = true;
  };

  private readonly onDrop = (event: DragEvent): void => {
    event.preventDefault();
    this.over = false;
    if (this.desk.state?.status !== 'closed') this.add(event.dataTransfer?.files);
  };

  private readonly onChosen = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    this.add(input.files);
    input.value = '';
  };

  private add(files: FileList | null | undefined): void {
    const made = [...(files ?? [])].map((file): Sending => {
      const large = file.size > MEGABYTES * 1024 * 1024;
      return {
        file, share: 0, state: large ? 'failed' : 'waiting',
        problem: large ? t('文件超过 50 MB。请压缩图片或拆成几份再传。') : '',
      };
    });
    this.sending = [...this.sending, ...made];
    void this.run();
  }

  /** One after another: side by side none would be there sooner. */
  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (let next = this.next(); next; next = this.next()) await this.send(next);
    this.running = false;
  }

  private next(): Sending | undefined {
    return this.sending.find((one) => one.state === 'waiting');
  }

  private async send(one: Sending): Promise<void> {
    one.state = 'sending';
    const progress = (share: number): void => {
      one.share = share;
      if (share >= 1) one.state = 'drawing';
      this.requestUpdate();
    };
    try {
      await upload(this.desk.place, this.item, one.file, this.isPublic, progress);
      await this.desk.refresh();
      this.sending = this.sending.filter((each) => each !== one);
      announce(t('材料加好了：{0}', one.file.name));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      one.state = 'failed';
      one.problem = error.message || t('没有传上去。请检查网络，再试一次。');
      announce(one.problem, 'assertive');
    }
    this.requestUpdate();
  }

  /** Over HTTP and not as a command: what was never shown is deleted at once as well. */
  private async takeBack(id: string): Promise<void> {
    const { consultation, token } = this.desk.place;
    try {
      await call('DELETE', `${consultationPath(consultation)}/documents/${encodeURIComponent(id)}`, { token });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.desk.problem = error.message || t('没有撤下。请检查网络，再试一次。');
    }
    await this.desk.refresh();
    this.requestUpdate();
  }
}
