// Why, in a dialog: what is done in somebody else's place goes on the record with its reason.
import { html, type TemplateResult } from 'lit';
import { t } from '../base/i18n';
import { isSaying, speaksForOperator, venueSpokenFor, type Saying } from '../session/authority';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { AnyCommand, You } from '../wire.gen';
import { openDialog } from './dialog';

const MAX_REASON = 200; // characters, as the server takes

export interface Act {
  title: string;
  body?: string;
  confirm: string;
  danger?: boolean;
  /** Words to choose from. */
  usual?: readonly string[];
}

export const words = (form: FormData, name: string): string => String(form.get(name) ?? '').trim();

export function submitting<T>(done: (value: T) => void, read: (form: FormData) => T): (event: SubmitEvent) => void {
  return (event) => {
    event.preventDefault();
    done(read(new FormData(event.target as HTMLFormElement)));
  };
}

export function reasonField(usual: readonly string[], why: string): TemplateResult {
  return html`<label class="field"><span>${why}</span>
    <input class="inp" name="reason" required maxlength=${MAX_REASON} list="usual-reasons" autocomplete="off" data-testid=${ID.overrideReason} /></label>
    <datalist id="usual-reasons">${usual.map((one) => html`<option value=${one}></option>`)}</datalist>`;
}

export function acts(confirm: string, look = 'primary'): TemplateResult {
  return html`<div class="acts">
    <button class="btn" type="button" data-testid=${ID.dialogCancel} @click=${(event: Event) => {
      (event.target as HTMLElement).closest('dialog')?.close();
    }}>${t('取消')}</button>
    <button class="btn ${look}" data-testid=${ID.dialogConfirm}>${confirm}</button>
  </div>`;
}

const overrideWords = (): string => t('这是别的会场的事，请写明理由。理由会记入会议记录。');

/** Why; undefined if nothing is to be done, or nothing but blanks was written. */
export async function askReason({ title, body, confirm, danger, usual = [] }: Act): Promise<string | undefined> {
  const reason = await openDialog<string>((done) => html`<h2 id="dialog-title">${title}</h2>
    <p class="t2">${body ?? overrideWords()}</p>
    <form @submit=${submitting(done, (form) => words(form, 'reason'))}>
      ${reasonField(usual, t('理由'))} ${acts(confirm, danger ? 'stop' : 'primary')}
    </form>`);
  return reason || undefined;
}

/** Commands about who is here, with the reason that they need, asked for once; null if thought better of. */
export async function withReason(
  state: State, you: Pick<You, 'role' | 'participant_id'>, commands: readonly AnyCommand[],
): Promise<readonly AnyCommand[] | null> {
  const venues = commands.filter(isSaying).map((one) => venueSpokenFor(state, you, one));
  const venue = venues.find((id) => id !== null && speaksForOperator(state, you, id));
  if (!venue) return commands;
  const name = state.venues.find((one) => one.id === venue)?.name ?? '';
  const reason = await askReason({
    title: t('代“{0}”登记', name), body: t('这由会场操作员登记。代为登记请写明理由，理由会记入会议记录。'), confirm: t('登记'),
    usual: [t('看画面确认'), t('电话核实'), t('会场操作员没有处理')],
  });
  return reason ? commands.map((one) => (isSaying(one) ? { ...one, reason } satisfies Saying : one)) : null;
}
