// Captions in step with the picture, and drafts that a caption, time or the next word replaces.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notePorts, portsOf, standing } from '../src/desk/ports.ts';
import { Drafts, LASTS } from '../src/session/drafts.ts';
import { saidAt } from '../src/watch/caption-times.ts';
import type { CaptionView, PublicCaption, Record } from '../src/wire.gen.ts';

const line = (text: string, started_at: number, ended_at: number, language = 'zh-CN'): PublicCaption =>
  ({ caption_id: text, language, text, started_at, ended_at });

test('a line is read from when it was said in the picture until some seconds after', () => {
  const captions = [line('一', 1_000, 3_000), line('one', 1_000, 3_000, 'en'), line('二', 4_000, 5_000)];
  for (const [moment, texts] of [
    [999, []], [1_000, ['一']], [3_999, ['一']], [4_000, ['一', '二']], [10_999, ['一', '二']], [11_000, ['二']],
    [12_999, ['二']], [13_000, []],
  ] as const) {
    assert.deepEqual(saidAt(captions, 'zh-CN', moment).map((one) => one.text), texts, `at ${moment}`);
  }
  assert.deepEqual(saidAt(captions, 'en', 1_000).map((one) => one.text), ['one']);
  assert.deepEqual(saidAt(captions, 'bo', 1_000), []);
});

const caption = (line_id: string | null): CaptionView =>
  ({ ...line('一', 0, 1), speech_id: null, participant_id: null, line_id });

test('a draft stands until its caption, the next message or its time', () => {
  const drafts = new Drafts();
  const draft = { line_id: 'l1', language: 'zh-CN', text: '各位', started_at: 1 };
  assert.deepEqual(drafts.standing([], 0), []);
  drafts.take([draft], 0);
  assert.deepEqual(drafts.standing([caption(null), caption('l0')], 1), [draft]);
  assert.deepEqual(drafts.standing([caption('l1')], 1), []);
  assert.deepEqual(drafts.standing([], LASTS - 1), [draft]);
  assert.deepEqual(drafts.standing([], LASTS), []);
  drafts.take([{ ...draft, line_id: 'l2' }], 20_000);
  assert.equal(drafts.standing([caption('l1')], 20_001)[0]?.line_id, 'l2');
  drafts.clear();
  assert.deepEqual(drafts.standing([], 20_001), []);
});

const record = (event: object, at: number): Record =>
  ({ seq: at, at, actor: { role: 'clerk', participant_id: null, venue_id: null, name: '' }, event, prev_hash: '', hash: '' }) as Record;

test('the desk knows which caption ports stand', () => {
  const issued = { type: 'caption_port_issued', invitation_id: 'p1', name: '语音识别', languages: ['zh-CN'], expires_at: 100 };
  const before = portsOf([]);
  let ports = notePorts(before, [record(issued, 1), record(issued, 2)]);
  assert.equal(before.size, 0);
  assert.deepEqual(standing(ports, 99).map((one) => [one.invitation_id, one.issued_at, one.used_at]), [['p1', 1, null]]);
  assert.deepEqual(standing(ports, 100), []);
  ports = notePorts(ports, [3, 4].map((at) => record({ type: 'invitation_used', invitation_id: 'p1' }, at)));
  assert.equal(standing(ports, 5)[0]?.used_at, 3);
  assert.equal(notePorts(ports, [record({ type: 'invitation_revoked', invitation_id: 'other' }, 6)]), ports);
  assert.deepEqual(standing(notePorts(ports, [record({ type: 'invitation_revoked', invitation_id: 'p1' }, 7)]), 8), []);
});
