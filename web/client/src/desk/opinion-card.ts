// <tx-opinion-card>: the opinion that is shown on the screening desk, what it looks like, and every act.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { dayAndTime } from '../base/time';
import { ID } from '../testids';
import type { OpinionView } from '../wire.gen';
import type { Decisions } from './decisions';
import { markedPieces } from './groups';
import { looksPersonal, pieces, REASONS, type Reason } from './reasons';
import type { Screener } from './screener';
import { chosenActs } from './screening-chosen';
import { stateChip, stateName, whose } from './screening-words';

const MAX_REASON = 500; // characters, as the server takes
const ALIKE_SHOWN = 8;

@customElement('tx-opinion-card')
export class OpinionCard extends TxElement {
  @property({ attribute: false }) screener!: Screener;
  @property({ attribute: false }) decisions!: Decisions;
  /** The reasons are asked for. */
  @internal() private choosing = false;
  /** Somebody writes a reason of their own. */
  @internal() private writing = false;
  private reason = '';
  private shown = '';

  override connectedCallback(): void {
    super.connectedCallback();
    new Follow(this, this.screener, ['change']);
  }

  protected override willUpdate(_changed: PropertyValues): void {
    if (this.shown === this.screener.selected) return;
    this.shown = this.screener.selected;
    this.choosing = this.writing = false;
  }

  // --- acting ---------------------------------------------------------------------------------

  /** A digit: 公布, 不公布, or a reason once these are asked for. */
  press(number: number): void {
    const { current } = this.screener;
    if (!current) return;
    const reason = REASONS.find((one) => one.number === number);
    if (this.choosing && reason) this.choose(current, reason);
    else if (number === 1) this.decisions.publish(current);
    else if (number === 2) this.ask();
  }

  ask(): void {
    const { current, filter } = this.screener;
    if (!current || (filter !== 'submitted' && filter !== 'published')) return;
    this.choosing = !this.choosing;
    this.writing = false;
    if (this.choosing) announce(t('选不公布的理由：1 到 6'));
  }

  /** Escape; whether there was anything to leave. */
  leave(): boolean {
    if (this.writing) this.writing = false;
    else if (this.choosing) this.choosing = false;
    else return false;
    return true;
  }

  private choose(one: OpinionView, { words }: Reason): void {
    if (words !== null) return this.withhold(one, words);
    this.writing = true;
    this.reason = '';
    void this.updateComplete.then(() => this.querySelector<HTMLInputElement>('#desk-reason')?.focus());
  }

  private withhold(one: OpinionView, reason: string): void {
    this.choosing = this.writing = false;
    this.decisions.withhold(one, reason);
  }

  // --- rendering ------------------------------------------------------------------------------

  override render(): TemplateResult {
    const one = this.screener.current;
    const close = html`<button class="btn quiet desk drawer-close" type="button" @click=${() => this.dispatchEvent(new Event('close'))}>${icon('left')}${t('返回')}</button>`;
    if (!one) return html`${close}<div class="empty">${icon('chat')}<b>${t('选一条意见')}</b></div>`;
    const decided = one.state === 'merged' || one.state === 'withdrawn';
    return html`<div class="col-title">${close}<h2 class="grow">${t('意见 · {0}', one.receipt ?? '')}</h2>${stateChip(one.state)}</div>
      ${this.text(one)} ${meta(one)} ${warning(one)}
      ${decided ? nothing : html`${this.buttons(one)}${this.alike(one)}`}
      ${one.state === 'merged' ? html`<button class="btn" type="button" @click=${() => void this.decisions.undo({ ids: [one.opinion_id], state: 'merged' })}>${t('拆出，单独处理')}</button>` : nothing}
      ${one.state === 'published' ? this.further(one) : nothing}`;
  }

  private text(one: OpinionView): TemplateResult {
    return html`<blockquote>${markedPieces(one.text, this.screener.groups.marksOf(one)).map((part) => (part.marked
      ? html`<mark class="word">${part.text}</mark>`
      : pieces(part.text).map((each) => (each.personal ? html`<mark>${each.text}</mark>` : each.text))))}</blockquote>`;
  }

  private buttons(one: OpinionView): TemplateResult {
    const published = one.state === 'published';
    const withheld = one.state === 'withheld';
    const off = published ? t('这条已经公布') : t('这条已经不公布');
    return html`<div class="acts">
        <button
          class="btn ${published ? '' : 'floor'}" type="button" data-testid=${ID.deskPublish} data-opinion=${one.opinion_id}
          aria-disabled=${published ? 'true' : nothing} aria-describedby=${published ? 'desk-why' : nothing} @click=${() => this.decisions.publish(one)}
        >${withheld ? t('改为公布') : t('公布')} <kbd>1</kbd></button>
        <button
          class="btn ${withheld ? '' : 'stop'}" type="button" data-testid=${ID.deskWithhold} data-opinion=${one.opinion_id}
          aria-disabled=${withheld ? 'true' : nothing} aria-describedby=${withheld ? 'desk-why' : nothing}
          aria-expanded=${withheld ? nothing : this.choosing} aria-controls=${withheld ? nothing : 'desk-reasons'} @click=${() => this.ask()}
        >${published ? t('撤下不公布') : t('不公布')} <kbd>2</kbd></button>
      </div>
      ${published || withheld ? html`<p class="why" id="desk-why">${off}</p>` : nothing}
      ${withheld || (published && !this.choosing) ? nothing : this.reasons(one)}`;
  }

  private reasons(one: OpinionView): TemplateResult {
    return html`<div class="reasons ${this.choosing ? 'on' : ''}" id="desk-reasons" role="group" aria-label=${t('不公布的理由')}>
      <span>${t('不公布要选理由，作者能看到：')}</span>
      ${this.choosing
        ? REASONS.map((each) => html`<button
            class="btn desk" type="button" data-testid=${ID.deskWithholdReason} data-reason=${each.number}
            aria-pressed=${each.words === null ? this.writing : nothing} @click=${() => this.choose(one, each)}
          ><kbd>${each.number}</kbd>${t(each.short)}</button>`)
        : REASONS.map((each) => html`<span class="r"><kbd>${each.number}</kbd>${t(each.short)}</span>`)}
      ${this.choosing && this.writing ? this.ownWords(one) : nothing}
    </div>`;
  }

  private ownWords(one: OpinionView): TemplateResult {
    const send = (event: Event): void => {
      event.preventDefault();
      const words = this.reason.trim();
      if (words) this.withhold(one, words);
      else this.querySelector<HTMLInputElement>('#desk-reason')?.focus();
    };
    return html`<form class="own" @submit=${send}>
      <label class="vh" for="desk-reason">${t('写明理由')}</label>
      <input
        id="desk-reason" class="inp desk" maxlength=${MAX_REASON} placeholder=${t('写明理由')} data-testid=${ID.deskReasonText}
        .value=${this.reason} @input=${(e: Event) => { this.reason = (e.target as HTMLInputElement).value; }}
        @keydown=${(e: KeyboardEvent) => { if (e.key === 'Escape') { this.writing = false; this.dispatchEvent(new Event('left')); } }}
      />
      <button class="btn desk stop" data-testid=${ID.deskReasonSend}>${t('不公布')}</button>
    </form>`;
  }

  private alike(one: OpinionView): TemplateResult | typeof nothing {
    const { screener } = this;
    const ids = screener.groups.alike(one.opinion_id);
    const found = ids.flatMap((id) => screener.byId(id) ?? []).slice(0, ALIKE_SHOWN);
    if (!found.length && screener.checked.size < 2) return nothing;
    return html`<section class="sim"><header><h3>${t('相近的 {0} 条', ids.length)}</h3>
        <button class="btn desk" type="button" data-testid=${ID.deskMerge} @click=${() => void this.decisions.merge()}>
          ${icon('merge')}${screener.checked.size ? t('选中的并入这条') : t('全部并入这条')} <kbd>M</kbd></button></header>
      <ul>${found.map((each) => html`<li><span>${each.text}</span><span>${stateName(each.state)}</span></li>`)}</ul></section>`;
  }

  /** What may become of a public one. */
  private further(one: OpinionView): TemplateResult {
    const { desk } = this.screener;
    return html`${desk.state ? chosenActs(desk, desk.state, one) : nothing}
      <button class="btn make" type="button" data-testid=${ID.opinionOutcome} data-opinion=${one.opinion_id} @click=${() => this.dispatchEvent(new Event('outcome'))}>
        ${icon('gavel')}${t('由此意见形成成果')} <kbd>O</kbd></button>`;
  }
}

function meta(one: OpinionView): TemplateResult {
  const now = Date.now();
  return html`<div class="meta">
    <span>${t('称呼：{0}', one.name || t('未署名'))}</span>
    <span>${t('所在地：{0}', one.region || t('没有写'))}</span>
    <span>${t('{0} 提交', dayAndTime(one.submitted_at, now))}</span>
    ${one.supports ? html`<span>${t('赞同 {0}', one.supports)}</span>` : nothing}
    ${one.decided_by ? html`<span>${t('{0}处理', whose(one.decided_by))}</span>` : nothing}
    ${one.published_at === null ? nothing : html`<span>${t('{0} 公布', dayAndTime(one.published_at, now))}</span>`}
  </div>`;
}

function warning(one: OpinionView): TemplateResult | typeof nothing {
  if (one.state === 'withheld') return html`<p class="call stop">${icon('x')}<span><b>${t('没有公布')}</b> · ${one.reason}</span></p>`;
  if (!looksPersonal(one.text)) return nothing;
  return html`<p class="call wait">${icon('warn')}<span><b>${t('里面像是有电话或证件号。')}</b>${t('公布以后所有人都能看到。')}</span></p>`;
}
