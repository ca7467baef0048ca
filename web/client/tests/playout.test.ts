import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Playout } from '../src/session/playout.ts';

/** The wait after so many seconds of 100 packets each, of which a share is lost. */
function after(seconds: number, share: number, playout = new Playout(), from = 0): number | null {
  let wait: number | null = null;
  for (let second = from; second <= from + seconds; second++) wait = playout.see(100 * share * second, 100 * (1 - share) * second, 1000 * second);
  return wait;
}

for (const [share, wait] of [[0, null], [0.01, null], [0.05, 150], [0.1, 250], [0.2, 350]] as const) {
  test(`of ${share * 100} % lost, pictures wait ${wait}`, () => assert.equal(after(10, share), wait));
}

test('nothing is known at first', () => assert.equal(after(1, 0.2), null));

test('it outlasts the loss for a while, not for ever', () => {
  const playout = new Playout();
  for (let second = 0; second <= 10; second++) playout.see(10 * second, 90 * second, 1000 * second);
  assert.notEqual(playout.see(100, 1100, 13_000), null);
  let wait: number | null = 0;
  for (let second = 14; second < 40; second++) wait = playout.see(100, 100 * second, 1000 * second);
  assert.equal(wait, null);
});

test('counters that begin anew are another transport', () => {
  const playout = new Playout();
  after(10, 0.1, playout);
  assert.equal(playout.see(0, 5, 20_000), 250);
});

test('what an outage swallowed is no loss', () => {
  const playout = new Playout();
  for (let at = 0; at <= 10_000; at += 200) playout.see(0, at / 10, at);
  for (let at = 10_200; at <= 20_000; at += 200) playout.see(0, 1000, at);
  let wait = playout.see(950, 1050, 20_200);
  for (let at = 20_400; at <= 30_000; at += 200) wait = playout.see(950, 1050 + (at - 20_400) / 10, at) ?? wait;
  assert.equal(wait, null);
});
