// 须应答: the departments that owe an answer under the running item, in the console's right column,
// and the dialogs that put a question, show one, and close the item all the same.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { timeOfDay } from '../base/time';
import { answerWords, opinionWords } from '../base/words';
import { openDialog } from '../components/dialog';
import { answerState, nextToAsk, outstanding, questionsOf, type AnswerState } from '../session/attending';
import { currentItem, participantOf, requestOf, speechOf } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { AnyCommand, QuestionView } from '../wire.gen';
import type { Console } from './console';

export function mustAnswer(host: Console, state: State, itemId: string): TemplateResult {
  const questions = questionsOf(state, itemId);
  const next = nextToAsk(state, itemId);
  return html`${questions.length
      ? html`<ul class="must" aria-label=${t('须应答的部门')}>
          ${questions.flatMap((question, index) => question.to.map((id) =>
            row(host, state, question, id, { isNext: next?.participantId === id && next.question === question, number: questions.length > 1 ? index + 1 : 0 })))}
        </ul>`
      : nothing}
    <button class="btn desk wide" type="button" aria-haspopup="dialog" data-testid=${ID.putQuestion} @click=${() => void putQuestion(host, state)}>
      ${icon('help')}${t('请部门应答')}</button>`;
}

/** `number` tells several questions apart; 0 where there is one. */
interface Place {
  isNext: boolean;
  number: number;
}

function row(host: Console, state: State, question: QuestionView, id: string, { isNext, number }: Place): TemplateResult {
  const how = answerState(state, question, id);
  const name = participantOf(state, id)?.name ?? id;
  return html`<li data-testid=${ID.mustAnswer} data-participant=${id} data-question=${question.question_id} data-state=${how}>
    <button class="q-open" type="button" aria-haspopup="dialog" @click=${() => void showQuestion(host, question.question_id, id)}>${name}</button>
    <small>${[number ? t('第 {0} 问', number) : '', since(state, question, id, how)].filter(Boolean).join(' · ')}</small>
    ${how === 'asked' ? askButton(host, state, question, id, isNext) : html`<span class="chip ${how === 'waiting' ? 'wait' : 'floor'}">${how === 'spoken' || how === 'written' ? icon('check') : nothing}${answerWords(how)}</span>`}
  </li>`;
}

function askButton(host: Console, state: State, question: QuestionView, id: string, isNext: boolean): TemplateResult {
  const here = state.joined.includes(id);
  const why = `why-ask-${question.question_id}-${id}`;
  return html`<button class="btn desk" type="button" data-testid=${ID.askDepartment} data-participant=${id}
      aria-disabled=${here ? nothing : 'true'} aria-describedby=${here ? nothing : why}
      @click=${() => here && host.run(asking(question, id))}>${t('请应答')}${isNext ? html` <kbd>A</kbd>` : nothing}</button>
    ${here ? nothing : html`<span class="vh" id=${why}>${t('还没有连上会议')}</span>`}`;
}

export function asking(question: QuestionView, id: string): AnyCommand {
  return { type: 'grant_floor', participant_id: id, question_id: question.question_id };
}

/** What stands below a department's name: since when, or why it has not answered. */
function since(state: State, question: QuestionView, id: string, how: AnswerState): string {
  switch (how) {
    case 'answering': {
      const begun = speechOf(state, id)?.started_at;
      return begun ? t('{0} 开始', timeOfDay(begun)) : t('准备应答');
    }
    case 'spoken': return t('当场应答');
    case 'written': {
      const reply = question.replies.find((one) => one.participant_id === id);
      return reply ? t('{0} 收到', timeOfDay(reply.filed_at)) : '';
    }
    case 'waiting': return t('在队列第 {0} 位', requestOf(state, id)?.place ?? 1);
    case 'asked': return state.joined.includes(id) ? t('未申请发言') : t('没有连上会议');
  }
}

/** Why the item cannot be closed; empty where it can. */
export function whyNotClose(state: State, itemId: string): string {
  const missing = outstanding(state, itemId).length;
  return missing ? t('还有 {0} 个部门没有应答，不能结束。', missing) : '';
}

/** 写明理由后结束: the chair's word, which is recorded; undefined if thought better of. */
export function waiveAnswers(state: State, itemId: string, confirm: string): Promise<string | undefined> {
  const names = outstanding(state, itemId).map((id) => participantOf(state, id)?.name ?? id);
  return askReason(t('还有部门没有应答'), t('{0} 没有应答。写明理由后可以结束，理由记入会议记录和纪要。', names.join(t('、'))), confirm);
}

export function askReason(title: string, body: string, confirm: string): Promise<string | undefined> {
  return openDialog<string>((done) => html`<h2 id="dialog-title">${title}</h2><p>${body}</p>
    <form @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      const reason = String(new FormData(event.target as HTMLFormElement).get('reason') ?? '').trim();
      if (reason) done(reason);
    }}>
      <label class="field"><span>${t('理由')}</span>
        <textarea class="inp" name="reason" rows="3" maxlength="500" required data-testid=${ID.waiveReason}></textarea></label>
      <div class="acts"><button class="btn" type="button" data-testid=${ID.dialogCancel} @click=${(event: Event) => (event.target as HTMLElement).closest('dialog')?.close()}>${t('取消')}</button>
        <button class="btn stop" data-testid=${ID.dialogConfirm}>${confirm}</button></div>
    </form>`);
}

// --- dialogs -------------------------------------------------------------------------------------

/** 请部门应答: now under the running item, or planned for a later one. */
export async function putQuestion(host: Console, state: State): Promise<void> {
  const departments = state.participants.filter((one) => one.role === 'department');
  const items = state.agenda.filter((one) => one.closed_at === null);
  const current = currentItem(state)?.view.item.id ?? items[0]?.item.id ?? '';
  const speech = state.speeches.filter((one) => one.kind === 'question').at(-1);
  const command = await openDialog<AnyCommand>((done) => html`<h2 id="dialog-title">${t('请部门应答')}</h2>
    ${departments.length && items.length ? html`<form @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      const form = new FormData(event.target as HTMLFormElement);
      const to = form.getAll('to').map(String);
      const text = String(form.get('text') ?? '').trim();
      if (!to.length || !text) return;
      done({ type: 'put_question', to, text, item_id: String(form.get('item')), speech_id: form.get('speech') ? speech?.speech_id ?? null : null });
    }}>
      <label class="field"><span>${t('问题')}</span>
        <textarea class="inp" name="text" rows="3" maxlength="2000" required data-testid=${ID.questionText}></textarea></label>
      <fieldset class="field"><legend>${t('由谁应答')}</legend>
        ${departments.map((one) => html`<label class="option"><input type="checkbox" name="to" value=${one.id} ?checked=${departments.length === 1} /><span>${one.name}</span></label>`)}</fieldset>
      <label class="field"><span>${t('在哪一项议程')}</span><select class="inp" name="item">
        ${items.map((one) => html`<option value=${one.item.id} ?selected=${one.item.id === current}>${one.item.title}</option>`)}</select></label>
      ${speech ? html`<label class="option"><input type="checkbox" name="speech" checked /><span>${t('出自 {0} 的提问', participantOf(state, speech.participant_id)?.name ?? '')}</span></label>` : nothing}
      <p class="t2 fs-s">${t('这些部门应答或书面答复以前，这一项不能结束。')}</p>
      <div class="acts"><button class="btn primary" data-testid=${ID.dialogConfirm}>${t('请应答')}</button></div>
    </form>` : html`<p>${departments.length ? t('议程都结束了。') : t('名单里没有承办单位。')}</p>`}
    <form method="dialog" class="acts"><button class="btn" data-testid=${ID.dialogCancel}>${t('取消')}</button></form>`);
  if (command) host.run(command);
}

/** One question: its text, what was replied; taking it back, and filing for the department. */
async function showQuestion(host: Console, questionId: string, participantId: string): Promise<void> {
  const state = host.participation.session.state;
  const question = state?.questions.find((one) => one.question_id === questionId);
  if (!state || !question) return;
  const reply = question.replies.find((one) => one.participant_id === participantId);
  const name = participantOf(state, participantId)?.name ?? '';
  const command = await openDialog<AnyCommand>((done) => html`<h2 id="dialog-title">${name}</h2>
    <blockquote class="asked-text">${opinionWords(question.text)}</blockquote>
    <form @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      const text = String(new FormData(event.target as HTMLFormElement).get('text') ?? '').trim();
      if (text) done({ type: 'file_reply', question_id: questionId, participant_id: participantId, text });
    }}>
      <label class="field"><span>${t('代部门提交书面答复')}</span>
        <textarea class="inp" name="text" rows="4" maxlength="5000" required data-testid=${ID.replyText} .value=${reply?.text ?? ''}></textarea></label>
      <div class="acts"><button class="btn primary" data-testid=${ID.fileReply}>${t('提交答复')}</button></div>
    </form>
    <div class="acts"><button class="btn stop" type="button" @click=${async () => {
      const reason = await askReason(t('撤回这个问题'), opinionWords(question.text), t('撤回'));
      if (reason) done({ type: 'withdraw_question', question_id: questionId, reason });
    }}>${t('撤回这个问题')}</button>
      <form method="dialog"><button class="btn" data-testid=${ID.dialogCancel}>${t('关闭')}</button></form></div>`);
  if (command) host.run(command);
}
