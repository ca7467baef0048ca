// What is kept of an opinion until it has its receipt.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshKey, OpinionDraft } from '../src/watch/opinion-draft.ts';

class Memory {
  readonly kept = new Map<string, string>();
  getItem(name: string): string | null {
    return this.kept.get(name) ?? null;
  }
  setItem(name: string, value: string): void {
    this.kept.set(name, value);
  }
}

test('a key has at least 128 random bits', () => {
  const keys = new Set(Array.from({ length: 100 }, freshKey));
  assert.equal(keys.size, 100);
  for (const key of keys) assert.match(key, /^[0-9a-f]{32}$/);
});

test('a reload keeps words and key, per consultation', () => {
  const memory = new Memory();
  const draft = new OpinionDraft('c', memory);
  draft.set('text', ' 请公开 ');
  draft.set('name', '王');
  const first = draft.sending();
  const { token, ...words } = first.body;
  assert.deepEqual(words, { text: '请公开', name: '王', region: '' });
  assert.match(token, /^[0-9a-f]{32}$/);
  assert.deepEqual(new OpinionDraft('c', memory).sending(), first);
  assert.equal(new OpinionDraft('d', memory).get('text'), '');
});

test('other words, and the next opinion, go by another key', () => {
  const draft = new OpinionDraft('c', new Memory());
  draft.set('text', 'one');
  const one = draft.sending().key;
  assert.equal(draft.sending().key, one);
  draft.set('text', 'two');
  const two = draft.sending().key;
  assert.notEqual(two, one);
  draft.set('region', '株洲');
  draft.sent();
  assert.deepEqual([draft.get('text'), draft.get('region')], ['', '株洲']);
  draft.set('text', 'two');
  assert.notEqual(draft.sending().key, two);
});

test('without storage, or with one that refuses, a draft lasts as long as the page', () => {
  const refusing = {
    getItem: (): string => { throw new Error('blocked'); },
    setItem: (): void => { throw new Error('full'); },
  };
  const broken = { getItem: (): string => '{', setItem: (): void => undefined };
  for (const storage of [null, refusing, broken]) {
    const draft = new OpinionDraft('c', storage);
    draft.set('text', 'one');
    assert.equal(draft.sending().body.text, 'one');
  }
});
