// What became of opinions in screening, as events tell it. Pure; part of `state.ts`.
import type { Actor, AnyEvent, OpinionCounts, OpinionView } from '../wire.gen';
import type { State } from './state';

type Named<T extends string> = Extract<AnyEvent, { type: T }>;
export type ScreeningEvent = Named<
  | 'opinion_reopened' | 'opinions_merged' | 'opinions_unmerged' | 'opinion_withdrawn' | 'opinion_shown' | 'opinion_hidden'
  | 'opinion_promoted' | 'opinion_assigned' | 'moderation_set' | 'sensitive_words_set'
>;

const TYPES: ReadonlySet<string> = new Set<ScreeningEvent['type']>([
  'opinion_reopened', 'opinions_merged', 'opinions_unmerged', 'opinion_withdrawn', 'opinion_shown', 'opinion_hidden',
  'opinion_promoted', 'opinion_assigned', 'moderation_set', 'sensitive_words_set',
]);

export function isScreeningEvent(event: AnyEvent): event is ScreeningEvent {
  return TYPES.has(event.type);
}

/** What of an opinion is nothing yet when it comes. */
export const FRESH = {
  published_at: null, reason: null, marks: [], decided_by: null, decided_at: null, merged_into: null, merged: 0, item_id: null, question_id: null, supports: 0,
} satisfies Partial<OpinionView>;

const decides = new Set(['organizer', 'chair', 'clerk']);

/** Who decided, as the server keeps it: what nobody of the staff did, nobody decided. */
export function decision(actor: Actor, at: number): Pick<OpinionView, 'decided_by' | 'decided_at'> {
  return decides.has(actor.role) ? { decided_by: actor, decided_at: at } : { decided_by: null, decided_at: null };
}

export function screeningChange(state: State, event: ScreeningEvent, at: number, actor: Actor): Partial<State> {
  const { opinions } = state;
  switch (event.type) {
    case 'opinion_reopened': {
      const { opinion_id, receipt, text, name, region, submitted_at } = event;
      const before = opinions.find((one) => one.opinion_id === opinion_id);
      const opinion: OpinionView = {
        ...FRESH, ...before, ...decision(actor, at),
        opinion_id, receipt, text, name, region, submitted_at, state: 'submitted', published_at: null, reason: null, merged_into: null,
      };
      return { opinions: placed(opinions.filter((one) => one !== before), opinion) };
    }
    case 'opinions_merged': {
      const ids = new Set(event.opinion_ids);
      const added = opinions.reduce((sum, one) => sum + (ids.has(one.opinion_id) ? 1 + one.merged : 0), 0);
      return {
        opinions: opinions.map((one) => {
          if (one.opinion_id === event.into) return { ...one, merged: one.merged + Math.max(added, ids.size) };
          const follows = ids.has(one.opinion_id) || (one.merged_into !== null && ids.has(one.merged_into));
          if (!follows) return one;
          return { ...one, ...decision(actor, at), state: 'merged' as const, merged_into: event.into, merged: 0, published_at: null, reason: null };
        }),
      };
    }
    case 'opinions_unmerged': { // what becomes of each follows
      const ids = new Set(event.opinion_ids);
      return {
        opinions: opinions.map((one) => {
          if (one.opinion_id === event.from_id) return { ...one, merged: Math.max(0, one.merged - ids.size) };
          return ids.has(one.opinion_id) ? { ...one, state: 'withheld' as const, reason: null, merged_into: null } : one;
        }),
      };
    }
    case 'opinion_withdrawn':
      return { opinions: withOne(opinions, event.opinion_id, { state: 'withdrawn', published_at: null, merged: 0 }) };
    case 'opinion_shown': {
      const { opinion_id, text, name, region } = event;
      const known = opinions.find((one) => one.opinion_id === opinion_id);
      return {
        shown_opinion: known ?? { ...FRESH, opinion_id, text, name, region, receipt: null, state: 'published', submitted_at: at, published_at: at },
      };
    }
    case 'opinion_hidden':
      return { shown_opinion: null };
    case 'opinion_promoted':
      return { opinions: withOne(opinions, event.opinion_id, { item_id: event.item_id }) };
    case 'opinion_assigned':
      return {
        opinions: withOne(opinions, event.opinion_id, { question_id: event.question_id }),
        questions: state.questions.map((one) => (one.question_id === event.question_id ? { ...one, opinion_id: event.opinion_id } : one)),
      };
    case 'moderation_set':
      return { moderation: event.mode };
    case 'sensitive_words_set':
      return { sensitive_words: event.words };
  }
}

/**
 * How many stand how afterwards. What was taken back, or out of a group, counts nowhere until what follows:
 * it is held as withheld without a reason. Nor does what is not held, which most likely was public.
 */
export function screeningCounted({ opinions, opinion_counts }: State, event: ScreeningEvent): OpinionCounts {
  const counts = { ...opinion_counts };
  const leave = (id: string): void => {
    const one = opinions.find((each) => each.opinion_id === id);
    if (one && !(one.state === 'withheld' && one.reason === null)) counts[one.state] = Math.max(0, counts[one.state] - 1);
  };
  switch (event.type) {
    case 'opinion_reopened':
      if (event.was === 'withheld') counts.withheld = Math.max(0, counts.withheld - 1);
      counts.submitted += 1;
      break;
    case 'opinions_merged':
      event.opinion_ids.forEach(leave);
      counts.merged += event.opinion_ids.length;
      break;
    case 'opinions_unmerged':
      counts.merged = Math.max(0, counts.merged - event.opinion_ids.length);
      break;
    case 'opinion_withdrawn':
      leave(event.opinion_id);
      counts.withdrawn += 1;
      break;
  }
  return counts;
}

function withOne(opinions: OpinionView[], id: string, change: Partial<OpinionView>): OpinionView[] {
  return opinions.map((one) => (one.opinion_id === id ? { ...one, ...change } : one));
}

/** In the order of coming; mostly near the end. */
function placed(opinions: OpinionView[], one: OpinionView): OpinionView[] {
  let at = opinions.length;
  while (at > 0 && (opinions[at - 1]?.submitted_at ?? 0) > one.submitted_at) at -= 1;
  return [...opinions.slice(0, at), one, ...opinions.slice(at)];
}
