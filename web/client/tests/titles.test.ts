// The lower third: what the stream says of who speaks, at the moment of the picture that is seen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { titlesAt, titlesOf, type StreamRange } from '../src/watch/titles.ts';

const range = (at: number, attr: Record<string, string>, kind = 'org.tongxin.titles'): StreamRange =>
  ({ class: kind, startDate: new Date(at), attr });

const RANGES = {
  b: range(5_000, { 'X-SPEAKER': '王建国', 'X-MODE': 'passthrough' }),
  a: range(1_000, { 'X-SPEAKER': '李梅', 'X-LEVEL': '市', 'X-VENUE': '长沙市会场', 'X-ITEM': '第 2 项 提问', 'X-MODE': 'passthrough' }),
  c: range(9_000, { 'X-SPEAKER': '李梅', 'X-MODE': 'composed' }),
  d: range(12_000, { 'X-SPEAKER': '', 'X-ITEM': '', 'X-MODE': 'passthrough' }),
  ad: range(2_000, { 'X-SPEAKER': '广告' }, 'com.example.ad'),
  broken: range(Number.NaN, { 'X-SPEAKER': '谁' }),
};

test('each holds from its moment on; nothing is drawn that the picture shows itself', () => {
  const all = titlesOf(RANGES);
  assert.deepEqual(all.map((one) => one.from), [1_000, 5_000, 9_000, 12_000]);
  for (const [moment, speaker] of [
    [null, undefined], [999, undefined], [1_000, '李梅'], [4_999, '李梅'], [5_000, '王建国'], [9_000, undefined], [13_000, undefined],
  ] as const) {
    assert.equal(titlesAt(all, moment)?.speaker, speaker, `at ${moment}`);
  }
  assert.equal(all[0]?.level, 'municipal');
  assert.equal(all[1]?.level, null);
});
