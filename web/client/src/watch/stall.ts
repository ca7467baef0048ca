// Whether a picture that waits will come back by itself, as far as time tells.
const GIVEN_UP_AFTER = 8_000;

/** Looked at again and again; `position` is the picture's time (s), `now` in ms. */
export class Stall {
  private since: number | null = null;
  private position = NaN;

  /** A new source, or somebody's pause: waits anew. */
  reset(): void {
    this.since = null;
    this.position = NaN;
  }

  /** True once the picture stood still for long. */
  see(position: number, now: number): boolean {
    if (this.since === null || position !== this.position) {
      this.since = now;
      this.position = position;
    }
    return now - this.since >= GIVEN_UP_AFTER;
  }
}
