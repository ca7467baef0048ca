// When somebody is told that sound and pictures do not flow, in virtual time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lasting, mendAfter, Outage, unsent } from '../src/session/outage.ts';

test('mending comes less often, up to a bound', () => {
  assert.deepEqual([0, 1, 2, 3, 4, 50].map(mendAfter), [1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
});

test('a break is told after eight seconds, and each break waits for itself', () => {
  const outage = new Outage();
  for (const [at, wanted, flows, told] of [
    [0, true, false, false], [7_999, true, false, false], [8_000, true, false, true], [60_000, true, false, true],
    [61_000, true, true, false], [62_000, true, false, false], [69_999, true, false, false], [70_000, true, false, true],
    [71_000, false, false, false], [72_000, true, false, false], [79_000, true, false, false],
  ] as const) {
    assert.equal(outage.see(wanted, flows, at), told, `at ${at}`);
  }
});

test('what the others miss', () => {
  assert.equal(unsent([]), null);
  assert.equal(unsent(['microphone']), 'sound');
  assert.equal(unsent(['camera', 'screen']), 'picture');
  assert.equal(unsent(['microphone', 'screen']), 'both');
});

test('only what does not pass by itself is told in the words of the server', () => {
  for (const [code, told] of [
    ['media_full', 's'], ['bad_sdp', 's'], ['not_allowed', 's'], ['media_unavailable', ''], ['lost', ''], ['withdrawn', ''],
  ] as const) {
    assert.equal(lasting({ code, message: 's' }), told, code);
  }
  assert.equal(lasting(null), '');
});
