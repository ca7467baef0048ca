// Which pictures of the page can be seen, and how large they are: tiles put their frames here.
import { pictureHeight } from './hints';

const WIDE = 16 / 9; // until a picture's own shape is known

interface Frame {
  /** null until its first layout. */
  inView: boolean | null;
  width: number;
  height: number;
}

/** Fires `change` when a frame comes, goes, is resized, scrolled in or out, or shows another stream. */
class Sights extends EventTarget {
  private readonly frames = new Map<Element, Frame>();
  private readonly views = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) this.note(target, { inView: isIntersecting });
  });
  private readonly sizes = new ResizeObserver((entries) => {
    for (const { target, contentRect: { width, height } } of entries) this.note(target, { width, height });
  });

  constructor() {
    super();
    document.addEventListener('visibilitychange', () => this.changed());
  }

  /** A frame around a video element; harmless when it is known. */
  add(frame: Element): void {
    if (this.frames.has(frame)) return;
    this.frames.set(frame, { inView: null, width: 0, height: 0 });
    this.views.observe(frame);
    this.sizes.observe(frame);
  }

  remove(frame: Element): void {
    if (!this.frames.delete(frame)) return;
    this.views.unobserve(frame);
    this.sizes.unobserve(frame);
    this.changed();
  }

  /** To be called when a frame shows another stream. */
  changed(): void {
    this.dispatchEvent(new Event('change'));
  }

  /**
   * Device pixels at which a stream's picture is shown at its largest; 0 where nobody sees it, null
   * where that is not known yet.
   */
  heightOf(stream: MediaStream): number | null {
    if (document.hidden) return 0;
    let most = 0;
    let unknown = false;
    for (const [frame, { inView, width, height }] of this.frames) {
      const video = frame.querySelector('video');
      if (!video || video.srcObject !== stream) continue;
      unknown ||= inView === null;
      if (!inView || !width || !height) continue;
      const whole = getComputedStyle(video).objectFit === 'contain';
      const aspect = video.videoHeight ? video.videoWidth / video.videoHeight : WIDE;
      most = Math.max(most, pictureHeight({ width, height }, whole, aspect, devicePixelRatio));
    }
    return most || (unknown ? null : 0);
  }

  private note(frame: Element, change: Partial<Frame>): void {
    const known = this.frames.get(frame);
    if (!known) return;
    this.frames.set(frame, { ...known, ...change });
    this.changed();
  }
}

export const sights = new Sights();
