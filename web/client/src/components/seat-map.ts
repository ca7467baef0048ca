// <tx-seat-map>: the seats of one room. One tap says who is there or has left; the rest (substitute,
// another seat, excused) is behind each seat's second button.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { announce } from '../base/announce';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { timeOfDay } from '../base/time';
import { hasAnswered, runningRollCall, seatOf, seatState, sitterAt, type SeatState } from '../session/attending';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { AnyCommand, Seat, Venue } from '../wire.gen';
import { openDialog } from './dialog';

export function seatWords(state: SeatState): string {
  switch (state) {
    case 'here': return t('在座');
    case 'cut': return t('在座，会场断线');
    case 'left': return t('已离席');
    case 'excused': return t('请假');
    case 'absent': return t('缺席');
    case 'unsaid': return t('未登记');
  }
}

@customElement('tx-seat-map')
export class SeatMap extends TxElement {
  @property({ attribute: false }) state!: State;
  @property({ attribute: false }) venue!: Venue;
  /** Does commands one after another; whether all were done. */
  @property({ attribute: false }) run!: (...commands: AnyCommand[]) => Promise<boolean>;

  override render(): TemplateResult {
    const seats = this.venue.seats ?? [];
    const here = seats.filter((one) => sitterAt(this.state, one.id)).length;
    return html`<div class="seatmap" data-testid=${ID.seatMap} data-venue=${this.venue.id}>
      <p class="sum"><b>${this.venue.name}</b>
        <span class="t2 nw" data-testid=${ID.seatCount}>${t('在座 {0}，共 {1} 席', here, seats.length)}</span></p>
      <ul class="seats">${repeat(seats, (one) => one.id, (one, index) => this.seat(one, index + 1))}</ul>
    </div>`;
  }

  /** The tile of a place: whoever sits there by somebody's word, else whose seat it is. */
  private seat(seat: Seat, number: number): TemplateResult {
    const sitter = sitterAt(this.state, seat.id);
    const elsewhere = !sitter && this.state.sitters.some((one) => one.person_id === seat.id);
    const person = (sitter && seatOf(this.state, sitter.person_id)) || seat;
    const how = elsewhere ? 'left' : seatState(this.state, person.id);
    const taken = sitter !== null;
    const words = elsewhere ? t('空席') : seatWords(how);
    const call = runningRollCall(this.state);
    const calls = call !== null && !hasAnswered(call, { participantId: null, seatId: person.id }) && how !== 'excused';
    const name = sitter?.substitute || (elsewhere ? t('{0} 号席', number) : person.name);
    return html`<li class="seat is-${elsewhere ? 'empty' : how}">
      <button class="who" type="button" aria-pressed=${taken} data-testid=${ID.seat} data-seat=${seat.id} data-state=${how}
        aria-label=${[number, name, words].join(t('，'))} @click=${() => void this.toggle(seat, taken)}>
        <span class="no">${number}</span>
        <b>${name}</b>
        <small>${sitter?.substitute ? t('代 {0}', person.name) : person.title || ''}</small>
        <span class="how">${taken ? icon(how === 'cut' ? 'off' : 'check') : nothing}${words}${sitter ? ` ${timeOfDay(sitter.since)}` : ''}</span>
      </button>
      <span class="seat-more">
        ${calls && call ? html`<button class="btn desk floor" type="button" data-testid=${ID.rollCallAnswer} data-seat=${person.id}
          @click=${() => void this.run({ type: 'answer_roll_call', roll_call_id: call.roll_call_id, seat_id: person.id })}>${t('答到')}</button>` : nothing}
        <button class="btn desk sq quiet" type="button" aria-haspopup="dialog" aria-label=${t('更多：{0}', name)} data-testid=${ID.seatMore} data-seat=${seat.id}
          @click=${() => void this.more(seat, number)}>${icon('more')}</button>
      </span>
    </li>`;
  }

  private async toggle(seat: Seat, taken: boolean): Promise<void> {
    const done = await this.run(taken ? { type: 'leave_seat', seat_id: seat.id } : { type: 'take_seat', seat_id: seat.id });
    if (done) announce(taken ? t('{0} 离席', seat.name) : t('{0} 就座', seat.name));
  }

  private async more(seat: Seat, number: number): Promise<void> {
    const sitter = sitterAt(this.state, seat.id);
    const others = (this.venue.seats ?? []).filter((one) => one.id !== seat.id);
    const command = await openDialog<AnyCommand>((done) => html`<h2 id="dialog-title">${t('{0} 号席', number)} · ${seat.name}</h2>
      <form @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        const substitute = String(new FormData(event.target as HTMLFormElement).get('substitute') ?? '').trim();
        done({ type: 'take_seat', seat_id: seat.id, person_id: sitter?.person_id ?? seat.id, substitute });
      }}>
        <label class="field"><span>${t('代出席的人（本人来就空着）')}</span>
          <input class="inp" name="substitute" maxlength="60" autocomplete="off" .value=${sitter?.substitute ?? ''} /></label>
        <div class="acts"><button class="btn primary" data-testid=${ID.dialogConfirm}>${t('就座')}</button></div>
      </form>
      ${sitter && others.length ? html`<label class="field"><span>${t('换到')}</span>
        <select class="inp" @change=${(event: Event) => {
          const other = (event.target as HTMLSelectElement).value;
          if (other) done({ type: 'swap_seats', seat_id: seat.id, other_id: other });
        }}><option value="">${t('选一个席位')}</option>${others.map((one) => html`<option value=${one.id}>${this.placeWords(one)}</option>`)}</select></label>` : nothing}
      <div class="acts">
        ${(['excused', 'absent'] as const).map((status) => html`<button class="btn" type="button"
          @click=${() => done({ type: 'mark_attendance', status, seat_id: sitter?.person_id ?? seat.id })}>${status === 'excused' ? t('记为请假') : t('记为缺席')}</button>`)}
        <form method="dialog"><button class="btn" data-testid=${ID.dialogCancel}>${t('取消')}</button></form>
      </div>`);
    if (!command) return;
    const leaving: AnyCommand[] = command.type === 'mark_attendance' && sitter ? [{ type: 'leave_seat', seat_id: seat.id }] : [];
    await this.run(...leaving, command);
  }

  private placeWords(seat: Seat): string {
    const number = (this.venue.seats ?? []).indexOf(seat) + 1;
    const sitter = sitterAt(this.state, seat.id);
    const name = sitter && (sitter.substitute || seatOf(this.state, sitter.person_id)?.name);
    return `${t('{0} 号席', number)} · ${name ?? t('空席')}`;
  }
}
