// The screening desk's second column: the search, the order, what is chosen together, and the rows with what
// comes after them.
import { html, nothing, type TemplateResult } from 'lit';
import { announce } from '../base/announce';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { ID } from '../testids';
import type { Order } from './listed';
import './opinion-rows';
import type { PickEvent } from './opinion-rows';
import type { Screener } from './screener';
import { age, nothingIn, stateName } from './screening-words';

export function screeningList(screener: Screener, pick: (id: string) => void): TemplateResult {
  const { list, filter, find } = screener;
  return html`${title(screener)} ${search(screener)} ${bulk(screener)}
    ${list.length
      ? html`<tx-opinion-rows .screener=${screener} @pick=${(event: PickEvent) => pick(event.detail)}></tx-opinion-rows>`
      : html`<div class="empty">${icon(find ? 'search' : 'check')}<b>${find ? t('没有找到“{0}”', find) : nothingIn(filter)}</b>
          ${find || filter !== 'submitted' ? nothing : html`<small>${t('新的意见会自己出现在这里。')}</small>`}</div>`}
    ${older(screener)}`;
}

function title(screener: Screener): TemplateResult {
  const { list, filter, find, order, theme } = screener;
  const oldest = filter === 'submitted' && order === 'time' && !find ? list[0] : undefined;
  return html`<div class="col-title">
    <h2 class="grow" id="desk-list-title">${stateName(filter)} ${find.trim() || theme ? list.length : screener.countOf(filter)}</h2>
    ${oldest ? html`<span class="c-wait nw fs-s">${t('最久等了 {0}', age(oldest.submitted_at))}</span>` : nothing}
  </div>`;
}

function search(screener: Screener): TemplateResult {
  const { order } = screener;
  return html`<div class="find">
    ${icon('search', 't2')}
    <label class="vh" for="desk-find">${t('查找意见')}</label>
    <input
      id="desk-find" class="inp desk" type="search" placeholder=${t('查内容、称呼、回执号')} data-testid=${ID.deskFind}
      .value=${screener.find} @input=${(e: Event) => screener.search((e.target as HTMLInputElement).value)}
      @keydown=${(e: KeyboardEvent) => { if (e.key === 'Escape') (e.target as HTMLElement).blur(); }}
    />
    <select class="inp desk order" aria-label=${t('怎样排')} data-testid=${ID.deskOrder} .value=${order}
      @change=${(event: Event) => screener.sort((event.target as HTMLSelectElement).value as Order)}>
      <option value="time" ?selected=${order === 'time'}>${t('按时间')}</option>
      <option value="supports" ?selected=${order === 'supports'}>${t('赞同多的在前')}</option>
    </select>
  </div>`;
}

function bulk({ checked, uncheck }: Screener): TemplateResult | typeof nothing {
  if (!checked.size) return nothing;
  return html`<p class="call ink" role="status" data-testid=${ID.deskBulk} data-count=${checked.size}>
    <span class="grow">${t('选中 {0} 条，一起处理', checked.size)}</span>
    <button class="btn desk" type="button" @click=${uncheck}>${t('不选了')}</button></p>`;
}

/** The end of what was screened: the way to what is older. What waits is always here whole. */
function older(screener: Screener): TemplateResult | typeof nothing {
  const { desk, filter } = screener;
  if (filter === 'submitted' || !desk.hasOlder(filter)) return nothing;
  return html`<div class="more">
    ${desk.olderProblem ? html`<p class="call stop">${icon('warn')}<span class="grow">${desk.olderProblem}</span></p>` : nothing}
    <button
      class="btn desk" type="button" data-testid=${ID.deskOlder} aria-busy=${desk.readingOlder} @click=${() => void seeOlder(screener)}
    >${desk.readingOlder ? t('正在读取…') : t('看更早的意见')}</button>
  </div>`;
}

async function seeOlder({ desk, filter }: Screener): Promise<void> {
  await desk.readOlder(filter);
  if (desk.olderProblem || desk.hasOlder(filter)) return;
  announce(t('没有更早的了。'));
  document.querySelector<HTMLElement>('.rows')?.focus(); // the button goes
}
