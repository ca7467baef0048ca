// The screening desk's left column: how opinions stand, suggested themes, every decision as a table, and
// when opinions are screened.
import { html, nothing, type TemplateResult } from 'lit';
import { ApiError } from '../base/api';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { ID } from '../testids';
import { explain, type Desk } from './desk';
import { download } from './download';
import type { Screener } from './screener';
import { screeningSettings } from './screening-settings';
import { stateName, type OpinionState } from './screening-words';

const STATES: readonly OpinionState[] = ['submitted', 'published', 'withheld', 'merged', 'withdrawn'];

/** On `narrow` screens what is seldom used is folded away. */
export function screeningFilters(screener: Screener, narrow: boolean, show: (state: OpinionState) => void): TemplateResult {
  const { desk } = screener;
  return html`<h2 class="col-title">${t('意见')}</h2>
    <ul>
      ${STATES.map((state) => {
        const count = screener.countOf(state);
        return html`<li>
          <button
            type="button" aria-current=${screener.filter === state ? 'true' : nothing}
            data-testid=${ID.deskFilter} data-state=${state} data-count=${count} @click=${() => show(state)}
          >${stateName(state)}<span class="n">${count}</span></button>
        </li>`;
      })}
    </ul>
    ${themes(screener)}
    <details class="more-set" ?open=${!narrow}><summary>${t('筛选方式和记录')}</summary>
    ${desk.state ? screeningSettings(desk, desk.state) : nothing}
    <p class="set"><button class="btn quiet desk" type="button" aria-describedby="screening-csv" data-testid=${ID.screeningCsv}
      aria-disabled=${desk.state?.rehearsal ? 'true' : nothing} @click=${() => desk.state?.rehearsal || void take(desk)}
    >${icon('down')}${t('下载筛选记录')}</button>
      <small id="screening-csv" class="t2 fs-xs">${desk.state?.rehearsal ? t('演练以后才能下载。') : t('每条意见、每次处理，CSV')}</small></p></details>
    <p class="t2 fs-xs note">${t('公布以后，直播页和会议里都能看到。不公布的，只有作者看到理由。')}</p>`;
}

/** With how many say it; pressed again, all are shown. */
function themes(screener: Screener): TemplateResult | typeof nothing {
  const found = screener.groups.themes?.themes ?? [];
  if (!found.length) return nothing;
  return html`<h3 class="t2 fs-xs sub">${t('主题（系统建议）')}</h3><ul>${found.map((one) => html`<li><button
    type="button" aria-pressed=${screener.themeOf === one.representative} data-testid=${ID.deskTheme} data-theme=${one.representative}
    @click=${() => screener.lookAt(one)}
  >${one.words.join(' ')}<span class="n">${one.count}</span></button></li>`)}</ul>`;
}

async function take(desk: Desk): Promise<void> {
  desk.say('');
  try {
    await download(desk.place, '/screening.csv', 'screening.csv');
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    desk.say(explain(error));
  }
}
