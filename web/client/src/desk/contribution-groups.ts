// People's contributions put together by what they have in common, and set in order: pure.
import type { Contribution } from '../wire.gen';

export type Group = 'person' | 'level' | 'sector';
export type Measure = 'attended' | 'speeches' | 'speech_ms' | 'answers' | 'opinions' | 'outcomes' | 'outcomes_settled';

/** `key` is a name, a level or a sector; empty: no sector was given. */
export type Row = { key: string; detail: string; invited: number } & { [measure in Measure]: number };

const SUMS = ['invited', 'attended', 'speeches', 'speech_ms', 'answers', 'opinions', 'outcomes', 'outcomes_settled'] as const;

/** One row for each person, level or sector, in the order of first appearance. */
export function grouped(people: readonly Contribution[], by: Group): Row[] {
  if (by === 'person') return people.map((one) => ({ ...one, key: one.name, detail: [one.title, one.organization].filter(Boolean).join(' · ') }));
  const rows = new Map<string, Row>();
  for (const one of people) {
    const key = one[by];
    const row = rows.get(key) ?? { key, detail: '', invited: 0, attended: 0, speeches: 0, speech_ms: 0, answers: 0, opinions: 0, outcomes: 0, outcomes_settled: 0 };
    for (const sum of SUMS) row[sum] += one[sum];
    rows.set(key, row);
  }
  return [...rows.values()];
}

/** The most first; equals stay in their order. */
export function ranked(rows: readonly Row[], by: Measure): Row[] {
  return [...rows].sort((one, other) => other[by] - one[by]);
}

/** Unix ms of the first moment of a year here. */
export function yearFrom(year: number): number {
  return new Date(year, 0, 1).getTime();
}

/** Unix ms of the first moment after it. */
export function yearUntil(year: number): number {
  return yearFrom(year + 1);
}
