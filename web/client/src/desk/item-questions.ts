// <tx-item-questions>: 须应答 of one agenda item on the desk: the questions that departments must answer
// before it may close, put before the meeting or during it.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { answerWords, opinionWords } from '../base/words';
import { answerState, questionsOf } from '../session/attending';
import { participantOf } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { Participant, QuestionView } from '../wire.gen';
import type { Desk } from './desk';
import { field, focusFirstProblem, type Problems } from './fields';

const MAX_TEXT = 2000; // characters, as the server takes
const MAX_DEPARTMENTS = 50;
const MAX_REASON = 500;

interface Draft {
  text: string;
  to: ReadonlySet<string>;
}

@customElement('tx-item-questions')
export class ItemQuestions extends TxElement {
  @property({ attribute: false }) desk!: Desk;
  @property() item = '';
  /** What is being written; null while nothing is. */
  @internal() private draft: Draft | null = null;
  /** The question that is being withdrawn, and why. */
  @internal() private withdrawing: { id: string; reason: string } | null = null;
  @internal() private problems: Problems = {};
  @internal() private busy = false;

  override connectedCallback(): void {
    super.connectedCallback();
    new Follow(this, this.desk, ['change']);
  }

  override render(): TemplateResult | typeof nothing {
    const { state } = this.desk;
    const view = state?.agenda.find((one) => one.item.id === this.item);
    if (!state || !view) return nothing;
    const questions = questionsOf(state, this.item);
    const over = state.status === 'closed' || view.closed_at !== null;
    if (over && !questions.length) return nothing;
    return html`<div class="itemquestions" data-testid=${ID.itemQuestions} data-item=${this.item}>
      ${questions.length ? html`<ol>${questions.map((one) => this.row(state, one, over))}</ol>` : nothing}
      ${over ? nothing : this.draft ? this.form(state, this.draft) : this.adder(state)}
    </div>`;
  }

  private row(state: State, question: QuestionView, over: boolean): TemplateResult {
    const id = question.question_id;
    return html`<li data-testid=${ID.plannedQuestion} data-question=${id}>
      ${icon('help')}<span class="grow">${opinionWords(question.text)}
        <small>${question.to.map((who) => html`<span class="nw">${participantOf(state, who)?.name ?? who} <span class="chip xs">${answerWords(answerState(state, question, who))}</span></span> `)}</small></span>
      ${over || this.withdrawing?.id === id ? nothing : html`<button class="btn desk stop" type="button" data-testid=${ID.questionWithdraw} data-question=${id}
        @click=${() => this.beginWithdrawing(id)}>${t('撤回')}<span class="vh">：${opinionWords(question.text)}</span></button>`}
      ${this.withdrawing?.id === id ? this.withdrawal(this.withdrawing) : nothing}
    </li>`;
  }

  private adder(state: State): TemplateResult {
    const why = departments(state).length ? '' : t('名单里没有承办单位，先加人。');
    const id = `ask-why-${this.item}`;
    return html`<p class="adder"><button class="btn desk" type="button" data-testid=${ID.questionAdd} data-item=${this.item}
        aria-disabled=${why ? 'true' : nothing} aria-describedby=${why ? id : nothing} @click=${() => why || this.begin(state)}>${icon('plus')}${t('加须应答的问题')}</button>
      ${why ? html`<span class="t2 fs-xs grow" id=${id}>${why}</span>` : nothing}</p>`;
  }

  private form(state: State, draft: Draft): TemplateResult {
    const { problems } = this;
    const [text, to] = [`ask-text-${this.item}`, `ask-to-${this.item}`];
    const toggle = (id: string, on: boolean): void => {
      this.change({ ...draft, to: new Set(on ? [...draft.to, id] : [...draft.to].filter((one) => one !== id)) });
    };
    return html`<form class="ask" novalidate @submit=${(event: Event) => void this.send(event, draft)}>
      ${field(text, t('问题'), problems, html`<textarea id=${text} class="inp desk" rows="2" maxlength=${MAX_TEXT} data-testid=${ID.questionText}
        aria-invalid=${problems[text] ? 'true' : nothing} aria-describedby=${`${text}-problem`} .value=${draft.text}
        @input=${(event: Event) => this.change({ ...draft, text: (event.target as HTMLTextAreaElement).value })}></textarea>`)}
      <fieldset class="field" aria-describedby=${`${to}-problem`}><legend>${t('由谁应答')}</legend>
        ${departments(state).map((one, index) => html`<label class="option"><input type="checkbox" id=${index ? nothing : to} .checked=${draft.to.has(one.id)}
          aria-invalid=${problems[to] && !index ? 'true' : nothing} data-testid=${ID.questionTo} data-participant=${one.id}
          @change=${(event: Event) => toggle(one.id, (event.target as HTMLInputElement).checked)} /><span>${one.name}</span></label>`)}
        <span class="problem" id=${`${to}-problem`} data-testid=${problems[to] ? ID.fieldProblem : nothing} data-field=${to} ?hidden=${!problems[to]}>${problems[to] ?? ''}</span>
      </fieldset>
      <div class="acts"><span class="t2 fs-xs grow">${t('部门应答或书面答复以前，这一项不能结束。')}</span>
        <button class="btn desk" type="button" @click=${() => this.end()}>${t('取消')}</button>
        <button class="btn desk primary" data-testid=${ID.questionSend} aria-busy=${this.busy}>${t('加上')}</button>
      </div>
    </form>`;
  }

  private withdrawal(draft: NonNullable<ItemQuestions['withdrawing']>): TemplateResult {
    const id = `withdraw-${draft.id}`;
    return html`<form class="ask" novalidate @submit=${(event: Event) => void this.withdraw(event, draft)}>
      ${field(id, t('撤回的理由'), this.problems, html`<input id=${id} class="inp desk" maxlength=${MAX_REASON} autocomplete="off" data-testid=${ID.withdrawReason}
        aria-invalid=${this.problems[id] ? 'true' : nothing} aria-describedby=${`${id}-problem`} .value=${draft.reason}
        @input=${(event: Event) => { this.withdrawing = { ...draft, reason: (event.target as HTMLInputElement).value }; }} />`)}
      <div class="acts">
        <button class="btn desk" type="button" @click=${() => { this.withdrawing = null; this.problems = {}; }}>${t('取消')}</button>
        <button class="btn desk stop" data-testid=${ID.withdrawSend}>${t('撤回')}</button>
      </div>
    </form>`;
  }

  // --- doing ----------------------------------------------------------------------------------

  private begin(state: State): void {
    const all = departments(state);
    this.draft = { text: '', to: new Set(all.length === 1 ? all.map((one) => one.id) : []) };
    this.problems = {};
    this.aim('.ask .inp');
  }

  private beginWithdrawing(id: string): void {
    this.withdrawing = { id, reason: '' };
    this.problems = {};
    this.aim(`#withdraw-${id}`);
  }

  private end(): void {
    this.draft = null;
    this.problems = {};
    this.aim(`[data-testid="${ID.questionAdd}"]`);
  }

  private aim(selector: string): void {
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(selector)?.focus());
  }

  private check({ text, to }: Draft): Problems {
    const problems: Problems = {};
    if (!text.trim()) problems[`ask-text-${this.item}`] = t('写上问题。');
    if (!to.size) problems[`ask-to-${this.item}`] = t('选上由谁应答。');
    if (to.size > MAX_DEPARTMENTS) problems[`ask-to-${this.item}`] = t('一个问题最多请 {0} 个部门应答。', MAX_DEPARTMENTS);
    return problems;
  }

  /** What is wrong is said until it is mended, and not before the first try. */
  private change(draft: Draft): void {
    this.draft = draft;
    if (Object.keys(this.problems).length) this.problems = this.check(draft);
  }

  private async send(event: Event, { text, to }: Draft): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    this.problems = this.check({ text, to });
    if (Object.keys(this.problems).length) {
      await this.updateComplete;
      return focusFirstProblem(this);
    }
    this.busy = true;
    const done = await this.desk.attempt({ type: 'put_question', item_id: this.item, text: text.trim(), to: [...to], speech_id: null });
    this.busy = false;
    if (!done) return; // what was written stays; the page says why
    announce(t('已加上'));
    this.end();
  }

  private async withdraw(event: Event, { id, reason }: NonNullable<ItemQuestions['withdrawing']>): Promise<void> {
    event.preventDefault();
    this.problems = reason.trim() ? {} : { [`withdraw-${id}`]: t('写上理由，理由会记入会议记录。') };
    if (Object.keys(this.problems).length) {
      await this.updateComplete;
      return focusFirstProblem(this);
    }
    if (!(await this.desk.attempt({ type: 'withdraw_question', question_id: id, reason: reason.trim() }))) return;
    this.withdrawing = null;
    announce(t('问题撤回了'));
    this.aim(`[data-testid="${ID.questionAdd}"]`);
  }
}

function departments(state: State): Participant[] {
  return state.participants.filter((one) => one.role === 'department');
}
