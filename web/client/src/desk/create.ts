// <tx-desk-create>: a new consultation. Filled in as far as can be guessed; what is wrong stands at its
// field, and whatever happens to the request, what was written stays.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { announce } from '../base/announce';
import { ApiError, call } from '../base/api';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { itemKind, levelName } from '../base/words';
import { levelBadge } from '../components/level-badge';
import { LEVELS } from '../session/select';
import { ID } from '../testids';
import type { Created } from '../wire.gen';
import { checkDraft, commandOf, fillCodes, firstDraft, newItem, newVenue, type Draft, type DraftItem, type DraftVenue } from './create-draft';
import { explain } from './desk';
import { field, focusFirstProblem, type Problems } from './fields';
import { freshId } from './key';
import { codeHint } from './venues';

const KINDS = ['briefing', 'questions', 'answers', 'statements'] as const;
const MAX_TITLE = 120;
const MAX_NAME = 60;
const STRUCTURE: ReadonlySet<string> = new Set([
  'venue_tree_needs_one_root', 'venue_parent_missing', 'venue_tree_has_cycle', 'venue_level_rises',
  'region_code_not_of_level', 'region_code_not_of_parent',
]);

@customElement('tx-desk-create')
export class Create extends TxElement {
  @property() token = '';
  private readonly draft: Draft = firstDraft();
  /** One name per content: sending it again after a lost answer makes no second consultation. */
  private key = freshId();
  @internal() private problems: Problems = {};
  @internal() private refused = '';
  @internal() private refusedVenues = '';
  @internal() private busy = false;

  private edited(): void {
    this.key = freshId();
    if (Object.keys(this.problems).length) this.problems = checkDraft(this.draft);
    this.requestUpdate();
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    this.refused = this.refusedVenues = '';
    this.problems = checkDraft(this.draft);
    if (Object.keys(this.problems).length) {
      announce(t('还有 {0} 处要改', Object.keys(this.problems).length));
      await this.updateComplete;
      focusFirstProblem(this);
      return;
    }
    this.busy = true;
    try {
      const { id } = await call<Created>('POST', '/api/v1/consultations', {
        token: this.token, body: commandOf(this.draft), key: this.key,
      });
      location.assign(`/desk/${encodeURIComponent(id)}?tab=prepare#t=${this.token}`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.busy = false;
      if (STRUCTURE.has(error.code)) this.refusedVenues = error.message;
      else this.refused = explain(error);
      announce(explain(error));
    }
  }

  // --- rendering ------------------------------------------------------------------------------

  override render(): TemplateResult {
    const { draft, problems } = this;
    const wrong = Object.keys(problems).length;
    return html`<main class="create"><form novalidate @submit=${this.send}>
      <section class="panel head" aria-label=${t('议题和时间')}>
        ${field('create-title', t('协商议题'), problems, this.input('create-title', draft.title, MAX_TITLE, (value) => { draft.title = value; }, ID.createTitle))}
        ${field('create-time', t('开会时间'), problems, this.input('create-time', draft.time, 40, (value) => { draft.time = value; }, ID.createTime, 'datetime-local'))}
        <label class="option"><input type="checkbox" data-testid=${ID.createWaiting} .checked=${draft.waitingRoom}
          @change=${(event: Event) => { draft.waitingRoom = (event.target as HTMLInputElement).checked; }} />${t('进入会议要先经会场接纳')}</label>
      </section>
      <section class="panel" aria-labelledby="create-venues">
        <header><h2 class="grow" id="create-venues">${t('会场')}</h2>
          <button class="btn desk" type="button" @click=${() => { draft.venues.push(newVenue(draft)); this.edited(); }}>${icon('plus')}${t('加会场')}</button></header>
        ${this.refusedVenues ? html`<p class="call stop">${icon('warn')}<span>${this.refusedVenues}</span></p>` : nothing}
        <div class="rows">${repeat(draft.venues, (one) => one.id, (one, i) => this.venue(one, i))}</div>
      </section>
      <section class="panel" aria-labelledby="create-items">
        <header><h2 class="grow" id="create-items">${t('议程')}</h2>
          <button class="btn desk" type="button" @click=${() => { draft.items.push(newItem()); this.edited(); }}>${icon('plus')}${t('加议程')}</button></header>
        <div class="rows">${repeat(draft.items, (one) => one.id, (one, i) => this.item(one, i))}</div>
      </section>
      <div class="foot">
        <span class="grow c-stop">${wrong ? t('还有 {0} 处要改', wrong) : this.refused}</span>
        <button class="btn" type="button" @click=${() => this.dispatchEvent(new Event('cancel-create'))}>${t('取消')}</button>
        <button class="btn primary" data-testid=${ID.createConsultation} aria-busy=${this.busy}>${this.busy ? t('正在建…') : t('建好这场协商')}</button>
      </div>
    </form></main>`;
  }

  private venue(one: DraftVenue, index: number): TemplateResult {
    const { draft, problems } = this;
    const id = `venue-${one.id}`;
    const parents = draft.venues.filter((each) => each !== one);
    return html`<div class="line" role="group" aria-label=${t('会场 {0}', index + 1)} data-testid=${ID.createVenue} data-index=${index}>
      <span class="no">${levelBadge(one.level)}</span>
      <div class="wide">${field(`${id}-name`, t('会场名称'), problems, this.input(`${id}-name`, one.name, MAX_NAME, (value) => { one.name = value; }))}</div>
      ${field(`${id}-level`, t('级别'), problems, this.select(`${id}-level`, one.level, LEVELS.map((each) => [each, levelName(each)]), (value) => { one.level = value as DraftVenue['level']; }))}
      ${field(`${id}-region_code`, t('区划代码'), problems, this.input(`${id}-region_code`, one.region_code, 6, (value) => {
        one.region_code = value;
        fillCodes(draft, one);
      }), /^\d{6}$/.test(one.region_code) ? '' : codeHint(one.level))}
      ${field(`${id}-parent`, t('上级会场'), problems, this.select(
        `${id}-parent`, one.parent, [['', t('没有，最上级')], ...parents.map((each) => [each.id, each.name || t('没有名称')] as const)], (value) => { one.parent = value; },
      ))}
      ${this.remover(t('去掉这个会场'), draft.venues.length > 1, t('至少要有一个会场'), () => {
        draft.venues.splice(index, 1);
        for (const each of draft.venues) if (each.parent === one.id) each.parent = one.parent;
      })}
      <details class="seats" ?open=${Boolean(problems[`${id}-seats`])}><summary>${t('席位')} ${one.seats.split('\n').filter((line) => line.trim()).length}</summary>
        ${field(`${id}-seats`, t('席位名单'), problems, html`<textarea
          id=${`${id}-seats`} class="inp desk" rows="3" aria-describedby=${`${id}-seats-problem`} aria-invalid=${problems[`${id}-seats`] ? 'true' : nothing}
          .value=${one.seats} @input=${(e: Event) => { one.seats = (e.target as HTMLTextAreaElement).value; this.edited(); }}
        ></textarea>`, t('一行一位：姓名，职务，单位。列席的在行末写“列席”。'))}
      </details>
    </div>`;
  }

  private item(one: DraftItem, index: number): TemplateResult {
    const { draft, problems } = this;
    const id = `item-${one.id}`;
    return html`<div class="line item" role="group" aria-label=${t('第 {0} 项', index + 1)} data-testid=${ID.createItem} data-index=${index}>
      <span class="no">${index + 1}</span>
      <div class="wide">${field(`${id}-title`, t('议题'), problems, this.input(`${id}-title`, one.title, MAX_TITLE, (value) => { one.title = value; }))}</div>
      ${field(`${id}-kind`, t('环节'), problems, this.select(`${id}-kind`, one.kind, KINDS.map((each) => [each, itemKind(each)]), (value) => { one.kind = value as DraftItem['kind']; }))}
      ${field(`${id}-minutes`, t('计划几分钟'), problems, this.input(`${id}-minutes`, one.minutes, 3, (value) => { one.minutes = value; }))}
      ${field(`${id}-speech`, t('每人几分钟'), problems, this.input(`${id}-speech`, one.speech, 3, (value) => { one.speech = value; }))}
      ${this.remover(t('去掉这一项'), draft.items.length > 1, t('至少要有一项议程'), () => draft.items.splice(index, 1))}
    </div>`;
  }

  private remover(words: string, may: boolean, why: string, act: () => void): TemplateResult {
    const press = (): void => {
      if (!may) {
        announce(why);
        return;
      }
      act();
      this.edited();
    };
    return html`<button class="btn quiet desk sq" type="button" aria-label=${may ? words : `${words}：${why}`} title=${may ? words : why}
      aria-disabled=${may ? nothing : 'true'} @click=${press}>${icon('x')}</button>`;
  }

  private input(
    id: string, value: string, most: number, set: (value: string) => void, hook = '', type: 'text' | 'datetime-local' = 'text',
  ): TemplateResult {
    return html`<input
      id=${id} class="inp desk" type=${type} maxlength=${type === 'text' ? most : nothing} autocomplete="off"
      data-testid=${hook || nothing} data-field=${id.slice(id.lastIndexOf('-') + 1)}
      aria-invalid=${this.problems[id] ? 'true' : nothing} aria-describedby=${`${id}-problem`}
      .value=${value} @input=${(e: Event) => { set((e.target as HTMLInputElement).value); this.edited(); }}
    />`;
  }

  private select(id: string, value: string, options: readonly (readonly [string, string])[], set: (value: string) => void): TemplateResult {
    return html`<select
      id=${id} class="inp desk" data-field=${id.slice(id.lastIndexOf('-') + 1)}
      aria-invalid=${this.problems[id] ? 'true' : nothing} aria-describedby=${`${id}-problem`}
      @change=${(e: Event) => { set((e.target as HTMLSelectElement).value); this.edited(); }}
    >${options.map(([each, words]) => html`<option value=${each} ?selected=${each === value}>${words}</option>`)}</select>`;
  }
}
