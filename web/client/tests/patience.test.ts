// The waits of a connection.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retryAfter, welcomeWithin } from '../src/session/patience.ts';

test('every welcome that came too late gives the next more time, up to a bound', () => {
  assert.deepEqual([0, 1, 2, 3, 50].map(welcomeWithin), [8_000, 16_000, 32_000, 32_000, 32_000]);
});

test('attempts come less often, up to a bound', () => {
  assert.deepEqual([0, 1, 4, 5, 50].map(retryAfter), [300, 600, 4_800, 5_000, 5_000]);
});
