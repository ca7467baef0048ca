// What the opinions are about, read again and again while somebody looks at it: themes, near-duplicates,
// regions and their course, as the server last made them out. It suggests only.
import { call, consultationPath, type Place } from '../base/api';
import { LONG } from '../base/deadline';
import type { OpinionThemes } from '../wire.gen';

const EVERY = 10_000;
const SOON = 500; // the first answer comes before its themes

/** Fires `change` with every reading. */
export class ThemesFeed extends EventTarget {
  latest: OpinionThemes | null = null;
  private reading = false;
  private timer: ReturnType<typeof setInterval> | undefined;
  private again: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly place: Place) {
    super();
  }

  start(): void {
    this.stop();
    void this.read();
    this.timer = setInterval(() => void this.read(), EVERY);
  }

  stop(): void {
    clearInterval(this.timer);
    clearTimeout(this.again);
    this.timer = undefined;
  }

  private async read(): Promise<void> {
    if (document.hidden || this.reading) return;
    this.reading = true;
    try {
      const { consultation, token } = this.place;
      this.latest = await call<OpinionThemes>('GET', `${consultationPath(consultation)}/opinions/themes`, { token, patience: LONG });
      if (!this.latest.grouped && this.timer !== undefined) this.again = setTimeout(() => void this.read(), SOON);
      this.dispatchEvent(new Event('change'));
    } catch {
      // The page goes on without, and asks again.
    } finally {
      this.reading = false;
    }
  }
}
