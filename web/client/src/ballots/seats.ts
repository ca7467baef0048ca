// <tx-ballot-seats>: a venue operator votes for the seats of the room: hands by count or seat by seat,
// a named ballot seat by seat, and a secret one with the device as the booth, one person at a time.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { attempt } from '../room/attempt';
import type { Participation } from '../room/participation';
import { ID } from '../testids';
import type { BallotView, Seat } from '../wire.gen';
import { choicesOf, optionsOf, seatsOf } from './read';
import './secret';

const ABSTAIN = -1;

@customElement('tx-ballot-seats')
export class BallotSeats extends TxElement {
  @property({ attribute: false }) participation!: Participation;
  @property({ attribute: false }) ballot!: BallotView;
  @internal() private way: 'count' | 'seats' = 'count';
  @internal() private counts: number[] = [];
  @internal() private booth: Seat | null = null;
  @internal() private venueId = '';

  override render(): TemplateResult | typeof nothing {
    const { state, you } = this.participation.session;
    if (!state || !you) return nothing;
    const { terms } = this.ballot;
    const all = seatsOf(state, this.ballot, you.participant_id);
    const venues = [...new Map(all.map((one) => [one.venueId, one.venue]))];
    const venueId = venues.some(([id]) => id === this.venueId) ? this.venueId : (venues[0]?.[0] ?? '');
    const seats = all.filter((one) => one.venueId === venueId).map((one) => one.seat);
    const countable = terms.method === 'hands' && terms.choices_max === 1;
    return html`<div class="room-votes" data-testid=${ID.ballotSeats}>
      <div class="ways">
        <h3 class="grow">${t('本会场席位投票')}</h3>
        ${venues.length > 1
          ? html`<label>${t('会场')} <select class="inp desk" @change=${(event: Event) => {
              this.venueId = (event.target as HTMLSelectElement).value;
              this.counts = [];
            }}>${venues.map(([id, name]) => html`<option value=${id} ?selected=${id === venueId}>${name}</option>`)}</select></label>`
          : nothing}
        ${countable
          ? html`<div class="seg" role="group" aria-label=${t('计票方式')}>
              ${this.wayButton('count', t('数人数'))} ${this.wayButton('seats', t('逐席投票'))}
            </div>`
          : nothing}
      </div>
      ${terms.method === 'secret' ? this.boothView(seats)
        : countable && this.way === 'count' ? this.counting(venueId, seats.length) : this.list(seats, venueId)}
    </div>`;
  }

  private wayButton(way: 'count' | 'seats', text: string): TemplateResult {
    return html`<button class="btn desk ${this.way === way ? 'primary' : ''}" type="button" aria-pressed=${this.way === way} @click=${() => (this.way = way)}>${text}</button>`;
  }

  // --- hands by count -------------------------------------------------------------------------

  private counting(venueId: string, seats: number): TemplateResult {
    const counted = this.ballot.hands.find((one) => one.venue_id === venueId);
    const texts = [...optionsOf(this.ballot.terms), t('弃权')];
    const standing = counted ? [...counted.counts, counted.abstentions] : texts.map(() => 0);
    const now = this.counts.length ? this.counts : standing;
    const sum = now.reduce((a, b) => a + b, 0);
    const over = sum > seats;
    const set = (index: number, event: Event): void => {
      const value = Math.max(0, Math.min(200, Math.floor(Number((event.target as HTMLInputElement).value) || 0)));
      this.counts = now.map((one, at) => (at === index ? value : one));
    };
    const send = async (): Promise<void> => {
      if (over) return;
      await attempt(this.participation.session, {
        type: 'count_hands', ballot_id: this.ballot.ballot_id, venue_id: venueId, counts: now.slice(0, -1), abstentions: now.at(-1) ?? 0,
      });
      this.counts = [];
    };
    return html`<div class="counting">
        ${texts.map((text, index) => html`<label>${text}<input class="inp" type="number" inputmode="numeric" min="0" max=${seats}
          data-testid=${ID.ballotHands} data-option=${index} .value=${String(now[index] ?? 0)} @input=${(event: Event) => set(index, event)} /></label>`)}
        <button class="btn primary" type="button" data-testid=${ID.ballotHandsSend} aria-disabled=${over ? 'true' : nothing}
          aria-describedby="hands-why" @click=${() => void send()}>${icon('check')}${counted ? t('改报人数') : t('报上人数')}</button>
      </div>
      <p class=${over ? 'c-stop' : 't2'} id="hands-why">${over ? t('共 {0} 人，多于有表决权的 {1} 席。请核对。', sum, seats) : t('共 {0} 人，有表决权 {1} 席', sum, seats)}</p>
      ${counted ? html`<p class="receipt" role="status">${icon('check')}<span>${t('已报上。表决结束前可以改；全部填 0 就是撤回。')}</span></p>` : nothing}`;
  }

  // --- seat by seat ---------------------------------------------------------------------------

  private list(seats: Seat[], venueId: string): TemplateResult {
    if (this.ballot.hands.some((one) => one.venue_id === venueId)) {
      return html`<p class="t2">${t('本会场已按人数计票。要逐席投票，先把人数清零。')}</p>`;
    }
    return html`<ul class="seat-votes">${repeat(seats, (seat) => seat.id, (seat) => {
      const cast = choicesOf(this.ballot, { participant_id: null, seat_id: seat.id });
      return html`<li data-testid=${ID.ballotSeat} data-seat=${seat.id} data-choices=${cast ? cast.join(' ') : nothing}>
        <span class="who"><b>${seat.name}</b>${seat.title ? html`<small>${seat.title}</small>` : nothing}</span>
        <span class="opts" role="group" aria-label=${seat.name}>
          ${[...optionsOf(this.ballot.terms).keys(), ABSTAIN].map((option) => this.seatOption(seat, option, cast))}
        </span></li>`;
    })}</ul>`;
  }

  private seatOption(seat: Seat, option: number, cast: number[] | null): TemplateResult {
    const { terms, ballot_id } = this.ballot;
    const on = cast !== null && (option === ABSTAIN ? !cast.length : cast.includes(option));
    const text = option === ABSTAIN ? t('弃权') : (optionsOf(terms)[option] ?? '');
    const press = (): void => {
      const others = terms.choices_max > 1 ? (cast ?? []).filter((one) => one !== option) : [];
      const choices = option === ABSTAIN ? [] : terms.choices_max > 1 && on ? others : [...others, option];
      void attempt(this.participation.session, { type: 'cast_vote', ballot_id, choices, seat_id: seat.id });
    };
    return html`<button class="btn desk ${on ? 'primary' : ''}" type="button" aria-pressed=${on}
      data-testid=${ID.ballotSeatOption} data-option=${option === ABSTAIN ? 'abstain' : option} @click=${press}>${text}</button>`;
  }

  // --- the booth ------------------------------------------------------------------------------

  private boothView(seats: Seat[]): TemplateResult {
    const { booth, ballot } = this;
    if (booth) {
      const taken = ballot.issued.some((one) => one.seat_id === booth.id);
      return html`<div class="booth" data-testid=${ID.ballotBooth} data-seat=${booth.id}>
        <p><b>${t('请 {0} 单独投票', booth.name)}</b> <span class="t2">${t('其他人请回避。投完按“下一位”。')}</span></p>
        <tx-secret .place=${this.participation.place} .ballot=${ballot} .seat=${booth} ?taken=${taken}></tx-secret>
        <button class="btn wide" type="button" data-testid=${ID.ballotNext} @click=${() => (this.booth = null)}>${icon('right')}${t('下一位')}</button>
      </div>`;
    }
    return html`<p class="t2">${t('本机作投票间：一次一位，选好姓名后单独投票。')}</p>
      <ul class="seat-votes">${seats.map((seat) => {
        const taken = ballot.issued.some((one) => one.seat_id === seat.id);
        return html`<li data-testid=${ID.ballotSeat} data-seat=${seat.id}>
          <span class="who"><b>${seat.name}</b>${seat.title ? html`<small>${seat.title}</small>` : nothing}</span>
          ${taken ? html`<span class="chip floor">${icon('check')}${t('已领票')}</span>` : nothing}
          <button class="btn desk" type="button" data-testid=${ID.ballotEnter} @click=${() => (this.booth = seat)}>${taken ? t('查看') : t('去投票')}</button></li>`;
      })}</ul>`;
  }
}
