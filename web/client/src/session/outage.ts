// When sound and pictures that should flow do not: how often to mend, and when to say what.
import type { Source } from './connection';

const MEND_FIRST = 1_000;
const MEND_MOST = 8_000; // a restart costs an offer and an answer: less than eight more seconds of nothing
const SAID_AFTER = 8_000; // most breaks mend themselves sooner

/** Refusals that pass by themselves; a sentence about any other is worth reading. */
const PASSING: ReadonlySet<string> = new Set(['media_unavailable', 'media_failed', 'lost', 'withdrawn', 'too_fast']);

/** Ms before a transport is mended again, after `failures` in a row. */
export function mendAfter(failures: number): number {
  return Math.min(MEND_MOST, MEND_FIRST * 2 ** failures);
}

/** The server's sentence about a publish that asking again will not help; empty where there is none. */
export function lasting(refusal: { code: string; message: string } | null): string {
  return refusal && !PASSING.has(refusal.code) ? refusal.message : '';
}

/** What the others miss of somebody who sends `sources`. */
export function unsent(sources: Iterable<Source>): 'both' | 'sound' | 'picture' | null {
  const all = [...sources];
  const sound = all.includes('microphone');
  const picture = all.some((one) => one !== 'microphone');
  return sound ? (picture ? 'both' : 'sound') : picture ? 'picture' : null;
}

/** One way of the media, looked at now and then. */
export class Outage {
  private since: number | null = null;

  /** Notes whether media should flow and does, at `now` (ms); true once it has not for long. */
  see(wanted: boolean, flows: boolean, now: number): boolean {
    this.since = wanted && !flows ? (this.since ?? now) : null;
    return this.since !== null && now - this.since >= SAID_AFTER;
  }
}
