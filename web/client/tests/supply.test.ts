// A store to which nothing comes any more is left, and once for each time that it stopped.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Supply } from '../src/watch/supply.ts';

const GIVEN_UP_AFTER = 8_000; // ms, as `stall.ts` has it

/** The times (ms) at which a look a second says that it stopped. */
function stops(supply: Supply, from: number, to: number): number[] {
  const found: number[] = [];
  for (let now = from; now <= to; now += 1_000) if (supply.stopped(now)) found.push(now);
  return found;
}

test('a store that stopped is left once, not with every look', () => {
  const supply = new Supply();
  supply.begin(true);
  supply.came(40);
  assert.deepEqual(stops(supply, 0, 10 * GIVEN_UP_AFTER), [GIVEN_UP_AFTER]);
});

test('left again only after something came from it again', () => {
  const supply = new Supply();
  supply.begin(true);
  supply.came(40);
  assert.equal(stops(supply, 0, GIVEN_UP_AFTER).length, 1);
  supply.begin(true);
  assert.deepEqual(stops(supply, 100_000, 200_000), []);
  supply.came(40);
  assert.deepEqual(stops(supply, 200_000, 300_000), [200_000 + GIVEN_UP_AFTER]);
});

test('what goes on is not left, nor what comes from the server, nor what has ended', () => {
  const supply = new Supply();
  supply.begin(true);
  for (let now = 0; now < 60_000; now += 1_000) {
    supply.came(now / 4_000);
    assert.equal(supply.stopped(now), false);
  }
  supply.came(NaN);
  assert.deepEqual(stops(supply, 60_000, 120_000), []);
  supply.begin(false);
  supply.came(40);
  assert.deepEqual(stops(supply, 120_000, 180_000), []);
});

test('what broke for another reason, and is not loaded yet, is not left for standing still', () => {
  const supply = new Supply();
  supply.begin(true);
  supply.came(40);
  assert.equal(supply.stopped(0), false);
  supply.forget();
  assert.deepEqual(stops(supply, 1_000, 10 * GIVEN_UP_AFTER), []);
});
