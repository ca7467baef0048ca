// Opinions older than those that a snapshot holds: where a page of them goes among those held. Pure.
import type { OpinionView } from '../wire.gen';

/**
 * `held` with a page of older ones, in the order in which they came. What is held stands as the
 * record's events have it; where only its publishing was seen, the page knows what came before.
 */
export function withOlder(held: readonly OpinionView[], page: readonly OpinionView[]): OpinionView[] {
  const all = new Map([...page].reverse().map((one) => [one.opinion_id, one])); // pages are newest first
  for (const one of held) {
    const read = all.get(one.opinion_id);
    const { receipt, submitted_at } = one.receipt === null && read ? read : one;
    all.set(one.opinion_id, { ...one, receipt, submitted_at });
  }
  return [...all.values()].sort((a, b) => a.submitted_at - b.submitted_at);
}

/** The newest whose place in the order of coming is known: pages begin before it. */
export function newestPlaced(held: readonly OpinionView[]): string | null {
  return held.filter((one) => one.receipt !== null).at(-1)?.opinion_id ?? null;
}
