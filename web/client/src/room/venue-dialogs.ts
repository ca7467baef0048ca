// The questions of whoever manages a venue: why, who sits there, what is asked for them.
import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../base/i18n';
import { speechKind } from '../base/words';
import { openDialog } from '../components/dialog';
import { ID } from '../testids';
import type { RequestFloor, Seat } from '../wire.gen';

const MAX_REASON = 200; // characters, as the server takes
const MAX_NAME = 60;
const MAX_NOTE = 200;
const KINDS = ['statement', 'question', 'answer'] as const;

export interface Act {
  title: string;
  body?: string;
  confirm: string;
  danger?: boolean;
  /** Words to choose from. */
  usual?: readonly string[];
}

const words = (form: FormData, name: string): string => String(form.get(name) ?? '').trim();

function submitting<T>(done: (value: T) => void, read: (form: FormData) => T): (event: SubmitEvent) => void {
  return (event) => {
    event.preventDefault();
    done(read(new FormData(event.target as HTMLFormElement)));
  };
}

function reasonField(usual: readonly string[], why: string): TemplateResult {
  return html`<label class="field"><span>${why}</span>
    <input class="inp" name="reason" required maxlength=${MAX_REASON} list="usual-reasons" autocomplete="off" data-testid=${ID.overrideReason} /></label>
    <datalist id="usual-reasons">${usual.map((one) => html`<option value=${one}></option>`)}</datalist>`;
}

function acts(confirm: string, look = 'primary'): TemplateResult {
  return html`<div class="acts">
    <button class="btn" type="button" data-testid=${ID.dialogCancel} @click=${(event: Event) => {
      (event.target as HTMLElement).closest('dialog')?.close();
    }}>${t('取消')}</button>
    <button class="btn ${look}" data-testid=${ID.dialogConfirm}>${confirm}</button>
  </div>`;
}

const overrideWords = (): string => t('这是别的会场的事，请写明理由。理由会记入会议记录。');

/** Why; undefined if nothing is to be done. */
export function askReason({ title, body, confirm, danger, usual = [] }: Act): Promise<string | undefined> {
  return openDialog<string>((done) => html`<h2 id="dialog-title">${title}</h2>
    <p class="t2">${body ?? overrideWords()}</p>
    <form @submit=${submitting(done, (form) => words(form, 'reason'))}>
      ${reasonField(usual, t('理由'))} ${acts(confirm, danger ? 'stop' : 'primary')}
    </form>`);
}

/** Who sits in a seat, and why one says so where it is another venue's. */
export function askSeat(seat: Seat, isNew: boolean, needsReason: boolean): Promise<{ seat: Seat; reason: string } | undefined> {
  const read = (form: FormData): { seat: Seat; reason: string } => ({
    seat: { ...seat, name: words(form, 'name'), title: words(form, 'title'), organization: words(form, 'unit') },
    reason: words(form, 'reason'),
  });
  return openDialog((done) => html`<h2 id="dialog-title">${isNew ? t('加一个席位') : t('这个席位坐的是谁？')}</h2>
    <form @submit=${submitting(done, read)}>
      <label class="field"><span>${t('姓名')}</span>
        <input class="inp" name="name" required maxlength=${MAX_NAME} .value=${seat.name} autocomplete="off" data-testid=${ID.seatName} /></label>
      <label class="field"><span>${t('职务')}</span>
        <input class="inp" name="title" maxlength=${MAX_NOTE} .value=${seat.title ?? ''} autocomplete="off" data-testid=${ID.seatTitle} /></label>
      <label class="field"><span>${t('单位')}</span>
        <input class="inp" name="unit" maxlength=${MAX_NOTE} .value=${seat.organization ?? ''} autocomplete="off" data-testid=${ID.seatUnit} /></label>
      ${needsReason ? reasonField([t('会场操作员不在')], `${t('理由')}（${t('会记入会议记录')}）`) : nothing}
      ${acts(t('保存'))}
    </form>`);
}

export interface Forward {
  kind: NonNullable<RequestFloor['kind']>;
  note: string;
  reason: string;
}

/** What is asked for on somebody's behalf. */
export function askForward(name: string, usual: Forward['kind'], needsReason: boolean): Promise<Forward | undefined> {
  const read = (form: FormData): Forward => ({
    kind: KINDS.find((one) => one === form.get('kind')) ?? usual, note: words(form, 'note'), reason: words(form, 'reason'),
  });
  return openDialog((done) => html`<h2 id="dialog-title">${t('替“{0}”申请发言', name)}</h2>
    <form @submit=${submitting(done, read)}>
      <fieldset class="kinds"><legend class="vh">${t('类别')}</legend>
        ${KINDS.map((one) => html`<label class="option"><input type="radio" name="kind" value=${one} ?checked=${one === usual} />${speechKind(one)}</label>`)}
      </fieldset>
      <label class="field"><span>${t('要点（可以不写）')}</span><input class="inp" name="note" maxlength=${MAX_NOTE} autocomplete="off" /></label>
      ${needsReason ? reasonField([t('会场操作员不在')], `${t('理由')}（${t('会记入会议记录')}）`) : nothing}
      ${acts(t('转报'))}
    </form>`);
}
