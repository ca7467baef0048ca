// What a page says of its own line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownLine } from '../src/session/own-line.ts';

test('the worst is said, and nothing before there is anything to say', () => {
  for (const [quality, smaller, paused, sendsLess, line] of [
    [null, [], [], false, 'unknown'], [null, [1], [2], true, 'unknown'],
    ['good', [], [], false, 'good'], ['weak', [], [], false, 'weak'],
    ['good', [1], [], false, 'reduced'], ['weak', [], [], true, 'reduced'],
    ['good', [1], [2], true, 'paused'], ['lost', [1], [2], true, 'lost'],
  ] as const) {
    assert.equal(ownLine(quality, { smaller, paused }, sendsLess), line);
  }
});
