// <tx-desk-outcomes>: every outcome by how far it has come, and beside them the one that is looked at, or
// the form for another.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { Media } from '../base/media-query';
import { OutcomeBook } from '../outcomes/book';
import { outcomeCard } from '../outcomes/detail';
import { SOON } from '../outcomes/words';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { OutcomeProgress } from '../wire.gen';
import type { Desk } from './desk';
import { emptyOutcome, type OutcomeDraft } from './outcome-form';
import './outcome-form';

type Stage = OutcomeProgress['stage'];

const EVERY = 10 * 60_000; // days pass, and the clock acts, without anybody's doing
const COLUMNS: readonly [name: () => string, stages: readonly Stage[], thin: boolean][] = [
  [() => t('审查'), ['proposed'], false],
  [() => t('交办、签收'), ['filed', 'assigned'], false],
  [() => t('办理'), ['handling'], false],
  [() => t('答复、评议'), ['replied'], false],
  [() => t('回头看'), ['appraised'], true],
  [() => t('办结'), ['settled', 'merged', 'declined'], true],
];

@customElement('tx-desk-outcomes')
export class Outcomes extends TxElement {
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) draft: OutcomeDraft = emptyOutcome();
  /** Opened from an opinion: the form is shown and takes the focus. */
  @property({ type: Boolean }) writing = false;
  @internal() private selected = '';
  @internal() private open = false;
  @internal() private find = '';
  @internal() private unit = '';
  @internal() private shown: ReadonlySet<number> = new Set();
  private book!: OutcomeBook;
  private timer: ReturnType<typeof setInterval> | undefined;
  /** Of what was read last: the newest change, and how many there are. */
  private readUntil = '';
  private readonly narrow = new Media(this, '(max-width: 1099px)');

  override connectedCallback(): void {
    super.connectedCallback();
    this.book = new OutcomeBook(this.desk.place);
    new Follow(this, this.desk, ['change']);
    new Follow(this, this.book, ['change']);
    this.timer = setInterval(() => void this.book.read(), EVERY);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  protected override firstUpdated(_changed: PropertyValues): void {
    if (this.writing) this.open = true;
  }

  protected override updated(_changed: PropertyValues): void {
    const held = this.desk.state?.outcomes ?? [];
    const until = `${held.length} ${Math.max(0, ...held.map((one) => one.seq))}`;
    if (until === this.readUntil) return;
    this.readUntil = until;
    void this.book.read();
  }

  private pick(id: string): void {
    this.selected = id;
    this.open = true;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('.side h2')?.focus());
  }

  private write(): void {
    this.selected = '';
    this.open = true;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('#outcome-text')?.focus());
  }

  private close(): void {
    const card = this.querySelector<HTMLElement>(`.oc[data-outcome="${this.selected}"]`) ?? this.querySelector<HTMLElement>('#outcome-new');
    this.open = false;
    this.selected = '';
    void this.updateComplete.then(() => card?.focus());
  }

  override render(): TemplateResult | typeof nothing {
    const { state } = this.desk;
    if (!state) return nothing;
    const all = this.book.outcomes ?? [];
    return html`<div class="outcomes">
      <section class="board" aria-labelledby="outcomes-title">
        ${this.bar(state, all)}
        ${this.book.problem
          ? html`<p class="call stop" data-testid=${ID.outcomeProblem}>${icon('warn')}<span class="grow">${this.book.problem}</span>
              <button class="btn" type="button" @click=${() => this.book.say('')}>${t('知道了')}</button></p>`
          : nothing}
        ${this.book.failure ? html`<p class="call wait" role="status">${icon('off')}<span>${t('没有读到成果的进度，正在重试。')}</span></p>` : nothing}
        ${state.outcomes.length
          ? html`<div class="oc-board">${COLUMNS.map(([name, stages, thin], i) => this.column(i, name(), thin, this.filtered(all).filter((one) => stages.includes(one.stage))))}</div>`
          : html`<div class="empty">${icon('gavel')}<b>${t('还没有成果')}</b><small>${t('会上议定的事项记在这里：谁来办，什么时候办完。')}</small></div>`}
      </section>
      <aside class="side ${this.open ? 'is-open' : ''}" aria-labelledby="outcome-side-title" ?hidden=${this.narrow.matches && !this.open}>
        ${this.side(state, all)}
      </aside>
    </div>`;
  }

  private filtered(all: readonly OutcomeProgress[]): readonly OutcomeProgress[] {
    const wanted = this.find.trim().toLowerCase();
    return all.filter((one) => (!this.unit || one.lead?.name === this.unit || one.joint.some((each) => each.unit.name === this.unit))
      && (!wanted || [one.text, one.unit, one.lead?.name ?? '', String(one.number)].some((words) => words.toLowerCase().includes(wanted))));
  }

  private bar(state: State, all: readonly OutcomeProgress[]): TemplateResult {
    const late = all.filter((one) => one.deadline?.late).length;
    const soon = all.filter((one) => one.deadline && !one.deadline.late && one.deadline.left <= SOON).length;
    const units = [...new Set(all.flatMap((one) => [one.lead?.name ?? '', ...one.joint.map((each) => each.unit.name)]).filter(Boolean))];
    return html`<div class="oc-bar">
      <h2 id="outcomes-title">${t('成果 {0} 项', state.outcomes.length)}</h2>
      ${late ? html`<span class="chip stop">${icon('warn')}${t('超期 {0}', late)}</span>` : nothing}
      ${soon ? html`<span class="chip wait">${icon('clock')}${t('{0} 个工作日内到期 {1}', SOON, soon)}</span>` : nothing}
      <span class="grow"></span>
      <input class="inp desk" type="search" aria-label=${t('查内容、单位、编号')} placeholder=${t('查内容、单位、编号')}
        .value=${this.find} @input=${(e: Event) => { this.find = (e.target as HTMLInputElement).value; }} />
      ${units.length ? html`<select class="inp desk" aria-label=${t('单位')} @change=${(e: Event) => { this.unit = (e.target as HTMLSelectElement).value; }}>
        <option value="">${t('全部单位')}</option>${units.map((one) => html`<option ?selected=${one === this.unit}>${one}</option>`)}
      </select>` : nothing}
      <a class="btn quiet desk" target="_blank" rel="noopener" href=${`/outcomes/${encodeURIComponent(state.id)}`}>${icon('eye')}${t('公开页')}</a>
      <button class="btn desk primary" id="outcome-new" type="button" data-testid=${ID.outcomeNew} @click=${() => this.write()}>${icon('plus')}${t('记录成果')}</button>
    </div>`;
  }

  private column(index: number, name: string, thin: boolean, held: readonly OutcomeProgress[]): TemplateResult {
    const folded = thin && !this.narrow.matches && !this.shown.has(index);
    if (folded) {
      return html`<button class="oc-col thin" type="button" aria-expanded="false" @click=${() => { this.shown = new Set([...this.shown, index]); }}>
        <b>${held.length}</b><span>${name}</span></button>`;
    }
    return html`<section class="oc-col" aria-label=${name}>
      <h3>${name}<span>${t('{0} 项', held.length)}</span></h3>
      <ol>${held.map((one) => outcomeCard(one, one.outcome_id === this.selected, () => this.pick(one.outcome_id)))}</ol>
    </section>`;
  }

  private side(state: State, all: readonly OutcomeProgress[]): TemplateResult {
    const one = all.find((each) => each.outcome_id === this.selected);
    const closes = this.narrow.matches || one !== undefined;
    return html`<div class="stack">
      <div class="col-title">
        <h2 class="grow" id="outcome-side-title" tabindex="-1">${one ? t('成果 {0}', one.number) : t('记录成果')}</h2>
        ${closes ? html`<button class="btn quiet desk" type="button" @click=${() => this.close()}>${icon('x')}${t('关闭')}</button>` : nothing}
      </div>
      ${one
        ? html`<tx-outcome .book=${this.book} .outcome=${one} .departments=${state.participants.filter((each) => each.role === 'department')}></tx-outcome>`
        : html`<tx-outcome-form .desk=${this.desk} .draft=${this.draft} .writing=${this.writing} @recorded=${() => { this.open = false; }}></tx-outcome-form>`}
    </div>`;
  }
}
