// The product's mark: four rings, one per level.
import { html, type TemplateResult } from 'lit';
import { t } from '../base/i18n';

export function mark(): TemplateResult {
  return html`<span class="mark" role="img" aria-label=${t('同心')}></span>`;
}
