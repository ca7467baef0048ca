// What is wrong with somebody's picture or sound, in words. Pure: `t` is given, so that tests can read it.
import type { Sentence } from '../base/i18n';
import type { Fault } from '../wire.gen';

type Translate = (sentence: Sentence, ...values: (string | number)[]) => string;

/** For a tile: 画面黑屏. */
export function faultWords(code: Fault['code'], t: Translate): string {
  switch (code) {
    case 'offline': return t('断线');
    case 'lost': return t('没有信号');
    case 'no_picture': return t('画面中断');
    case 'black': return t('画面黑屏');
    case 'frozen': return t('画面静止');
    case 'still': return t('画面没有变化');
    case 'silent': return t('没有声音');
    case 'echo': return t('有回声');
  }
}

/** Those for whom a list has room, the longest first as they come, and how many more there are. */
export function foremost<T>(faults: readonly T[], room: number): { shown: readonly T[]; more: number } {
  const shown = faults.length <= room ? faults : faults.slice(0, room - 1);
  return { shown, more: faults.length - shown.length };
}

/** For a list: 市会场画面黑屏 12 秒. */
export function faultSentence(who: string, fault: Fault, now: number, t: Translate): string {
  const seconds = Math.max(0, Math.round((now - fault.since) / 1000));
  return t('{0}{1} {2} 秒', who, faultWords(fault.code, t), seconds);
}
