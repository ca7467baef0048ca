// The reducer against tables of records, and the readings that pages take from it.
// Run by `npm test` (node's own test runner, types stripped).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockOf, currentItem, held, mayInterrupt, nextItem, requestOf, spokenBy, waitFor } from '../src/session/select.ts';
import { newestPlaced, withOlder } from '../src/desk/older.ts';
import { applyAll, type State } from '../src/session/state.ts';
import type { AnyEvent, OpinionView, Record as LogRecord, Seat, Venue } from '../src/wire.gen.ts';

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

/** One record a second, from second 1. */
function after(events: AnyEvent[], from: State = START): State {
  const records = events.map((event, index): LogRecord => ({
    seq: from.seq + index + 1, at: (from.seq + index + 1) * 1000, event, prev_hash: '', hash: `h${from.seq + index + 1}`,
    actor: { role: 'system', participant_id: null, venue_id: null, name: '' },
  }));
  return applyAll(from, records);
}

function asks(who: string): AnyEvent {
  return { type: 'floor_requested', request_id: `r-${who}`, participant_id: who, kind: 'question', note: '', item_id: 'i1', seat_id: null };
}

function granted(who: string, request: string | null = `r-${who}`): AnyEvent {
  return {
    type: 'floor_granted', speech_id: `s-${who}`, participant_id: who, kind: 'question', seconds: 60,
    item_id: 'i1', request_id: request, seat_id: null,
  };
}

const places = (state: State): string[] => state.requests.map((one) => one.participant_id);

test('a record that is already in the state changes nothing', () => {
  const state = after([{ type: 'consultation_opened' }]);
  const again = applyAll(state, [{
    seq: 1, at: 9_000, event: { type: 'consultation_closed' }, prev_hash: '', hash: '',
    actor: { role: 'system', participant_id: null, venue_id: null, name: '' },
  }]);
  assert.equal(again, state);
});

test('the sitting and its items', () => {
  const open = after([{ type: 'consultation_opened' }, { type: 'item_started', item_id: 'i1' }]);
  assert.equal(open.opened_at, 1000);
  assert.deepEqual([currentItem(open)?.number, nextItem(open)?.number], [1, 2]);
  const rest = after([{ type: 'item_closed', item_id: 'i1' }, { type: 'consultation_adjourned', reason: '' }], open);
  assert.deepEqual([currentItem(rest), nextItem(rest)?.view.item.id, rest.status], [null, 'i2', 'adjourned']);
  const closed = after([{ type: 'consultation_resumed' }, { type: 'consultation_closed' }], rest);
  assert.deepEqual([closed.status, closed.closed_at, closed.hash], ['closed', 6000, 'h6']);
});

test('the list moves as the log says', () => {
  const list = after([asks('a'), asks('b'), asks('c')]);
  for (const [id, position, expected] of [
    ['r-c', 0, ['c', 'a', 'b']], ['r-a', 2, ['b', 'c', 'a']], ['r-b', 1, ['a', 'b', 'c']], ['r-x', 0, ['a', 'b', 'c']],
  ] as const) {
    assert.deepEqual(places(after([{ type: 'request_moved', request_id: id, position }], list)), expected);
  }
  assert.deepEqual(places(after([{ type: 'request_withdrawn', request_id: 'r-b', lapsed: false }], list)), ['a', 'c']);
  assert.equal(requestOf(list, 'b')?.place, 2);
});

test('a grant takes its request off the list, a call by name none', () => {
  const state = after([asks('a'), asks('b'), granted('a'), granted('x', null)]);
  assert.deepEqual(places(state), ['b']);
  assert.deepEqual(held(state).map((one) => one.participant_id), ['a', 'x']);
});

test('who may interrupt, and with what', () => {
  const you = { role: 'member', participant_id: 'b' } as const;
  const open = after([{ type: 'consultation_opened' }]);
  const spoken = after([asks('a'), granted('a')], open);
  const raised = after([{ ...asks('b'), kind: 'point_of_order' } as AnyEvent], spoken);
  assert.deepEqual(mayInterrupt(START, you), []);
  assert.deepEqual(mayInterrupt(open, you), ['point_of_order']);
  assert.deepEqual(mayInterrupt(spoken, you), ['interposed_question', 'point_of_order']);
  assert.deepEqual(mayInterrupt(raised, you), ['interposed_question']);
  assert.deepEqual(mayInterrupt(spoken, { ...you, participant_id: 'a' }), []); // has the floor
  for (const role of ['chair', 'interpreter'] as const) assert.deepEqual(mayInterrupt(spoken, { ...you, role }), []);
});

test('the clock: granted, running, last 30 s, over, ended', () => {
  const waiting = after([asks('a'), granted('a')]);
  const running = after([{ type: 'speech_started', speech_id: 's-a', by_clock: false }], waiting);
  const longer = after([{ type: 'speech_extended', speech_id: 's-a', seconds: 60 }], running);
  const ended = after([{ type: 'floor_yielded', speech_id: 's-a' }], running);
  const phase = (state: State, now: number): [string, number] => {
    const reading = clockOf(state.speeches[0]!, now);
    return [reading.phase, reading.left];
  };
  assert.deepEqual(phase(waiting, 50_000), ['granted', 60]);
  assert.deepEqual(phase(running, 13_000), ['running', 50]);
  assert.deepEqual(phase(running, 34_000), ['last', 29]);
  assert.deepEqual(phase(running, 65_000), ['over', -2]);
  assert.deepEqual(phase(longer, 65_000), ['running', 58]);
  assert.deepEqual(phase(ended, 99_000), ['ended', 59]);
  assert.deepEqual(spokenBy(ended, 'a', 99_000), { times: 1, seconds: 1 });
});

test('waiting is what is left on the floor and the usual time of those before', () => {
  const state = after([{ type: 'item_started', item_id: 'i1' }, asks('a'), granted('a'), asks('b'), asks('c')]);
  assert.equal(waitFor(state, 1, 6_000), 60);
  assert.equal(waitFor(state, 2, 6_000), 180);
});

test('opinions: staff see all of them, the others what is public', () => {
  const published: AnyEvent = { type: 'opinion_published', opinion_id: 'o', text: 'x', name: '', region: '' };
  const retracted: AnyEvent = { type: 'opinion_retracted', opinion_id: 'o' };
  const forOthers = after([published]);
  assert.deepEqual(forOthers.opinions.map((one) => [one.state, one.receipt]), [['published', null]]);
  assert.deepEqual(after([retracted], forOthers).opinions, []);
  const forStaff = after([{ type: 'opinion_submitted', opinion_id: 'o', receipt: 'R', text: 'x', name: '', region: '' }, published]);
  assert.deepEqual(forStaff.opinions.map((one) => [one.state, one.receipt, one.submitted_at]), [['published', 'R', 1000]]);
  const withheld = after([retracted, { type: 'opinion_withheld', opinion_id: 'o', reason: 'why' }], forStaff);
  assert.deepEqual(withheld.opinions.map((one) => [one.state, one.reason]), [['withheld', 'why']]);
});

const submitted = (id: string): AnyEvent => ({ type: 'opinion_submitted', opinion_id: id, receipt: `R${id}`, text: 'x', name: '', region: '' });
const publishedOne = (id: string): AnyEvent => ({ type: 'opinion_published', opinion_id: id, text: 'x', name: '', region: '' });
const retractedOne = (id: string): AnyEvent => ({ type: 'opinion_retracted', opinion_id: id });
const withheldOne = (id: string): AnyEvent => ({ type: 'opinion_withheld', opinion_id: id, reason: 'why' });

test('opinions are counted, also those that are not held', () => {
  const counts = (state: State): number[] => Object.values(state.opinion_counts);
  const start: State = { ...START, opinion_counts: { submitted: 0, published: 900, withheld: 40 } };
  for (const [what, events, expected] of [
    ['one more waits', [submitted('a')], [1, 900, 40]],
    ['published at first', [submitted('a'), publishedOne('a')], [0, 901, 40]],
    ['withheld at first', [submitted('a'), withheldOne('a')], [0, 900, 41]],
    ['taken back', [submitted('a'), publishedOne('a'), retractedOne('a'), withheldOne('a')], [0, 900, 41]],
    ['published after all', [submitted('a'), withheldOne('a'), publishedOne('a')], [0, 901, 40]],
    ['an old one taken back', [retractedOne('old'), withheldOne('old')], [0, 899, 41]],
    ['an old one published after all', [publishedOne('old')], [0, 901, 39]],
    ['an old one there and back', [publishedOne('old'), retractedOne('old'), withheldOne('old')], [0, 900, 40]],
  ] as const) {
    assert.deepEqual(counts(after([...events], start)), expected, what);
  }
  const forOthers: State = { ...START, opinion_counts: { submitted: 0, published: 900, withheld: 0 } };
  assert.deepEqual(counts(after([publishedOne('a'), retractedOne('b')], forOthers)).slice(0, 3), [0, 900, 0]);
});

test('a page of older opinions goes before what is held, whose state stays', () => {
  const view = (id: string, at: number, more: Partial<OpinionView> = {}): OpinionView => ({
    opinion_id: id, receipt: `R${id}`, text: '', name: '', region: '', state: 'withheld', submitted_at: at,
    published_at: null, reason: null, ...more,
  });
  const held = [view('b', 2, { state: 'published' }), view('d', 4), view('c', 9, { state: 'published', receipt: null })];
  const all = withOlder(held, [view('c', 3), view('b', 2), view('a2', 1), view('a1', 1)]);
  assert.deepEqual(all.map((one) => [one.opinion_id, one.state, one.receipt, one.submitted_at]), [
    ['a1', 'withheld', 'Ra1', 1], ['a2', 'withheld', 'Ra2', 1], ['b', 'published', 'Rb', 2],
    ['c', 'published', 'Rc', 3], ['d', 'withheld', 'Rd', 4],
  ]);
  assert.deepEqual([newestPlaced(held), newestPlaced([])], ['d', null]);
});

test('who is here, and the last word on attendance', () => {
  const state = after([
    { type: 'participant_joined', participant_id: 'a', connection: 'browser' },
    { type: 'participant_joined', participant_id: 'b', connection: 'browser' },
    { type: 'participant_left', participant_id: 'a' },
    { type: 'attendance_marked', status: 'absent', participant_id: 'a', seat_id: null },
    { type: 'attendance_marked', status: 'excused', participant_id: 'a', seat_id: null },
  ]);
  assert.deepEqual(state.joined, ['b']);
  assert.deepEqual(state.attendance, [{ status: 'excused', participant_id: 'a', seat_id: null }]);
});

test('seats come after those a venue has; a rehearsal is marked from its first record', () => {
  const seat = (id: string): Seat => ({ id, name: id, title: '', organization: '', capacity: 'attending' });
  const venue: Venue = { id: 'v', name: 'v', level: 'county', region_code: '430204', parent_id: null, seats: [seat('a')] };
  const state = after([
    { type: 'venue_added', venue },
    { type: 'seat_named', venue_id: 'v', seat: seat('b') },
    { type: 'rehearsal_started', until: 9 },
    { type: 'invitation_used', invitation_id: 'x' },
  ]);
  assert.deepEqual(state.venues[0]?.seats.map((one) => one.id), ['a', 'b']);
  assert.deepEqual(state.rehearsal, { since: 3000, until: 9 });
  assert.equal(after([{ type: 'rehearsal_ended' }], state).rehearsal, null);
});

test('the door, the muted and the seats', () => {
  const door: AnyEvent[] = [
    { type: 'waiting_room_set', on: true, venue_id: null }, { type: 'waiting_room_set', on: false, venue_id: 'v' },
    { type: 'participant_waiting', participant_id: 'a', connection: 'browser', venues: ['v'] },
    { type: 'participant_waiting', participant_id: 'b', connection: 'browser', venues: ['v'] },
    { type: 'participant_turned_away', participant_id: 'b', reason: 'no', venues: ['v'] },
  ];
  const waiting = after(door);
  assert.deepEqual(waiting.waiting_room, { on: true, venues: { v: false } });
  assert.deepEqual(waiting.waiting.map((one) => [one.participant_id, one.since, one.turned_away]), [['a', 3000, null], ['b', 5000, 'no']]);
  const admitted = after([{ type: 'participant_admitted', participant_id: 'a', venues: ['v'] }, { type: 'waiting_room_set', on: false, venue_id: null }], waiting);
  assert.deepEqual(admitted.waiting.map((one) => one.participant_id), ['b']);
  assert.deepEqual(admitted.waiting_room, { on: false, venues: {} });
  const muted = after([{ type: 'participant_muted', participant_id: 'a', reason: 'noise' }]);
  assert.deepEqual(muted.muted.map((one) => [one.participant_id, one.reason, one.by.role]), [['a', 'noise', 'system']]);
  assert.deepEqual(after([{ type: 'participant_unmuted', participant_id: 'a' }], muted).muted, []);
  const seat = (id: string, name: string) => ({ id, name, title: '', organization: '', capacity: 'attending' as const });
  const venue = { id: 'v', name: 'V', level: 'county' as const, region_code: '430204', parent_id: null, seats: [seat('1', 'x'), seat('2', 'y')] };
  const named = after([
    { type: 'venue_added', venue }, { type: 'seat_named', venue_id: 'v', seat: seat('1', 'new') }, { type: 'seat_named', venue_id: 'v', seat: seat('3', 'z') },
  ]);
  assert.deepEqual(named.venues[0]?.seats?.map((one) => one.name), ['new', 'y', 'z']);
});

test('what follows in an outcome’s life marks it as changed', () => {
  const source = { kind: 'item' as const, id: 'i1' };
  const recorded: AnyEvent = { type: 'outcome_recorded', outcome_id: 'o', text: 'T', unit: 'U', due: '2026-12-31', source, deadline: null };
  const other: AnyEvent = { ...recorded, outcome_id: 'p' };
  const state = after([recorded, other, { type: 'outcome_made_public', outcome_id: 'o' }]);
  assert.deepEqual(state.outcomes.map((one) => [one.outcome_id, one.seq]), [['o', 3], ['p', 2]]);
});
