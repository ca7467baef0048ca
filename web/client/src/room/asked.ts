// <tx-asked>: the questions that a department owes an answer to, on its own page: it asks for the
// floor to answer, or files a written reply.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { answerWords, opinionWords } from '../base/words';
import { openDialog } from '../components/dialog';
import { answerState } from '../session/attending';
import { currentItem, requestOf, speechOf } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { QuestionView } from '../wire.gen';
import { attempt } from './attempt';
import type { Participation } from './participation';

@customElement('tx-asked')
export class Asked extends TxElement {
  @property({ attribute: false }) participation!: Participation;
  private known = -1;

  protected override willUpdate(): void {
    if (!this.hasUpdated) new Follow(this, this.participation.session, ['change']);
  }

  override render(): TemplateResult | typeof nothing {
    const { state, you } = this.participation.session;
    if (!state || you?.role !== 'department') return nothing;
    const mine = state.questions.filter((one) => one.withdrawn === null && one.to.includes(you.participant_id) && this.shown(state, one));
    const open = mine.filter((one) => !this.answered(state, one)).length;
    if (this.known >= 0 && open > this.known) announce(t('有问题请您应答。'), 'assertive');
    this.known = open;
    return mine.length ? html`<div class="asked">${mine.map((one) => this.row(state, one, you.participant_id))}</div>` : nothing;
  }

  /** Under the running item, and unanswered ones of whatever has closed or is still to come. */
  private shown(state: State, question: QuestionView): boolean {
    return question.item_id === currentItem(state)?.view.item.id || (state.status !== 'closed' && !this.answered(state, question));
  }

  private answered(state: State, question: QuestionView): boolean {
    const how = answerState(state, question, this.participation.session.you?.participant_id ?? '');
    return how === 'spoken' || how === 'written';
  }

  private row(state: State, question: QuestionView, me: string): TemplateResult {
    const how = answerState(state, question, me);
    const done = how === 'spoken' || how === 'written';
    const runs = question.item_id === currentItem(state)?.view.item.id && state.status === 'open';
    const title = state.agenda.find((one) => one.item.id === question.item_id)?.item.title ?? '';
    const why = `why-answer-${question.question_id}`;
    const busy = speechOf(state, me) !== null || requestOf(state, me) !== null;
    return html`<div class="call ${done ? 'floor' : 'wait'}" data-testid=${ID.asked} data-question=${question.question_id} data-state=${how}>
      ${icon(done ? 'check' : 'help')}
      <div class="grow"><b>${t('请您应答')}</b> <span class="chip ${done || how === 'answering' ? 'floor' : 'wait'}">${answerWords(how)}</span>
        <p>${opinionWords(question.text)}</p><small class="t2">${title}</small></div>
      <div class="acts">
        ${done || how === 'answering' || how === 'waiting' ? nothing : html`<button class="btn primary" type="button" data-testid=${ID.requestAnswer}
          aria-disabled=${runs && !busy ? nothing : 'true'} aria-describedby=${runs && !busy ? nothing : why}
          @click=${() => runs && !busy && void this.ask(question)}>${t('申请应答')}</button>
          ${runs && !busy ? nothing : html`<small class="t2" id=${why}>${runs ? t('您已经在发言队列里') : t('这一项进行时可以申请')}</small>`}`}
        ${how === 'spoken' ? nothing : html`<button class="btn" type="button" aria-haspopup="dialog" data-testid=${ID.fileReply}
          @click=${() => void this.reply(question, me)}>${how === 'written' ? t('修改书面答复') : t('书面答复')}</button>`}
      </div>
    </div>`;
  }

  private ask(question: QuestionView): Promise<void> {
    return attempt(this.participation.session, { type: 'request_floor', kind: 'answer', question_id: question.question_id });
  }

  private async reply(question: QuestionView, me: string): Promise<void> {
    const before = question.replies.find((one) => one.participant_id === me)?.text ?? this.drafts.get(question.question_id) ?? '';
    const text = await openDialog<string>((done) => html`<h2 id="dialog-title">${t('书面答复')}</h2>
      <blockquote class="asked-text">${opinionWords(question.text)}</blockquote>
      <form @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        const written = String(new FormData(event.target as HTMLFormElement).get('text') ?? '').trim();
        if (written) done(written);
      }}>
        <label class="field"><span>${t('答复内容')}</span><textarea class="inp" name="text" rows="8" maxlength="5000" required
          data-testid=${ID.replyText} .value=${before} @input=${(event: Event) => this.drafts.set(question.question_id, (event.target as HTMLTextAreaElement).value)}></textarea></label>
        <p class="t2 fs-s">${t('答复记入会议记录和纪要，与会的人都能看到。')}</p>
        <div class="acts"><button class="btn" type="button" data-testid=${ID.dialogCancel} @click=${(event: Event) => (event.target as HTMLElement).closest('dialog')?.close()}>${t('取消')}</button>
          <button class="btn primary" data-testid=${ID.dialogConfirm}>${t('提交答复')}</button></div>
      </form>`);
    if (text === undefined) return;
    await attempt(this.participation.session, { type: 'file_reply', question_id: question.question_id, text });
  }

  /** What was begun and not filed, kept while the page is. */
  private readonly drafts = new Map<string, string>();
}
