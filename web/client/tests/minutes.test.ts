// The minutes' editor without a page: what differs, when a text is saved, what a paragraph rests on.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { diff } from '../src/minutes/diff.ts';
import { AFTER, AGAIN, Drafts, type Sent } from '../src/minutes/drafts.ts';
import { sourcesOf } from '../src/minutes/sources.ts';
import { minutesChange } from '../src/session/minutes.ts';
import type { AnyEvent, Record } from '../src/wire.gen.ts';

// --- differences ---------------------------------------------------------------------------------

const told = (before: string, after: string): string =>
  diff(before, after).map(({ kind, text }) => (kind === 'same' ? text : kind === 'gone' ? `[-${text}]` : `[+${text}]`)).join('');

for (const [before, after, words] of [
  ['', '', ''],
  ['会议开始。', '会议开始。', '会议开始。'],
  ['会议开始。', '会议圆满开始。', '会议[+圆满]开始。'],
  ['会议于九时开始。', '会议开始。', '会议[-于九时]开始。'],
  ['市里主办', '区里主办', '[-市][+区]里主办'],
  ['共 12 项', '共 13 项', '共 [-12][+13] 项'],
  ['甲', '', '[-甲]'],
  ['', '甲', '[+甲]'],
] as const) {
  test(`diff ${before} → ${after}`, () => assert.equal(told(before, after), words));
}

test('a diff keeps both texts whole, however long they are', () => {
  for (const [before, after] of [['甲乙丙'.repeat(1600), '丙乙甲'.repeat(1600)], ['会议开始', '议会始开']] as const) {
    const pieces = diff(before, after);
    assert.equal(pieces.filter((one) => one.kind !== 'new').map((one) => one.text).join(''), before);
    assert.equal(pieces.filter((one) => one.kind !== 'gone').map((one) => one.text).join(''), after);
  }
});

// --- saving --------------------------------------------------------------------------------------

interface Desk {
  drafts: Drafts;
  sent: [string, string, number][];
  answers: Sent[];
}

function desk(...answers: Sent[]): Desk {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
  const sent: [string, string, number][] = [];
  const drafts = new Drafts(async (...what) => {
    sent.push(what);
    return answers.shift() ?? { done: true, revision: what[2] + 1 };
  });
  return { drafts, sent, answers };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function pass(ms: number): Promise<void> {
  mock.timers.tick(ms);
  await settle();
}

const unreached: Sent = { done: false, why: 'unreached', problem: '' };
const stale: Sent = { done: false, why: 'stale', problem: '有人改过' };

test('a text is saved once its writer pauses', async () => {
  const { drafts, sent } = desk();
  drafts.write('opening', '会', 3);
  await pass(AFTER - 1);
  drafts.write('opening', '会议', 3);
  await pass(AFTER - 1);
  assert.deepEqual(sent, []);
  assert.equal(drafts.of('opening')?.state, 'unsaved');
  assert.ok(drafts.pending);
  await pass(1);
  assert.deepEqual(sent, [['opening', '会议', 3]]);
  assert.equal(drafts.of('opening'), null);
  assert.ok(!drafts.pending);
});

test('what is written while it is being saved is saved after it', async () => {
  const { drafts, sent } = desk();
  drafts.write('opening', '会', 0);
  const saving = drafts.save('opening');
  drafts.write('opening', '会议', 0);
  await saving;
  assert.equal(drafts.of('opening')?.state, 'unsaved');
  await pass(AFTER);
  assert.deepEqual(sent, [['opening', '会', 0], ['opening', '会议', 1]]);
});

test('a text that did not get through is kept and sent again', async () => {
  const { drafts, sent } = desk(unreached);
  drafts.write('opening', '会议', 0);
  await pass(AFTER);
  assert.deepEqual([drafts.of('opening')?.state, drafts.of('opening')?.text], ['unsent', '会议']);
  await pass(AGAIN);
  assert.equal(sent.length, 2);
  assert.equal(drafts.of('opening'), null);
});

test('nobody is overwritten unasked', async () => {
  const { drafts, sent } = desk(stale);
  drafts.write('opening', '我的', 0);
  await pass(AFTER);
  assert.deepEqual([drafts.of('opening')?.state, drafts.of('opening')?.problem], ['conflict', '有人改过']);
  drafts.write('opening', '我的二稿', 0);
  await pass(AGAIN * 3);
  assert.equal(sent.length, 1);
  await drafts.insist('opening', 1);
  assert.deepEqual(sent[1], ['opening', '我的二稿', 1]);
});

test('a refused text waits for another word, and an empty one is not sent', async () => {
  const { drafts, sent } = desk({ done: false, why: 'refused', problem: '已经签发' });
  drafts.write('opening', '我的', 0);
  await pass(AFTER);
  assert.equal(drafts.of('opening')?.state, 'refused');
  drafts.write('opening', ' ', 0);
  await pass(AFTER);
  assert.equal(sent.length, 1);
  drafts.forget('opening');
  assert.ok(!drafts.pending);
});

// --- sources -------------------------------------------------------------------------------------

function log(...events: AnyEvent[]): Record[] {
  return events.map((event, index) => ({
    seq: index + 1, at: index * 1000, event, prev_hash: '', hash: '',
    actor: { role: 'system', participant_id: null, venue_id: null, name: '' },
  }));
}

const grant = (speech_id: string, item_id: string | null): AnyEvent => ({
  type: 'floor_granted', speech_id, participant_id: 'm', kind: 'statement', seconds: 60, item_id, request_id: null, seat_id: null,
});
const caption = (caption_id: string, speech_id: string, text: string, language = 'zh-CN'): AnyEvent => ({
  type: 'caption_added', caption_id, speech_id, participant_id: 'm', language, text, started_at: 0, ended_at: 1,
});

const LOG = log(
  { type: 'consultation_opened' },
  { type: 'item_started', item_id: 'i1' },
  grant('s1', 'i1'),
  { type: 'speech_started', speech_id: 's1' },
  caption('c1', 's1', '数据按月'),
  caption('c2', 's1', '公开。'),
  caption('c3', 's1', 'Monthly.', 'en'),
  { type: 'caption_corrected', caption_id: 'c1', text: '数据按季' },
  grant('s2', null),
  { type: 'speech_started', speech_id: 's2' },
  { type: 'opinion_published', opinion_id: 'o1', text: '贴公告', name: '', region: '' },
  { type: 'outcome_recorded', outcome_id: 'r1', text: '公开', unit: '局', due: '2027-01-01', source: { kind: 'opinion', id: 'o1' } },
  { type: 'outcome_recorded', outcome_id: 'r2', text: '看护', unit: '局', due: '2027-01-01', source: { kind: 'speech', id: 's1' } },
  { type: 'consultation_closed' },
);

for (const [block, seqs] of [
  ['opening', [1, 14]],
  ['item:i1', [2, 4]],
  ['item:i2', []],
  ['other_speeches', [10]],
  ['opinions', [11]],
  ['outcomes', [12, 13]],
  ['outcome:r1', [11, 12]],
  ['outcome:r2', [4, 13]],
  ['outcome:r9', []],
  ['added:x', []],
] as const) {
  test(`what ${block} rests on`, () => assert.deepEqual(sourcesOf(block, LOG).map((one) => one.seq), seqs));
}

test('a speech is shown with its captions as corrected, in Chinese', () => {
  assert.equal(sourcesOf('outcome:r2', LOG)[0]?.words, '数据按季公开。');
});

// --- how they stand ------------------------------------------------------------------------------

test('the stages as records change them', () => {
  const events: AnyEvent[] = [
    { type: 'minutes_circulated', version: 1, participant_ids: ['m'], due_at: 9 },
    { type: 'minutes_approved', version: 1, before_deadline: null },
    { type: 'minutes_signed', version: 1, number: '6', date: '2026-07-20', signer: '主持人', sha256: '', approved_seq: 2 },
    { type: 'minutes_reopened', version: 2, reason: '有误' },
    { type: 'minutes_edited', block: 'opening', text: '', revision: 1, drafted: '', correction_id: null },
  ];
  let view: ReturnType<typeof minutesChange> | null = null;
  const seen = events.map((event, index) => {
    view = minutesChange(view, event as Parameters<typeof minutesChange>[1], index + 1);
    return `${view.version} ${view.stage}`;
  });
  assert.deepEqual(seen, ['1 circulated', '1 approved', '1 signed', '2 draft', '2 draft']);
  assert.deepEqual(view, { stage: 'draft', version: 2, to: ['m'], due_at: 9, seq: 5 });
});
