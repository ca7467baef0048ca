// The proof of work that the server asks for in a flood (`docs/wall.md`): found here, in slices, so
// that it runs in a worker as well as, where there is none, between two frames of the page.
import { sha256 } from './sha256.ts';

const encoder = new TextEncoder();

/** How many zero bits a challenge asks for, at its second place. */
export function bitsOf(challenge: string): number {
  return Number(challenge.split('.')[1] ?? 0);
}

function solves(challenge: string, number: number, bits: number): boolean {
  const digest = sha256(encoder.encode(`${challenge}.${number}`));
  return Math.clz32(digest[0]!) >= bits; // the server asks for 20 at most
}

/** Tries `count` numbers from `from`; the proof, or null. */
export function search(challenge: string, from: number, count: number): string | null {
  const bits = bitsOf(challenge);
  for (let number = from; number < from + count; number += 1) {
    if (solves(challenge, number, bits)) return `${challenge}.${number}`;
  }
  return null;
}
