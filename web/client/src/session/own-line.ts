// How our own line is, in one word for the page; the pages say it calmly.
import type { Presence } from '../wire.gen';

/** Pictures (track ids) for which our line has no room, in full or at all. */
export interface Reduced {
  smaller: readonly number[];
  paused: readonly number[];
}

export const UNREDUCED: Reduced = { smaller: [], paused: [] };

/** unknown: no media yet; paused: pictures are left out; reduced: they are smaller, ours or others'. */
export type OwnLine = 'unknown' | 'good' | 'weak' | 'reduced' | 'paused' | 'lost';

/** `sendsLess`: the browser holds our own picture back for want of bits. */
export function ownLine(quality: Presence['quality'], { smaller, paused }: Reduced, sendsLess: boolean): OwnLine {
  if (quality === null) return 'unknown';
  if (quality === 'lost') return 'lost';
  if (paused.length) return 'paused';
  if (smaller.length || sendsLess) return 'reduced';
  return quality;
}
