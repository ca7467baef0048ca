// When saying who is here takes an operator's place: as `sessions/overrides.py` decides it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSaying, speaksForOperator, venueSpokenFor } from '../src/session/authority.ts';
import type { State } from '../src/session/state.ts';
import type { Participant, Venue, You } from '../src/wire.gen.ts';

const venue = (id: string, parent_id: string | null): Venue => ({
  id, name: id, level: 'county', region_code: '000000', parent_id,
  seats: [{ id: `${id}-seat`, name: id, title: '', organization: '', capacity: 'attending' }],
});
const person = (id: string, role: Participant['role'], venue_id: string): Participant =>
  ({ id, name: id, role, venue_id, short_name: '', title: '', organization: '', capacity: 'attending' });
const you = (role: You['role'], participant_id: string): You => ({ role, participant_id, name: '' });

function state(opened: boolean, joined: string[]): State {
  return {
    opened_at: opened ? 1 : null, joined, venues: [venue('city', null), venue('county', 'city')],
    participants: [person('chair', 'chair', 'city'), person('above', 'venue', 'city'), person('room', 'venue', 'county'), person('rep', 'member', 'county')],
  } as unknown as State;
}

for (const [who, opened, joined, at, expected] of [
  [you('chair', 'chair'), true, ['room'], 'county', true],
  [you('chair', 'chair'), true, [], 'county', false], // nobody else could say it
  [you('chair', 'chair'), false, ['room'], 'county', false], // before the opening
  [you('chair', 'chair'), true, ['above'], 'city', false], // the own venue
  [you('organizer', ''), true, ['room'], 'county', true],
  [you('member', 'rep'), true, ['above'], 'city', true], // a deputy who presides
  [you('venue', 'above'), false, [], 'county', true], // an operator above always
  [you('venue', 'room'), true, ['room'], 'county', false],
] as const) {
  test(`${who.role} for ${at}, ${opened ? 'open' : 'planned'}, here: ${joined.join() || 'nobody'}`, () => {
    assert.equal(speaksForOperator(state(opened, [...joined]), who, at), expected);
  });
}

test('whose venue a command speaks for', () => {
  const now = state(true, []);
  const chair = you('chair', 'chair');
  assert.equal(venueSpokenFor(now, chair, { type: 'take_seat', seat_id: 'county-seat' }), 'county');
  assert.equal(venueSpokenFor(now, chair, { type: 'mark_attendance', status: 'present', participant_id: 'rep' }), 'county');
  assert.equal(venueSpokenFor(now, chair, { type: 'answer_roll_call', roll_call_id: 'r' }), null); // oneself
  assert.equal(isSaying({ type: 'withdraw_request', request_id: 'r' }), false);
});
