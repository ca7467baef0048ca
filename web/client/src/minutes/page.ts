// <tx-minutes>: `/minutes/{id}#t=…`, by one's own join link. The minutes as they are out for correction,
// how long that lasts, and for each paragraph how it should read instead. On phones first.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state as internal } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { ApiError, call, consultationPath, place, postCommand } from '../base/api';
import { Ticking, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { locale, t } from '../base/i18n';
import { dayAndTime } from '../base/time';
import { mark } from '../components/mark';
import { languageButton, textButton } from '../components/preferences';
import { explain } from '../desk/desk';
import { freshId } from '../desk/key';
import { Patience, refusedPage } from '../desk/outside';
import { draw, momentOf } from '../desk/sheet';
import { ID } from '../testids';
import type { CirculatedMinutes, Correction, Paragraph } from '../wire.gen';
import { marked } from './marked';

const MAX_TEXT = 5000; // characters, as the server takes
const MAX_REASON = 200;
const EVERY = 15_000; // between two looks

interface Proposal {
  block: string;
  text: string;
  reason: string;
  /** Names the request, so that sending it again does nothing twice. */
  key: string;
}

@customElement('tx-minutes')
export class MinutesPage extends TxElement {
  private readonly place = place();
  @internal() private minutes: CirculatedMinutes | null = null;
  @internal() private failure: ApiError | null = null;
  @internal() private proposal: Proposal | null = null;
  @internal() private busy = false;
  @internal() private problem = '';
  private readonly patience = new Patience(this);
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    new Ticking(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.patience.start();
    void this.look();
    this.timer = setInterval(() => document.hidden || void this.look(), EVERY);
    window.addEventListener('beforeunload', this.guard);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
    window.removeEventListener('beforeunload', this.guard);
  }

  private readonly guard = (event: Event): void => {
    if (this.proposal) event.preventDefault();
  };

  private async look(): Promise<void> {
    const { consultation, token } = this.place;
    try {
      this.minutes = await call<CirculatedMinutes>('GET', `${consultationPath(consultation)}/minutes/circulated.json`, { token });
      this.failure = null;
      document.title = `${t('纪要')} · ${this.minutes.document.title}`;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const down = error.code === 'unreachable' || error.status >= 500;
      if (!this.minutes || !down) this.failure = error; // what was read stays while the line is down
    }
  }

  // --- proposing ------------------------------------------------------------------------------

  private begin(block: Paragraph): void {
    if (this.proposal?.block !== block.key) this.proposal = { block: block.key, text: block.text, reason: '', key: freshId() };
    this.problem = '';
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('#proposal')?.focus());
  }

  private write(change: Partial<Proposal>): void {
    if (this.proposal) this.proposal = { ...this.proposal, ...change, key: freshId() };
  }

  private async send(before: string): Promise<void> {
    const { proposal } = this;
    if (!proposal || this.busy) return;
    if (!proposal.text.trim() || proposal.text.trim() === before) {
      this.problem = t('还没有改动。请先改这一段的文字。');
      return;
    }
    this.busy = true;
    this.problem = '';
    try {
      const { block, text, reason, key } = proposal;
      await postCommand(this.place, { type: 'propose_correction', block, text: text.trim(), reason: reason.trim() }, key);
      this.proposal = null;
      announce(t('修改意见已送出'));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problem = error.code === 'unreachable' ? t('没有发出去。您写的内容还在，联网后再提交。') : explain(error);
    } finally {
      this.busy = false;
    }
    await this.look();
    if (!this.proposal) await this.updateComplete.then(() => this.querySelector('.mine')?.scrollIntoView({ block: 'center' }));
  }

  // --- rendering ------------------------------------------------------------------------------

  override render(): TemplateResult | typeof nothing {
    const { minutes } = this;
    if (this.failure) return refusedPage(this.failure, () => void this.look());
    if (!minutes) return this.patience.render(t('正在读取纪要…'), () => void this.look());
    const { document: sheet } = minutes;
    return html`<div class="minutes-page" data-testid=${ID.minutesPage} data-stage=${minutes.stage} data-version=${minutes.version}>
      <header class="top">${mark()}<h1 class="cut grow">${t('纪要')}</h1>${textButton('btn quiet desk')}${languageButton('btn quiet desk')}</header>
      ${this.standing(minutes)}
      ${this.mine(minutes.corrections)}
      <main>
        ${locale() === 'zh-CN' ? nothing : html`<p class="t2 fs-s in-chinese">${t('纪要是中文公文，界面用别的语言时也是中文。')}</p>`}
        <article class="paper" lang="zh-CN" aria-label=${sheet.title} data-testid=${ID.minutesSheet} data-seq=${sheet.seq}>
          <p class="masthead">${sheet.mark}</p>
          ${sheet.issue.number ? html`<p class="issue"><span>${sheet.issue.number}</span><span>${sheet.issue.issued_on}</span><span>签发人：${sheet.issue.signer}</span></p>` : nothing}
          <h3>${sheet.title}</h3>
          ${sheet.blocks.map((one) => (one.type === 'paragraph' && one.key && isOpen(minutes) ? this.paragraph(one) : draw(one)))}
        </article>
      </main>
    </div>`;
  }

  private standing(minutes: CirculatedMinutes): TemplateResult {
    const open = isOpen(minutes);
    return html`<p class="call ${open ? '' : 'wait'}" data-testid=${ID.minutesClock} data-open=${open}>${icon(open ? 'clock' : 'lock')}<span>${this.words(minutes)}</span></p>`;
  }

  private words(minutes: CirculatedMinutes): TemplateResult | string {
    switch (minutes.stage) {
      case 'circulated':
        return isOpen(minutes)
          ? html`<b role="timer" aria-live="off">${t('还有 {0}', remaining(minutes.due_at))}</b> ${t('请看这份纪要，不对的地方按“提修改意见”。{0} 截止。', dayAndTime(minutes.due_at, Date.now()))}`
          : t('征求意见已经截止。还有意见，请联系记录员。');
      case 'approved': return t('纪要已经定稿，等签发，不再收修改意见。');
      case 'signed': return t('这份纪要已经签发。');
      case 'draft': return t('这是上一次签发的纪要。新的一版正在起草。');
    }
  }

  private mine(corrections: readonly Correction[]): TemplateResult | typeof nothing {
    if (!corrections.length) return nothing;
    return html`<section class="mine" aria-labelledby="mine-title"><h2 id="mine-title">${t('我的修改意见')}</h2><ul>
      ${corrections.map((one) => {
        const state = one.accepted === null ? 'waiting' : one.accepted ? 'accepted' : 'declined';
        return html`<li data-testid=${ID.minutesMineCorrection} data-state=${state}>
          <span class="chip xs ${{ waiting: 'wait', accepted: 'floor', declined: '' }[state]}">${icon(state === 'accepted' ? 'check' : state === 'waiting' ? 'clock' : 'x')}${{ waiting: t('等记录员处理'), accepted: t('已采纳'), declined: t('没有采纳') }[state]}</span>
          <p lang="zh-CN">${one.text}</p>${one.answer ? html`<p class="t2">${t('理由：{0}', one.answer)}</p>` : nothing}</li>`;
      })}</ul></section>`;
  }

  private paragraph(one: Paragraph): TemplateResult {
    const { proposal } = this;
    const on = proposal?.block === one.key;
    return html`<div class="blk ${on ? 'on' : ''}"><p>${one.text}${momentOf(one.moment, null)}</p>
      <div class="below" lang=${document.documentElement.lang}>${on && proposal ? this.form(one, proposal) : html`<button
        class="btn desk" type="button" data-testid=${ID.minutesPropose} data-block=${one.key}
        aria-label=${t('提修改意见：{0}', one.text.slice(0, 24))} aria-disabled=${proposal ? 'true' : nothing}
        aria-describedby=${proposal ? 'proposal-first' : nothing} @click=${() => proposal || this.begin(one)}
      >${icon('reply')}${t('提修改意见')}</button>`}</div></div>`;
  }

  private form(one: Paragraph, proposal: Proposal): TemplateResult {
    return html`<form class="stack" novalidate @submit=${(event: Event) => {
      event.preventDefault();
      void this.send(one.text);
    }}>
      <div class="field"><label for="proposal">${t('这一段应当怎么写')}</label>
        <textarea id="proposal" class="inp" lang="zh-CN" rows="5" maxlength=${MAX_TEXT} data-testid=${ID.minutesProposal} aria-describedby="proposal-problem"
          aria-invalid=${this.problem ? 'true' : nothing} .value=${proposal.text} @input=${(event: Event) => this.write({ text: (event.target as HTMLTextAreaElement).value })}></textarea></div>
      <div class="field"><label for="proposal-reason">${t('理由（可以不写）')}</label>
        <input id="proposal-reason" class="inp" maxlength=${MAX_REASON} autocomplete="off" data-testid=${ID.minutesProposalReason} .value=${proposal.reason}
          @input=${(event: Event) => this.write({ reason: (event.target as HTMLInputElement).value })} /></div>
      <p class="differs" lang="zh-CN">${marked(one.text, proposal.text)}</p>
      <p class="problem" id="proposal-problem" role="alert" ?hidden=${!this.problem}>${this.problem}</p>
      <p class="vh" id="proposal-first">${t('先送出或取消正在写的修改意见。')}</p>
      <div class="acts"><button class="btn" type="button" @click=${() => (this.proposal = null)}>${t('取消')}</button>
        <button class="btn primary" data-testid=${ID.dialogConfirm} aria-busy=${this.busy}>${icon('send')}${t('送出修改意见')}</button></div>
    </form>`;
  }
}

function isOpen({ stage, due_at }: CirculatedMinutes): boolean {
  return stage === 'circulated' && due_at > Date.now();
}

function remaining(due: number): string {
  const seconds = Math.max(0, Math.floor((due - Date.now()) / 1000));
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (days) return t('{0} 天 {1} 小时', days, hours);
  return hours ? t('{0} 时 {1} 分', hours, String(minutes).padStart(2, '0')) : t('{0} 分 {1} 秒', minutes, String(seconds % 60).padStart(2, '0'));
}
