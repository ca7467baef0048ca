// What our own browser counts of the media, as the server is told of it: differences of running sums.
import type { Figures } from './stats';
import type { ClientMessage } from '../wire.gen';

export type Report = Extract<ClientMessage, { type: 'report' }>;

const MOST = { freezes: 10_000, frozen_ms: 600_000 }; // the protocol's bounds

/** The running sums of one look; those of a picture that was not to arrive are left out. */
export interface Sums {
  pictures: ReadonlyMap<string, { freezes: number; frozenMs: number }>;
  concealed: number;
  samples: number;
}

/** `resting` says of which tracks nothing arrives on purpose: a gap is then no freeze. */
export function sumsOf(figures: Figures, resting: (trackId: number) => boolean): Sums {
  const pictures = new Map<string, { freezes: number; frozenMs: number }>();
  let concealed = 0;
  let samples = 0;
  for (const one of figures.received) {
    if (one.kind === 'audio') {
      concealed += one.concealedSamples ?? 0;
      samples += one.totalSamplesReceived ?? 0;
    } else if (!resting(one.trackId)) {
      const frozenMs = (one.totalFreezesDuration ?? 0) * 1_000;
      pictures.set(`${one.trackId}`, { freezes: one.freezeCount ?? 0, frozenMs });
    }
  }
  return { pictures, concealed, samples };
}

/** What was added from one look to the next, of the picture that stood still longest; how we send now. */
export function reportOf(before: Sums, now: Sums, figures: Figures): Report {
  let worst = { freezes: 0, frozen: 0 };
  for (const [track, sums] of now.pictures) {
    const known = before.pictures.get(track);
    if (!known) continue; // new, or shown again: its first gap is nobody's fault
    const frozen = sums.frozenMs - known.frozenMs;
    if (frozen > worst.frozen) worst = { freezes: Math.max(0, sums.freezes - known.freezes), frozen };
  }
  const samples = now.samples - before.samples;
  const camera = figures.sent.find((one) => one.source === 'camera');
  return {
    type: 'report',
    freezes: Math.min(MOST.freezes, worst.freezes),
    frozen_ms: Math.min(MOST.frozen_ms, Math.round(worst.frozen)),
    concealed: samples > 0 ? Math.min(1, Math.max(0, (now.concealed - before.concealed) / samples)) : 0,
    lines: Math.min(4_320, camera?.height ?? 0),
    layers: Math.min(4, camera?.layers ?? 0),
    limited: limitOf(camera?.limitedBy),
    protocol: figures.protocol,
    relayed: figures.relayed,
  };
}

function limitOf(reason: string | null | undefined): NonNullable<Report['limited']> {
  return reason === 'bandwidth' || reason === 'cpu' || reason === 'other' ? reason : 'none';
}
