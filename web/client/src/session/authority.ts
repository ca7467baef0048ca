// Who may do what in which venue, as pages show it; the server decides by `sessions/roles.py`.
import type { MuteView, Venue, WaitingView, You } from '../wire.gen';
import { participantOf } from './select';
import type { State } from './state';

/** Whether a venue is `root` or stands below it. */
export function within(state: State, venueId: string, root: string): boolean {
  for (let at: string | null | undefined = venueId; at; at = state.venues.find((one) => one.id === at)?.parent_id) {
    if (at === root) return true;
  }
  return false;
}

export function ownVenue(state: State, you: You): string {
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
