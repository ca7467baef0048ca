// What of the log a paragraph of the minutes rests on: pure, from the records as the desk is sent them.
import type { AnyEvent, Record } from '../wire.gen';

/** One thing that happened, as far as the desk shows it beside a paragraph. */
export interface Source {
  seq: number;
  at: number;
  event: AnyEvent;
  /** What was said in it, by its captions as they were corrected last. */
  words: string;
}

type Is = (event: AnyEvent, speeches: ReadonlyMap<string, string | null>) => boolean;

const SITTING: ReadonlySet<AnyEvent['type']> = new Set([
  'consultation_opened', 'consultation_adjourned', 'consultation_resumed', 'consultation_closed', 'chair_taken',
  'quorum_waived', 'roll_call_ended',
]);
const OPINIONS: ReadonlySet<AnyEvent['type']> = new Set(['opinion_published', 'opinion_withheld']);

/** The events behind `block`, in the log's order. */
export function sourcesOf(block: string, records: readonly Record[]): Source[] {
  const items = itemsOfSpeeches(records);
  const words = wordsOf(records);
  const is = test(block, records);
  return records
    .filter(({ event }) => is(event, items))
    .map(({ seq, at, event }) => ({ seq, at, event, words: 'speech_id' in event ? words.get(event.speech_id ?? '') ?? '' : '' }));
}

function test(block: string, records: readonly Record[]): Is {
  const [kind = '', id = ''] = block.split(':');
  switch (kind) {
    case 'opening':
      return (event) => SITTING.has(event.type);
    case 'opinions':
      return (event) => OPINIONS.has(event.type);
    case 'outcomes':
      return (event) => event.type === 'outcome_recorded';
    case 'outcome':
      return ofOutcome(id, records);
    case 'item':
      return (event, items) => ofItem(event, id, items);
    case 'other_speeches':
      return (event, items) => event.type === 'speech_started' && items.get(event.speech_id) === null;
    default:
      return () => false;
  }
}

/** The outcome, and what it came from. */
function ofOutcome(id: string, records: readonly Record[]): Is {
  const recorded = records.map(({ event }) => event).find((event) => event.type === 'outcome_recorded' && event.outcome_id === id);
  const source = recorded?.type === 'outcome_recorded' ? recorded.source : null;
  return (event, items) => {
    if (event === recorded) return true;
    switch (source?.kind) {
      case 'opinion': return event.type === 'opinion_published' && event.opinion_id === source.id;
      case 'speech': return event.type === 'speech_started' && event.speech_id === source.id;
      case 'item': return ofItem(event, source.id, items);
      default: return false;
    }
  };
}

function ofItem(event: AnyEvent, id: string, items: ReadonlyMap<string, string | null>): boolean {
  switch (event.type) {
    case 'item_started':
    case 'item_closed':
    case 'question_put':
    case 'answers_waived':
      return event.item_id === id;
    case 'speech_started':
      return items.get(event.speech_id) === id;
    case 'ballot_prepared':
      return event.terms.item_id === id;
    default:
      return false;
  }
}

function itemsOfSpeeches(records: readonly Record[]): Map<string, string | null> {
  const items = new Map<string, string | null>();
  for (const { event } of records) if (event.type === 'floor_granted') items.set(event.speech_id, event.item_id);
  return items;
}

function wordsOf(records: readonly Record[]): Map<string, string> {
  const lines = new Map<string, { speech: string; text: string }>();
  for (const { event } of records) {
    if (event.type === 'caption_added' && event.speech_id !== null && event.language.startsWith('zh')) {
      lines.set(event.caption_id, { speech: event.speech_id, text: event.text });
    } else if (event.type === 'caption_corrected') {
      const line = lines.get(event.caption_id);
      if (line) line.text = event.text;
    }
  }
  const words = new Map<string, string>();
  for (const { speech, text } of lines.values()) words.set(speech, (words.get(speech) ?? '') + text);
  return words;
}
