// Looks again and again at what comes in: whether the paths died in silence, and how long pictures are to wait.
import { Playout } from './playout';
import { Pulse } from './pulse';

const EVERY = 200; // ms
const SOON = 60; // ms to the next look where a flow stopped; browsers keep figures for 50
const DOUBT_AGAIN = 10_000; // ms between restarts for a stall alone: on a bad line each costs more of it

export type Way = 'up' | 'down';
export const WAYS: readonly Way[] = ['up', 'down'];

export class Feeler {
  private readonly pulses = { up: new Pulse(), down: new Pulse() };
  private readonly playout = new Playout();
  private doubted = -DOUBT_AGAIN;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `died` is called where nothing comes in over any transport of `peer` any more. */
  constructor(private readonly peer: (way: Way) => RTCPeerConnection | null, private readonly died: () => void) {}

  start(): void {
    this.timer ??= setTimeout(() => void this.look(), EVERY);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async look(): Promise<void> {
    const timer = this.timer;
    await this.feel().catch((error: unknown) => console.info('not felt', error));
    if (timer !== this.timer) return; // stopped meanwhile
    const uneasy = WAYS.some((way) => this.pulses[way].uneasy);
    this.timer = setTimeout(() => void this.look(), uneasy ? SOON : EVERY);
  }

  /** One transport alone may have nothing to say. */
  private async feel(): Promise<void> {
    const now = performance.now();
    const still = await Promise.all(WAYS.map((way) => this.isStill(way, now)));
    if (!still.includes(true) || still.includes(false) || now - this.doubted < DOUBT_AGAIN) return;
    this.doubted = now;
    this.died();
  }

  /** Whether a transport stalls; null where there is none that is connected. */
  private async isStill(way: Way, now: number): Promise<boolean | null> {
    const pc = this.peer(way);
    if (pc?.connectionState !== 'connected') {
      this.pulses[way].reset();
      return null;
    }
    const reports = [...(await pc.getStats()).values()];
    if (way === 'down') this.pace(pc, reports, now);
    const count = reports.reduce((sum, one) => sum + (one.type === 'transport' ? one.packetsReceived ?? 0 : 0), 0);
    return pc === this.peer(way) ? this.pulses[way].see(count, now) : null;
  }

  /** Lets pictures wait for what is asked for again, as long as the losses make it needful. */
  private pace(pc: RTCPeerConnection, reports: RTCInboundRtpStreamStats[], now: number): void {
    const pictures = reports.filter((one) => one.type === 'inbound-rtp' && one.kind === 'video');
    const sum = (name: 'packetsLost' | 'packetsReceived'): number => pictures.reduce((all, one) => all + (one[name] ?? 0), 0);
    const wait = this.playout.see(sum('packetsLost'), sum('packetsReceived'), now);
    for (const { receiver } of pc.getTransceivers()) {
      if (receiver.track.kind === 'video' && 'jitterBufferTarget' in receiver && receiver.jitterBufferTarget !== wait) receiver.jitterBufferTarget = wait;
    }
  }
}
