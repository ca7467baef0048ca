// Readings of the state that pages share: who holds the floor, who is next, where somebody stands.
import type { DocumentView, ItemView, Participant, RequestView, SpeechView, Venue, You } from '../wire.gen';
import type { State } from './state';

export type Level = Venue['level'];
export const LEVELS: readonly Level[] = ['national', 'provincial', 'municipal', 'county'];

/** Each venue below its parent, with how deep it stands. */
export function branches(venues: readonly Venue[]): { venue: Venue; depth: number }[] {
  const below = (parent: string | null, depth: number): { venue: Venue; depth: number }[] =>
    venues.filter((one) => one.parent_id === parent).flatMap((venue) => [{ venue, depth }, ...below(venue.id, depth + 1)]);
  return below(null, 0);
}

/** The agenda item that runs, and its number from 1. */
export function currentItem(state: State): { view: ItemView; number: number } | null {
  const index = state.agenda.findIndex((one) => one.started_at !== null && one.closed_at === null);
  const view = state.agenda[index];
  return view ? { view, number: index + 1 } : null;
}

/** The item that would run next. */
export function nextItem(state: State): { view: ItemView; number: number } | null {
  const index = state.agenda.findIndex((one) => one.started_at === null);
  const view = state.agenda[index];
  return view ? { view, number: index + 1 } : null;
}

/** Speeches that last, the one longest on the floor first. */
export function held(state: State): SpeechView[] {
  return state.speeches.filter((one) => one.ended === null);
}

export function speechOf(state: State, participantId: string): SpeechView | null {
  return held(state).find((one) => one.participant_id === participantId) ?? null;
}

/** Somebody's waiting request and its place in the list, 1 first. */
export function requestOf(state: State, participantId: string): { request: RequestView; place: number } | null {
  const index = state.requests.findIndex((one) => one.participant_id === participantId);
  const request = state.requests[index];
  return request ? { request, place: index + 1 } : null;
}

export type Interruption = 'interposed_question' | 'point_of_order';

/** What somebody may ask for now without waiting for their turn; each once. */
export function mayInterrupt(state: State, you: Pick<You, 'role' | 'participant_id'>): Interruption[] {
  const me = you.participant_id;
  if (state.status !== 'open' || ['chair', 'interpreter'].includes(you.role) || speechOf(state, me)) return [];
  const all: Interruption[] = held(state).length ? ['interposed_question', 'point_of_order'] : ['point_of_order'];
  return all.filter((kind) => !state.requests.some((one) => one.participant_id === me && one.kind === kind));
}

export function participantOf(state: State, id: string): Participant | null {
  return state.participants.find((one) => one.id === id) ?? null;
}

export function venueOf(state: State, participant: Participant | null): Venue | null {
  return state.venues.find((one) => one.id === participant?.venue_id) ?? null;
}

/** The name a seat behind a venue's camera speaks by, else the participant's. */
export function speakerName(state: State, participantId: string, seatId: string | null): string {
  const seat = seatId && state.venues.flatMap((one) => one.seats).find((one) => one.id === seatId);
  return (seat ? seat.name : participantOf(state, participantId)?.name) ?? participantId;
}

export function chairOf(state: State): Participant | null {
  return state.participants.find((one) => one.id === state.presiding) ?? null;
}

/** Whoever presides and the clerk run the speaking list; see `sessions/roles.py`. */
export function presides(state: State, you: Pick<You, 'role' | 'participant_id'>): boolean {
  return you.role === 'clerk' || state.presiding === you.participant_id;
}

/** Whether somebody may take the chair: the chair from a deputy, a deputy from who is away. */
export function mayTakeChair(state: State, you: Pick<You, 'role' | 'participant_id'>): boolean {
  const { presiding } = state;
  if (presiding === you.participant_id || state.status === 'closed') return false;
  if (you.role === 'chair') return true;
  if (presiding !== null && state.joined.includes(presiding)) return false;
  return state.deputies.find((id) => state.joined.includes(id)) === you.participant_id;
}

/** Everybody on the roster who has a picture to show, by level, then as registered. */
export function tileOrder(state: State): Participant[] {
  const rank = (one: Participant): number => LEVELS.indexOf(venueOf(state, one)?.level ?? 'county');
  return state.participants
    .filter((one) => one.role !== 'viewer' && one.role !== 'organizer' && one.role !== 'interpreter')
    .map((one, index) => ({ one, index }))
    .sort((a, b) => rank(a.one) - rank(b.one) || a.index - b.index)
    .map(({ one }) => one);
}

/** The document and page that everybody is shown. */
export function shownDocument(state: State): { document: DocumentView; page: number } | null {
  const shown = state.presentation;
  const document = shown && state.documents.find((one) => one.document_id === shown.document_id);
  return shown && document ? { document, page: shown.page } : null;
}

export type ClockPhase = 'granted' | 'running' | 'last' | 'over' | 'paused' | 'ended';

/** How a speech's time stands at `now` (server's Unix ms); seconds are negative when over. */
export function clockOf(speech: SpeechView, now: number): { phase: ClockPhase; left: number; spoken: number } {
  const until = speech.ended_at ?? speech.paused_at ?? now;
  const spoken = speech.started_at === null ? 0 : Math.max(0, until - speech.started_at - speech.paused_ms) / 1000;
  const left = speech.seconds - spoken;
  if (speech.ended !== null) return { phase: 'ended', left, spoken };
  if (speech.started_at === null) return { phase: 'granted', left, spoken };
  if (speech.paused_at !== null) return { phase: 'paused', left, spoken };
  return { phase: left < 0 ? 'over' : left < LAST_SECONDS ? 'last' : 'running', left, spoken };
}

const LAST_SECONDS = 30;

/** Seconds until somebody's turn: what is left on the floor and the usual time of all before. */
export function waitFor(state: State, place: number, now: number): number {
  const usual = currentItem(state)?.view.item.speech_seconds ?? 300;
  const floor = held(state).reduce((most, one) => Math.max(most, clockOf(one, now).left), 0);
  return floor + (place - 1) * usual;
}

/** Seconds that somebody spoke in all, and how often. */
export function spokenBy(state: State, participantId: string, now: number): { times: number; seconds: number } {
  const own = state.speeches.filter((one) => one.participant_id === participantId && one.started_at !== null);
  return { times: own.length, seconds: own.reduce((sum, one) => sum + clockOf(one, now).spoken, 0) };
}
