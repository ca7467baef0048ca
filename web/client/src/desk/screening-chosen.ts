// What becomes of a chosen opinion, on the desk: the screens, the agenda, a department.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { itemKind } from '../base/words';
import { openDialog } from '../components/dialog';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { AgendaItem, OpinionView } from '../wire.gen';
import type { Desk } from './desk';
import { freshId } from './key';

const NEW = ''; // no item has this id
const MAX_TITLE = 120; // characters, as the server takes
const KINDS: readonly AgendaItem['kind'][] = ['answers', 'questions', 'briefing', 'statements'];

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
  const open = state.agenda.filter((each) => each.closed_at === null).map(({ item }) => [item.id, item.title] as const);
  const options = state.status === 'closed' ? open : [...open, [NEW, t('新的一项议程')] as const];
  const id = await choose(t('送到哪一项议程？'), one.text, options, t('送议程'));
  if (id === undefined) return;
  const item = id === NEW ? await newItem(one) : null;
  if (item === undefined) return;
  await desk.attempt({ type: 'promote_opinion', opinion_id: one.opinion_id, ...(item ? { item } : { item_id: id }) });
}

/** What is asked of an item of the agenda; its title is the opinion's beginning, to be put into words. */
function newItem(one: OpinionView): Promise<AgendaItem | undefined> {
  return openDialog<AgendaItem>((done) => html`<h2 id="dialog-title">${t('加一项议程')}</h2><p class="t2">${one.text}</p>
    <form class="stack" data-testid=${ID.opinionNewItem} @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      const form = new FormData(event.target as HTMLFormElement);
      const title = String(form.get('title')).trim();
      const [minutes, speech] = [Number(form.get('minutes')), Number(form.get('speech'))];
      if (title) done({ id: freshId(), title, kind: form.get('kind') as AgendaItem['kind'], planned_minutes: minutes, speech_seconds: speech * 60 });
    }}>
      <label class="field"><span>${t('议题')}</span><input class="inp desk" name="title" required maxlength=${MAX_TITLE} .value=${one.text.slice(0, MAX_TITLE)} /></label>
      <label class="field"><span>${t('环节')}</span><select class="inp desk" name="kind">${KINDS.map((kind) => html`<option value=${kind}>${itemKind(kind)}</option>`)}</select></label>
      <div class="two">
        <label class="field"><span>${t('计划几分钟')}</span><input class="inp desk" type="number" name="minutes" required min="1" max="600" value="10" /></label>
        <label class="field"><span>${t('每人几分钟')}</span><input class="inp desk" type="number" name="speech" required min="1" max="360" value="5" /></label>
      </div>
      ${buttons(t('送议程'))}
    </form>`);
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
      ${buttons(confirm, !options.length)}
    </form>`);
}

function buttons(confirm: string, off = false): TemplateResult {
  return html`<div class="acts">
    <button class="btn" type="button" data-testid=${ID.dialogCancel} @click=${(event: Event) => (event.target as HTMLElement).closest('dialog')?.close()}>${t('取消')}</button>
    <button class="btn primary" data-testid=${ID.dialogConfirm} ?disabled=${off}>${confirm}</button>
  </div>`;
}
