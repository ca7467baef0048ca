// When a transport is doubted, in virtual time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pulse } from '../src/session/pulse.ts';

/** A pulse that saw a packet every `every` ms for ten seconds, looked at every 200 ms. */
function beating(every: number): Pulse {
  const pulse = new Pulse();
  for (let now = 0; now <= 10_000; now += 200) assert.equal(pulse.see(1 + Math.floor(now / every), now), false, `at ${now}`);
  return pulse;
}

test('a flow that stops is noticed within 600 ms, a sparse one within two of its pauses', () => {
  for (const [every, first] of [[20, 400], [200, 400], [1_000, 2_000]] as const) {
    const pulse = beating(every);
    const count = 1 + Math.floor(10_000 / every);
    let now = 10_000;
    while (!pulse.see(count, now)) now += 200;
    assert.equal(now - 10_000, first, `every ${every} ms`);
    assert.equal(pulse.see(count + 1, now + 200), false, 'heard again');
  }
});

test('a flow that stops is to be looked at soon, until it is told; one that is sparse is not', () => {
  const pulse = beating(20);
  assert.equal(pulse.uneasy, false, 'packets come all the time');
  for (const [at, stalls] of [[10_200, false], [10_260, false], [10_380, false], [10_440, true]] as const) {
    assert.equal(pulse.see(501, at), stalls, `at ${at}`);
    assert.equal(pulse.uneasy, !stalls, `at ${at}`);
  }
  assert.equal(pulse.see(502, 10_500), false, 'heard again');
  assert.equal(pulse.uneasy, false);
  const sparse = beating(1_000);
  assert.equal(sparse.see(11, 10_200), false);
  assert.equal(sparse.uneasy, false);
});

test('where nothing ever came, nothing stops', () => {
  const pulse = new Pulse();
  assert.equal(pulse.see(0, 0), false);
  assert.equal(pulse.see(0, 60_000), false);
  const known = beating(20);
  known.reset();
  assert.equal(known.see(0, 60_000), false);
  assert.equal(known.see(1, 60_000), false);
  assert.equal(known.see(1, 62_000), false, 'one packet is no flow');
});
