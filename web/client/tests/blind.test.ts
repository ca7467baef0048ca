// The voter's side of blind signatures against the RFC's own numbers, and the check of the list.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { blind, finalize, fromHex, hex, toBase64, verifies } from '../src/ballots/blind.ts';
import { checkCode, inspect, type Kept } from '../src/ballots/inspect.ts';
import type { BallotView, PaperList } from '../src/wire.gen.ts';

type Vector = { [name: string]: string };

const vector = JSON.parse(readFileSync(new URL('../../../tests/support/rfc9474.json', import.meta.url), 'utf8')) as Vector;
const get = (name: string): string => vector[name] ?? '';
const modulus = toBase64(fromHex(get('n')));

/** Undoes `inverse`, to give the blinding its random number. */
function factor(): Uint8Array {
  const n = BigInt(`0x${get('n')}`);
  let [r, next, t, after] = [n, BigInt(`0x${get('inv')}`), 0n, 1n];
  while (next) {
    const q = r / next;
    [r, next, t, after] = [next, r - q * next, after, t - q * after];
  }
  return fromHex((((t % n) + n) % n).toString(16).padStart(1024, '0'));
}

async function blinding() {
  const given = [fromHex(get('salt')), factor()];
  return blind(modulus, fromHex(get('msg')), (size) => {
    const next = given.shift();
    assert.equal(next?.length, size);
    return next as Uint8Array;
  });
}

test('RFC 9474, A.3: blinding', async () => {
  const made = await blinding();
  assert.equal(made.blinded, get('blinded_msg'));
  assert.equal(BigInt(`0x${made.inverse}`), BigInt(`0x${get('inv')}`));
});

test('RFC 9474, A.3: the signature', async () => {
  const signature = await finalize(modulus, await blinding(), toBase64(fromHex(get('blind_sig'))));
  assert.equal(signature, toBase64(fromHex(get('sig'))));
});

test('a signature that the server made up is not taken', async () => {
  const wrong = fromHex(get('blind_sig'));
  wrong[100] = (wrong[100] ?? 0) ^ 1;
  assert.equal(await finalize(modulus, await blinding(), toBase64(wrong)), null);
  assert.equal(await verifies(modulus, get('msg'), 'AAAA'), false);
  assert.equal(await verifies(modulus, get('msg'), '!'), false);
});

test('each blinding is another, though the token be the same', async () => {
  const token = new Uint8Array(32);
  const [one, two] = await Promise.all([blind(modulus, token), blind(modulus, token)]);
  assert.equal(one.token, two.token);
  assert.notEqual(one.blinded, two.blinded);
  assert.equal(one.token, hex(token));
});

// --- the published list --------------------------------------------------------------------------

const token = get('msg');
const signature = toBase64(fromHex(get('sig')));
const kept: Kept = { token, inverse: '', blinded: '', modulus, signature, choices: [0], cast: true };

function closed(counts: number[], voted = 1): BallotView {
  const tally = { entitled: 3, present: 3, voted, counts, abstentions: 0, levels: [], issued: 2 };
  const result = { outcome: 'passed', adopted: [0], quorum_needed: 0, majority_needed: 1, majority_of: 1, tally };
  return { ballot_id: 'b', status: 'closed', modulus, result } as unknown as BallotView;
}

function list(change: Partial<PaperList> = {}): PaperList {
  return { ballot_id: 'b', status: 'closed', modulus, issued: 2, cast: 1, papers: [{ token, signature, choices: [0] }], ...change };
}

test('a vote that is in the list as it was cast counts', async () => {
  assert.deepEqual(await inspect(kept, closed([1, 0]), list()), { kind: 'counted', papers: 1 });
});

const alarms: [string, Partial<PaperList>, string][] = [
  ['left out', { papers: [] }, 'missing'],
  ['turned round', { papers: [{ token, signature, choices: [1] }] }, 'altered'],
  ['made an abstention', { papers: [{ token, signature, choices: [] }] }, 'altered'],
  ['another key', { modulus: toBase64(fromHex('c0ffee')) }, 'false-list'],
  ['more cast than issued', { issued: 0 }, 'false-list'],
  ['a paper stuffed in', { papers: [{ token, signature, choices: [0] }, { token: '00'.repeat(32), signature, choices: [1] }] }, 'false-list'],
  ['one paper twice', { papers: [{ token, signature, choices: [0] }, { token, signature, choices: [0] }] }, 'false-list'],
  ['a signature that does not hold', { papers: [{ token, signature: signature.replace(/^./, (a) => (a === 'A' ? 'B' : 'A')), choices: [0] }] }, 'false-list'],
  ['not published yet', { status: 'open' }, 'unreached'],
];
for (const [what, change, kind] of alarms) {
  test(`alarm: ${what}`, async () => {
    assert.equal((await inspect(kept, closed([1, 0]), list(change))).kind, kind);
  });
}

test('alarm: the result is not the sum of the list', async () => {
  assert.equal((await inspect(kept, closed([0, 1]), list())).kind, 'false-list');
  assert.equal((await inspect(kept, closed([1, 0], 2), list())).kind, 'false-list');
});

test('the code that is read out', () => {
  assert.equal(checkCode({ token: 'abcd1234ffff' }), 'ABCD 1234');
});
