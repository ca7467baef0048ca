// What this device keeps of a secret vote, and whether the published list holds it. Pure.
import type { BallotView, PaperList } from '../wire.gen';
import { verifies, type Blinding } from './blind.ts';

/** What this device keeps of one voter's paper. */
export interface Kept extends Blinding {
  modulus: string;
  signature: string | null;
  choices: number[] | null;
  /** The server has said that it is in the box. */
  cast: boolean;
}

export type Check =
  | { kind: 'counted'; papers: number }
  /** `missing`: not in the list. `altered`: with another choice. `false-list`: the list itself is wrong. */
  | { kind: 'missing' | 'altered' | 'false-list' }
  | { kind: 'unreached' };

/** The first characters of a token, to be read out and compared. */
export function checkCode({ token }: { token: string }): string {
  return `${token.slice(0, 4)} ${token.slice(4, 8)}`.toUpperCase();
}

/** Looks for `paper` in `list`, and at the list as a whole: key, signatures, number, sums. */
export async function inspect(paper: Kept, ballot: BallotView, list: PaperList): Promise<Check> {
  if (list.status !== 'closed') return { kind: 'unreached' };
  const mine = list.papers.find((one) => one.token === paper.token);
  if (!mine) return { kind: 'missing' };
  if (String([...mine.choices].sort()) !== String([...(paper.choices ?? [])].sort())) return { kind: 'altered' };
  return (await isWhole(paper, ballot, list)) ? { kind: 'counted', papers: list.papers.length } : { kind: 'false-list' };
}

async function isWhole(paper: Kept, ballot: BallotView, list: PaperList): Promise<boolean> {
  const { papers, issued, modulus } = list;
  const tally = ballot.result?.tally;
  if (!tally || modulus !== paper.modulus || papers.length > issued) return false;
  if (new Set(papers.map((one) => one.token)).size !== papers.length) return false;
  const counts = tally.counts.map((_, option) => papers.filter((one) => one.choices.includes(option)).length);
  if (String(counts) !== String(tally.counts) || papers.length !== tally.voted) return false;
  const signed = await Promise.all(papers.map((one) => verifies(modulus, one.token, one.signature)));
  return signed.every(Boolean);
}
