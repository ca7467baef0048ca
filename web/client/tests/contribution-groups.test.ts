import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grouped, ranked, yearFrom, yearUntil } from '../src/desk/contribution-groups.ts';
import type { Contribution } from '../src/wire.gen.ts';

const person = (name: string, level: Contribution['level'], sector: string, speeches: number): Contribution => ({
  number: '', name, title: '委员', organization: '一中', sector, level, role: 'member', invited: 2, attended: 1,
  present_seconds: 60, speeches, speech_ms: speeches * 1000, answers: 1, opinions: 0, outcomes: 0, outcomes_settled: 0,
});
const PEOPLE = [person('王', 'county', '教育界', 1), person('李', 'county', '', 3), person('张', 'municipal', '教育界', 2)];

test('each person has a row of their own', () => {
  assert.deepEqual(grouped(PEOPLE, 'person').map((row) => [row.key, row.detail, row.speeches]), [
    ['王', '委员 · 一中', 1], ['李', '委员 · 一中', 3], ['张', '委员 · 一中', 2],
  ]);
});

test('a level and a sector sum their people', () => {
  assert.deepEqual(grouped(PEOPLE, 'level').map((row) => [row.invited, row.attended, row.speeches, row.speech_ms]), [
    [4, 2, 4, 4000], [2, 1, 2, 2000],
  ]);
  assert.deepEqual(grouped(PEOPLE, 'sector').map((row) => [row.key, row.speeches]), [['教育界', 3], ['', 3]]);
});

test('the most first, and equals in their order', () => {
  assert.deepEqual(ranked(grouped(PEOPLE, 'person'), 'speeches').map((row) => row.key), ['李', '张', '王']);
  assert.deepEqual(ranked(grouped(PEOPLE, 'person'), 'answers').map((row) => row.key), ['王', '李', '张']);
});

test('a year ends where the next begins', () => {
  assert.equal(yearUntil(2026), yearFrom(2027));
  assert.equal(new Date(yearFrom(2026)).getFullYear(), 2026);
});
