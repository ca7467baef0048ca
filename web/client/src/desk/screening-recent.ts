// What was decided in this window and can be taken back: the right column, and the line that appears after
// each decision.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { regionCharts } from '../components/opinion-charts';
import { ID } from '../testids';
import type { Decisions } from './decisions';
import type { Screener } from './screener';
import { doneWords, stateChip } from './screening-words';

const SHOWN = 8;

export function recentlyDecided(screener: Screener, decisions: Decisions): TemplateResult {
  const { screeners, themes } = screener.groups;
  const rows = decisions.done.slice(0, SHOWN).flatMap(({ id }) => screener.byId(id) ?? []);
  return html`<div class="col-title"><h2 class="grow" id="desk-recent-title">${t('刚刚处理的')}</h2>
      ${screeners > 1 ? html`<span class="t2 fs-xs nw">${t('{0} 人在筛', screeners)}</span>` : nothing}</div>
    ${rows.length
      ? rows.map((one) => html`<article class="card">
          <p>${one.text}</p>
          <footer>${stateChip(one.state)}<button class="btn desk" type="button" @click=${() => void decisions.undo({ ids: [one.opinion_id], state: one.state })}>
            ${t('退回待筛')}</button></footer>
        </article>`)
      : html`<p class="t2 fs-s none">${t('您在这个窗口处理过的意见，可以在这里改。')}</p>`}
    ${themes ? regionCharts(themes) : nothing}`;
}

export function takeBackBar(decisions: Decisions): TemplateResult | typeof nothing {
  const { last } = decisions;
  if (!last) return nothing;
  return html`<div class="toast">
    <span>${doneWords(last.state, last.ids.length)}</span>
    <button class="btn" type="button" data-testid=${ID.deskUndo} data-opinion=${last.ids[0] ?? ''} @click=${() => void decisions.undo()}>
      ${t('撤回')} <kbd>Z</kbd></button>
    <button class="btn sq" type="button" aria-label=${t('知道了')} @click=${() => decisions.forget()}>${icon('x')}</button>
  </div>`;
}
