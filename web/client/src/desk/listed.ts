// Which opinions a list shows, and in what order. Pure.
import type { OpinionView } from '../wire.gen';

/** As they came or became public, or the most supported first. */
export type Order = 'time' | 'supports';

export interface Wanted {
  filter: OpinionView['state'];
  order: Order;
  /** Words of the text, the name, the region or the receipt. */
  find: string;
  /** These alone, where it is given. */
  among?: readonly string[] | undefined;
}

/** What waits stands oldest first, what was decided newest first. */
export function listed(
  opinions: readonly OpinionView[], stateOf: (one: OpinionView) => OpinionView['state'], { filter, order, find, among }: Wanted,
): OpinionView[] {
  const words = find.trim().toLowerCase();
  const members = among && new Set(among);
  const found = opinions.filter((one) => stateOf(one) === filter && (!members || members.has(one.opinion_id)) && (!words || has(one, words)));
  if (filter === 'published') found.sort((a, b) => (a.published_at ?? Infinity) - (b.published_at ?? Infinity));
  if (filter !== 'submitted') found.reverse();
  return order === 'supports' ? found.sort((a, b) => b.supports - a.supports) : found;
}

function has(one: OpinionView, words: string): boolean {
  return [one.text, one.name, one.region, one.receipt ?? ''].some((each) => each.toLowerCase().includes(words));
}
