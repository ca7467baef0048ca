// The opinions at a glance, for whoever runs the meeting: what they are about, where they come from, and
// when they came. Bars are drawings of the tables that they stand in.
import { html, nothing, svg, type TemplateResult } from 'lit';
import { t } from '../base/i18n';
import { dayAndTime, timeOfDay } from '../base/time';
import { ID } from '../testids';
import type { OpinionTheme, OpinionThemes, RegionCount, StepCount } from '../wire.gen';
import { bar } from './bar';
import './opinion-charts.css';

const REGIONS = 8; // lines that fit beside a list
const HEIGHT = 24; // of the course, in its own units
const DAY = 86_400_000; // ms

/** Regions and their course. */
export function regionCharts({ total, regions, course }: OpinionThemes): TemplateResult | typeof nothing {
  if (!total) return nothing;
  return html`<section class="opinion-charts" data-testid=${ID.opinionCharts} data-total=${total} aria-label=${t('意见分布')}>
    <h3 class="hstack">${t('意见分布')}<span class="t2 fs-xs nw">${t('共 {0} 条', total)}</span></h3>
    ${regionTable(regions)} ${courseOf(course)}
  </section>`;
}

/** Themes, each with its most typical opinion; `textOf` knows those that the page holds. */
export function themeTable(themes: readonly OpinionTheme[], textOf: (id: string) => string | undefined): TemplateResult {
  const most = Math.max(1, ...themes.map((one) => one.count));
  return html`<table class="opinion-charts themes">
    <caption class="vh">${t('主题（系统建议）')}</caption>
    <thead class="vh"><tr><th scope="col">${t('主题')}</th><th scope="col">${t('图示')}</th><th scope="col">${t('条数')}</th></tr></thead>
    <tbody>${themes.map((one) => html`<tr data-testid=${ID.chartTheme} data-count=${one.count}>
      <th scope="row"><b>${one.words.join(' ')}</b>${quote(textOf(one.representative))}<small>${t('公布 {0}，待筛 {1}', one.published, one.waiting)}</small></th>
      <td aria-hidden="true">${bar([[one.published / most, 'public'], [one.waiting / most, 'waiting'], [rest(one) / most, 'rest']])}</td>
      <td><b>${one.count}</b></td>
    </tr>`)}</tbody>
  </table>`;
}

/** Merged or not published. */
function rest({ count, published, waiting }: OpinionTheme): number {
  return Math.max(0, count - published - waiting);
}

function quote(text: string | undefined): TemplateResult | typeof nothing {
  return text ? html`<q>${text}</q>` : nothing;
}

function regionTable(regions: readonly RegionCount[]): TemplateResult {
  const most = Math.max(1, ...regions.map((one) => one.count));
  return html`<table>
    <caption class="vh">${t('各地区的意见数')}</caption>
    <thead class="vh"><tr><th scope="col">${t('地区')}</th><th scope="col">${t('图示')}</th><th scope="col">${t('条数')}</th></tr></thead>
    <tbody>${regions.slice(0, REGIONS).map((one) => html`<tr>
      <th scope="row">${one.region || (one.others ? t('其他地区') : t('没有写地区'))}</th>
      <td aria-hidden="true">${bar([[one.count / most, 'public']])}</td><td><b>${one.count}</b></td>
    </tr>`)}</tbody>
  </table>`;
}

/** How many came in each step; read aloud as a table of the steps in which any did. */
function courseOf(course: readonly StepCount[]): TemplateResult | typeof nothing {
  const [first, last] = [course[0], course.at(-1)];
  if (!first || !last || first === last) return nothing;
  const peak = Math.max(1, ...course.map((one) => one.count));
  const when = (at: number): string => (last.at - first.at < DAY ? timeOfDay(at) : dayAndTime(at, Date.now()));
  return html`<p class="t2 fs-xs">${t('来件，最多时 {0} 条', peak)}</p>
    <svg class="course" viewBox=${`0 0 ${course.length * 4} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
      ${course.map(({ count }, at) => svg`<rect x=${at * 4} y=${HEIGHT * (1 - count / peak)} width="3" height=${(HEIGHT * count) / peak}></rect>`)}</svg>
    <p class="t2 fs-xs hstack" aria-hidden="true"><span class="grow">${when(first.at)}</span><span>${when(last.at)}</span></p>
    <table class="vh"><caption>${t('从 {0} 到 {1} 的意见数', when(first.at), when(last.at))}</caption>
      <thead><tr><th scope="col">${t('从几时起')}</th><th scope="col">${t('条数')}</th></tr></thead>
      <tbody>${course.filter((one) => one.count).map((one) => html`<tr><th scope="row">${when(one.at)}</th><td>${one.count}</td></tr>`)}</tbody>
    </table>`;
}
