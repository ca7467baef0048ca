// What is wrong with somebody's line, in words that help. Pure: `t` is given, so that tests can read it.
import type { Sentence } from '../base/i18n';
import type { Connection, DownPath, Finding, PageFigures } from '../wire.gen';

type Translate = (sentence: Sentence, ...values: (string | number)[]) => string;

/** 1.2 Mbit/s, 412 kbit/s. */
export function rate(bits: number): string {
  return bits >= 1e6 ? `${(bits / 1e6).toFixed(1)} Mbit/s` : `${Math.round(bits / 1e3)} kbit/s`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** One clause about a line: 上行丢包 8%，画面已降低. */
export function findingWords(found: Finding, t: Translate): string {
  switch (found.code) {
    case 'away': return t('已经离会'); // who never came has no line
    case 'reconnecting': return t('断线，正在重连');
    case 'lost': return t('没有信号');
    case 'loss_up':
      return found.reduced ? t('上行丢包 {0}%，画面已降低', found.percent) : t('上行丢包 {0}%', found.percent);
    case 'loss_down':
      return found.reduced ? t('下行丢包 {0}%，画面已降低', found.percent) : t('下行丢包 {0}%', found.percent);
    case 'narrow_up': return t('上行带宽不够，画面已降低');
    case 'narrow_down':
      return found.pictures
        ? t('下行只有 {0}，先停 {1} 个画面，保住声音', rate(found.kbits * 1_000), found.pictures)
        : t('下行只有 {0}，画面已降低', rate(found.kbits * 1_000));
    case 'slow': return t('往返 {0} 毫秒，对话会有停顿', found.milliseconds);
    case 'busy': return t('电脑太忙，画面已降低');
    case 'frozen': return t('一分钟里画面停住 {0} 次', found.pictures);
    case 'no_udp': return t('网络拦住 UDP，改走 TCP，声音可能晚到');
    case 'idle': return t('没有收发声音和画面');
    case 'good': return t('连接正常');
  }
}

/** The same as a sentence with its subject: 石峰区会场：上行丢包 8%，画面已降低. */
export function findingSentence(who: string, found: Finding, t: Translate): string {
  return t('{0}：{1}', who, findingWords(found, t));
}

/** good: nothing to do; none: nothing to say; weak and lost want a look, the latter first. */
export function gravity({ finding: { code } }: Pick<Connection, 'finding'>): 'good' | 'none' | 'weak' | 'lost' {
  switch (code) {
    case 'good': return 'good';
    case 'away':
    case 'idle': return 'none';
    case 'lost':
    case 'reconnecting': return 'lost';
    default: return 'weak';
  }
}

/** Which layers somebody is sent: 高 2 · 中 1 · 低 3 · 停 1. */
export function layersWords({ layers, paused }: DownPath, t: Translate): string {
  const [low = 0, middle = 0, high = 0] = layers;
  const counts: [Sentence, number][] = [['高 {0}', high], ['中 {0}', middle], ['低 {0}', low], ['停 {0}', paused.length]];
  return counts.filter(([, count]) => count > 0).map(([sentence, count]) => t(sentence, count)).join(' · ');
}

/** How somebody's media travels: UDP, TCP, 经中继. */
export function wayWords({ protocol, relayed }: PageFigures, t: Translate): string {
  const name = protocol === null ? '' : protocol.toUpperCase();
  return relayed ? t('{0}，经中继', name) : name;
}
