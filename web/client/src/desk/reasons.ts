// Why an opinion is not published. The author reads the reason, in the record's language.
import type { Sentence } from '../base/i18n';

export interface Reason {
  /** The key, and the value of data-reason. */
  number: number;
  /** On the button. */
  short: Sentence;
  /** In the record; null: the screener writes it. */
  words: string | null;
}

export const REASONS: readonly Reason[] = [
  { number: 1, short: '个人信息', words: '含有个人信息' },
  { number: 2, short: '人身攻击', words: '含有人身攻击' },
  { number: 3, short: '广告', words: '属于广告' },
  { number: 4, short: '与议题无关', words: '与本次议题无关' },
  { number: 5, short: '内容重复', words: '与已公布的意见重复' },
  { number: 6, short: '其他', words: null },
];

// Mobile and fixed telephones, identity numbers: a hint for the screener, who decides.
const PRIVATE = /(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8}|\d{17}[\dXx]/g;

/** `text` in pieces, those that look like somebody's number marked. */
export function pieces(text: string): { text: string; personal: boolean }[] {
  const found: { text: string; personal: boolean }[] = [];
  let from = 0;
  for (const match of text.matchAll(PRIVATE)) {
    const at = match.index ?? 0;
    if (at > from) found.push({ text: text.slice(from, at), personal: false });
    found.push({ text: match[0], personal: true });
    from = at + match[0].length;
  }
  if (from < text.length) found.push({ text: text.slice(from), personal: false });
  return found;
}

export function looksPersonal(text: string): boolean {
  return pieces(text).some((one) => one.personal);
}
