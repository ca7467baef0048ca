// Readings of a vote: who may, who has, how it stands, and its rule in words.
import { t } from '../base/i18n';
import { participantOf } from '../session/select';
import { same } from '../session/ballots';
import type { State } from '../session/state';
import type { BallotTerms, BallotView, Result, Seat, Share, StanceView, VoterView } from '../wire.gen';

export interface Standing {
  entitled: number;
  voted: number;
  counts: number[];
  abstentions: number;
}

export function openBallot(state: State): BallotView | null {
  return state.ballots.find((one) => one.status === 'open') ?? null;
}

/** What may be chosen; of a motion in the reader's language. */
export function optionsOf(terms: BallotTerms): string[] {
  return terms.options.length ? terms.options : [t('赞成'), t('反对')];
}

/** A participant's own right to vote. */
export function votes(ballot: BallotView, me: string): boolean {
  return ballot.participants.includes(me);
}

/** Seats for which a venue's operator casts: those of the own venue first, then those below that have no operator here. */
export function seatsOf(state: State, ballot: BallotView, me: string): { seat: Seat; venue: string; venueId: string }[] {
  const operator = participantOf(state, me);
  if (operator?.role !== 'venue') return [];
  const below = new Set([operator.venue_id]);
  for (const venue of state.venues) if (venue.parent_id && below.has(venue.parent_id)) below.add(venue.id);
  const theirs = new Set(state.participants.filter((one) => one.role === 'venue' && state.joined.includes(one.id)).map((one) => one.venue_id));
  return state.venues
    .filter((venue) => below.has(venue.id) && (venue.id === operator.venue_id || !theirs.has(venue.id)))
    .flatMap((venue) => venue.seats.map((seat) => ({ seat, venue: venue.name, venueId: venue.id })))
    .filter(({ seat }) => ballot.seats.includes(seat.id));
}

export function choicesOf(ballot: BallotView, voter: VoterView): number[] | null {
  return ballot.votes.find((one) => same(one, voter))?.choices ?? null;
}

/** As it stands; of a secret ballot no more than how many papers were given out. */
export function standing(ballot: BallotView): Standing {
  const entitled = ballot.participants.length + ballot.seats.length;
  const counts = optionsOf(ballot.terms).map(() => 0);
  if (ballot.terms.method === 'secret') return { entitled, voted: ballot.issued.length, counts, abstentions: 0 };
  let [voted, abstentions] = [ballot.votes.length, 0];
  for (const { choices } of ballot.votes) {
    if (!choices.length) abstentions += 1;
    for (const choice of choices) counts[choice] = (counts[choice] ?? 0) + 1;
  }
  for (const room of ballot.hands) {
    abstentions += room.abstentions;
    voted += room.abstentions;
    room.counts.forEach((count, index) => {
      counts[index] = (counts[index] ?? 0) + count;
      voted += count;
    });
  }
  return { entitled, voted, counts, abstentions };
}

export function choiceWords(terms: BallotTerms, choices: readonly number[]): string {
  if (!choices.length) return t('弃权');
  const options = optionsOf(terms);
  return choices.map((one) => options[one] ?? '').join(t('、'));
}

/** Seconds until it closes by the clock; null where it does not. */
export function secondsLeft(ballot: BallotView, now: number): number | null {
  return ballot.closes_at === null ? null : Math.max(0, Math.ceil((ballot.closes_at - now) / 1000));
}

export function methodName(method: BallotTerms['method']): string {
  switch (method) {
    case 'hands': return t('举手表决');
    case 'named': return t('记名投票');
    case 'secret': return t('无记名投票');
  }
}

export function outcomeName(result: Result): string {
  switch (result.outcome) {
    case 'passed': return t('通过');
    case 'rejected': return t('未通过');
    case 'no_quorum': return t('未达法定人数');
  }
}

export function shareWords({ numerator, denominator, more_than }: Share): string {
  if (numerator === 1 && denominator === 2 && more_than) return t('过半数');
  if (numerator === 2 && denominator === 3 && !more_than) return t('三分之二以上');
  return more_than ? t('超过 {0}', `${numerator}/${denominator}`) : t('{0} 以上', `${numerator}/${denominator}`);
}

export function baseWords(of: BallotTerms['majority']['of']): string {
  switch (of) {
    case 'decided': return t('作出选择的票（弃权不算）');
    case 'cast': return t('所投的票');
    case 'present': return t('实到人数');
    case 'entitled': return t('应到人数');
  }
}

/** 通过规则：…；法定人数：…。 */
export function ruleWords({ majority, quorum }: BallotTerms): string {
  const carried = majority.share
    ? t('{0}{1}', baseWords(majority.of), shareWords(majority.share))
    : t('票数最多');
  const parts = [
    ...(quorum.share ? [t('应到人数{0}到会', shareWords(quorum.share))] : []),
    ...(quorum.number ? [t('至少 {0} 人到会', quorum.number)] : []),
  ];
  return parts.length ? t('{0}即为通过；法定人数：{1}。', carried, parts.join(t('、'))) : t('{0}即为通过；不设法定人数。', carried);
}

export function stanceOf(state: State, kind: StanceView['subject']['kind'], id: string, voter: VoterView): StanceView | null {
  return state.stances.find((one) => one.subject.kind === kind && one.subject.id === id && same(one, voter)) ?? null;
}

export function stanceName(stance: StanceView['stance']): string {
  switch (stance) {
    case 'for': return t('赞成');
    case 'against': return t('反对');
    case 'abstain': return t('弃权');
  }
}
