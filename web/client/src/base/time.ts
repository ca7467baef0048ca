// Times and lengths in words: 02:18, 2 分 42 秒, 1 时 06 分, 14:30.
import { locale, t } from './i18n';

/** `mm:ss` of a length in seconds, rounded down; hours run on in the minutes. */
export function digits(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${two(Math.floor(whole / 60))}:${two(whole % 60)}`;
}

/** A length in words, to the second: 42 秒, 2 分 05 秒. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  return minutes ? t('{0} 分 {1} 秒', minutes, two(whole % 60)) : t('{0} 秒', whole);
}

/** A length in words, to the minute: 不到 1 分, 26 分, 1 时 06 分. */
export function minutes(seconds: number): string {
  const whole = Math.floor(seconds / 60);
  if (whole < 1) return t('不到 1 分');
  return whole < 60 ? t('{0} 分', whole) : t('{0} 时 {1} 分', Math.floor(whole / 60), two(whole % 60));
}

/** A speaking time as granted: 5 分钟, 90 秒. */
export function limit(seconds: number): string {
  return seconds % 60 ? t('{0} 秒', seconds) : t('{0} 分钟', seconds / 60);
}

/** Time of day of a Unix millisecond, here. */
export function timeOfDay(at: number): string {
  return new Date(at).toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit', hour12: false });
}

/** Beijing's time to the second, as in the minutes. */
export function beijingTime(at: number): string {
  return new Date(at).toLocaleTimeString(locale(), { timeZone: 'Asia/Shanghai', hourCycle: 'h23' });
}

/** 今天 14:30, 7月16日 14:30. */
export function dayAndTime(at: number, now: number): string {
  const date = new Date(at);
  const today = new Date(now).toDateString() === date.toDateString();
  const day = today
    ? t('今天')
    : date.toLocaleDateString(locale(), { month: 'long', day: 'numeric' });
  return `${day} ${timeOfDay(at)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
