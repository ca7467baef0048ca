// What the server is told of what this browser counts, from one look to the next.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportOf, sumsOf } from '../src/session/report.ts';
import type { Figures, ReceivedFigures } from '../src/session/stats.ts';

const NOTHING: ReceivedFigures = {
  trackId: 0, participant: 'p', source: 'camera', kind: 'video', muted: false, bytes: 0, packetsLost: 0,
  totalAudioEnergy: null, totalSamplesDuration: null, concealedSamples: null, totalSamplesReceived: null,
  framesDecoded: null, freezeCount: null, totalFreezesDuration: null, width: null, height: null, codec: null,
};

function look(...received: Partial<ReceivedFigures>[]): Figures {
  return {
    up: 'connected', down: 'connected', availableOutgoingBitrate: null, roundTripTime: null, protocol: 'udp', relayed: false,
    sent: [{
      source: 'camera', layers: 2, bytes: 1, codec: null, width: 640, height: 360, framesPerSecond: 15,
      targetBitrate: null, limitedBy: 'bandwidth',
    }],
    received: received.map((one) => ({ ...NOTHING, ...one })),
  };
}

const picture = (trackId: number, freezeCount: number, totalFreezesDuration: number): Partial<ReceivedFigures> =>
  ({ trackId, freezeCount, totalFreezesDuration });
const sound = (concealedSamples: number, totalSamplesReceived: number): Partial<ReceivedFigures> =>
  ({ trackId: 9, kind: 'audio', source: 'microphone', concealedSamples, totalSamplesReceived });
const never = (): boolean => false;

test('what was added is told, and how we send', () => {
  const first = look(picture(1, 2, 1.5), picture(2, 0, 0), sound(100, 48_000));
  const second = look(picture(1, 4, 2.25), picture(2, 1, 0.2), sound(1_060, 96_000));
  assert.deepEqual(reportOf(sumsOf(first, never), sumsOf(second, never), second), {
    type: 'report', freezes: 2, frozen_ms: 750, concealed: 0.02, lines: 360, layers: 2, limited: 'bandwidth',
    protocol: 'udp', relayed: false,
  });
});

test('a picture that was not to arrive did not freeze, nor one that is new, and none counts backwards', () => {
  const before = look(picture(1, 5, 5), picture(2, 5, 5), picture(3, 5, 5), sound(500, 48_000));
  const after = look(picture(1, 6, 65), picture(3, 1, 1), picture(4, 2, 2), sound(0, 10));
  const hidden = (trackId: number): boolean => trackId === 1;
  const report = reportOf(sumsOf(before, hidden), sumsOf(after, never), after);
  assert.deepEqual([report.freezes, report.frozen_ms, report.concealed], [0, 0, 0]);
});

test('nothing received and nothing sent is a report too, within the bounds', () => {
  const empty = { ...look(), sent: [], protocol: null };
  const report = reportOf(sumsOf(empty, never), sumsOf(empty, never), empty);
  assert.deepEqual([report.lines, report.layers, report.limited, report.protocol], [0, 0, 'none', null]);
  const long = look(picture(1, 99_999, 99_999));
  const bounded = reportOf(sumsOf(look(picture(1, 0, 0)), never), sumsOf(long, never), long);
  assert.deepEqual([bounded.freezes, bounded.frozen_ms], [10_000, 600_000]);
});
