// Places in a recording: what a link says, what time of the clock is where, what is found. Pure.
import type { RecordingChapter, RecordingCue, Span } from '../wire.gen';

/** What stands after `#`: `t=TOKEN`, `t=SECONDS` of the recording, `at=UNIX_MS`, in any order. */
export interface Wanted {
  token: string;
  seconds: number | null;
  at: number | null;
}

const NUMBER = /^\d+(\.\d+)?$/;

export function wantedIn(hash: string): Wanted {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const both = fields.getAll('t');
  const seconds = both.find((one) => NUMBER.test(one));
  const at = fields.get('at') ?? '';
  return {
    token: both.find((one) => one && !NUMBER.test(one)) ?? '',
    seconds: seconds === undefined ? null : Number(seconds),
    at: NUMBER.test(at) ? Number(at) : null,
  };
}

/** Where it is that a link leads; null where it names no place. */
export function placeOf(wanted: Wanted, spans: readonly Span[]): number | null {
  if (wanted.at !== null) return secondsAt(spans, wanted.at);
  return wanted.seconds;
}

/** Seconds into the recording of a moment (Unix ms); of one not recorded, where it goes on after it. */
export function secondsAt(spans: readonly Span[], unix: number): number {
  let found = 0;
  for (const span of spans) {
    if (unix < span.begins) break;
    found = span.at + Math.min((unix - span.begins) / 1000, span.seconds);
  }
  return found;
}

/** The time of the clock (Unix ms) at `seconds`; null where nothing is recorded. */
export function momentAt(spans: readonly Span[], seconds: number): number | null {
  let found: number | null = null;
  for (const span of spans) {
    if (seconds < span.at) break;
    found = span.begins + Math.min(seconds - span.at, span.seconds) * 1000;
  }
  return found;
}

/** The item and the speech that run at `seconds`, by id. */
export function running(chapters: readonly RecordingChapter[], seconds: number): ReadonlySet<string> {
  const found = new Map<string, string>();
  for (const one of chapters) {
    if (one.at > seconds + 0.05) continue;
    if (one.seconds !== null && one.at + one.seconds <= seconds) found.delete(one.kind);
    else found.set(one.kind, one.id);
  }
  return new Set(found.values());
}

export interface Hit {
  at: number;
  who: string;
  /** What stands at odd places is what was looked for. */
  parts: readonly string[];
}

const MOST = 200; // hits shown; whoever finds more should ask for less

/** Items, speakers and captions with all words of `query`, in order. */
export function find(query: string, chapters: readonly RecordingChapter[], cues: readonly RecordingCue[]): Hit[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const all = [
    ...chapters.map((one) => ({ at: one.at, who: one.speaker, text: one.kind === 'item' ? one.title : `${one.speaker} ${one.organization} ${one.venue}` })),
    ...cues.map((one) => ({ at: one.at, who: one.speaker, text: one.text })),
  ];
  return all
    .filter(({ text }) => words.every((word) => text.toLowerCase().includes(word)))
    .sort((one, other) => one.at - other.at)
    .slice(0, MOST)
    .map(({ at, who, text }) => ({ at, who, parts: cut(text, words) }));
}

/** `text` cut up so that what stands at odd places is one of `words`. */
export function cut(text: string, words: readonly string[]): string[] {
  const lower = text.toLowerCase();
  const parts: string[] = [];
  let from = 0;
  for (;;) {
    let next = -1;
    let length = 0;
    for (const word of words) {
      const place = lower.indexOf(word, from);
      if (place >= 0 && (next < 0 || place < next || (place === next && word.length > length))) [next, length] = [place, word.length];
    }
    if (next < 0) return [...parts, text.slice(from)];
    parts.push(text.slice(from, next), text.slice(next, next + length));
    from = next + length;
  }
}

/** `h:mm:ss`, as players write it. */
export function timecode(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}
