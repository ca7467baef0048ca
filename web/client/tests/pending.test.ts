// What is withdrawn when the transports are closed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withdrawn } from '../src/session/pending.ts';
import type { ClientMessage } from '../src/wire.gen.ts';

test('publishes go with their transport, commands stay', () => {
  const messages: ClientMessage[] = [
    { type: 'publish', id: 'a', sdp: 'old', sources: {} },
    { type: 'command', id: 'b', command: { type: 'open_consultation' } },
    { type: 'publish', id: 'c', sdp: 'older', sources: {} },
  ];
  const requests = new Map(messages.map((message, index) => [['a', 'b', 'c'][index] ?? '', { message }]));
  assert.deepEqual(withdrawn(requests).map(([id]) => id), ['a', 'c']);
  assert.equal(requests.size, 3);
});
