// What becomes of a chosen opinion, on the desk: the screens, the agenda, a department; and the charts.
import { html, nothing, svg, type TemplateResult } from 'lit';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { timeOfDay } from '../base/time';
import { openDialog } from '../components/dialog';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { OpinionThemes, OpinionView } from '../wire.gen';
import type { Desk } from './desk';

const REGIONS = 8; // lines that fit beside the list

/** The buttons under a public opinion. */
export function chosenActs(desk: Desk, state: State, one: OpinionView): TemplateResult {
  const shown = state.shown_opinion?.opinion_id === one.opinion_id;
  const item = state.agenda.find((each) => each.item.id === one.item_id)?.item.title;
  return html`<div class="chosen">
    <button class="btn desk" type="button" data-testid=${ID.opinionShow} data-opinion=${one.opinion_id} aria-pressed=${shown} @click=${() => void show(desk, one)}>
      ${icon('screen')}${shown ? t('撤下大屏') : t('上屏')} <kbd>S</kbd></button>
    <button class="btn desk" type="button" data-testid=${ID.opinionPromote} data-opinion=${one.opinion_id} @click=${() => void promote(desk, state, one)}>
      ${icon('list')}${item ? t('改送议程') : t('送议程')} <kbd>G</kbd></button>
    <button class="btn desk" type="button" data-testid=${ID.opinionAssign} data-opinion=${one.opinion_id} @click=${() => void assign(desk, state, one)}>
      ${icon('reply')}${t('交承办单位')} <kbd>D</kbd></button>
    ${item ? html`<span class="t2 fs-xs">${t('已送议程：{0}', item)}</span>` : nothing}
    ${one.question_id ? html`<span class="t2 fs-xs">${t('已交承办单位答复')}</span>` : nothing}
  </div>`;
}

export function show(desk: Desk, one: OpinionView): Promise<boolean> {
  const shown = desk.state?.shown_opinion?.opinion_id === one.opinion_id;
  return desk.attempt(shown ? { type: 'hide_opinion' } : { type: 'show_opinion', opinion_id: one.opinion_id });
}

export async function promote(desk: Desk, state: State, one: OpinionView): Promise<void> {
  const options = state.agenda.filter((each) => each.closed_at === null).map(({ item }) => [item.id, item.title] as const);
  const id = await choose(t('送到哪一项议程？'), one.text, options, t('送议程'));
  if (id) await desk.attempt({ type: 'promote_opinion', opinion_id: one.opinion_id, item_id: id });
}

export async function assign(desk: Desk, state: State, one: OpinionView): Promise<void> {
  const options = state.participants.filter((each) => each.role === 'department').map((each) => [each.id, each.organization || each.name] as const);
  const id = await choose(t('交给哪个单位答复？'), one.text, options, t('交承办单位'));
  if (!id) return;
  const running = state.agenda.find((each) => each.started_at !== null && each.closed_at === null);
  const open = running ?? state.agenda.find((each) => each.closed_at === null);
  await desk.attempt({ type: 'assign_opinion', opinion_id: one.opinion_id, to: [id], item_id: one.item_id ?? open?.item.id ?? null });
}

function choose(title: string, about: string, options: readonly (readonly [string, string])[], confirm: string): Promise<string | undefined> {
  return openDialog<string>((done) => html`<h2 id="dialog-title">${title}</h2><p class="t2">${about}</p>
    <form class="stack" @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      done(String(new FormData(event.target as HTMLFormElement).get('choice') ?? ''));
    }}>
      <fieldset class="choices"><legend class="vh">${title}</legend>
        ${options.map(([value, words], at) => html`<label><input type="radio" name="choice" value=${value} required ?checked=${at === 0} /><span>${words}</span></label>`)}
        ${options.length ? nothing : html`<p class="t2">${t('没有可以选的')}</p>`}</fieldset>
      <div class="acts">
        <button class="btn" type="button" data-testid=${ID.dialogCancel} @click=${(event: Event) => (event.target as HTMLElement).closest('dialog')?.close()}>${t('取消')}</button>
        <button class="btn primary" data-testid=${ID.dialogConfirm} ?disabled=${!options.length}>${confirm}</button>
      </div>
    </form>`);
}

/** Regions and their course, small, for whoever runs the meeting. */
export function charts(themes: OpinionThemes): TemplateResult | typeof nothing {
  if (!themes.total) return nothing;
  const most = Math.max(...themes.regions.map((one) => one.count), 1);
  const peak = Math.max(...themes.course.map((one) => one.count), 1);
  const first = themes.course[0];
  const last = themes.course.at(-1);
  return html`<section class="charts" data-testid=${ID.opinionCharts} aria-label=${t('意见分布')}>
    <h3 class="col-title">${t('意见分布')}<span class="t2 fs-xs">${t('共 {0} 条', themes.total)}</span></h3>
    <ul>${themes.regions.slice(0, REGIONS).map((one) => html`<li>
      <span class="cut">${one.region || (one.others ? t('其他地区') : t('没有写地区'))}</span>
      <meter min="0" max=${most} .value=${one.count} aria-hidden="true"></meter><b>${one.count}</b></li>`)}</ul>
    ${first && last ? html`<svg viewBox=${`0 0 ${themes.course.length * 4} 24`} preserveAspectRatio="none" role="img"
        aria-label=${t('从 {0} 到 {1} 的意见数', timeOfDay(first.at), timeOfDay(last.at))}>
        ${themes.course.map((one, at) => bar(at * 4, (one.count / peak) * 24))}</svg>
      <p class="t2 fs-xs hstack"><span class="grow">${timeOfDay(first.at)}</span><span>${timeOfDay(last.at)}</span></p>` : nothing}
  </section>`;
}

function bar(x: number, height: number): ReturnType<typeof svg> {
  return svg`<rect x=${x} y=${24 - height} width="3" height=${height}></rect>`;
}
