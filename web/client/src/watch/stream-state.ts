// How the livestream is doing, as far as a viewer cares; the words are the player's.

/** A viewer this far behind (s) has missed something: more than catching up a little faster mends. */
export const BEHIND_FROM = 6;

export type StreamState = 'connecting' | 'again' | 'paused' | 'buffering' | 'behind' | 'live';

/** What the player knows. */
export interface Playing {
  /** A picture or sound was played. */
  begun: boolean;
  /** The stream broke, and is connected anew. */
  broken: boolean;
  /** Somebody pressed pause. */
  paused: boolean;
  /** The next part is not there yet. */
  waiting: boolean;
  /** Seconds behind where live viewers are. */
  behind: number;
}

export function streamState(now: Playing): StreamState {
  if (now.broken) return 'again';
  if (!now.begun) return 'connecting';
  if (now.paused) return 'paused';
  if (now.waiting) return 'buffering';
  return now.behind >= BEHIND_FROM ? 'behind' : 'live';
}

/** Whether going back to live is offered: who paused for long wants it too. */
export function mayGoLive(state: StreamState, behind: number): boolean {
  return (state === 'behind' || state === 'paused' || state === 'buffering') && behind >= BEHIND_FROM;
}

/** The playlist of the sound alone stands beside the one that names both. */
export function soundOnly(source: string): string {
  return source.replace(/[^/]*$/, 'sound.m3u8');
}
