// What captions look like wherever they stand: two lines, the button that puts them away, the
// languages to choose from. Never announced: a screen reader would talk over the speaker.
import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../base/i18n';
import { languageName } from '../base/languages';

export const SHOWN = 2;
export const OFFERED = ['zh-CN', 'en', 'bo', 'ug', 'mn'] as const;

export interface Line {
  caption_id: string;
  text: string;
}

/** The latest lines, the unfinished one last and told apart. */
export function captionLines(lines: readonly Line[], language: string, draft: string | null, hook: string): TemplateResult {
  return html`<div class="lines" lang=${language || nothing}>
    ${lines.slice(draft === null ? -SHOWN : 1 - SHOWN).map((one) => html`<p data-caption=${one.caption_id}>${one.text}</p>`)}
    ${draft === null ? nothing : html`<p class="draft" aria-hidden="true" data-testid=${hook}>${draft}</p>`}
  </div>`;
}

export function captionToggle(off: boolean, toggle: () => void, hook: string): TemplateResult {
  return html`<button class="btn desk quiet" type="button" aria-pressed=${!off} aria-label=${t('显示字幕')} data-testid=${hook} @click=${toggle}>CC</button>`;
}

export function languageChoice(
  label: string, languages: readonly string[], chosen: string, choose: (to: string) => void,
): TemplateResult {
  return html`<select class="inp desk" aria-label=${label} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
    ${languages.map((one) => html`<option value=${one} ?selected=${one === chosen}>${languageName(one)}</option>`)}
  </select>`;
}
