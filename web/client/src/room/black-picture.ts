// Whether a camera shows nothing but black, as behind a shutter or a lens cap.
const WIDTH = 32;
const HEIGHT = 18;
export const DARK = 14; // of 255, by mean: a dim room has 30
export const EVEN = 6; // of 255: nothing stands out of it

/** By the picture's pixels, RGBA. Pure. */
export function isBlack(pixels: ArrayLike<number>): boolean {
  const lumas: number[] = [];
  for (let at = 0; at + 3 < pixels.length; at += 4) {
    lumas.push(0.299 * (pixels[at] ?? 0) + 0.587 * (pixels[at + 1] ?? 0) + 0.114 * (pixels[at + 2] ?? 0));
  }
  const mean = lumas.reduce((sum, one) => sum + one, 0) / Math.max(1, lumas.length);
  const spread = Math.sqrt(lumas.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, lumas.length));
  return lumas.length > 0 && mean < DARK && spread < EVEN;
}

/** Looks at a video element; null while it shows nothing yet. */
export class Eye {
  private readonly canvas = document.createElement('canvas');

  sees(video: HTMLVideoElement | null): boolean | null {
    if (!video || video.readyState < 2 || !video.videoWidth) return null;
    this.canvas.width = WIDTH;
    this.canvas.height = HEIGHT;
    const context = this.canvas.getContext('2d', { willReadFrequently: true });
    if (!context) return null;
    context.drawImage(video, 0, 0, WIDTH, HEIGHT);
    return isBlack(context.getImageData(0, 0, WIDTH, HEIGHT).data);
  }
}
