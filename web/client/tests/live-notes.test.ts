// Live notes as records change them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLiveNoteEvent, liveNoteChange } from '../src/session/live-notes.ts';
import type { AnyEvent, LiveNoteView } from '../src/wire.gen.ts';

const picture = { sha256: 'a'.repeat(64), alt: '全景' };
const posted = (id: string): AnyEvent => ({ type: 'live_note_posted', note_id: id, text: id, pictures: [picture] });

function after(events: readonly AnyEvent[]): LiveNoteView[] {
  return events.reduce<LiveNoteView[]>((notes, event, index) => {
    assert.ok(isLiveNoteEvent(event));
    return liveNoteChange(notes, event, index);
  }, []);
}

test('a note is posted, corrected and withdrawn', () => {
  const corrected: AnyEvent = { type: 'live_note_corrected', note_id: 'a', text: '更正', pictures: [] };
  const withdrawn: AnyEvent = { type: 'live_note_withdrawn', note_id: 'b', reason: '重复' };
  const [a, b] = after([posted('a'), posted('b'), corrected, withdrawn]);
  assert.deepEqual(a, { note_id: 'a', text: '更正', pictures: [], posted_at: 0, corrected_at: 2, withdrawn: null });
  assert.deepEqual(b, { note_id: 'b', text: '', pictures: [], posted_at: 1, corrected_at: null, withdrawn: '重复' });
});

test('the latest fifty are kept', () => {
  const notes = after(Array.from({ length: 60 }, (_, n) => posted(String(n))));
  assert.equal(notes.length, 50);
  assert.equal(notes[0]?.note_id, '10');
});
