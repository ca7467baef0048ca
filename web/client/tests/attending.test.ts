// Seats, roll calls, the quorum and questions, read from records as the server reads them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answerState, byLevel, nextToAsk, outstanding, quorum, runningRollCall, seatState, sitterAt, unanswered,
} from '../src/session/attending.ts';
import { applyAll, type State } from '../src/session/state.ts';
import type { AnyEvent, Participant, Record as LogRecord } from '../src/wire.gen.ts';

const person = (id: string, role: Participant['role'], venue_id = 'v'): Participant => ({ id, name: id, role, venue_id });
const START: State = {
  id: 'c', title: 'T', status: 'open', scheduled_at: 0, opened_at: 0, closed_at: null, seq: 0, hash: '',
  venues: [{
    id: 'v', name: 'v', level: 'county', region_code: '000000', parent_id: null,
    seats: ['a', 'b'].map((id) => ({ id, name: id, title: '', organization: '', capacity: 'attending' })),
  }],
  participants: [person('chair', 'chair'), person('d1', 'department'), person('d2', 'department'), person('room', 'venue')],
  joined: [], requests: [], speeches: [], opinions: [], opinion_counts: { submitted: 0, published: 0, withheld: 0 },
  outcomes: [], attendance: [], sitters: [], left_seats: [], roll_calls: [], questions: [],
  attendance_rules: { quorum: { kind: 'share', amount: 50 }, late_minutes: 5, early_minutes: 5 },
  agenda: [{ item: { id: 'i', title: 'i', kind: 'answers', planned_minutes: 10 }, started_at: 1, closed_at: null }],
};

function after(events: AnyEvent[], from: State = START): State {
  return applyAll(from, events.map((event, index): LogRecord => ({
    seq: from.seq + index + 1, at: (from.seq + index + 1) * 1000, event, prev_hash: '', hash: '',
    actor: { role: 'system', participant_id: null, venue_id: null, name: '' },
  })));
}

const joins = (id: string): AnyEvent => ({ type: 'participant_joined', participant_id: id, connection: 'browser' });
const takes = (seat_id: string, more: Partial<{ person_id: string; by_word: boolean }> = {}): AnyEvent =>
  ({ type: 'seat_taken', seat_id, person_id: seat_id, substitute: '', by_word: false, ...more });

test('a seat is here with its room, or by the word of staff', () => {
  assert.equal(seatState(START, 'a'), 'unsaid');
  assert.equal(seatState(after([takes('a')]), 'a'), 'cut');
  assert.equal(seatState(after([takes('a'), joins('room')]), 'a'), 'here');
  assert.equal(seatState(after([takes('a', { by_word: true })]), 'a'), 'here');
  assert.equal(seatState(after([takes('a'), { type: 'seat_left', seat_id: 'a', person_id: 'a' }]), 'a'), 'left');
});

test('two change places and stay who they are', () => {
  const state = after([joins('room'), takes('a'), { type: 'seats_swapped', seat_id: 'a', other_id: 'b' }]);
  assert.deepEqual([sitterAt(state, 'a'), sitterAt(state, 'b')?.person_id, seatState(state, 'a')], [null, 'a', 'here']);
});

test('the quorum counts who deliberates and is here', () => {
  assert.deepEqual(quorum(START), { needed: 3, present: 0, entitled: 5, met: false });
  const state = after([joins('chair'), joins('d1'), joins('room'), takes('a')]);
  assert.deepEqual(quorum(state), { needed: 3, present: 3, entitled: 5, met: true });
  assert.deepEqual(byLevel(state), [{ level: 'county', of: 5, counts: { present: 3, observing: 0, excused: 0, away: 2 } }]);
});

test('a roll call is answered, taken back, ended', () => {
  const answer = (here: boolean): AnyEvent => ({ type: 'roll_call_answered', roll_call_id: 'r', participant_id: null, seat_id: 'b', here });
  const started = after([{ type: 'roll_call_started', roll_call_id: 'r', seconds: 60 }]);
  const names = (state: State): string[] => unanswered(state, runningRollCall(state)!).map((one) => one.person.name);
  assert.deepEqual(names(started), ['chair', 'd1', 'd2', 'a', 'b']);
  const answered = after([answer(true)], started);
  assert.deepEqual([names(answered).includes('b'), seatState(answered, 'b')], [false, 'cut']);
  assert.equal(seatState(after([answer(false)], answered), 'b'), 'unsaid'); // it was a mistake
  const kept = after([takes('b'), { type: 'roll_call_started', roll_call_id: 'r', seconds: 60 }, answer(true), answer(false)]);
  assert.equal(seatState(kept, 'b'), 'cut'); // said before, and not by the answer
  assert.equal(runningRollCall(after([{ type: 'roll_call_ended', roll_call_id: 'r', counts: [] }], answered)), null);
});

test('departments owe an answer until they spoke or wrote', () => {
  const put: AnyEvent = { type: 'question_put', question_id: 'q', item_id: 'i', to: ['d1', 'd2'], text: '?', speech_id: null };
  const state = after([joins('d2'), put]);
  assert.deepEqual(outstanding(state, 'i'), ['d1', 'd2']);
  assert.equal(nextToAsk(state, 'i')?.participantId, 'd2'); // the other is not connected
  const speech: AnyEvent = {
    type: 'floor_granted', speech_id: 's', participant_id: 'd2', kind: 'answer', seconds: 60, item_id: 'i', request_id: null, seat_id: null, question_id: 'q',
  };
  const question = state.questions[0]!;
  const speaking = after([speech, { type: 'speech_started', speech_id: 's' }], state);
  assert.deepEqual([answerState(speaking, question, 'd2'), outstanding(speaking, 'i')], ['answering', ['d1', 'd2']]);
  const spoken = after([{ type: 'floor_yielded', speech_id: 's' }], speaking);
  assert.deepEqual([answerState(spoken, question, 'd2'), outstanding(spoken, 'i')], ['spoken', ['d1']]);
  const wrote = after([{ type: 'reply_filed', question_id: 'q', participant_id: 'd1', text: '…', on_behalf: true }], spoken);
  assert.deepEqual([answerState(wrote, wrote.questions[0]!, 'd1'), outstanding(wrote, 'i')], ['written', []]);
  assert.deepEqual(outstanding(after([{ type: 'question_withdrawn', question_id: 'q', reason: '…' }], state), 'i'), []);
});
