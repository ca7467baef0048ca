// Figures of what is sent and received, for browser tests and for whoever looks into a fault:
// `await tongxin.stats()`. The only thing the pages put on `window`.
import type { Media } from './media';

export interface ReceivedFigures {
  trackId: number;
  participant: string;
  source: string;
  kind: string;
  muted: boolean;
  bytes: number;
  packetsLost: number;
  /** Sound only; the sum of squared loudness, flat in silence. */
  totalAudioEnergy: number | null;
  totalSamplesDuration: number | null;
  concealedSamples: number | null;
  totalSamplesReceived: number | null;
  /** Pictures only. */
  framesDecoded: number | null;
  freezeCount: number | null;
  /** Seconds. */
  totalFreezesDuration: number | null;
  width: number | null;
  height: number | null;
  codec: string | null;
}

export interface Figures {
  up: string;
  down: string;
  /** `layers`: how many are sent now, 0 for sound. */
  sent: { source: string; layers: number; bytes: number; codec: string | null; width: number | null; height: number | null;
    framesPerSecond: number | null; targetBitrate: number | null; limitedBy: string | null }[];
  availableOutgoingBitrate: number | null;
  roundTripTime: number | null;
  /** How media travels, by the way up if there is one: `tcp` also by TURN over TCP or TLS. */
  protocol: 'udp' | 'tcp' | null;
  relayed: boolean;
  received: ReceivedFigures[];
}

type Report = { [name: string]: unknown };

export async function figures(media: Media): Promise<Figures> {
  const { up, down } = await media.reports();
  const pair = find(up, nominated);
  return {
    up: media.upState,
    down: media.downState,
    sent: (['microphone', 'camera', 'screen'] as const).flatMap((source) => {
      const mid = media.upMid(source);
      const layers = mid === null ? [] : findAll(up, (one) => one['type'] === 'outbound-rtp' && one['mid'] === mid);
      return layers.length ? [sentFigures(up, source, layers)] : [];
    }),
    availableOutgoingBitrate: number(pair?.['availableOutgoingBitrate']),
    roundTripTime: number(pair?.['currentRoundTripTime']),
    ...pathOf(pair ? up : down),
    received: media.received.map((one) => {
      const report = find(down, (it) => it['type'] === 'inbound-rtp' && it['mid'] === one.mid) ?? {};
      return {
        trackId: one.track_id,
        participant: one.participant_id,
        source: one.source,
        kind: one.kind,
        muted: one.track.muted,
        bytes: number(report['bytesReceived']) ?? 0,
        packetsLost: number(report['packetsLost']) ?? 0,
        totalAudioEnergy: number(report['totalAudioEnergy']),
        totalSamplesDuration: number(report['totalSamplesDuration']),
        concealedSamples: number(report['concealedSamples']),
        totalSamplesReceived: number(report['totalSamplesReceived']),
        framesDecoded: number(report['framesDecoded']),
        freezeCount: number(report['freezeCount']),
        totalFreezesDuration: number(report['totalFreezesDuration']),
        width: number(report['frameWidth']),
        height: number(report['frameHeight']),
        codec: codec(down, report),
      };
    }),
  };
}

function pathOf(reports: RTCStatsReport | null): Pick<Figures, 'protocol' | 'relayed'> {
  const pair = find(reports, nominated);
  const local = find(reports, (one) => one['id'] === pair?.['localCandidateId']);
  const by = local?.['relayProtocol'] ?? local?.['protocol'];
  const protocol = by === 'udp' ? 'udp' : by === 'tcp' || by === 'tls' ? 'tcp' : null;
  return { protocol, relayed: local?.['candidateType'] === 'relay' };
}

function nominated(one: Report): boolean {
  return one['type'] === 'candidate-pair' && one['nominated'] === true;
}

/** Of all layers together; shape and rhythm are the largest one's that is sent. */
function sentFigures(up: RTCStatsReport | null, source: string, layers: Report[]): Figures['sent'][number] {
  // A layer that is held back keeps its last size; it has no frames a second.
  const lines = (one: Report): number => (number(one['framesPerSecond']) ? (number(one['frameHeight']) ?? 0) : 0);
  const report = layers.reduce((most, one) => (lines(one) > lines(most) ? one : most));
  return {
    source,
    layers: layers.filter((one) => lines(one) > 0).length,
    bytes: layers.reduce((sum, one) => sum + (number(one['bytesSent']) ?? 0), 0),
    codec: codec(up, report),
    width: number(report['frameWidth']),
    height: number(report['frameHeight']),
    framesPerSecond: number(report['framesPerSecond']),
    targetBitrate: number(report['targetBitrate']),
    limitedBy: typeof report['qualityLimitationReason'] === 'string' ? report['qualityLimitationReason'] : null,
  };
}

function codec(reports: RTCStatsReport | null, report: Report): string | null {
  const found = find(reports, (one) => one['id'] === report['codecId']);
  return typeof found?.['mimeType'] === 'string' ? found['mimeType'] : null;
}

function find(reports: RTCStatsReport | null, wanted: (one: Report) => boolean): Report | null {
  return findAll(reports, wanted)[0] ?? null;
}

function findAll(reports: RTCStatsReport | null, wanted: (one: Report) => boolean): Report[] {
  const found: Report[] = [];
  reports?.forEach((one: Report) => {
    if (wanted(one)) found.push(one);
  });
  return found;
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
