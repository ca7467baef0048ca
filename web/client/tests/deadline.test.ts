// Fetches against a server that swallows what it is asked, or stops in the middle of its answer.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { fetchWithin } from '../src/base/deadline.ts';

const server = createServer((request, response) => {
  if (request.url === '/silent') return;
  response.write('half ');
  if (request.url === '/whole') setTimeout(() => response.end('whole'), 120);
});
let base = '';

before(async () => {
  await new Promise<void>((ready) => { server.listen(0, '127.0.0.1', ready); });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const text = (response: Response): Promise<string> => response.text();

test('no answer at all is given up', async () => {
  await assert.rejects(fetchWithin({ begin: 50, read: 5_000 }, `${base}/silent`, {}, text), { name: 'AbortError' });
});

test('an answer that stops in the middle is given up', async () => {
  await assert.rejects(fetchWithin({ begin: 5_000, read: 50 }, `${base}/half`, {}, text), { name: 'AbortError' });
});

test('an answer that has begun may take longer than it may take to begin', async () => {
  assert.equal(await fetchWithin({ begin: 100, read: 5_000 }, `${base}/whole`, {}, text), 'half whole');
});
