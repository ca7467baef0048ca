// 席位: the seats of the rooms that somebody may speak for, in a dialog that follows the meeting.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import '../components/seat-map';
import { openDialog } from '../components/dialog';
import { subtree } from '../session/attending';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { AnyCommand, Venue, You } from '../wire.gen';
import { attemptSaying } from './attempt';
import type { Participation } from './participation';

/** Rooms with seats: an operator's own and those below, everybody's for those who preside. */
export function roomsOf(state: State, you: You): Venue[] {
  const own = state.participants.find((one) => one.id === you.participant_id)?.venue_id ?? '';
  const mine = you.role === 'venue' ? subtree(state, own) : null;
  return state.venues.filter((one) => (one.seats?.length ?? 0) > 0 && (!mine || mine.has(one.id)));
}

@customElement('tx-seats')
export class Seats extends TxElement {
  @property({ attribute: false }) participation!: Participation;

  protected override willUpdate(): void {
    if (!this.hasUpdated) new Follow(this, this.participation.session, ['change']);
  }

  override render(): TemplateResult | typeof nothing {
    const { state, you } = this.participation.session;
    if (!state || !you) return nothing;
    const rooms = roomsOf(state, you);
    return html`${rooms.length
      ? rooms.map((venue) => html`<tx-seat-map .state=${state} .venue=${venue}
          .run=${(...commands: AnyCommand[]) => attemptSaying(this.participation.session, ...commands)}></tx-seat-map>`)
      : html`<p class="t2">${t('会场还没有席位。')}</p>`}`;
  }
}

export async function showSeats(part: Participation): Promise<void> {
  await openDialog<void>(() => html`<h2 id="dialog-title">${t('席位')}</h2>
    <p class="t2 fs-s">${t('按一下：在座；再按一下：离席。时间记入会议记录。')}</p>
    <tx-seats .participation=${part}></tx-seats>
    <form method="dialog" class="acts"><button class="btn" data-testid=${ID.dialogCancel}>${t('关闭')}</button></form>`, 'wide');
}

/** An operator's button for the seats of the room; nobody else has one. */
export function seatsTool(part: Participation): TemplateResult | typeof nothing {
  const { state, you } = part.session;
  if (!state || you?.role !== 'venue' || !roomsOf(state, you).length) return nothing;
  return html`<button class="tool" type="button" aria-haspopup="dialog" data-testid=${ID.seatsOpen} @click=${() => void showSeats(part)}>${icon('people')}${t('席位')}</button>`;
}
