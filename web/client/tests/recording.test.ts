// Places in a recording: links, times of the clock, what is found.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cut, find, momentAt, placeOf, running, secondsAt, timecode, wantedIn } from '../src/recording/places.ts';
import { expiry, recordingChange } from '../src/session/recording.ts';
import type { RecordingChapter, RecordingCue, Span } from '../src/wire.gen.ts';

const SPANS: Span[] = [{ at: 0, begins: 100_000, seconds: 6 }, { at: 6, begins: 160_000, seconds: 4 }];

test('a link names a token, seconds, or a time of the clock', () => {
  assert.deepEqual(wantedIn('#t=eyJhbGciOi.x.y'), { token: 'eyJhbGciOi.x.y', seconds: null, at: null });
  assert.deepEqual(wantedIn('#t=95.5'), { token: '', seconds: 95.5, at: null });
  assert.deepEqual(wantedIn('#t=90&t=abc.d.e'), { token: 'abc.d.e', seconds: 90, at: null });
  assert.deepEqual(wantedIn('#at=1800000000000&t=abc.d.e'), { token: 'abc.d.e', seconds: null, at: 1_800_000_000_000 });
  assert.deepEqual(wantedIn('#at=soon&t='), { token: '', seconds: null, at: null });
  assert.deepEqual(wantedIn(''), { token: '', seconds: null, at: null });
});

test('the clock and the recording, over a pause', () => {
  const table: [number, number][] = [[0, 0], [100_000, 0], [101_500, 1.5], [120_000, 6], [160_000, 6], [163_250, 9.25], [999_000, 10]];
  for (const [unix, seconds] of table) assert.equal(secondsAt(SPANS, unix), seconds);
  assert.equal(momentAt(SPANS, 1.5), 101_500);
  assert.equal(momentAt(SPANS, 7), 161_000);
  assert.equal(momentAt([], 7), null);
  assert.equal(placeOf(wantedIn('#at=161000'), SPANS), 7);
  assert.equal(placeOf(wantedIn('#t=3'), SPANS), 3);
  assert.equal(placeOf(wantedIn('#t=abc.d.e'), SPANS), null);
});

const chapter = (kind: 'item' | 'speech', id: string, at: number, seconds: number | null, more: Partial<RecordingChapter> = {}): RecordingChapter => ({
  kind, id, number: 1, title: '通报进展', at, seconds, began_at: 0, item_id: null, speaker: '', organization: '', venue: '', level: null, speech_kind: null, ...more,
});
const CHAPTERS = [
  chapter('item', 'one', 1, 50),
  chapter('speech', 's1', 3, 10, { speaker: '王委员', venue: '石峰区会场' }),
  chapter('speech', 's2', 20, null, { speaker: '市生态环境局' }),
];

test('what runs at a place', () => {
  assert.deepEqual([...running(CHAPTERS, 0)], []);
  assert.deepEqual([...running(CHAPTERS, 5)], ['one', 's1']);
  assert.deepEqual([...running(CHAPTERS, 15)], ['one']);
  assert.deepEqual([...running(CHAPTERS, 30)], ['one', 's2']);
  assert.deepEqual([...running(CHAPTERS, 60)], ['s2']);
});

test('searching finds items, speakers and captions, in order, and marks the words', () => {
  const cues: RecordingCue[] = [{ at: 4, until: 5, text: '烟囱 Chimney 要留下', speaker: '王委员', speech_id: 's1' }];
  assert.deepEqual(find('烟囱', CHAPTERS, cues), [{ at: 4, who: '王委员', parts: ['', '烟囱', ' Chimney 要留下'] }]);
  assert.deepEqual(find('chimney 留下', CHAPTERS, cues).map((one) => one.parts), [['烟囱 ', 'Chimney', ' 要', '留下', '']]);
  assert.deepEqual(find('石峰', CHAPTERS, cues).map((one) => one.at), [3]);
  assert.deepEqual(find('通报', CHAPTERS, cues).map((one) => one.at), [1]);
  assert.deepEqual(find('  ', CHAPTERS, cues), []);
  assert.deepEqual(cut('aab', ['a', 'aa']), ['', 'aa', 'b']);
});

test('time as players write it', () => {
  assert.deepEqual([0, 59.9, 61, 3725].map(timecode), ['0:00:00', '0:00:59', '0:01:01', '1:02:05']);
});

test('the recording is brought on by its events', () => {
  const actor = { role: 'clerk' as const, participant_id: 'clerk', venue_id: null, name: '某' };
  const at = 5;
  const change = (before: ReturnType<typeof recordingChange> | null, event: Parameters<typeof recordingChange>[2]) =>
    recordingChange(before, 1000, event, { at, actor });
  let now = change(null, { type: 'recording_set', keep_days: 2, own_tracks: true });
  assert.equal(now.own_tracks, true);
  assert.equal(now.expires_at, 1000 + 2 * 86_400_000);
  now = change(now, { type: 'recording_published' });
  assert.equal(now.published_at, 5);
  now = change(now, { type: 'recording_withdrawn', reason: '先校对' });
  assert.equal(now.published_at, null);
  now = change(now, { type: 'recording_deleted', reason: '涉密' });
  assert.deepEqual([now.deleted_at, now.reason, now.expires_at, now.bytes], [5, '涉密', null, null]);
  now = change(now, { type: 'recording_erased', bytes: 9, seconds: 3 });
  assert.deepEqual([now.bytes, now.seconds], [9, 3]);
  assert.equal(expiry(null, 1000), null);
  assert.equal(expiry(3, null), null);
});
