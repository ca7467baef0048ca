import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyAll, type State } from '../src/session/state.ts';
import type { AnyEvent, OpinionView, Record } from '../src/wire.gen.ts';

const START: State = {
  id: 'c', title: 'T', status: 'planned', scheduled_at: 0, opened_at: null, closed_at: null, rehearsal: null, seq: 0, hash: '',
  venues: [], participants: [], joined: [], requests: [], speeches: [], opinions: [],
  opinion_counts: { submitted: 0, published: 0, withheld: 0 }, outcomes: [], ballots: [], stances: [], attendance: [],
  documents: [], presentation: null,
  attendance_rules: { quorum: { kind: 'none', amount: 0 }, late_minutes: 5, early_minutes: 5 },
  sitters: [], left_seats: [], roll_calls: [], questions: [],
  muted: [], waiting_room: { on: false, venues: {} }, waiting: [],
  agenda: ['i1', 'i2'].map((id) => ({
    item: { id, title: id, kind: 'questions', planned_minutes: 10, speech_seconds: 120 }, started_at: null, closed_at: null,
  })),
};

const CLERK = { role: 'clerk', participant_id: 'clerk', venue_id: null, name: '记录员' } as const;
const start: State = { ...START, opinion_counts: { submitted: 0, published: 0, withheld: 0, merged: 0, withdrawn: 0 } };

function after(events: readonly AnyEvent[], state = start): State {
  const records = events.map((event, n): Record => ({
    seq: state.seq + n + 1, at: 1000 + n, actor: CLERK, event, prev_hash: '', hash: '',
  }));
  return applyAll(state, records);
}

const sent = (id: string): AnyEvent => ({
  type: 'opinion_submitted', opinion_id: id, receipt: `R${id}`, text: id, name: '', region: '', author: null, marks: [],
});
const published = (id: string): AnyEvent => ({ type: 'opinion_published', opinion_id: id, text: id, name: '', region: '' });
const retracted = (id: string): AnyEvent => ({ type: 'opinion_retracted', opinion_id: id });
const reopened = (id: string, was: 'published' | 'withheld' | 'merged'): AnyEvent => ({
  type: 'opinion_reopened', opinion_id: id, receipt: `R${id}`, text: id, name: '', region: '', submitted_at: 1000, was, reason: '',
});
const counts = (state: State): number[] => Object.values(state.opinion_counts);
const states = (state: State): OpinionView['state'][] => state.opinions.map((one) => one.state);

test('undone decisions wait again, and are counted so', () => {
  const state = after([
    sent('a'), sent('b'), published('a'), { type: 'opinion_withheld', opinion_id: 'b', reason: 'x' },
    retracted('a'), reopened('a', 'published'), reopened('b', 'withheld'),
  ]);
  assert.deepEqual(counts(state), [2, 0, 0, 0, 0]);
  assert.deepEqual(states(state), ['submitted', 'submitted']);
  assert.equal(state.opinions[0]?.decided_by?.name, '记录员');
});

test('one that is not held comes back among those that wait', () => {
  const old = after([reopened('old', 'withheld')], { ...start, opinion_counts: { ...start.opinion_counts, withheld: 5 } });
  assert.deepEqual(counts(old), [1, 0, 4, 0, 0]);
  assert.deepEqual(old.opinions.map((one) => one.opinion_id), ['old']);
});

test('merged opinions count for the one that they follow', () => {
  const merged = after([sent('a'), sent('b'), sent('c'), published('a'), { type: 'opinions_merged', into: 'a', opinion_ids: ['b', 'c'] }]);
  assert.deepEqual(counts(merged), [0, 1, 0, 2, 0]);
  assert.equal(merged.opinions[0]?.merged, 2);
  const apart = after([{ type: 'opinions_unmerged', from_id: 'a', opinion_ids: ['b'] }, reopened('b', 'merged')], merged);
  assert.deepEqual(counts(apart), [1, 1, 0, 1, 0]);
  assert.equal(apart.opinions.find((one) => one.opinion_id === 'a')?.merged, 1);
});

test('a withdrawn one is nowhere else', () => {
  const state = after([sent('a'), published('a'), { type: 'opinion_shown', opinion_id: 'a', text: 'a', name: '', region: '' }]);
  assert.equal(state.shown_opinion?.opinion_id, 'a');
  const gone = after([{ type: 'opinion_hidden', opinion_id: 'a' }, retracted('a'), { type: 'opinion_withdrawn', opinion_id: 'a' }], state);
  assert.equal(gone.shown_opinion, null);
  assert.deepEqual([counts(gone), states(gone)], [[0, 0, 0, 0, 1], ['withdrawn']]);
});

test('a question made of an opinion has its words while these are public', () => {
  const asked = after([
    sent('a'), published('a'),
    { type: 'question_put', question_id: 'q', item_id: 'i1', to: ['dept'], text: 'a', speech_id: null },
    { type: 'opinion_assigned', opinion_id: 'a', question_id: 'q', to: ['dept'] },
  ]);
  const words = (state: State): (string | undefined)[] => state.questions.map((one) => one.text);
  assert.deepEqual(words(asked), ['a']);
  const gone = after([retracted('a'), { type: 'opinion_withheld', opinion_id: 'a', reason: 'x' }], asked);
  assert.deepEqual(words(gone), ['']);
  assert.deepEqual(words(after([published('a')], gone)), ['a']);
});
