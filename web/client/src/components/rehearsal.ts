// What says on every page that a rehearsal runs, and the buttons that begin and end one.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import type { PressTwice } from '../base/press-twice';
import { dayAndTime } from '../base/time';
import type { State } from '../session/state';
import { ID } from '../testids';
import { ask } from './dialog';
import './rehearsal.css';

/** A bar while one runs; `action` for those who may end it. */
export function rehearsalBar(state: Pick<State, 'rehearsal'>, action: TemplateResult | typeof nothing = nothing): TemplateResult | typeof nothing {
  if (!state.rehearsal) return nothing;
  return html`<div class="rehearsal-bar" role="status" data-testid=${ID.rehearsalBar}>
    ${icon('cycle')}<span class="grow"><b>${t('演练中，不留记录')}</b>
      <span class="until">${t('最迟 {0} 自动结束；公众看不到。', dayAndTime(state.rehearsal.until, Date.now()))}</span></span>${action}
  </div>`;
}

export function endButton(twice: PressTwice, end: () => void): TemplateResult {
  const armed = twice.isArmed('rehearsal');
  return html`<button
    class="btn desk stop ${armed ? 'is-armed' : ''}" type="button" data-testid=${ID.rehearsalEnd}
    @click=${() => twice.press('rehearsal', t('再按一次结束演练'), end)}
  >${armed ? t('再按一次结束演练') : t('结束演练')}</button>`;
}

/** Offered while it is planned and none runs. */
export function startButton(state: State, start: () => void): TemplateResult | typeof nothing {
  if (state.status !== 'planned' || state.rehearsal) return nothing;
  return html`<button class="btn desk" type="button" data-testid=${ID.rehearsalStart} @click=${() => void startAfterAsking(state, start)}>
    ${icon('cycle')}${t('演练')}
  </button>`;
}

async function startAfterAsking(state: State, start: () => void): Promise<void> {
  const sure = await ask({
    title: t('演练：{0}', state.title),
    body: t('大家可以用自己的链接进来，试开会、发言、表决、意见。什么都不留记录，公众看不到；结束后一切回到现在的样子。期间改的名单、会场和链接照常保留。'),
    confirm: t('开始演练'),
  });
  if (sure) start();
}
