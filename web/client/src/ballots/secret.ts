// <tx-secret>: one voter's secret ballot on this device: the paper, the vote, and after the close the
// check that it was counted.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { ApiError, type Place } from '../base/api';
import { announce } from '../base/announce';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { ID } from '../testids';
import type { BallotView, Seat } from '../wire.gen';
import type { CastEvent } from './choose';
import './choose';
import { checkCode, type Check, type Kept } from './inspect';
import { Papers } from './paper';
import { choiceWords } from './read';

const AGAIN = 5_000; // until the list is asked for again

@customElement('tx-secret')
export class Secret extends TxElement {
  @property({ attribute: false }) place!: Place;
  @property({ attribute: false }) ballot!: BallotView;
  /** Of the seat that votes here; null for the participant. */
  @property({ attribute: false }) seat: Seat | null = null;
  /** The log says that this voter has had their paper. */
  @property({ type: Boolean }) taken = false;
  @internal() private kept: Kept | null = null;
  @internal() private busy = false;
  @internal() private trouble = '';
  @internal() private check: Check | null = null;
  private checking = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  private get papers(): Papers {
    return new Papers(this.place);
  }

  private get seatId(): string | null {
    return this.seat?.id ?? null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('ballot') || changed.has('seat')) {
      const before = changed.get('ballot') as BallotView | undefined;
      if (changed.has('seat') || before?.ballot_id !== this.ballot.ballot_id) {
        [this.kept, this.check, this.trouble] = [this.papers.read(this.ballot, this.seatId), null, ''];
      }
      if (this.ballot.status === 'closed' && this.kept?.cast) void this.look();
    }
  }

  override render(): TemplateResult | typeof nothing {
    if (this.ballot.status === 'closed') return this.verdict();
    const { kept } = this;
    if (kept?.cast) return this.done(kept);
    if (this.taken && !kept) {
      return html`<p class="call mid wait" data-testid=${ID.ballotElsewhere}>${icon('warn')}<span class="grow"><b>${t('您已经在另一台设备上领了选票。')}</b>${t('请在那台设备上投票。')}</span></p>`;
    }
    return html`<p class="t2">${t('无记名：服务器只记您领了票，不知道您投了什么。投出后不能改。')}</p>
      ${this.trouble ? html`<p class="call mid stop" role="alert">${icon('warn')}<span class="grow">${this.trouble}</span></p>` : nothing}
      ${kept?.choices ? this.resend(kept) : html`<tx-choose .terms=${this.ballot.terms} .cast=${null} ?busy=${this.busy} name="secret-${this.seatId ?? 'me'}"
        @cast=${(event: CastEvent) => void this.send(event.detail)}></tx-choose>`}`;
  }

  /** The answer was lost on the way: the same vote goes out again, never another. */
  private resend(kept: Kept): TemplateResult {
    return html`<p>${t('您选了“{0}”，还没有确认收到。', choiceWords(this.ballot.terms, kept.choices ?? []))}</p>
      <button class="btn primary big wide" type="button" data-testid=${ID.ballotCast} aria-busy=${this.busy}
        @click=${() => void this.send(kept.choices ?? [])}>${icon('cycle')}${this.busy ? t('正在投…') : t('再投一次')}</button>`;
  }

  private done(kept: Kept): TemplateResult {
    return html`<p class="receipt" role="status" data-testid=${ID.ballotReceipt} data-cast="true">${icon('check')}
      <span><b>${t('您的选票已投入票箱。')}</b> ${t('核对码 {0}。结束后本页会自动核对是否计入，请用这台设备。', checkCode(kept))}</span></p>`;
  }

  private async send(choices: number[]): Promise<void> {
    this.busy = true;
    this.trouble = '';
    try {
      this.kept = await this.papers.cast(this.ballot, this.seatId, choices);
      announce(t('您的选票已投入票箱。'));
    } catch (error) {
      this.kept = this.papers.read(this.ballot, this.seatId);
      if (!(error instanceof ApiError)) throw error;
      this.trouble = error.message || t('没有发出去。您的选票还在这台设备上，联网后再投。');
    } finally {
      this.busy = false;
    }
  }

  // --- after the close ------------------------------------------------------------------------

  private verdict(): TemplateResult | typeof nothing {
    const { kept, check } = this;
    if (!kept) return nothing;
    const who = this.seat ? `${this.seat.name}：` : '';
    if (!kept.cast) return html`<p class="t2">${who}${t('这台设备上的选票没有投出。')}</p>`;
    if (!check || check.kind === 'unreached') return html`<p class="t2" role="status">${icon('cycle')} ${who}${t('正在核对您的选票…')}</p>`;
    if (check.kind === 'counted') {
      return html`<p class="receipt" role="status" data-testid=${ID.ballotCheck} data-check="counted">${icon('check')}
        <span><b>${who}${t('您的选票已计入。')}</b> ${t('核对码 {0}，在公布的 {1} 张选票里，签名全部有效。', checkCode(kept), check.papers)}</span></p>`;
    }
    return html`<p class="call mid stop" role="alert" data-testid=${ID.ballotCheck} data-check=${check.kind}>${icon('warn')}
      <span class="grow"><b>${who}${alarm(check.kind)}</b> ${t('请把核对码 {0} 告诉主持人和监票人，不要关掉本页。', checkCode(kept))}</span></p>`;
  }

  private async look(): Promise<void> {
    if (this.checking || (this.check && this.check.kind !== 'unreached')) return;
    this.checking = true;
    const check = await this.papers.check(this.ballot, this.seatId);
    this.checking = false;
    this.check = check;
    if (check.kind === 'unreached') this.timer = setTimeout(() => void this.look(), AGAIN);
    else if (check.kind === 'counted') announce(t('您的选票已计入。'));
    else announce(alarm(check.kind), 'assertive');
  }
}

function alarm(kind: 'missing' | 'altered' | 'false-list'): string {
  switch (kind) {
    case 'missing': return t('公布的名单里没有您的选票！');
    case 'altered': return t('您的选票被改动了！');
    case 'false-list': return t('公布的选票名单有问题：签名、张数或合计不对！');
  }
}
