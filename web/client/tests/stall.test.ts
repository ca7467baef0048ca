// When a picture that stands still is loaded anew, in virtual time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stall } from '../src/watch/stall.ts';

test('a picture that stands still for eight seconds is given up, one that moves is not', () => {
  const stall = new Stall();
  for (const [at, position, up] of [
    [0, 0, false], [7_999, 0, false], [8_000, 0, true], [8_500, 0.2, false], [12_000, 3, false], [19_999, 3, false],
    [20_000, 3, true],
  ] as const) {
    assert.equal(stall.see(position, at), up, `at ${at}`);
  }
});

test('a pause or a new source begins anew', () => {
  const stall = new Stall();
  stall.see(5, 0);
  stall.reset();
  assert.equal(stall.see(5, 9_000), false);
  assert.equal(stall.see(5, 17_000), true);
});
