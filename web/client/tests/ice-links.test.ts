// ICE servers from Link headers, as `web/whip.py` writes them, several to a line as fetch joins them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { iceServersOf } from '../src/session/ice-links.ts';

const TURN = '<turn:turn.example.org:3478?transport=tcp>; rel="ice-server"; username="1784183400:li"; credential="pa\\"ss, <1>\\\\"';

for (const [header, servers] of [
  ['', []],
  [TURN, [{ urls: 'turn:turn.example.org:3478?transport=tcp', username: '1784183400:li', credential: 'pa"ss, <1>\\' }]],
  [`<stun:stun.example.org>; rel="ice-server", ${TURN}`, [
    { urls: 'stun:stun.example.org' },
    { urls: 'turn:turn.example.org:3478?transport=tcp', username: '1784183400:li', credential: 'pa"ss, <1>\\' },
  ]],
  ['<https://example.org/>; rel="ice-server"', []],
  ['<turn:turn.example.org>; rel="next"', []],
  ['<turn:turn.example.org', []],
  [Array.from({ length: 20 }, (_, n) => `<stun:s${n}.example.org>; rel="ice-server"`).join(', '),
    Array.from({ length: 8 }, (_, n) => ({ urls: `stun:s${n}.example.org` }))],
] as const) {
  test(header.slice(0, 60) || 'none', () => assert.deepEqual(iceServersOf(header), servers));
}
