// What a line is good for, by figures; and the ports that an SDP names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { portsOf, verdictOf, type Figures } from '../src/session/line-verdict.ts';

const GOOD: Figures = { protocol: 'udp', relayed: false, trip: 30, jitter: 5, lostUp: 0, lostDown: 0, up: 1400, down: 1300 };

for (const [change, verdict] of [
  [{}, 'good'],
  [{ trip: 400, jitter: 100, lostUp: 0.08, up: 600, down: 500 }, 'good'],
  [{ protocol: 'tcp' }, 'tcp'],
  [{ protocol: 'tcp', up: 200 }, 'weak'],
  [{ relayed: true }, 'relay'],
  [{ relayed: true, protocol: 'tcp' }, 'relay'],
  [{ relayed: true, down: 300 }, 'weak'],
  [{ trip: 401 }, 'weak'],
  [{ jitter: 101 }, 'weak'],
  [{ lostUp: 0.09 }, 'weak'],
  [{ lostDown: 0.09 }, 'weak'],
  [{ up: 599 }, 'weak'],
  [{ down: 499 }, 'weak'],
] as const) {
  test(`${JSON.stringify(change)} is ${verdict}`, () => assert.equal(verdictOf({ ...GOOD, ...change }), verdict));
}

test('the ports to be opened', () => {
  const sdp = [
    'v=0', 'a=candidate:1 1 udp 2130706431 10.0.0.1 40000 typ host', 'a=candidate:2 1 tcp 1 10.0.0.1 40000 typ host tcptype passive',
    'a=candidate:3 1 udp 1 fd00::1 443 typ host', 'a=candidate:4 1 tcp 1 10.0.0.2 9 typ host tcptype active', '',
  ].join('\r\n');
  assert.deepEqual(portsOf(sdp), [443, 40000]);
  assert.deepEqual(portsOf('v=0\r\n'), []);
});
