// <tx-desk-outcomes>: what was agreed, which unit does it by when, and what it came from.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { locale, t } from '../base/i18n';
import { Media } from '../base/media-query';
import { speechKind } from '../base/words';
import { timeOfDay } from '../base/time';
import { speakerName } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { OutcomeView, Source } from '../wire.gen';
import type { Desk } from './desk';
import { field, focusFirstProblem, type Problems } from './fields';

const MAX_TEXT = 2000; // characters, as the server takes
const MAX_UNIT = 120;
const QUOTED = 40; // characters of an opinion in a list
const SOON = 7; // days before the date
const DAY = 86_400_000;

/** What is being written; kept while the page lives, whatever tab is shown. */
export interface OutcomeDraft {
  text: string;
  unit: string;
  due: string;
  /** `kind:id`, or empty. */
  source: string;
}

export function emptyOutcome(): OutcomeDraft {
  return { text: '', unit: '', due: '', source: '' };
}

@customElement('tx-desk-outcomes')
export class Outcomes extends TxElement {
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) draft: OutcomeDraft = emptyOutcome();
  /** Opened from an opinion: the form is shown and takes the focus. */
  @property({ type: Boolean }) writing = false;
  @internal() private open = false;
  @internal() private busy = false;
  @internal() private problems: Problems = {};
  private readonly narrow = new Media(this, '(max-width: 1099px)');

  override connectedCallback(): void {
    super.connectedCallback();
    new Follow(this, this.desk, ['change']);
  }

  protected override firstUpdated(_changed: PropertyValues): void {
    if (this.writing) this.show();
  }

  private show(): void {
    this.open = true;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('#outcome-text')?.focus());
  }

  private close(): void {
    this.open = false;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('#outcome-new')?.focus());
  }

  private set(key: keyof OutcomeDraft, value: string): void {
    this.draft[key] = value;
    this.requestUpdate();
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const { draft } = this;
    this.problems = check(draft);
    if (Object.keys(this.problems).length) {
      announce(t('还有 {0} 处要改', Object.keys(this.problems).length));
      await this.updateComplete;
      focusFirstProblem(this);
      return;
    }
    this.busy = true;
    const sent = JSON.stringify(draft);
    const source = parse(draft.source) as Source; // `check` found one
    const done = await this.desk.attempt({
      type: 'record_outcome', text: draft.text.trim(), unit: draft.unit.trim(), due: draft.due, source,
    });
    this.busy = false;
    if (!done) return; // what was written stays; the page says why
    if (JSON.stringify(draft) === sent) Object.assign(draft, emptyOutcome()); // somebody may have gone on writing
    this.open = false;
    announce(t('已记下 1 项成果'));
  }

  override render(): TemplateResult | typeof nothing {
    const { state } = this.desk;
    if (!state) return nothing;
    return html`<div class="outcomes">
      <section class="board" aria-labelledby="outcomes-title">
        <div class="col-title">
          <h2 id="outcomes-title">${t('成果 {0} 项', state.outcomes.length)}</h2>
          ${this.lateChips(state)}
          <span class="grow"></span>
          ${this.narrow.matches
            ? html`<button class="btn desk primary" id="outcome-new" type="button" data-testid=${ID.outcomeNew} @click=${() => this.show()}>
                ${icon('plus')}${t('记录成果')}</button>`
            : nothing}
        </div>
        ${state.outcomes.length
          ? html`<ol class="cards">${state.outcomes.map((one, index) => card(state, one, index + 1))}</ol>`
          : html`<div class="empty">${icon('gavel')}<b>${t('还没有成果')}</b><small>${t('会上议定的事项记在这里：谁来办，什么时候办完。')}</small></div>`}
      </section>
      <aside class="side ${this.open ? 'is-open' : ''}" aria-labelledby="outcome-form-title" ?hidden=${this.narrow.matches && !this.open}>
        ${this.form(state)}
      </aside>
    </div>`;
  }

  private lateChips(state: State): TemplateResult {
    const days = state.outcomes.map((one) => daysLeft(one.due));
    const late = days.filter((left) => left < 0).length;
    const soon = days.filter((left) => left >= 0 && left <= SOON).length;
    return html`${late ? html`<span class="chip stop">${icon('warn')}${t('过了期限 {0}', late)}</span>` : nothing}
    ${soon ? html`<span class="chip wait">${icon('clock')}${t('{0} 天内到期 {1}', SOON, soon)}</span>` : nothing}`;
  }

  private form(state: State): TemplateResult {
    const { draft, problems } = this;
    const planned = state.status === 'planned';
    const units = new Set(state.participants.flatMap((one) => (one.role === 'department' ? [one.organization || one.name] : [])));
    return html`<form class="stack" novalidate @submit=${(event: Event) => (planned ? event.preventDefault() : void this.send(event))}>
      <div class="col-title">
        <h2 class="grow" id="outcome-form-title">${t('记录成果')}</h2>
        ${this.narrow.matches ? html`<button class="btn quiet desk" type="button" @click=${() => this.close()}>${icon('x')}${t('关闭')}</button>` : nothing}
      </div>
      ${field('outcome-text', t('成果内容'), problems, html`<textarea
        id="outcome-text" class="inp desk" rows="4" maxlength=${MAX_TEXT} data-testid=${ID.outcomeText}
        aria-invalid=${problems['outcome-text'] ? 'true' : nothing} aria-describedby="outcome-text-problem"
        .value=${draft.text} @input=${(e: Event) => this.set('text', (e.target as HTMLTextAreaElement).value)}
      ></textarea>`, t('写办什么，像“每月公开地下水监测数据”。'))}
      ${field('outcome-unit', t('责任单位'), problems, html`<input
          id="outcome-unit" class="inp desk" maxlength=${MAX_UNIT} list="outcome-units" autocomplete="off" data-testid=${ID.outcomeUnit}
          aria-invalid=${problems['outcome-unit'] ? 'true' : nothing} aria-describedby="outcome-unit-problem"
          .value=${draft.unit} @input=${(e: Event) => this.set('unit', (e.target as HTMLInputElement).value)}
        /><datalist id="outcome-units">${[...units].map((unit) => html`<option value=${unit}></option>`)}</datalist>`)}
      ${field('outcome-due', t('完成时限'), problems, html`<input
        id="outcome-due" class="inp desk" type="date" data-testid=${ID.outcomeDue}
        aria-invalid=${problems['outcome-due'] ? 'true' : nothing} aria-describedby="outcome-due-problem"
        .value=${draft.due} @input=${(e: Event) => this.set('due', (e.target as HTMLInputElement).value)}
      />`, draft.due && daysLeft(draft.due) < 0 ? t('这一天已经过去。') : '')}
      ${field('outcome-source', t('来源'), problems, this.sources(state))}
      ${this.quote(state)}
      <button
        class="btn primary wide" data-testid=${ID.outcomeRecord} aria-busy=${this.busy}
        aria-disabled=${planned ? 'true' : nothing} aria-describedby=${planned ? 'outcome-why' : nothing}
      >${this.busy ? t('正在记下…') : t('记录成果')}</button>
      <p class="why" id="outcome-why">${planned ? t('开会以后才能记录成果。') : t('记下后进入会议记录和纪要，不能改。')}</p>
    </form>`;
  }

  private sources(state: State): TemplateResult {
    const { draft, problems } = this;
    const option = (value: string, text: string): TemplateResult => html`<option value=${value} ?selected=${draft.source === value}>${text}</option>`;
    const spoken = state.speeches.filter((one) => one.started_at !== null);
    const published = state.opinions.filter((one) => one.state === 'published' || `opinion:${one.opinion_id}` === draft.source);
    return html`<select
      id="outcome-source" class="inp desk" data-testid=${ID.outcomeSource}
      aria-invalid=${problems['outcome-source'] ? 'true' : nothing} aria-describedby="outcome-source-problem"
      .value=${draft.source} @change=${(e: Event) => this.set('source', (e.target as HTMLSelectElement).value)}
    >
      ${option('', t('选一个来源'))}
      <optgroup label=${t('议程')}>${state.agenda.map(({ item }, i) => option(`item:${item.id}`, `${t('第 {0} 项', i + 1)} · ${item.title}`))}</optgroup>
      <optgroup label=${t('会上发言')}>${spoken.map((one) => option(
        `speech:${one.speech_id}`,
        `${timeOfDay(one.started_at ?? one.granted_at)} ${speakerName(state, one.participant_id, one.seat_id)} · ${speechKind(one.kind)}`,
      ))}</optgroup>
      <optgroup label=${t('已公布的意见')}>${published.map((one) => option(`opinion:${one.opinion_id}`, short(one.text)))}</optgroup>
    </select>`;
  }

  /** The whole opinion under the list, which shows only its beginning. */
  private quote(state: State): TemplateResult | typeof nothing {
    const source = parse(this.draft.source);
    const opinion = source?.kind === 'opinion' ? state.opinions.find((one) => one.opinion_id === source.id) : undefined;
    return opinion ? html`<blockquote class="quote">${opinion.text}</blockquote>` : nothing;
  }
}

function check(draft: OutcomeDraft): Problems {
  const problems: Problems = {};
  if (!draft.text.trim()) problems['outcome-text'] = t('写上成果内容。');
  if (!draft.unit.trim()) problems['outcome-unit'] = t('写上由哪个单位办。');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(draft.due)) problems['outcome-due'] = t('选一个日期。');
  if (!parse(draft.source)) problems['outcome-source'] = t('选一项议程、一次发言或一条意见。');
  return problems;
}

function parse(value: string): Source | null {
  const [kind, id] = [value.slice(0, value.indexOf(':')), value.slice(value.indexOf(':') + 1)];
  return (kind === 'item' || kind === 'speech' || kind === 'opinion') && id ? { kind, id } : null;
}

function card(state: State, one: OutcomeView, number: number): TemplateResult {
  return html`<li class="card outcome" data-testid=${ID.outcome} data-outcome=${one.outcome_id}>
    <small>${t('成果 {0}', number)}</small>
    <h3>${one.text}</h3>
    <dl>
      <dt>${t('责任单位')}</dt><dd>${one.unit}</dd>
      <dt>${t('完成时限')}</dt><dd>${dayOf(one.due)}</dd>
      <dt>${t('来源')}</dt><dd>${sourceWords(state, one.source)}</dd>
    </dl>
    ${dueChip(one.due)}
  </li>`;
}

function sourceWords(state: State, source: Source): string {
  switch (source.kind) {
    case 'item': {
      const index = state.agenda.findIndex((one) => one.item.id === source.id);
      return `${t('第 {0} 项', index + 1)} · ${state.agenda[index]?.item.title ?? ''}`;
    }
    case 'speech': {
      const speech = state.speeches.find((one) => one.speech_id === source.id);
      if (!speech) return t('发言');
      const at = timeOfDay(speech.started_at ?? speech.granted_at);
      return `${t('发言')} ${at} ${speakerName(state, speech.participant_id, speech.seat_id)}`;
    }
    case 'opinion': {
      const opinion = state.opinions.find((one) => one.opinion_id === source.id);
      return `${t('意见')} ${opinion ? short(opinion.text) : ''}`;
    }
  }
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > QUOTED ? `${line.slice(0, QUOTED)}…` : line;
}

/** Whole days from today to an ISO date here; negative when it has passed. */
function daysLeft(due: string): number {
  const [year = 0, month = 1, day = 1] = due.split('-').map(Number);
  const now = new Date();
  return Math.round((Date.UTC(year, month - 1, day) - Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())) / DAY);
}

function dayOf(due: string): string {
  const [year = 0, month = 1, day = 1] = due.split('-').map(Number);
  return new Date(year, month - 1, day).toLocaleDateString(locale(), { year: 'numeric', month: 'long', day: 'numeric' });
}

function dueChip(due: string): TemplateResult {
  const left = daysLeft(due);
  if (left < 0) return html`<span class="chip xs stop">${icon('warn')}${t('过了 {0} 天', -left)}</span>`;
  if (left === 0) return html`<span class="chip xs wait">${icon('clock')}${t('今天到期')}</span>`;
  return html`<span class="chip xs ${left <= SOON ? 'wait' : ''}">${icon('clock')}${t('还有 {0} 天', left)}</span>`;
}
