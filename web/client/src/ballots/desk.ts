// <tx-ballot-desk>: votes in the console's right column: prepare, open, see the turnout, close, result.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { call, consultationPath } from '../base/api';
import { Follow, Ticking, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { ask, openDialog } from '../components/dialog';
import { attempt } from '../room/attempt';
import type { Participation } from '../room/participation';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { BallotTerms, BallotView, PaperList } from '../wire.gen';
import { bars, resultView } from './chart';
import './form';
import { namesOf } from './names';
import { methodName, openBallot, outcomeName, ruleWords, secondsLeft, standing } from './read';

const LOOK_EVERY = 2_000; // at the number of papers in the box

@customElement('tx-ballot-desk')
export class BallotDesk extends TxElement {
  @property({ attribute: false }) participation!: Participation;
  /** Papers in the box of the open ballot. */
  @internal() private cast = 0;
  private timer: ReturnType<typeof setInterval> | undefined;
  protected readonly ticking = new Ticking(this);

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => void this.look(), LOOK_EVERY);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  protected override willUpdate(): void {
    if (!this.hasUpdated) new Follow(this, this.participation.session, ['change']);
  }

  override render(): TemplateResult | typeof nothing {
    const { state } = this.participation.session;
    if (!state) return nothing;
    const open = openBallot(state);
    const prepared = state.ballots.filter((one) => one.status === 'prepared');
    const over = state.ballots.filter((one) => one.status === 'closed' || (one.status === 'cancelled' && one.opened_at !== null));
    const ended = state.status === 'closed';
    return html`<div class="sec votes" data-testid=${ID.ballotDesk}>
      <div class="hd">
        <h2 class="grow">${t('表决')}</h2>
        <button class="btn desk" type="button" data-testid=${ID.ballotNew} aria-haspopup="dialog" aria-disabled=${ended ? 'true' : nothing}
          aria-describedby=${ended ? 'why-ballot' : nothing} @click=${() => ended || void this.prepare(state)}>${icon('plus')}${t('新建表决')}</button>
        ${ended ? html`<span class="vh" id="why-ballot">${t('已经闭会')}</span>` : nothing}
      </div>
      ${open ? this.running(open) : nothing}
      ${prepared.map((one) => this.waiting(state, one, open))}
      ${[...over].reverse().map((one) => this.ended(state, one))}
      ${state.ballots.length ? nothing : html`<p class="t2 fs-s">${t('可以举手、记名或无记名表决。')}</p>`}
    </div>`;
  }

  private running(ballot: BallotView): TemplateResult {
    const { terms } = ballot;
    const secret = terms.method === 'secret';
    const now = standing(ballot);
    const left = secondsLeft(ballot, this.participation.session.now());
    return html`<div class="now" data-testid=${ID.ballotRunning} data-ballot=${ballot.ballot_id}>
      <p><span class="chip wait">${icon('hand')}${t('正在表决')}</span> ${methodName(terms.method)}</p>
      <h3>${terms.title}</h3>
      <dl class="turnout">
        <div><dt>${t('应投')}</dt><dd>${now.entitled}</dd></div>
        <div><dt>${secret ? t('领票') : t('已投')}</dt><dd data-testid=${ID.ballotTurnout}>${now.voted}</dd></div>
        ${secret ? html`<div><dt>${t('已投入票箱')}</dt><dd data-testid=${ID.ballotInBox}>${this.cast}</dd></div>` : nothing}
        ${left === null ? nothing : html`<div><dt>${t('剩余')}</dt><dd>${t('{0} 秒', left)}</dd></div>`}
      </dl>
      ${secret ? html`<p class="t2 fs-s">${t('无记名投票，结束前看不到票数。')}</p>` : bars(terms, now)}
      <div class="acts">
        <button class="btn primary" type="button" data-testid=${ID.ballotClose} @click=${() => void this.close(ballot)}>${icon('check')}${t('结束表决')}</button>
        <button class="btn stop" type="button" data-testid=${ID.ballotCancel} @click=${() => void this.cancel(ballot)}>${t('取消表决')}</button>
      </div>
    </div>`;
  }

  private waiting(state: State, ballot: BallotView, open: BallotView | null): TemplateResult {
    const why = open ? t('先结束正在进行的表决') : state.status === 'open' ? '' : t('开会以后才能表决');
    const id = `why-open-${ballot.ballot_id}`;
    return html`<div class="vote" data-testid=${ID.ballotPrepared} data-ballot=${ballot.ballot_id}>
      <b>${ballot.terms.title}</b><small>${methodName(ballot.terms.method)} · ${ruleWords(ballot.terms)}</small>
      <span class="acts">
        <button class="btn desk ${why ? '' : 'primary'}" type="button" data-testid=${ID.ballotOpen} aria-disabled=${why ? 'true' : nothing}
          aria-describedby=${why ? id : nothing} @click=${() => why || this.run({ type: 'open_ballot', ballot_id: ballot.ballot_id })}>${icon('play')}${t('开始表决')}</button>
        <button class="btn desk quiet" type="button" @click=${() => void this.cancel(ballot)}>${t('不表决了')}</button>
      </span>
      ${why ? html`<small id=${id}>${why}</small>` : nothing}
    </div>`;
  }

  private ended(state: State, ballot: BallotView): TemplateResult {
    const { result, terms } = ballot;
    const look = result?.outcome === 'passed' ? 'floor' : 'stop';
    return html`<div class="vote" data-testid=${ID.ballotEnded} data-ballot=${ballot.ballot_id} data-outcome=${result?.outcome ?? 'cancelled'}>
      <span><b>${terms.title}</b> <span class="chip xs ${result ? look : ''}">${result ? outcomeName(result) : t('已取消')}</span></span>
      ${result
        ? html`<button class="btn desk" type="button" aria-haspopup="dialog" @click=${() => void showResult(state, ballot)}>${t('看结果')}</button>`
        : html`<small>${t('理由：{0}', ballot.reason)}</small>`}
    </div>`;
  }

  // --- doing ----------------------------------------------------------------------------------

  private run(command: Parameters<typeof attempt>[1]): void {
    void attempt(this.participation.session, command);
  }

  private async prepare(state: State): Promise<void> {
    const terms = await openDialog<BallotTerms>((done) => html`<h2 id="dialog-title">${t('新建表决')}</h2>
      <tx-ballot-form .agenda=${state.agenda} .done=${done}></tx-ballot-form>`, 'wide');
    if (terms) this.run({ type: 'prepare_ballot', terms });
  }

  private async close(ballot: BallotView): Promise<void> {
    await this.look();
    const { voted, entitled } = standing(ballot);
    const count = ballot.terms.method === 'secret' ? this.cast : voted;
    const sure = await ask({
      title: t('结束“{0}”的表决？', ballot.terms.title),
      body: count < entitled ? t('应投 {0}，已投 {1}，还有 {2} 没有投。结束后不能再投。', entitled, count, entitled - count) : t('都投了。结束后立即公布结果。'),
      confirm: t('结束表决'),
    });
    if (sure) this.run({ type: 'close_ballot', ballot_id: ballot.ballot_id });
  }

  private async cancel(ballot: BallotView): Promise<void> {
    const reason = await askReason(t('取消“{0}”的表决？', ballot.terms.title));
    if (reason) this.run({ type: 'cancel_ballot', ballot_id: ballot.ballot_id, reason });
  }

  private async look(): Promise<void> {
    const { state } = this.participation.session;
    const open = state && openBallot(state);
    if (!open || open.terms.method !== 'secret') return;
    const path = `${consultationPath(this.participation.place.consultation)}/ballots/${open.ballot_id}/papers`;
    const list = await call<PaperList>('GET', path).catch(() => null);
    if (list) this.cast = list.cast;
  }
}

export async function showResult(state: State, ballot: BallotView): Promise<void> {
  await openDialog<void>(() => html`<h2 id="dialog-title">${ballot.terms.title}</h2>
    ${ballot.terms.text ? html`<p class="wording">${ballot.terms.text}</p>` : nothing}
    ${ballot.result ? resultView(ballot.terms, ballot.result) : nothing} ${namesOf(state, ballot)}
    <form method="dialog" class="acts"><button class="btn" data-testid=${ID.dialogCancel}>${t('关闭')}</button></form>`, 'wide');
}

/** Words that go into the record; undefined if the question was closed. */
function askReason(title: string): Promise<string | undefined> {
  return openDialog<string>((done) => html`<h2 id="dialog-title">${title}</h2>
    <form class="stack" @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      const reason = new FormData(event.target as HTMLFormElement).get('reason') as string;
      if (reason.trim()) done(reason.trim());
    }}>
      <label class="field"><span>${t('理由（写进会议记录）')}</span>
        <input class="inp" name="reason" required maxlength="200" autocomplete="off" data-testid=${ID.ballotReason} /></label>
      <div class="acts">
        <button class="btn" type="button" data-testid=${ID.dialogCancel} @click=${() => done('')}>${t('返回')}</button>
        <button class="btn stop" data-testid=${ID.dialogConfirm}>${t('取消表决')}</button>
      </div>
    </form>`);
}
