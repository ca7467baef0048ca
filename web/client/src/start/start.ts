// <tx-start>: what this is, and the way into a meeting or to its public page.
import { html, type TemplateResult } from 'lit';
import { customElement, state as internal } from 'lit/decorators.js';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { levelBadge } from '../components/level-badge';
import { mark } from '../components/mark';
import { languageButton, textButton } from '../components/preferences';
import { LEVELS } from '../session/select';
import { levelName } from '../base/words';
import { ID } from '../testids';
import { target } from './target';

@customElement('tx-start')
export class StartPage extends TxElement {
  @internal() private link = '';
  @internal() private problem = '';

  private go(event: Event): void {
    event.preventDefault();
    const to = target(this.link);
    if (to) {
      location.assign(to);
      return;
    }
    this.problem = this.link.trim()
      ? t('这不是会议的链接。请把收到的链接整个粘贴进来。')
      : t('先粘贴会务人员发来的链接。');
    this.querySelector<HTMLElement>('#start-link')?.focus();
  }

  override render(): TemplateResult {
    document.title = t('同心 · 远程协商');
    return html`<div class="start">
      <header class="top">${mark()}<b class="grow fs-l">${t('同心')}</b>${textButton()}${languageButton()}</header>
      <main>
        <div class="say">
          <h1>${t('四级会场，一席协商')}</h1>
          <p>${t('同心是开远程协商会的地方：从全国到县，各级会场的人同在一场会里，依次发言；公众看直播、提意见；会后有纪要和成果。')}</p>
          <ul aria-label=${t('四级会场')}>${LEVELS.map((level) => html`<li>${levelBadge(level, true)}${levelName(level)}</li>`)}</ul>
        </div>
        <form class="panel" novalidate @submit=${this.go}>
          <h2>${t('进入会议')}</h2>
          <div class="field">
            <label for="start-link">${t('会务人员发给您的链接')}</label>
            <input
              id="start-link" class="inp" inputmode="url" autocomplete="off" spellcheck="false" data-testid=${ID.startLink}
              aria-describedby="start-problem start-hint" aria-invalid=${this.problem ? 'true' : 'false'}
              .value=${this.link} @input=${(e: Event) => { this.link = (e.target as HTMLInputElement).value; this.problem = ''; }}
            />
            <p class="c-stop" id="start-problem" role="alert" data-testid=${ID.startProblem}>${this.problem}</p>
            <p class="hint" id="start-hint">${t('直播页的链接也可以，不用登录就能看。')}</p>
          </div>
          <button class="btn primary big wide" data-testid=${ID.startGo}>${icon('right')}${t('进入')}</button>
          <p class="t2 fs-s">${t('没有链接？请联系会务人员。')}</p>
        </form>
      </main>
    </div>`;
  }
}
