// The server's clock as it is read here.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServerClock } from '../src/base/clock.ts';

const HOUR = 3_600_000;
const near = (at: number, expected: number): void => assert.ok(Math.abs(at - expected) < 5_000, `${at - expected}`);

test('the date of an answer counts, not this device, and no date tells nothing', () => {
  const clock = new ServerClock();
  const here = Date.now();
  near(clock.now(), here);
  clock.readDate(new Date(here - HOUR).toUTCString(), here, here + 100); // the device is an hour ahead
  clock.readDate(null, here, here);
  clock.readDate('soon', here, here);
  near(clock.now(), here - HOUR);
});

test('the reading with the shortest way counts', () => {
  const clock = new ServerClock();
  const here = Date.now();
  clock.read(here, here + HOUR, here + 50);
  clock.read(here, here, here + 9_000);
  near(clock.now(), here + HOUR);
});
