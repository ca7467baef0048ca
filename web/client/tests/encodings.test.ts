// What is sent of each source, by tables.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cameraBitrate, cameraLayers, degradation, encodingsOf, isWeak, unlayered, withOpusRepair } from '../src/session/encodings.ts';

test('a layer has the bits that its size needs', () => {
  for (const [lines, kbits] of [[180, 150], [360, 505], [720, 1_697], [1_080, 2_500], [2_160, 2_500]] as const) {
    assert.equal(Math.round(cameraBitrate(lines) / 1_000), kbits, `${lines} lines`);
  }
});

test('the camera is sent in as many layers as its picture and the machine allow', () => {
  for (const [lines, weak, rids] of [
    [720, false, 'q4 h2 f1'], [1_080, false, 'q4 h2 f1'], [480, false, 'q4 h2 f1'], [240, false, 'h2 f1'],
    [120, false, 'f1'], [720, true, 'q4 f1'], [240, true, 'f1'],
  ] as const) {
    const layers = cameraLayers(lines, weak);
    assert.equal(layers.map(({ rid, scaleResolutionDownBy }) => `${rid}${scaleResolutionDownBy}`).join(' '), rids, `${lines} ${weak}`);
    const bits = layers.map((one) => one.maxBitrate ?? 0);
    assert.deepEqual(bits, [...bits].sort((a, b) => a - b), 'the smallest first');
  }
});

test('phones and small machines are spared', () => {
  for (const [cores, memory, phone, weak] of [
    [8, 8, false, false], [2, 8, false, true], [8, 2, false, true], [8, 8, true, true],
    [undefined, undefined, false, false],
  ] as const) {
    assert.equal(isWeak({ cores, memory, phone }), weak, `${cores} ${memory} ${phone}`);
  }
});

test('sound goes before pictures, and a document stays sharp', () => {
  assert.equal(encodingsOf('microphone', 0, false)[0]?.priority, 'high');
  assert.equal(encodingsOf('microphone', 0, false)[0]?.networkPriority, 'high');
  assert.equal(encodingsOf('screen', 1_080, false).length, 1);
  assert.equal(encodingsOf('screen', 1_080, false)[0]?.scaleResolutionDownBy, undefined);
  assert.equal(degradation('screen'), 'maintain-resolution');
  assert.equal(degradation('camera'), 'balanced');
});

test('a relay without simulcast gets the full picture from the one layer that is left', () => {
  const [smallest = {}, ...others] = cameraLayers(720, false);
  const full = unlayered([smallest], 720);
  assert.equal(full?.length, 1);
  assert.equal(full?.[0]?.scaleResolutionDownBy, 1);
  assert.equal(full?.[0]?.maxBitrate, cameraBitrate(720));
  assert.equal(full?.[0]?.rid, smallest.rid, 'a rid may not be changed');
  assert.equal(unlayered([smallest, ...others], 720), null);
  assert.equal(unlayered([{ maxBitrate: 1 }], 720), null);
  assert.equal(unlayered([], 720), null);
});

test('Opus repairs and rests, whatever the answer says of it; other codecs are left alone', () => {
  for (const [before, after] of [
    ['a=fmtp:111 minptime=10;useinbandfec=1', 'a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1'],
    ['a=fmtp:111 minptime=10', 'a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1'],
    ['a=fmtp:111 usedtx=0;useinbandfec=0', 'a=fmtp:111 usedtx=0;useinbandfec=0'],
    ['a=fmtp:102 packetization-mode=1', 'a=fmtp:102 packetization-mode=1'],
  ] as const) {
    const sdp = (line: string): string => `a=rtpmap:111 opus/48000/2\r\na=rtpmap:102 H264/90000\r\n${line}\r\na=mid:0\r\n`;
    assert.equal(withOpusRepair(sdp(before)), sdp(after));
  }
});
