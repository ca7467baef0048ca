import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listed, type Wanted } from '../src/desk/listed.ts';
import type { OpinionView } from '../src/wire.gen.ts';

const one = (id: string, more: Partial<OpinionView> = {}): OpinionView => ({
  opinion_id: id, text: `意见${id}`, name: '', region: '', state: 'submitted', submitted_at: 0, published_at: null, receipt: `R${id}`,
  reason: null, supports: 0, marks: [], decided_by: null, decided_at: null, merged_into: null, merged: 0, item_id: null, question_id: null, ...more,
});
const ids = (opinions: OpinionView[], wanted: Partial<Wanted> = {}): string[] =>
  listed(opinions, (each) => each.state, { filter: 'submitted', order: 'time', find: '', ...wanted }).map((each) => each.opinion_id);

test('what waits stands oldest first, what is public newest first', () => {
  const opinions = [one('a', { state: 'published', published_at: 2 }), one('b'), one('c', { state: 'published', published_at: 1 }), one('d')];
  assert.deepEqual(ids(opinions), ['b', 'd']);
  assert.deepEqual(ids(opinions, { filter: 'published' }), ['a', 'c']);
});

test('the most supported first, those alike as by time', () => {
  const opinions = [one('a'), one('b', { supports: 3 }), one('c'), one('d', { supports: 9 })];
  assert.deepEqual(ids(opinions, { order: 'supports' }), ['d', 'b', 'a', 'c']);
});

test('a decision on its way counts', () => {
  const opinions = [one('a'), one('b')];
  const found = listed(opinions, (each) => (each.opinion_id === 'a' ? 'published' : each.state), { filter: 'submitted', order: 'time', find: '' });
  assert.deepEqual(found.map((each) => each.opinion_id), ['b']);
});

test('found by text, name, region and receipt, among a theme alone', () => {
  const opinions = [one('a', { name: '老王' }), one('b', { region: '石峰区' }), one('c'), one('d', { text: '老王说' })];
  assert.deepEqual(ids(opinions, { find: ' 老王 ' }), ['a', 'd']);
  assert.deepEqual(ids(opinions, { find: '石峰' }), ['b']);
  assert.deepEqual(ids(opinions, { find: 'rc' }), ['c']);
  assert.deepEqual(ids(opinions, { find: '老王', among: ['d', 'c'] }), ['d']);
});
