// English, sentence by sentence: said once, for of two the page would show either.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';

const FOLDER = new URL('../src/locales/', import.meta.url);
const names = readdirSync(FOLDER).filter((one) => one !== 'en.ts');
const files = await Promise.all(names.map(async (name) => {
  const [sentences] = Object.values((await import(new URL(name, FOLDER).href)) as Record<string, Record<string, string>>);
  return { name, sentences: Object.entries(sentences ?? {}) };
}));

test('no sentence stands in two files', () => {
  const where = new Map<string, string>();
  for (const { name, sentences } of files) {
    for (const [chinese] of sentences) {
      assert.equal(where.get(chinese), undefined, `${chinese} in ${name}`);
      where.set(chinese, name);
    }
  }
  assert.ok(where.size > 1000);
});

test('what is filled in is filled in in both', () => {
  const places = (text: string): string => [...new Set(text.match(/\{\d\}/g))].sort().join();
  for (const { sentences } of files) {
    for (const [chinese, english] of sentences) assert.equal(places(english), places(chinese), chinese);
  }
});
