// What follows in an outcome's life is read whole over HTTP (`outcomes/book.ts`); from its events a
// page only learns that there is something new. Staff alone are sent them.
import type { State } from './state';
import type { AnyEvent, OutcomeView } from '../wire.gen';

type OutcomeEvent = Extract<AnyEvent, { outcome_id: string }>;
type LifeEvent = Exclude<OutcomeEvent, { type: 'outcome_recorded' }>;

export function isOutcomeLife(event: AnyEvent): event is LifeEvent {
  return 'outcome_id' in event && event.type !== 'outcome_recorded';
}

export function outcomeChanged(state: State, event: LifeEvent, seq: number): { outcomes: OutcomeView[] } {
  return { outcomes: state.outcomes.map((one) => (one.outcome_id === event.outcome_id ? { ...one, seq } : one)) };
}
