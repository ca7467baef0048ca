// <tx-stances>: 表态 on the running item and on what was agreed: three buttons, straight into the minutes.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { Follow, TxElement } from '../base/element';
import { t } from '../base/i18n';
import { attempt } from '../room/attempt';
import type { Participation } from '../room/participation';
import { currentItem, participantOf } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { Seat, StanceView, VoterView, You } from '../wire.gen';
import { stanceName, stanceOf } from './read';

type Subject = StanceView['subject'];

const STANCES = ['for', 'against', 'abstain'] as const;
const OUTCOMES_SHOWN = 5;

@customElement('tx-stances')
export class Stances extends TxElement {
  @property({ attribute: false }) participation!: Participation;
  @internal() private seatId = '';

  protected override willUpdate(): void {
    if (!this.hasUpdated) new Follow(this, this.participation.session, ['change']);
  }

  override render(): TemplateResult | typeof nothing {
    const { state, you } = this.participation.session;
    if (!state || !you || state.status !== 'open') return nothing;
    const item = currentItem(state)?.view.item;
    const subjects: [Subject, string][] = [
      ...(item ? [[{ kind: 'item', id: item.id }, item.title] as [Subject, string]] : []),
      ...state.outcomes.slice(-OUTCOMES_SHOWN).map((one): [Subject, string] => [{ kind: 'outcome', id: one.outcome_id }, one.text]),
    ];
    if (!subjects.length) return nothing;
    const seats = ownSeats(state, you);
    const voter = this.voter(state, you, seats);
    return html`<section class="stances" aria-labelledby="stances-title" data-testid=${ID.stances}>
      <h3 id="stances-title">${t('表态')} <small>${t('写进会议纪要，可以改')}</small></h3>
      ${seats.length ? this.seatPicker(seats) : nothing}
      ${subjects.map(([subject, title]) => this.row(state, subject, title, voter))}
    </section>`;
  }

  private voter(state: State, you: You, seats: Seat[]): VoterView | null {
    if (seats.length) return { participant_id: null, seat_id: (seats.find((one) => one.id === this.seatId) ?? seats[0])?.id ?? null };
    const me = participantOf(state, you.participant_id);
    const may = me?.capacity === 'attending' && !['venue', 'interpreter', 'viewer'].includes(me.role);
    return may ? { participant_id: you.participant_id, seat_id: null } : null;
  }

  private seatPicker(seats: Seat[]): TemplateResult {
    return html`<label class="field"><span>${t('替哪一席表态')}</span>
      <select class="inp desk" @change=${(event: Event) => (this.seatId = (event.target as HTMLSelectElement).value)}>
        ${seats.map((one) => html`<option value=${one.id} ?selected=${one.id === this.seatId}>${one.name}</option>`)}</select></label>`;
  }

  private row(state: State, subject: Subject, title: string, voter: VoterView | null): TemplateResult {
    const all = state.stances.filter((one) => one.subject.kind === subject.kind && one.subject.id === subject.id);
    const mine = voter && stanceOf(state, subject.kind, subject.id, voter);
    return html`<div class="stance" role="group" aria-label=${title} data-testid=${ID.stance} data-subject=${subject.id} data-mine=${mine?.stance ?? nothing}>
      <p>${title}</p>
      ${STANCES.map((stance) => {
        const count = all.filter((one) => one.stance === stance).length;
        const label = html`${stanceName(stance)}${count ? html` <span class="n">${count}</span>` : nothing}`;
        return voter
          ? html`<button class="btn desk ${mine?.stance === stance ? 'primary' : ''}" type="button" aria-pressed=${mine?.stance === stance}
              data-testid=${ID.stanceTake} data-stance=${stance} @click=${() => this.take(subject, stance, voter)}>${label}</button>`
          : html`<span class="chip line">${label}</span>`;
      })}
    </div>`;
  }

  private take(subject: Subject, stance: StanceView['stance'], { seat_id }: VoterView): void {
    void attempt(this.participation.session, { type: 'take_stance', subject, stance, seat_id });
  }
}

/** Seats of the operator's own venue that are there as 出席. */
function ownSeats(state: State, you: You): Seat[] {
  const me = participantOf(state, you.participant_id);
  if (me?.role !== 'venue') return [];
  const venue = state.venues.find((one) => one.id === me.venue_id);
  return (venue?.seats ?? []).filter((one) => one.capacity === 'attending');
}
