// <tx-outcome-form>: what was agreed, which unit does it by when, and what it came from.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { Follow, TxElement } from '../base/element';
import { t } from '../base/i18n';
import { speechKind } from '../base/words';
import { timeOfDay } from '../base/time';
import { short } from '../outcomes/words';
import { speakerName } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { Source } from '../wire.gen';
import type { Desk } from './desk';
import { field, focusFirstProblem, type Problems } from './fields';

const MAX_TEXT = 2000; // characters, as the server takes
const MAX_UNIT = 120;
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

/** Fires `recorded` once it is. */
@customElement('tx-outcome-form')
export class OutcomeForm extends TxElement {
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) draft: OutcomeDraft = emptyOutcome();
  /** Takes the focus as it appears. */
  @property({ type: Boolean }) writing = false;
  @internal() private busy = false;
  @internal() private problems: Problems = {};

  override connectedCallback(): void {
    super.connectedCallback();
    new Follow(this, this.desk, ['change']);
  }

  protected override firstUpdated(_changed: PropertyValues): void {
    if (this.writing) this.querySelector<HTMLElement>('#outcome-text')?.focus();
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
    announce(t('已记下 1 项成果'));
    this.dispatchEvent(new CustomEvent('recorded'));
  }

  override render(): TemplateResult | typeof nothing {
    return this.desk.state ? this.form(this.desk.state) : nothing;
  }

  private form(state: State): TemplateResult {
    const { draft, problems } = this;
    const planned = state.status === 'planned';
    const units = new Set(state.participants.flatMap((one) => (one.role === 'department' ? [one.organization || one.name] : [])));
    return html`<form class="stack" novalidate @submit=${(event: Event) => (planned ? event.preventDefault() : void this.send(event))}>
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

/** Whole days from today to an ISO date here; negative when it has passed. */
function daysLeft(due: string): number {
  const [year = 0, month = 1, day = 1] = due.split('-').map(Number);
  const now = new Date();
  return Math.round((Date.UTC(year, month - 1, day) - Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())) / DAY);
}
