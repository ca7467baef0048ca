// What the relay is told of how we show pictures, as rules without a page: how tall a picture is on
// the screen, and when that is worth a message.
import type { Seen } from '../wire.gen';

const MAX_HEIGHT = 4_320; // the protocol's bound
const MAX_PICTURES = 64; // as above
const APART = 250; // ms between two messages: four a second
const SETTLES = 60; // ms for a layout to come to rest before it is told

/**
 * Device pixels of the whole picture's height in a box of CSS pixels: `whole` fits it in, else it
 * fills the box and is cut. `aspect` is width by height, `ratio` device pixels per CSS pixel.
 */
export function pictureHeight(
  box: { width: number; height: number }, whole: boolean, aspect: number, ratio: number,
): number {
  const across = box.width / aspect;
  const height = whole ? Math.min(box.height, across) : Math.max(box.height, across);
  return Math.min(MAX_HEIGHT, Math.ceil(height * ratio));
}

/** Says what is to be sent, and when to ask again. Times are ms of any clock. */
export class Hints {
  private said: readonly Seen[] | null = null;
  private saidAt = -Infinity;

  /** Ms to wait with a change at `now`, so that messages stay apart and a moving layout settles. */
  wait(now: number): number {
    return Math.max(SETTLES, this.saidAt + APART - now);
  }

  /** The message about `pictures`; null if it says nothing new. */
  next(pictures: readonly Seen[], now: number): Seen[] | null {
    const bounded = pictures.slice(0, MAX_PICTURES);
    if (this.said && same(this.said, bounded)) return null;
    this.said = bounded;
    this.saidAt = now;
    return bounded;
  }

  /** The server has forgotten what was said. */
  forget(): void {
    this.said = null;
  }

  /** We said that we do not show this picture: nothing arrives, and nothing is missing. */
  isHidden(trackId: number): boolean {
    return this.said?.some((one) => one.track_id === trackId && one.height === 0) ?? false;
  }
}

function same(a: readonly Seen[], b: readonly Seen[]): boolean {
  return a.length === b.length
    && a.every((one, at) => one.track_id === b[at]?.track_id && one.height === b[at]?.height);
}
