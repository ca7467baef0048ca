// The steps of the minutes as dialogs: each names what will happen, and to whom. Undefined if closed.
import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../base/i18n';
import { dayAndTime } from '../base/time';
import { roleName } from '../base/words';
import { openDialog } from '../components/dialog';
import type { State } from '../session/state';
import { ID } from '../testids';

const DAYS = 3; // until corrections are due, unless said otherwise
const DUE_HOUR = 18;
const CORRECTS: ReadonlySet<string> = new Set(['chair', 'clerk', 'member', 'expert', 'department', 'public_rep', 'venue']);

export interface CirculationChoice {
  participant_ids: string[];
  due_at: number;
}

export function askCirculation(state: State, before: readonly string[]): Promise<CirculationChoice | undefined> {
  const people = state.participants.filter((one) => CORRECTS.has(one.role));
  const chosen = new Set(before);
  let due = local(dueDay());
  return openDialog<CirculationChoice>((done) => html`<h2 id="dialog-title">${t('送征求意见')}</h2>
    <p>${t('选中的人打开自己的入会链接，就能看到这份纪要、提修改意见。截止以后不能再提。')}</p>
    <fieldset class="asks"><legend>${t('送给谁')}</legend>${people.map((one) => html`<label class="option">
      <input type="checkbox" data-testid=${ID.minutesAsk} data-participant=${one.id} ?checked=${chosen.has(one.id)}
        @change=${(event: Event) => ((event.target as HTMLInputElement).checked ? chosen.add(one.id) : chosen.delete(one.id))} />
      <span>${one.name}${one.name === roleName(one.role) ? '' : ` · ${roleName(one.role)}`}</span></label>`)}</fieldset>
    <div class="field"><label for="minutes-due">${t('截止时间')}</label>
      <input id="minutes-due" class="inp" type="datetime-local" data-testid=${ID.minutesDue} .value=${due}
        @input=${(event: Event) => (due = (event.target as HTMLInputElement).value)} /></div>
    ${acts(t('送出'), () => {
      const due_at = new Date(due).getTime();
      if (chosen.size && Number.isFinite(due_at)) done({ participant_ids: [...chosen], due_at });
    }, t('至少选一个人。'))}`, 'wide');
}

/** Approving; the reason is asked for where the deadline has not passed. */
export function askApproval(due: number | null, version: number): Promise<{ reason: string | null } | undefined> {
  const early = due !== null && due > Date.now();
  let reason = '';
  return openDialog<{ reason: string | null }>((done) => html`<h2 id="dialog-title">${t('第 {0} 版定稿', version)}</h2>
    <p>${t('定稿以后不能再改，只等签发。以后会议记录里的变化不再进入这一版。')}</p>
    ${early && due ? html`<p>${t('征求意见 {0} 才截止。现在定稿要写明理由，理由会进入会议记录。', dayAndTime(due, Date.now()))}</p>
      ${text('minutes-reason', t('理由'), ID.minutesReason, '', (value) => (reason = value))}` : nothing}
    ${acts(t('定稿'), () => (!early || reason.trim()) && done({ reason: early ? reason.trim() : null }), early ? t('写上理由。') : '')}`);
}

export interface Signature {
  number: string;
  date: string;
  signer: string;
}

export function askSignature(version: number, signer: string): Promise<Signature | undefined> {
  const signature: Signature = { number: '', date: local(new Date()).slice(0, 10), signer };
  const ready = (): boolean => Object.values(signature).every((value: string) => value.trim());
  return openDialog<Signature>((done) => html`<h2 id="dialog-title">${t('签发第 {0} 版', version)}</h2>
    <p>${t('签发以后这一版永远不变，校验值写进会议记录。要改，只能另出下一版。')}</p>
    ${text('minutes-number', t('文号'), ID.minutesNumber, '', (value) => (signature.number = value), 60, t('像“第 6 号”。'))}
    <div class="field"><label for="minutes-date">${t('日期')}</label><input id="minutes-date" class="inp" type="date" .value=${signature.date}
      @input=${(event: Event) => (signature.date = (event.target as HTMLInputElement).value)} /></div>
    ${text('minutes-signer', t('签发人'), ID.minutesSigner, signer, (value) => (signature.signer = value), 60)}
    ${acts(t('签发'), () => ready() && done(signature), t('文号、日期和签发人都要填。'))}`);
}

export function askReopening(signedNumber: string | null, version: number): Promise<string | undefined> {
  let reason = '';
  const title = signedNumber === null ? t('退回修改') : t('开始第 {0} 版', version + 1);
  const what = signedNumber === null ? t('纪要回到草稿，改好以后要重新征求意见、定稿。') : t('{0} 保持原样，随时能下载。新的一版从现在的文字改起，要重新征求意见、定稿和签发。', signedNumber);
  return openDialog<string>((done) => html`<h2 id="dialog-title">${title}</h2><p>${what}</p>
    ${text('minutes-reason', t('理由'), ID.minutesReason, '', (value) => (reason = value))}
    ${acts(title, () => reason.trim() && done(reason.trim()), t('写上理由。'))}`);
}

export function askDecline(who: string): Promise<string | undefined> {
  let reason = '';
  return openDialog<string>((done) => html`<h2 id="dialog-title">${t('不采纳 {0} 的修改意见', who)}</h2>
    <p>${t('理由会给提意见的人看。')}</p>
    ${text('minutes-reason', t('理由'), ID.minutesReason, '', (value) => (reason = value), 200)}
    ${acts(t('不采纳'), () => reason.trim() && done(reason.trim()), t('写上理由。'))}`);
}

// --- parts ---------------------------------------------------------------------------------------

function text(
  id: string, label: string, testId: string, value: string, change: (value: string) => void, most = 500, hint = '',
): TemplateResult {
  return html`<div class="field"><label for=${id}>${label}</label>
    <input id=${id} class="inp" maxlength=${most} autocomplete="off" data-testid=${testId} .value=${value} aria-describedby="dialog-needs"
      @input=${(event: Event) => change((event.target as HTMLInputElement).value)} />
    ${hint ? html`<span class="hint">${hint}</span>` : nothing}</div>`;
}

/** `needs` says what is still missing when the verb does nothing. */
function acts(confirm: string, act: () => unknown, needs: string): TemplateResult {
  return html`<p class="why" id="dialog-needs">${needs}</p>
    <div class="acts"><form method="dialog"><button class="btn" data-testid=${ID.dialogCancel}>${t('取消')}</button></form>
      <button class="btn primary" type="button" data-testid=${ID.dialogConfirm} @click=${() => act()}>${confirm}</button></div>`;
}

function dueDay(): Date {
  const due = new Date();
  due.setDate(due.getDate() + DAYS);
  due.setHours(DUE_HOUR, 0, 0, 0);
  return due;
}

/** As <input type=datetime-local> has it. */
function local(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
