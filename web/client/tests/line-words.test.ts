// What is said of a line, in both languages, by tables.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingSentence, findingWords, gravity, layersWords, percent, rate, wayWords } from '../src/components/line-words.ts';
import { base } from '../src/locales/en.base.ts';
import type { DownPath, Finding, PageFigures } from '../src/wire.gen.ts';

type Values = (string | number)[];
const filled = (text: string, values: Values): string => text.replace(/\{(\d)\}/g, (_, at) => String(values[Number(at)]));
const zh = (sentence: string, ...values: Values): string => filled(sentence, values);
const en = (sentence: string, ...values: Values): string => filled(base[sentence as keyof typeof base], values);

function found(code: Finding['code'], more: Partial<Finding> = {}): Finding {
  return { code, percent: 0, milliseconds: 0, kbits: 0, pictures: 0, reduced: false, ...more };
}

test('each finding has its words', () => {
  for (const [finding, chinese, english] of [
    [found('loss_up', { percent: 8, reduced: true }), '上行丢包 8%，画面已降低', 'uplink loses 8 %: picture reduced'],
    [found('loss_up', { percent: 8 }), '上行丢包 8%', 'uplink loses 8 %'],
    [found('loss_down', { percent: 12, reduced: true }), '下行丢包 12%，画面已降低', 'downlink loses 12 %: pictures reduced'],
    [found('loss_down', { percent: 4 }), '下行丢包 4%', 'downlink loses 4 %'],
    [found('narrow_up', { reduced: true }), '上行带宽不够，画面已降低', 'uplink too narrow: picture reduced'],
    [found('narrow_down', { kbits: 300, pictures: 3 }), '下行只有 300 kbit/s，先停 3 个画面，保住声音', 'downlink takes only 300 kbit/s: 3 pictures paused to keep sound'],
    [found('narrow_down', { kbits: 1_200 }), '下行只有 1.2 Mbit/s，画面已降低', 'downlink takes only 1.2 Mbit/s: pictures reduced'],
    [found('slow', { milliseconds: 520 }), '往返 520 毫秒，对话会有停顿', '520 ms there and back: talk will halt'],
    [found('busy', { reduced: true }), '电脑太忙，画面已降低', 'computer too busy: picture reduced'],
    [found('frozen', { pictures: 3 }), '一分钟里画面停住 3 次', 'picture froze 3× in a minute'],
    [found('no_udp'), '网络拦住 UDP，改走 TCP，声音可能晚到', 'UDP is blocked, so by TCP: sound may come late'],
    [found('reconnecting'), '断线，正在重连', 'Disconnected, reconnecting'],
    [found('lost'), '没有信号', 'No signal'],
    [found('away'), '已经离会', 'Has left'],
    [found('idle'), '没有收发声音和画面', 'no sound or picture'],
    [found('good'), '连接正常', 'fine'],
  ] as const) {
    assert.equal(findingWords(finding, zh), chinese);
    assert.equal(findingWords(finding, en), english);
  }
});

test('the subject comes first', () => {
  const finding = found('loss_up', { percent: 8, reduced: true });
  assert.equal(findingSentence('石峰区会场', finding, zh), '石峰区会场：上行丢包 8%，画面已降低');
  assert.equal(findingSentence('County venue', finding, en), 'County venue: uplink loses 8 %: picture reduced');
});

test('what wants a look is told from what does not', () => {
  for (const [code, heavy] of [
    ['good', 'good'], ['away', 'none'], ['idle', 'none'], ['lost', 'lost'], ['reconnecting', 'lost'],
    ['loss_up', 'weak'], ['narrow_down', 'weak'], ['no_udp', 'weak'],
  ] as const) {
    assert.equal(gravity({ finding: found(code) }), heavy, code);
  }
});

test('figures are short', () => {
  assert.deepEqual([0, 48_400, 999_400, 1_000_000, 2_349_000].map(rate), ['0 kbit/s', '48 kbit/s', '999 kbit/s', '1.0 Mbit/s', '2.3 Mbit/s']);
  assert.deepEqual([0, 0.004, 0.08, 1].map(percent), ['0%', '0%', '8%', '100%']);
  const down: DownPath = { bitrate: 0, loss: 0, rtt: null, estimate: null, layers: [3, 0, 2], reduced: [], paused: [7] };
  assert.equal(layersWords(down, zh), '高 2 · 低 3 · 停 1');
  assert.equal(layersWords({ ...down, layers: [], paused: [] }, zh), '');
  const page: PageFigures = { freezes: 0, frozen_ms: 0, concealed: 0, lines: 0, layers: 0, limited: 'none', protocol: 'udp', relayed: false };
  assert.equal(wayWords(page, zh), 'UDP');
  assert.equal(wayWords({ ...page, protocol: 'tcp', relayed: true }, en), 'TCP, relayed');
});
