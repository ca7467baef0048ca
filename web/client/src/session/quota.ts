// What somebody would be given, and what the quotas leave them; mirrors `sessions/quotas.py`.
import type { Quota } from '../wire.gen';
import { clockOf, currentItem, participantOf, venueOf } from './select';
import type { State } from './state';

const DEFAULT_SECONDS = 300;
const COUNTED = new Set(['statement', 'question', 'answer']);

/** Seconds by default, cut to `left`: what the tightest quota leaves, null where none applies. */
export function timeFor(state: State, participantId: string, now: number): { seconds: number; left: number | null } {
  const role = participantOf(state, participantId)?.role;
  const rules = state.floor_rules;
  const usual = rules.by_role?.find((one) => one.role === role)?.seconds
    ?? currentItem(state)?.view.item.speech_seconds ?? DEFAULT_SECONDS;
  const lefts = (rules.quotas ?? [])
    .filter((one) => covers(state, one, participantId))
    .map((one) => Math.max(0, one.seconds - Math.floor(used(state, one, now))));
  const left = lefts.length ? Math.min(...lefts) : null;
  return { seconds: left === null ? usual : Math.min(usual, left), left };
}

export function used(state: State, quota: Quota, now: number): number {
  const item = currentItem(state)?.view.item.id ?? null;
  return state.speeches
    .filter((one) => COUNTED.has(one.kind) && covers(state, quota, one.participant_id))
    .filter((one) => quota.per !== 'item' || one.item_id === item)
    .reduce((sum, one) => sum + clockOf(one, now).spoken, 0);
}

function covers(state: State, quota: Quota, participantId: string): boolean {
  let venue = venueOf(state, participantOf(state, participantId));
  if (!quota.venue_id) return venue?.level === quota.level;
  while (venue && venue.id !== quota.venue_id) {
    const parent = venue.parent_id;
    venue = state.venues.find((one) => one.id === parent) ?? null;
  }
  return venue !== null;
}
