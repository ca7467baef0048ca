// Documents: the reducer's part, a presenter's quick turns, and zooming.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LARGEST, WHOLE, within, zoomed } from '../src/components/zoom.ts';
import { Turning } from '../src/room/turning.ts';
import { shownDocument } from '../src/session/select.ts';
import { applyAll, type State } from '../src/session/state.ts';
import type { AnyEvent, Record as LogRecord } from '../src/wire.gen.ts';

const START = {
  id: 'c', title: 'T', status: 'open', seq: 0, hash: '', opinions: [], documents: [], presentation: null,
  opinion_counts: { submitted: 0, published: 0, withheld: 0 },
  agenda: ['i1', 'i2'].map((id) => ({
    item: { id, title: id, kind: 'questions', planned_minutes: 10, speech_seconds: 120 }, started_at: null, closed_at: null,
  })),
} as unknown as State;

function after(events: AnyEvent[]): State {
  return applyAll(START, events.map((event, index): LogRecord => ({
    seq: index + 1, at: (index + 1) * 1000, event, prev_hash: '', hash: '',
    actor: { role: 'system', participant_id: null, venue_id: null, name: '' },
  })));
}

const attached = (id: string, item = 'i1'): AnyEvent => ({
  type: 'document_attached', document_id: id, item_id: item, name: id, media_type: 'application/pdf',
  pages: 3, bytes: 1, sha256: '', public: true,
});
const ids = (state: State): string[] => state.documents.map((one) => one.document_id);

test('documents stand item by item', () => assert.deepEqual(ids(after([attached('b', 'i2'), attached('a')])), ['a', 'b']));

for (const [id, position, order] of [['a', 2, 'bcax'], ['c', 0, 'cabx'], ['b', 1, 'abcx']] as const) {
  test(`moving ${id} to ${position}`, () => {
    const state = after([...['a', 'b', 'c'].map((one) => attached(one)), attached('x', 'i2'), { type: 'document_moved', document_id: id, position }]);
    assert.equal(ids(state).join(''), order);
  });
}

test('what is shown, on which page, and no more', () => {
  const shown: AnyEvent[] = [
    attached('a'),
    { type: 'document_presented', document_id: 'a', page: 1, presenter_id: 'p', speech_id: null },
    { type: 'page_turned', page: 3 },
  ];
  const state = after(shown);
  assert.equal(shownDocument(state)?.page, 3);
  assert.deepEqual(state.presentation, { document_id: 'a', page: 3, presenter_id: 'p', speech_id: null, turned_at: 3000 });
  assert.equal(shownDocument(after([...shown, { type: 'presentation_stopped', reason: 'stopped' }])), null);
});

test('of quick turns the first and the last are sent, one at a time', async () => {
  const sent: number[] = [];
  let free: () => void = () => undefined;
  const turning = new Turning((page) => {
    sent.push(page);
    return new Promise((done) => (free = done));
  }, () => Promise.resolve());
  for (const page of [2, 3, 4]) turning.to(page);
  assert.deepEqual([sent, turning.page], [[2], 4]);
  free();
  await new Promise((done) => setImmediate(done));
  assert.deepEqual(sent, [2, 4]);
  free();
  await new Promise((done) => setImmediate(done));
  assert.equal(turning.page, null);
});

test('zooming keeps the point under the fingers, and the picture in its frame', () => {
  const view = zoomed(WHOLE, 2, 100, 50, 400, 300);
  assert.deepEqual(view, { scale: 2, x: -100, y: -50 });
  assert.equal((100 - view.x) / view.scale, 100);
  assert.equal(zoomed(WHOLE, 0.5, 1, 1, 400, 300).scale, 1);
  assert.equal(zoomed(WHOLE, 100, 1, 1, 400, 300).scale, LARGEST);
  assert.deepEqual(within({ scale: 2, x: 50, y: -900 }, 400, 300), { scale: 2, x: 0, y: -300 });
});
