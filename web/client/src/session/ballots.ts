// Votes and stances as records change them. Mirrors `sessions/ballots.py` and `stances.py`.
import type { AnyEvent, BallotView, StanceView, VoterView } from '../wire.gen';
import type { State } from './state';

type BallotEvent = Extract<AnyEvent, { ballot_id: string } | { type: 'stance_taken' }>;

export function isBallotEvent(event: AnyEvent): event is BallotEvent {
  return 'ballot_id' in event || event.type === 'stance_taken';
}

export function ballotChange(state: State, event: BallotEvent, at: number): Partial<State> {
  switch (event.type) {
    case 'ballot_prepared':
      return { ballots: [...state.ballots, prepared(event.ballot_id, event.terms)] };
    case 'ballot_opened': {
      const { participants, seats, closes_at, modulus } = event;
      return changed(state, event, () => ({ status: 'open', participants, seats, closes_at, modulus, opened_at: at }));
    }
    case 'vote_cast': {
      const { participant_id, seat_id, choices } = event;
      return changed(state, event, ({ votes }) => ({
        votes: [...votes.filter((one) => !same(one, event)), { participant_id, seat_id, choices }],
      }));
    }
    case 'hands_counted': {
      const { venue_id, counts, abstentions } = event;
      const here = new Set(state.venues.find((one) => one.id === venue_id)?.seats.map((one) => one.id));
      const none = abstentions + counts.reduce((a, b) => a + b, 0) === 0;
      return changed(state, event, ({ hands, votes }) => ({
        votes: votes.filter((one) => one.seat_id === null || !here.has(one.seat_id)),
        hands: [...hands.filter((one) => one.venue_id !== venue_id), ...(none ? [] : [{ venue_id, counts, abstentions }])],
      }));
    }
    case 'ballot_paper_issued': {
      const { participant_id, seat_id } = event;
      return changed(state, event, ({ issued }) => ({ issued: [...issued, { participant_id, seat_id }] }));
    }
    case 'papers_counted':
      return {}; // read where everybody reads them
    case 'ballot_closed': {
      const { result, by_clock } = event;
      return changed(state, event, () => ({ status: 'closed', closed_at: at, result, by_clock }));
    }
    case 'ballot_cancelled':
      return changed(state, event, () => ({ status: 'cancelled', closed_at: at, reason: event.reason }));
    case 'stance_taken': {
      const { subject, stance, note, participant_id, seat_id } = event;
      const mine = (one: StanceView): boolean =>
        one.subject.kind === subject.kind && one.subject.id === subject.id && same(one, event);
      const taken = { subject, stance, note, participant_id, seat_id, at };
      return {
        stances: state.stances.some(mine)
          ? state.stances.map((one) => (mine(one) ? taken : one))
          : [...state.stances, taken],
      };
    }
  }
}

function changed(
  state: State, { ballot_id }: { ballot_id: string }, change: (ballot: BallotView) => Partial<BallotView>,
): Partial<State> {
  return { ballots: state.ballots.map((one) => (one.ballot_id === ballot_id ? { ...one, ...change(one) } : one)) };
}

export function same(one: VoterView, other: VoterView): boolean {
  return one.participant_id === other.participant_id && one.seat_id === other.seat_id;
}

function prepared(ballot_id: string, terms: BallotView['terms']): BallotView {
  return {
    ballot_id, terms, status: 'prepared', participants: [], seats: [], opened_at: null, closes_at: null, closed_at: null,
    modulus: '', votes: [], hands: [], issued: [], result: null, by_clock: false, reason: '',
  };
}
