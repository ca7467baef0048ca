// The questions of whoever manages a venue: who sits there, what is asked for them, and why.
import { html, nothing } from 'lit';
import { t } from '../base/i18n';
import { speechKind } from '../base/words';
import { openDialog } from '../components/dialog';
import { acts, reasonField, submitting, words } from '../components/reason';
import { ID } from '../testids';
import type { RequestFloor, Seat } from '../wire.gen';

const MAX_NAME = 60; // characters, as the server takes
const MAX_NOTE = 200;
const KINDS = ['statement', 'question', 'answer'] as const;

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
