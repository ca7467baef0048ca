// The clerk's note while it is written, corrected, sent, and refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClerkDraft } from '../src/components/clerk-draft.ts';

test('a note is of the moment when typing began', () => {
  const draft = new ClerkDraft();
  assert.equal(draft.take(), null);
  draft.type('主', 1_000.4);
  draft.type('主持人', 9_000);
  assert.deepEqual(draft.take(), { text: '主持人', editing: '', begunAt: 1_000 });
  assert.equal(draft.text, '');
  draft.type('全', 12_000);
  assert.equal(draft.begunAt, 12_000);
});

test('what is typed while a note is sent stays, and comes after what was refused', () => {
  const draft = new ClerkDraft();
  draft.type('第一条', 1_000);
  const sent = draft.take();
  draft.type('第二条', 2_000);
  assert.equal(draft.text, '第二条');
  assert.ok(sent);
  draft.giveBack(sent);
  assert.deepEqual({ ...draft.take() }, { text: '第一条\n第二条', editing: '', begunAt: 1_000 });
});

test('a correction leaves alone the note that is being written', () => {
  const draft = new ClerkDraft();
  draft.type('写到一半', 1_000);
  draft.edit('a', '旧的');
  draft.edit('b', '另一条');
  draft.type('改过的', 3_000);
  assert.deepEqual(draft.take(), { text: '改过的', editing: 'b', begunAt: null });
  assert.deepEqual([draft.text, draft.editing, draft.begunAt], ['写到一半', '', 1_000]);
  draft.edit('a', '旧的');
  draft.leave();
  assert.equal(draft.text, '写到一半');
});

test('a refused correction is open again, and struck out means sent without words', () => {
  const draft = new ClerkDraft();
  draft.edit('a', '旧的');
  draft.type('', 1_000);
  const sent = draft.take();
  assert.deepEqual(sent, { text: '', editing: 'a', begunAt: null });
  assert.ok(sent);
  draft.type('新的一条', 2_000);
  draft.giveBack({ ...sent, text: '改成这样' });
  assert.deepEqual([draft.text, draft.editing], ['改成这样', 'a']);
  draft.leave();
  assert.deepEqual([draft.text, draft.begunAt], ['新的一条', 2_000]);
});
