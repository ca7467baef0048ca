// How the minutes stand, as records change it. Mirrors `sessions/minutes_approval.py`; what is written in
// them is read by itself (`minutes/draft.json`).
import type { AnyEvent, MinutesView } from '../wire.gen';

const TYPES = [
  'minutes_edited', 'minutes_paragraph_added', 'minutes_block_removed', 'minutes_block_reset', 'minutes_circulated',
  'correction_proposed', 'correction_settled', 'minutes_approved', 'minutes_signed', 'minutes_reopened',
  'minutes_template_set', 'minutes_template_removed',
] as const;

type MinutesEvent = Extract<AnyEvent, { type: (typeof TYPES)[number] }>;

export function isMinutesEvent(event: AnyEvent): event is MinutesEvent {
  return (TYPES as readonly string[]).includes(event.type);
}

export function minutesChange(before: MinutesView | null, event: MinutesEvent, seq: number): MinutesView {
  const now: MinutesView = { ...(before ?? { stage: 'draft', version: 1, to: [], due_at: null }), seq };
  switch (event.type) {
    case 'minutes_circulated': return { ...now, stage: 'circulated', to: event.participant_ids, due_at: event.due_at };
    case 'minutes_approved': return { ...now, stage: 'approved' };
    case 'minutes_signed': return { ...now, stage: 'signed' };
    case 'minutes_reopened': return { ...now, stage: 'draft', version: event.version };
    default: return now;
  }
}
