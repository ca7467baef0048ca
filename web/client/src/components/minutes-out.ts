// To whoever was asked: that the minutes are out for correction, or signed, and where they are read.
import { html, nothing, type TemplateResult } from 'lit';
import { place } from '../base/api';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { dayAndTime } from '../base/time';
import type { State } from '../session/state';
import { ID } from '../testids';

export function minutesOut({ id, minutes }: Pick<State, 'id' | 'minutes'>, me: string): TemplateResult | typeof nothing {
  if (!minutes?.to.includes(me) || (minutes.stage !== 'circulated' && minutes.stage !== 'signed')) return nothing;
  const due = minutes.due_at ?? 0;
  const words = minutes.stage === 'signed' ? t('会议纪要已经签发。')
    : due > Date.now() ? t('会议纪要请您看一看，{0} 前可以提修改意见。', dayAndTime(due, Date.now())) : t('会议纪要征求意见已经截止。');
  return html`<p class="call mid minutes-out">${icon('doc')}<span class="grow">${words}</span>
    <a class="btn" data-testid=${ID.minutesOut} href=${`/minutes/${encodeURIComponent(id)}#t=${place().token}`}>${t('看纪要')}</a></p>`;
}
