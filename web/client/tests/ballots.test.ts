// Votes and stances as records change them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ballotChange, isBallotEvent } from '../src/session/ballots.ts';
import type { State } from '../src/session/state.ts';
import type { AnyEvent, BallotTerms, Seat } from '../src/wire.gen.ts';

const TERMS: BallotTerms = {
  title: '搬迁方案', method: 'hands', text: '', options: [], choices_max: 1, roles: ['member'], seats: true,
  quorum: { share: null, number: null }, majority: { share: null, of: 'cast' }, seconds: null, item_id: null, names_public: false,
};
const seat = (id: string): Seat => ({ id, name: id, title: '', organization: '', capacity: 'attending' });
const START = {
  ballots: [], stances: [],
  venues: [{ id: 'v', name: 'v', level: 'county', region_code: '000000', parent_id: null, seats: [seat('s1'), seat('s2')] }],
} as unknown as State;

function after(...events: AnyEvent[]): State {
  return events.reduce((state, event, index) => {
    assert.ok(isBallotEvent(event));
    return { ...state, ...ballotChange(state, event, index + 1) };
  }, START);
}

const OPEN: AnyEvent[] = [
  { type: 'ballot_prepared', ballot_id: 'b', terms: TERMS },
  { type: 'ballot_opened', ballot_id: 'b', participants: ['m1', 'm2'], seats: ['s1', 's2'], closes_at: null, modulus: '' },
];
const vote = (participant_id: string | null, seat_id: string | null, ...choices: number[]): AnyEvent =>
  ({ type: 'vote_cast', ballot_id: 'b', participant_id, seat_id, choices });

test('the last vote of each counts', () => {
  const [ballot] = after(...OPEN, vote('m1', null, 0), vote('m2', null), vote('m1', null, 1)).ballots;
  assert.equal(ballot?.status, 'open');
  assert.deepEqual(ballot?.votes.map((one) => [one.participant_id, one.choices]), [['m2', []], ['m1', [1]]]);
});

test('a count of hands is in the place of the seats, and noughts take it back', () => {
  const counted = (a: number, b: number): AnyEvent => ({ type: 'hands_counted', ballot_id: 'b', venue_id: 'v', counts: [a, b], abstentions: 0 });
  const state = after(...OPEN, vote('m1', null, 0), vote(null, 's1', 1), counted(1, 1));
  assert.deepEqual(state.ballots[0]?.votes.length, 1);
  assert.deepEqual(state.ballots[0]?.hands, [{ venue_id: 'v', counts: [1, 1], abstentions: 0 }]);
  assert.deepEqual(after(...OPEN, counted(1, 1), counted(0, 0)).ballots[0]?.hands, []);
});

test('papers, and the end', () => {
  const issued: AnyEvent = { type: 'ballot_paper_issued', ballot_id: 'b', participant_id: 'm1', seat_id: null, request: 'x' };
  assert.deepEqual(after(...OPEN, issued).ballots[0]?.issued, [{ participant_id: 'm1', seat_id: null }]);
  const [ballot] = after(...OPEN, { type: 'ballot_cancelled', ballot_id: 'b', reason: '有误' }).ballots;
  assert.deepEqual([ballot?.status, ballot?.reason, ballot?.closed_at], ['cancelled', '有误', 3]);
});

test('a stance is changed in its place', () => {
  const take = (who: string, stance: 'for' | 'against'): AnyEvent =>
    ({ type: 'stance_taken', subject: { kind: 'item', id: 'i' }, stance, note: '', participant_id: who, seat_id: null });
  const { stances } = after(take('m1', 'for'), take('m2', 'for'), take('m1', 'against'));
  assert.deepEqual(stances.map((one) => [one.participant_id, one.stance, one.at]), [['m1', 'against', 3], ['m2', 'for', 2]]);
});
