// The form of floor rules: times as people write them, what is refused before it is sent, and that
// what is read and sent again is the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check, draftOf, isSame, parseTime, rulesOf, timeText, type RulesDraft } from '../src/rules/draft.ts';
import type { FloorRules } from '../src/wire.gen.ts';

const RULES: FloorRules = {
  cut: 'automatic',
  by_role: [{ role: 'member', seconds: 300 }, { role: 'department', seconds: 90 }],
  quotas: [
    { seconds: 1200, per: 'meeting', venue_id: null, level: 'municipal' },
    { seconds: 600, per: 'item', venue_id: 'v-1:2', level: null },
  ],
};

for (const [text, seconds] of [
  ['5', 300], [' 1:30 ', 90], ['1：05', 65], ['0:30', 30], ['360', 21600], ['360:00', 21600],
  ['', null], ['0', null], ['361', null], ['360:01', null], ['1:60', null], ['1.5', null], ['-3', null], ['五', null], ['1:3', null],
] as const) {
  test(`“${text}” is ${seconds ?? 'no time'}`, () => assert.equal(parseTime(text), seconds));
}

test('times read back as they were', () => {
  for (const seconds of [1, 30, 60, 90, 305, 21600]) assert.equal(parseTime(timeText(seconds)), seconds);
});

test('rules come back from the form as they went in', () => {
  assert.deepEqual(rulesOf(draftOf(RULES)), RULES);
  assert.equal(isSame(draftOf(RULES), RULES), true);
});

test('any change is one', () => {
  const changes: ((draft: RulesDraft) => void)[] = [
    (draft) => { draft.cut = 'manual'; },
    (draft) => { draft.times['member'] = ''; },
    (draft) => { draft.times['expert'] = '3'; },
    (draft) => { draft.quotas.pop(); },
    (draft) => { draft.quotas[0]!.per = 'item'; },
    (draft) => { draft.quotas.push({ scope: '', time: '', per: 'meeting' }); },
  ];
  for (const change of changes) {
    const draft = draftOf(RULES);
    change(draft);
    assert.equal(isSame(draft, RULES), false, String(change));
  }
});

test('what cannot be sent is named where it stands', () => {
  const draft = draftOf(RULES);
  draft.times['expert'] = 'soon';
  draft.quotas.push(
    { scope: '', time: '5', per: 'item' },
    { scope: 'level:county', time: '0', per: 'item' },
    { scope: 'level:municipal', time: '7', per: 'meeting' },
    { scope: 'level:municipal', time: '7', per: 'item' },
  );
  assert.deepEqual(check(draft), {
    'role-expert': { kind: 'time' },
    'quota-2': { kind: 'scope' },
    'quota-3': { kind: 'time' },
    'quota-4': { kind: 'same', as: 1 },
  });
});
