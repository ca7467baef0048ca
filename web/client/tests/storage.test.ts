// Where a page reads what is public: the store while it works, the server for a while after it failed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Storage, storedPath } from '../src/watch/storage.ts';

test('nothing is read from a store that was not named', () => {
  const storage = new Storage();
  assert.equal(storage.at(0), '');
  storage.name('https://cdn.example.org/t');
  assert.equal(storage.at(0), 'https://cdn.example.org/t');
  storage.name('');
  assert.equal(storage.at(0), '');
});

test('a store that failed is left alone for a minute, and not by all equally long', () => {
  const ends = new Set<number>();
  for (let one = 0; one < 20; one += 1) {
    const storage = new Storage();
    storage.name('https://cdn.example.org/t');
    storage.fail(1_000);
    assert.equal(storage.at(60_999), '');
    assert.equal(storage.at(91_000), 'https://cdn.example.org/t');
    let end = 61_000;
    while (storage.at(end) === '') end += 1_000;
    ends.add(end);
  }
  assert.ok(ends.size > 1);
});

test('the store has everything of a consultation in one folder', () => {
  assert.equal(storedPath('/api/v1/consultations/c1/wall.json'), '/live/c1/wall.json');
  assert.equal(storedPath('/live/c1/wall-7.json'), '/live/c1/wall-7.json');
});
