// The page of whoever has still to be admitted: by whom, and that there is nothing to do.
import { html, type TemplateResult } from 'lit';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { timeOfDay } from '../base/time';
import { mark } from '../components/mark';
import { languageButton, textButton } from '../components/preferences';
import { ID } from '../testids';
import type { Waiting } from '../wire.gen';

export function waitingPage({ title, venue, since }: Waiting, leave: () => void): TemplateResult {
  return html`<div class="alone at-door">
    <header class="top">${mark()}<b class="grow fs-l">${t('同心')}</b>${textButton()} ${languageButton()}</header>
    <main class="empty" data-testid=${ID.waitingPage} data-venue=${venue}>
      ${icon('people')}
      <p class="t2">${title}</p>
      <h1 class="fs-xl" role="status">${t('等候“{0}”接纳', venue)}</h1>
      <p>${t('接纳以后会自动进入，不用刷新。')}</p>
      <p class="t2 fs-s">${t('{0} 起等候。现在没有人看到、听到您。', timeOfDay(since))}</p>
      <button class="btn" type="button" data-testid=${ID.leave} @click=${leave}>${icon('leave')}${t('不等了')}</button>
    </main>
  </div>`;
}
