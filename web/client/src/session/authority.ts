// Who may do what in which venue, as pages show it; the server decides by `sessions/roles.py`.
import type { AnyCommand, MuteView, Venue, WaitingView, You } from '../wire.gen';
import { roomIsHere, venueOfSeat } from './attending.ts';
import { participantOf } from './select.ts';
import type { State } from './state';

/** Whether a venue is `root` or stands below it. */
export function within(state: State, venueId: string, root: string): boolean {
  for (let at: string | null | undefined = venueId; at; at = state.venues.find((one) => one.id === at)?.parent_id) {
    if (at === root) return true;
  }
  return false;
}

export function ownVenue(state: State, you: Pick<You, 'participant_id'>): string {
  return participantOf(state, you.participant_id)?.venue_id ?? '';
}

/** The venues that somebody manages: an operator the own and those below, who presides all. */
export function managed(state: State, you: You): Venue[] {
  const own = ownVenue(state, you);
  if (you.role === 'chair' || you.role === 'clerk') return ordered(state, own);
  return you.role === 'venue' ? ordered(state, own).filter((one) => within(state, one.id, own)) : [];
}

/** As a tree is read, but the own one first. */
function ordered(state: State, own: string): Venue[] {
  const below = (parent: string | null): Venue[] => state.venues
    .filter((one) => (one.parent_id ?? null) === parent)
    .flatMap((one) => [one, ...below(one.id)]);
  const all = below(null);
  return [...all.filter((one) => one.id === own), ...all.filter((one) => one.id !== own)];
}

/** Outside the own venue an act is an override, and needs a reason. */
export function isOutside(state: State, you: You, venueId: string): boolean {
  return ownVenue(state, you) !== venueId;
}

export function muteOf(state: State, participantId: string): MuteView | null {
  return state.muted.find((one) => one.participant_id === participantId) ?? null;
}

/** Whether unmuting would undo what an operator below decided. */
export function undoesOperator(mute: MuteView, you: You): boolean {
  return mute.by.role === 'venue' && you.role !== 'venue';
}

/** Whether somebody may undo a mute: an operator not what was decided above. */
export function mayUnmute(state: State, you: You, mute: MuteView): boolean {
  if (you.role !== 'venue') return true;
  return mute.by.role === 'venue' && within(state, mute.by.venue_id ?? '', ownVenue(state, you));
}

export function mayAdmit(state: State, you: You, participantId: string): boolean {
  const venue = participantOf(state, participantId)?.venue_id;
  return managed(state, you).some((one) => one.id === venue);
}

/** Who waits now and may be admitted by somebody. */
export function waitersFor(state: State, you: You): WaitingView[] {
  return state.waiting.filter((one) => !isAway(one) && mayAdmit(state, you, one.participant_id));
}

export function isAway(one: WaitingView): boolean {
  return typeof one.turned_away === 'string';
}

// --- who is here, said in an operator's place -------------------------------------------------

/** Commands that say who is here. */
export type Saying = Extract<AnyCommand, { type: 'mark_attendance' | 'take_seat' | 'leave_seat' | 'swap_seats' | 'answer_roll_call' }>;
const SAYING: ReadonlySet<AnyCommand['type']> = new Set(['mark_attendance', 'take_seat', 'leave_seat', 'swap_seats', 'answer_roll_call']);

export function isSaying(command: AnyCommand): command is Saying {
  return SAYING.has(command.type);
}

/** The venue that a command says something for; null where one speaks for oneself. */
export function venueSpokenFor(state: State, you: Pick<You, 'participant_id'>, command: Saying): string | null {
  if (command.seat_id) return venueOfSeat(state, command.seat_id)?.id ?? null;
  const who = ('participant_id' in command ? command.participant_id : null) ?? you.participant_id;
  return who === you.participant_id ? null : participantOf(state, who)?.venue_id ?? null;
}

/** Whether that is an override: by an operator above always, by staff where an operator of the venue
 * is here to say it, once it was opened. Mirrors `spoken_for` in `sessions/overrides.py`.
 */
export function speaksForOperator(state: State, you: Pick<You, 'role' | 'participant_id'>, venueId: string): boolean {
  if (ownVenue(state, you) === venueId) return false;
  return you.role === 'venue' || (state.opened_at !== null && roomIsHere(state, venueId));
}
