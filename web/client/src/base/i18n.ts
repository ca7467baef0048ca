// Languages. Chinese is the source: `t('您排第 {0} 位', 3)`. A sentence without an English
// counterpart in locales/ is a type error.
import { configureLocalization, LOCALE_STATUS_EVENT, msg } from '@lit/localize';
import type { templates } from '../locales/en';
import { insist } from './insist';

export type Locale = 'zh-CN' | 'en';
export type Sentence = keyof typeof templates;

const STORED = 'tx-lang';

const { getLocale, setLocale } = configureLocalization({
  sourceLocale: 'zh-CN',
  targetLocales: ['en'],
  loadLocale: () => insist(() => import('../locales/en')),
});

/** `sentence` in the page's language, `{0}`, `{1}` … replaced by `values`. */
export function t(sentence: Sentence, ...values: (string | number)[]): string {
  const text = msg(sentence, { id: sentence });
  return values.length ? text.replace(/\{(\d)\}/g, (_, i: string) => String(values[Number(i)] ?? '')) : text;
}

export function locale(): Locale {
  return getLocale() as Locale;
}

/**
 * Before the first rendering: what the address says, else what was chosen before, else Chinese; Chinese also
 * where another cannot be had.
 */
export async function startLocale(): Promise<void> {
  const asked = new URLSearchParams(location.search).get('lang') ?? read();
  window.addEventListener(LOCALE_STATUS_EVENT, (event) => {
    if (event.detail.status === 'ready') document.documentElement.lang = locale();
  });
  if (asked === 'en') await setLocale('en').catch(() => setLocale('zh-CN'));
}

/** Switches the whole page and remembers it on this device. */
export async function switchLocale(to: Locale): Promise<void> {
  await setLocale(to);
  try {
    localStorage.setItem(STORED, to);
  } catch {
    // Storage may be blocked; the choice then lasts as long as the page.
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}
