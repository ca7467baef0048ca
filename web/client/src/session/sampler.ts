// Small samples of what a video element shows, for `PictureCheck`.
import { lumaOf, SAMPLE } from './picture-check';

/** Reads small samples of pictures. */
export class Sampler {
  private readonly canvas = document.createElement('canvas');
  private readonly context = this.canvas.getContext('2d', { willReadFrequently: true });

  constructor() {
    this.canvas.width = SAMPLE.width;
    this.canvas.height = SAMPLE.height;
  }

  /** Null while there is no picture. */
  read(video: HTMLVideoElement): Uint8Array | null {
    if (!this.context || !video.videoWidth || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
    this.context.drawImage(video, 0, 0, SAMPLE.width, SAMPLE.height);
    return lumaOf(this.context.getImageData(0, 0, SAMPLE.width, SAMPLE.height).data);
  }
}
