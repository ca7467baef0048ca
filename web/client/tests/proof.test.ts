import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { search } from '../src/watch/proof.ts';
import { sha256 } from '../src/watch/sha256.ts';

const hex = (words: Uint32Array): string => [...words].map((word) => word.toString(16).padStart(8, '0')).join('');

test('SHA-256 is that of others, at every length around a block', () => {
  for (let length = 0; length < 200; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 255);
    assert.equal(hex(sha256(bytes)), createHash('sha256').update(bytes).digest('hex'), `${length} bytes`);
  }
});

test('a proof is found and is one', () => {
  const challenge = `1800000300.12.${'a'.repeat(24)}.${'b'.repeat(32)}`;
  const proof = search(challenge, 0, 1_000_000);
  assert.ok(proof?.startsWith(`${challenge}.`));
  assert.match(createHash('sha256').update(proof).digest('hex'), /^000/);
  assert.equal(search(challenge, 0, 0), null);
});
