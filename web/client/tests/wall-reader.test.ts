import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applied, WallReader } from '../src/watch/wall-reader.ts';
import type { Wall, WallChunk, WallOpinion } from '../src/wire.gen.ts';

const opinion = (id: string, seq: number, supports = 0): WallOpinion => ({
  opinion_id: id, text: id, name: '', region: '', published_at: 0, seq, supports,
});
const WALL: Wall = { id: 'c', total: 2, opinions: [opinion('b', 2), opinion('a', 1)], next: 7 };
const CHUNK: WallChunk = { number: 7, total: 2, put: [opinion('c', 3), opinion('b', 2, 5)], gone: ['a'] };

test('a chunk puts, changes and takes off, newest first', () => {
  const after = applied(WALL, CHUNK);
  assert.deepEqual(after, { id: 'c', total: 2, opinions: [opinion('c', 3), opinion('b', 2, 5)], next: 8 });
  assert.deepEqual(applied(after, CHUNK), after);
});

function reader(files: Record<string, unknown>): { read: WallReader; asked: string[] } {
  const asked: string[] = [];
  const read = new WallReader('wall', (number) => `chunk-${number}`, async <T>(path: string) => {
    asked.push(path);
    return (files[path] ?? null) as T | null;
  });
  return { read, asked };
}

test('the snapshot is read once, then chunks alone, each once', async () => {
  const { read, asked } = reader({ wall: WALL, 'chunk-7': CHUNK, 'chunk-8': { ...CHUNK, number: 8, put: [], gone: ['c'] } });
  await read.to(7);
  assert.equal(await read.to(7), false);
  await read.to(9);
  assert.equal(await read.to(8), false);
  assert.deepEqual(asked, ['wall', 'chunk-7', 'chunk-8']);
  assert.deepEqual(read.wall?.opinions.map((one) => one.opinion_id), ['b']);
});

test('who is far behind, or misses a chunk, reads the snapshot again', async () => {
  const far = reader({ wall: WALL });
  await far.read.to(7);
  await far.read.to(100);
  assert.deepEqual(far.asked, ['wall', 'wall']);
  const gap = reader({ wall: WALL });
  await gap.read.to(7);
  await gap.read.to(8);
  assert.deepEqual(gap.asked, ['wall', 'chunk-7', 'wall']);
});
