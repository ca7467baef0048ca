// Floor rules as a form has them: times as people write them, checked before they are sent. Mirrors
// what `sessions/quotas.py` takes.
import type { FloorRules, Participant, Quota } from '../wire.gen';

export type Role = Participant['role'];
/** Who may be given the floor, in the order of the form. */
export const SPEAKERS = ['member', 'expert', 'department', 'public_rep', 'venue', 'clerk', 'chair'] as const satisfies readonly Role[];
export const QUOTAS_MAX = 200;
const HOURS_6 = 6 * 3600; // seconds, as the server takes

/** `scope`: `level:municipal` or `venue:{id}`. */
export interface QuotaDraft {
  scope: string;
  time: string;
  per: 'item' | 'meeting';
}

export interface RulesDraft {
  cut: 'manual' | 'automatic';
  times: { [role: string]: string };
  quotas: QuotaDraft[];
}

/** `time`: none, or too long. `same`: a row before has the same scope. */
export type Problem = { kind: 'time' } | { kind: 'scope' } | { kind: 'same'; as: number };

/** Seconds of 5, 1:30 or 1：30; null where it is none of these, or not within six hours. */
export function parseTime(text: string): number | null {
  const match = /^(\d{1,3})(?:[:：]([0-5]\d))?$/.exec(text.trim());
  if (!match) return null;
  const seconds = Number(match[1]) * 60 + Number(match[2] ?? 0);
  return seconds >= 1 && seconds <= HOURS_6 ? seconds : null;
}

/** As `parseTime` reads it. */
export function timeText(seconds: number): string {
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`;
}

export function draftOf(rules: FloorRules): RulesDraft {
  return {
    cut: rules.cut ?? 'manual',
    times: Object.fromEntries((rules.by_role ?? []).map((one) => [one.role, timeText(one.seconds)])),
    quotas: (rules.quotas ?? []).map((one) => ({ scope: scopeOf(one), time: timeText(one.seconds), per: one.per ?? 'meeting' })),
  };
}

export function scopeOf({ venue_id, level }: Quota): string {
  return venue_id ? `venue:${venue_id}` : `level:${level ?? ''}`;
}

/** What is wrong, by `role-{role}` or `quota-{index}`; nothing where it can be sent. */
export function check(draft: RulesDraft): { [where: string]: Problem } {
  const problems: { [where: string]: Problem } = {};
  for (const role of SPEAKERS) {
    const text = draft.times[role]?.trim() ?? '';
    if (text && parseTime(text) === null) problems[`role-${role}`] = { kind: 'time' };
  }
  draft.quotas.forEach((one, index) => {
    const as = draft.quotas.findIndex((other) => other.scope === one.scope && other.per === one.per);
    if (!one.scope) problems[`quota-${index}`] = { kind: 'scope' };
    else if (parseTime(one.time) === null) problems[`quota-${index}`] = { kind: 'time' };
    else if (as < index) problems[`quota-${index}`] = { kind: 'same', as: as + 1 };
  });
  return problems;
}

/** The rules of a draft in which `check` finds nothing. */
export function rulesOf(draft: RulesDraft): FloorRules {
  return {
    cut: draft.cut,
    by_role: SPEAKERS.flatMap((role) => {
      const seconds = parseTime(draft.times[role] ?? '');
      return seconds === null ? [] : [{ role, seconds }];
    }),
    quotas: draft.quotas.flatMap(({ scope, time, per }) => {
      const seconds = parseTime(time);
      const [kind, id = ''] = split(scope);
      if (seconds === null) return [];
      return [kind === 'venue' ? { seconds, per, venue_id: id, level: null } : { seconds, per, venue_id: null, level: id as NonNullable<Quota['level']> }];
    }),
  };
}

function split(scope: string): [string, string] {
  const at = scope.indexOf(':');
  return [scope.slice(0, at), scope.slice(at + 1)];
}

/** Whether a draft says the same as the rules that hold. */
export function isSame(draft: RulesDraft, rules: FloorRules): boolean {
  return !Object.keys(check(draft)).length && JSON.stringify(rulesOf(draft)) === JSON.stringify(rulesOf(draftOf(rules)));
}
