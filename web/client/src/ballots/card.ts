// <tx-ballot>: the vote that is open, across the page of everybody in the meeting, and after it the
// result. Whoever may vote votes here; a venue operator for the seats of the room.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { Follow, Ticking, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { attempt } from '../room/attempt';
import type { Participation } from '../room/participation';
import { presides } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { BallotView, You } from '../wire.gen';
import { resultView } from './chart';
import type { CastEvent } from './choose';
import './choose';
import { namesOf } from './names';
import { choiceWords, choicesOf, methodName, openBallot, ruleWords, seatsOf, secondsLeft, standing, votes } from './read';
import './seats';
import './secret';

const HIDDEN = 'tx-ballots-seen';

@customElement('tx-ballot')
export class BallotCard extends TxElement {
  @property({ attribute: false }) participation!: Participation;
  @internal() private busy = false;
  @internal() private seen = new Set<string>(read());
  @internal() private small = false;
  protected readonly ticking = new Ticking(this);

  protected override willUpdate(): void {
    if (!this.hasUpdated) new Follow(this, this.participation.session, ['change']);
  }

  override render(): TemplateResult | typeof nothing {
    const { state, you } = this.participation.session;
    if (!state || !you) return nothing;
    const ballot = openBallot(state);
    if (ballot) return this.open(state, you, ballot);
    const last = state.ballots
      .filter((one) => one.closed_at !== null && one.opened_at !== null && !this.seen.has(one.ballot_id))
      .sort((a, b) => (b.closed_at ?? 0) - (a.closed_at ?? 0))[0];
    return last && state.status !== 'closed' ? this.over(state, you, last) : nothing;
  }

  // --- open -----------------------------------------------------------------------------------

  private open(state: State, you: You, ballot: BallotView): TemplateResult | typeof nothing {
    const mine = votes(ballot, you.participant_id);
    const seats = seatsOf(state, ballot, you.participant_id);
    if (presides(state, you) && !mine) return nothing; // the console's own column shows it
    const { entitled, voted } = standing(ballot);
    const left = secondsLeft(ballot, this.participation.session.now());
    const says = [t('已投 {0}，应投 {1}', voted, entitled), left === null ? '' : t('还有 {0} 秒', left)].filter(Boolean).join(t('；'));
    return html`<section class="ballot" aria-labelledby="ballot-title" data-testid=${ID.ballotCard} data-ballot=${ballot.ballot_id} data-status="open">
      <header>
        <p><span class="chip wait">${icon('hand')}${t('正在表决')}</span><span>${methodName(ballot.terms.method)}</span></p>
        <span class="t2 nw">${says}</span>
        <button class="btn quiet desk" type="button" aria-expanded=${!this.small} aria-controls="ballot-body"
          @click=${() => (this.small = !this.small)}>${this.small ? t('展开') : t('收起')}</button>
      </header>
      <h2 id="ballot-title">${ballot.terms.title}</h2>
      <div class="body" id="ballot-body" ?hidden=${this.small}>
        ${ballot.terms.text ? html`<p class="wording">${ballot.terms.text}</p>` : nothing}
        ${mine ? this.own(ballot, you.participant_id) : nothing}
        ${seats.length ? html`<tx-ballot-seats .participation=${this.participation} .ballot=${ballot}></tx-ballot-seats>` : nothing}
        ${mine || seats.length ? nothing : html`<p class="t2">${t('您列席会议，不参加这次表决。')}</p>`}
        <p class="t2 fs-s">${ruleWords(ballot.terms)}</p>
      </div>
    </section>`;
  }

  private own(ballot: BallotView, me: string): TemplateResult {
    const voter = { participant_id: me, seat_id: null };
    if (ballot.terms.method === 'secret') {
      const taken = ballot.issued.some((one) => one.participant_id === me);
      return html`<tx-secret .place=${this.participation.place} .ballot=${ballot} .seat=${null} ?taken=${taken}></tx-secret>`;
    }
    const choices = choicesOf(ballot, voter);
    return html`<tx-choose .terms=${ballot.terms} .cast=${choices} ?busy=${this.busy}
        @cast=${(event: CastEvent) => void this.send(ballot, event.detail)}></tx-choose>
      ${choices
        ? html`<p class="receipt" role="status" data-testid=${ID.ballotReceipt} data-choices=${choices.join(' ')}>${icon('check')}
            <span><b>${t('您投了：{0}', choiceWords(ballot.terms, choices))}</b> ${t('已经记下。表决结束前可以改。')}</span></p>`
        : nothing}`;
  }

  private async send(ballot: BallotView, choices: number[]): Promise<void> {
    this.busy = true;
    await attempt(this.participation.session, { type: 'cast_vote', ballot_id: ballot.ballot_id, choices });
    this.busy = false;
  }

  // --- over -----------------------------------------------------------------------------------

  private over(state: State, you: You, ballot: BallotView): TemplateResult {
    const { terms, result } = ballot;
    const secret = terms.method === 'secret' && result;
    const seats = secret ? seatsOf(state, ballot, you.participant_id) : [];
    return html`<section class="ballot" aria-labelledby="ballot-title" data-testid=${ID.ballotCard} data-ballot=${ballot.ballot_id} data-status=${ballot.status}>
      <header>
        <p><span class="chip ${result ? 'ink' : ''}">${icon('gavel')}${result ? t('表决结果') : t('表决已取消')}</span></p>
        <span class="grow"></span>
        <button class="btn desk" type="button" data-testid=${ID.ballotSeen} @click=${() => this.dismiss(ballot)}>${t('知道了')}</button>
      </header>
      <h2 id="ballot-title">${terms.title}</h2>
      <div class="body">
        ${secret && votes(ballot, you.participant_id)
          ? html`<tx-secret .place=${this.participation.place} .ballot=${ballot} .seat=${null}></tx-secret>` : nothing}
        ${seats.map(({ seat }) => html`<tx-secret .place=${this.participation.place} .ballot=${ballot} .seat=${seat}></tx-secret>`)}
        ${result ? resultView(terms, result) : html`<p>${t('理由：{0}', ballot.reason)}</p>`}
        ${namesOf(state, ballot)}
      </div>
    </section>`;
  }

  private dismiss(ballot: BallotView): void {
    this.seen = new Set([...this.seen, ballot.ballot_id]);
    try {
      sessionStorage.setItem(HIDDEN, JSON.stringify([...this.seen]));
    } catch {
      // Storage may be blocked; it then comes back with the next reload.
    }
  }
}

function read(): string[] {
  try {
    return JSON.parse(sessionStorage.getItem(HIDDEN) ?? '[]') as string[];
  } catch {
    return [];
  }
}
