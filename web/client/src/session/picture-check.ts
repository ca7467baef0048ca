// Whether a picture is black or stands still, from small samples of it. Pure: `pixels` are luma 0–255.
export type PictureWord = 'good' | 'black' | 'frozen';

export const SAMPLE = { width: 32, height: 18, every: 500 } as const; // ms; finer finds nothing more
const BLACK_LUMA = 24; // BT.601 black is 16, and a covered lens adds noise; a dark room has lamps
const BLACK_FOR = 2_000; // ms: a camera that starts, or a cut in a film, is black for less
const FROZEN_FOR = 3_000; // ms without one sample that differs: noise of a camera alone differs each time

/** Remembers since when; `now` is ms of any clock. */
export class PictureCheck {
  private last: Uint8Array | null = null;
  private sameSince = 0;
  private blackSince: number | null = null;

  see(pixels: Uint8Array, now: number): PictureWord {
    if (this.last?.length !== pixels.length || this.last.some((luma, at) => luma !== pixels[at])) this.sameSince = now;
    this.last = pixels;
    if (!isBlack(pixels)) this.blackSince = null;
    else this.blackSince ??= now;
    if (this.blackSince !== null && now - this.blackSince >= BLACK_FOR) return 'black';
    return this.blackSince === null && now - this.sameSince >= FROZEN_FOR ? 'frozen' : 'good';
  }

  /** Nothing is to be seen just now: what follows begins anew. */
  forget(): void {
    this.last = null;
    this.blackSince = null;
  }
}

/** No pixel but a few is lighter than black. */
export function isBlack(pixels: Uint8Array): boolean {
  let light = 0;
  for (const luma of pixels) if (luma > BLACK_LUMA) light += 1;
  return light <= pixels.length / 100;
}

/** Luma of RGBA (BT.601). */
export function lumaOf(rgba: Uint8ClampedArray): Uint8Array {
  const luma = new Uint8Array(rgba.length / 4);
  for (let at = 0; at < luma.length; at += 1) {
    const [r = 0, g = 0, b = 0] = rgba.subarray(at * 4, at * 4 + 3);
    luma[at] = (r * 77 + g * 150 + b * 29) >> 8;
  }
  return luma;
}
