// How long pictures wait before they are shown: where packets are lost, long enough to ask for them again.

/** Share lost, ms to wait: a retransmission takes about 100, and of many losses some need a second. */
const WAITS = [[0.15, 350], [0.06, 250], [0.02, 150]] as const;
/** Ms over which losses are counted. */
const WINDOW = 2_000;
/** Packets that tell a share. */
const ENOUGH = 50;
/** Ms without a packet after which what was lost meanwhile tells nothing: nothing passed at all. */
const OUTAGE = 1_000;
/** What is left of a loss seen, per window: losses come in spells, and a wait that wanders is seen. */
const FADE = 0.8;

/** Fed with counters of packets lost and received now and then; times in ms. */
export class Playout {
  private lost = 0;
  private received = 0;
  private since: number | null = null;
  private loss = 0;
  private heard = { received: 0, at: 0 };

  /** Takes the counters; the wait in ms, null for the browser's own choice. */
  see(lost: number, received: number, now: number): number | null {
    const count = lost - this.lost + received - this.received;
    if (this.since === null || count < 0 || this.returns(received, now)) this.begin(lost, received, now);
    else if (now - this.since >= WINDOW && count >= ENOUGH) {
      this.loss = Math.max((lost - this.lost) / count, this.loss * FADE);
      this.begin(lost, received, now);
    }
    return WAITS.find(([share]) => this.loss >= share)?.[1] ?? null;
  }

  /** Whether packets come again after an outage; while none come, none of it is counted. */
  private returns(received: number, now: number): boolean {
    const { heard } = this;
    if (received === heard.received) return false;
    this.heard = { received, at: now };
    return now - heard.at > OUTAGE;
  }

  private begin(lost: number, received: number, now: number): void {
    this.lost = lost;
    this.received = received;
    this.since = now;
  }
}
