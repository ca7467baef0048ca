// What a line that was tried is good for, in one of a few plain verdicts. Pure: figures in, words out.
export type Verdict = 'good' | 'weak' | 'tcp' | 'relay' | 'blocked' | 'offline' | 'busy';

/** What the loop through the relay showed. */
export interface Figures {
  protocol: 'udp' | 'tcp';
  /** Through a TURN server; `protocol` is then how it was reached. */
  relayed: boolean;
  /** Ms there and back. */
  trip: number;
  /** Ms by which packets come unevenly. */
  jitter: number;
  /** Shares 0 to 1 of packets. */
  lostUp: number;
  lostDown: number;
  /** Kbit/s: what the browser finds room for, and what came back. */
  up: number;
  down: number;
}

const ENOUGH_UP = 600; // kbit/s: sound, and a picture of 360 lines
const ENOUGH_DOWN = 500; // of what we sent; the sender begins slowly
const LOSS = 0.08; // beyond it repairs take over
const TRIP = 400; // ms: people begin to talk at once
const JITTER = 100; // ms

export function verdictOf(figures: Figures): Verdict {
  const { trip, jitter, lostUp, lostDown, up, down } = figures;
  const weak = up < ENOUGH_UP || down < ENOUGH_DOWN || lostUp > LOSS || lostDown > LOSS || trip > TRIP || jitter > JITTER;
  if (weak) return 'weak';
  if (figures.relayed) return 'relay';
  return figures.protocol === 'tcp' ? 'tcp' : 'good';
}

/** The ports that the relay's SDP names: what a network administrator has to let through. */
export function portsOf(sdp: string): number[] {
  const found = [...sdp.matchAll(/^a=candidate:\S+ 1 (?:udp|tcp) \d+ \S+ (\d+) /gim)].map((match) => Number(match[1]));
  return [...new Set(found)].filter((port) => port > 9).sort((a, b) => a - b);
}
