// Whether packets still come in over one transport: ICE itself needs seconds to doubt a path.

/** Ms without a packet that are a stall where packets came all the time. */
const STALL = 380;
/** How many of the usual pauses a stall has at least: sparse media is not mistaken for it. */
const PAUSES = 1.8;
/** Ms of the limit that follows from them, from which on media is sparse and a pause no reason to hurry. */
const SPARSE = 2 * STALL;
const PAUSE_UNKNOWN = 2_000;
/** What is left of the longest pause with every further one, so that it is forgotten in time. */
const FADE = 0.8;

/** Fed with a counter of received packets now and then; times in ms. */
export class Pulse {
  private count = 0;
  private rose: number | null = null;
  private pause = PAUSE_UNKNOWN;
  /** Packets came all the time, and none since the look before: the next should be soon. */
  uneasy = false;

  /** Takes the counter; true while it stands still for longer than it ever does of late. */
  see(count: number, now: number): boolean {
    const rests = count === this.count;
    if (!rests) {
      if (this.rose !== null) this.pause = Math.max(now - this.rose, this.pause * FADE);
      this.count = count;
      this.rose = now;
    }
    const limit = Math.max(STALL, PAUSES * this.pause);
    const stalls = this.rose !== null && now - this.rose > limit;
    this.uneasy = rests && !stalls && limit < SPARSE;
    return stalls;
  }

  /** Another transport, or one that is not connected: nothing is known. */
  reset(): void {
    this.count = 0;
    this.rose = null;
    this.pause = PAUSE_UNKNOWN;
    this.uneasy = false;
  }
}
