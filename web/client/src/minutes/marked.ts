// Differences in a paragraph: what is gone is struck through, what is new underlined, and both are said.
import { html, type TemplateResult } from 'lit';
import { t } from '../base/i18n';
import { diff } from './diff';

export function marked(before: string, after: string): TemplateResult {
  return html`${diff(before, after).map(({ kind, text }) => {
    switch (kind) {
      case 'same': return html`${text}`;
      case 'gone': return html`<del><span class="vh">${t('删去')}：</span>${text}</del>`;
      case 'new': return html`<ins><span class="vh">${t('新加')}：</span>${text}</ins>`;
    }
  })}`;
}
