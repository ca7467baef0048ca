// Readings of the interpretation: which languages there are, who interprets, and how the own booth stands.
import type { Participant } from '../wire.gen';
import { participantOf } from './select.ts';
import type { State } from './state';

/** The languages that somebody on the roster interprets into, in its order. */
export function channels(state: State): string[] {
  return [...new Set(state.participants.flatMap((one) => one.interprets_into ?? []))];
}

/** Who interprets into a language now. */
export function interpreterOn(state: State, language: string): string | null {
  return state.interpreting.find((one) => one.language === language)?.participant_id ?? null;
}

export type Booth =
  | { kind: 'off' | 'idle' | 'resume' | 'on' | 'muted'; mate: null }
  | { kind: 'mate'; mate: Participant | null };

/**
 * How an interpreter stands. off: the consultation is not open; idle: nobody interprets; mate: the other
 * does; resume: their turn, but this page's microphone waits for a press; on: heard; muted: by somebody else.
 */
export function boothOf(state: State, me: string, microphone: { waits: boolean }): Booth {
  const language = participantOf(state, me)?.interprets_into ?? '';
  const on = interpreterOn(state, language);
  if (state.status !== 'open') return { kind: 'off', mate: null };
  if (state.muted.some((one) => one.participant_id === me)) return { kind: 'muted', mate: null };
  if (on === null) return { kind: 'idle', mate: null };
  if (on !== me) return { kind: 'mate', mate: participantOf(state, on) };
  return { kind: microphone.waits ? 'resume' : 'on', mate: null };
}
