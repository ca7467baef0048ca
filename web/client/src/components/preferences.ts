// The buttons by which a reader suits the page to themselves: large text, language.
import { html, type TemplateResult } from 'lit';
import { icon } from '../base/icons';
import { locale, switchLocale, t } from '../base/i18n';
import { largeText, setLargeText } from '../base/prefs';
import { ID } from '../testids';

/** 大字: pressed while on. */
export function textButton(look = 'btn quiet'): TemplateResult {
  const press = (event: Event): void => {
    setLargeText(!largeText());
    (event.currentTarget as HTMLElement).setAttribute('aria-pressed', String(largeText()));
  };
  return html`<button class=${look} type="button" aria-pressed=${largeText()} data-testid=${ID.largeText} @click=${press}>
    ${icon('textsize')}${t('大字')}
  </button>`;
}

export function languageButton(look = 'btn quiet'): TemplateResult {
  const other = locale() === 'en' ? 'zh-CN' : 'en';
  return html`<button class=${look} type="button" lang=${other} data-testid=${ID.language} @click=${() => void switchLocale(other)}>
    ${other === 'en' ? 'English' : '中文'}
  </button>`;
}
