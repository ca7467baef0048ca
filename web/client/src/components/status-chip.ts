// How a consultation stands; on air stands out.
import { html, type TemplateResult } from 'lit';
import { t } from '../base/i18n';
import { statusName } from '../base/words';
import type { Snapshot } from '../wire.gen';

export function statusChip(status: Snapshot['status'], onAir: boolean): TemplateResult {
  return status === 'open' && onAir
    ? html`<span class="chip live">${t('直播中')}</span>`
    : html`<span class="chip ${status === 'adjourned' ? 'wait' : status === 'open' ? 'floor' : ''}">${statusName(status)}</span>`;
}
