// The server's clock as read here: the offset of the reading with the shortest way there and back.
const KEPT = 8; // readings; at one each 5 s, older ones tell of another network

export class ServerClock {
  private readings: { offset: number; trip: number }[] = [];
  private offset = 0;

  /** A reading: sent and received by the local clock, `server` in between. All Unix ms. */
  read(sent: number, server: number, received: number): void {
    const reading = { offset: server - (sent + received) / 2, trip: received - sent };
    this.readings = [...this.readings, reading].slice(-KEPT);
    this.offset = this.readings.reduce((best, next) => (next.trip < best.trip ? next : best)).offset;
  }

  /** A reading by an HTTP answer's `Date`, which is cut to the second: the clock is a second behind, not ahead. */
  readDate(date: string | null, sent: number, received: number): void {
    const server = Date.parse(date ?? '');
    if (!Number.isNaN(server)) this.read(sent, server, received);
  }

  /** Unix ms by the server. */
  now(): number {
    return Date.now() + this.offset;
  }

  /** Milliseconds to the server and back, undefined before the first reading. */
  get trip(): number | undefined {
    return this.readings.at(-1)?.trip;
  }
}
