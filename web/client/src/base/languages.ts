// What languages are called, for those who choose one.
import { locale, t } from './i18n';

/** Those that meetings are usually interpreted into; as sessions/languages.py. */
export const LANGUAGES = ['en', 'bo', 'ug', 'mn', 'kk', 'ko', 'za', 'ii', 'zh-CN', 'fr', 'ru', 'es', 'ar', 'ja', 'de'] as const;

/** Names of languages in themselves that browsers do not know. */
const OWN: { readonly [tag: string]: string } = { bo: 'བོད་སྐད་', ug: 'ئۇيغۇرچە', za: 'Vahcuengh', ii: 'ꆈꌠꉙ' };

export function languageName(tag: string): string {
  switch (tag) { // Chromium has no words for these in Chinese
    case 'bo': return t('藏语');
    case 'za': return t('壮语');
    case 'ii': return t('彝语');
    default: return nameIn(locale(), tag);
  }
}

/** Also in the language itself, for whoever reads no other. */
export function languageChoice(tag: string): string {
  const own = OWN[tag] ?? nameIn(tag, tag);
  const name = languageName(tag);
  return own === name || own === tag ? name : `${name} · ${own}`;
}

function nameIn(language: string, tag: string): string {
  return new Intl.DisplayNames([language], { type: 'language' }).of(tag) ?? tag;
}
