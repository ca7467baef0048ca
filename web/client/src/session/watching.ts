// Tells the server how we show each picture that it sends, so that it sends no more than that.
import { sights } from './sights';
import type { Seen } from '../wire.gen';
import { Hints } from './hints';
import type { Media } from './media';

export class Watching {
  private readonly hints = new Hints();
  private first: string[] = [];
  private waiting: ReturnType<typeof setTimeout> | undefined;

  /** `send` is called with what has changed, at most four times a second. */
  constructor(private readonly media: Media, private readonly send: (pictures: Seen[], first: string[]) => void) {
    media.addEventListener('tracks', this.changed);
    sights.addEventListener('change', this.changed);
  }

  stop(): void {
    clearTimeout(this.waiting);
    this.media.removeEventListener('tracks', this.changed);
    sights.removeEventListener('change', this.changed);
  }

  /** The server has forgotten, or may never have heard: everything is to be said again. */
  again(): void {
    this.hints.forget();
    this.changed();
  }

  /** Whose pictures we want before the rest's, where not all are sent. */
  prefer(first: string[]): void {
    if (first.join() === this.first.join()) return;
    this.first = first.slice(0, 64);
    this.again();
  }

  isHidden(trackId: number): boolean {
    return this.hints.isHidden(trackId);
  }

  private readonly changed = (): void => {
    this.waiting ??= setTimeout(() => {
      this.waiting = undefined;
      this.look();
    }, this.hints.wait(performance.now()));
  };

  private look(): void {
    const pictures = this.media.received
      .filter((one) => one.kind === 'video')
      .map((one) => ({ track_id: one.track_id, height: sights.heightOf(one.stream) }))
      .filter((one): one is Seen => one.height !== null); // not said, it counts as shown
    const news = this.hints.next(pictures, performance.now());
    if (news) this.send(news, this.first);
  }
}
