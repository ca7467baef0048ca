// The attachments of an outcome: those of a reply, and those that a unit gathers for one.
import { html, nothing, type TemplateResult } from 'lit';
import { announce } from '../base/announce';
import { ApiError, type Place } from '../base/api';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { fileSize } from '../base/words';
import { download } from '../desk/download';
import { MEGABYTES, TYPES, sendFile } from '../desk/upload';
import { ID } from '../testids';
import type { OutcomeDocument, OutcomeProgress } from '../wire.gen';
import type { OutcomeBook } from './book';

const OFFICE = '.docx,.xlsx';

type Files = readonly OutcomeDocument[];

/** Office documents have no pages that we know of. */
const about = (one: OutcomeDocument): string => [...(one.pages ? [t('{0} 页', one.pages)] : []), fileSize(one.bytes)].join(' · ');
const pathOf = (outcome: string, document: string): string =>
  `/outcomes/${encodeURIComponent(outcome)}/documents/${encodeURIComponent(document)}`;

/** For everybody: plain links, for which no token is needed; none where the outcome may not be public. */
export function publicFiles(consultation: string | null, outcome: string, files: Files | undefined): TemplateResult | typeof nothing {
  if (!files?.length || consultation === null) return nothing;
  return html`<ul class="oc-files" aria-label=${t('附件')}>${files.map((one) => html`<li>${icon('doc')}<a
    href="/api/v1/consultations/${consultation}${pathOf(outcome, one.document_id)}" download data-testid=${ID.outcomeFile}
    data-document=${one.document_id}>${one.name}</a> <small class="t2">${about(one)}</small></li>`)}</ul>`;
}

/** For those who are in: behind their token; with `book` what may still be taken back is. */
export function ownFiles(place: Place, outcome: string, files: Files | undefined, book?: OutcomeBook): TemplateResult | typeof nothing {
  if (!files?.length) return nothing;
  const open = (one: OutcomeDocument): void => {
    download(place, pathOf(outcome, one.document_id), one.name).catch((error: unknown) => {
      announce((error instanceof ApiError && error.message) || t('连不上服务器，附件没有下载成。'));
    });
  };
  return html`<ul class="oc-files" aria-label=${t('附件')}>${files.map((one) => html`<li>${icon('doc')}<button
      class="btn-link" type="button" data-testid=${ID.outcomeFile} data-document=${one.document_id} @click=${() => open(one)}>${one.name}</button>
    <small class="t2">${about(one)}</small>
    ${book ? html`<button class="btn desk sq" type="button" aria-label=${t('撤下：{0}', one.name)} data-testid=${ID.outcomeFileRemove}
      data-document=${one.document_id} @click=${() => void book.attempt(
        { type: 'detach_from_outcome', outcome_id: outcome, document_id: one.document_id }, t('已撤下：{0}', one.name),
      )}>${icon('x')}</button>` : nothing}</li>`)}</ul>`;
}

/** A unit's own, while it is handled, with the way to add one. Staff see all and add for the lead. */
export function gathered(one: OutcomeProgress, book: OutcomeBook): TemplateResult | typeof nothing {
  if (!['staff', 'lead', 'joint'].includes(one.part)) return nothing;
  const handled = one.stage === 'handling';
  const lead = one.documents.filter((file) => file.unit === null);
  const given = one.reply?.documents ?? [];
  const waiting = handled ? lead : lead.filter((file) => !given.some((each) => each.document_id === file.document_id));
  const mine = one.part !== 'joint';
  return html`
    ${waiting.length || (handled && mine) ? html`<section class="oc-gather"><h3>${t('答复的附件')}</h3>
      ${ownFiles(book.place, one.outcome_id, waiting, handled && mine ? book : undefined)}
      ${handled && mine ? adder(one, book) : nothing}</section>` : nothing}
    ${one.joint.map((each, i) => {
      const files = one.documents.filter((file) => file.unit === i);
      const own = handled && one.part === 'joint' && one.own_joint === i;
      if (!files.length && !own) return nothing;
      return html`<section class="oc-gather"><h3>${t('会办意见的附件：{0}', each.unit.name)}</h3>
        ${ownFiles(book.place, one.outcome_id, files, own || (handled && one.part === 'staff') ? book : undefined)}
        ${own ? adder(one, book) : nothing}</section>`;
    })}`;
}

function adder(one: OutcomeProgress, book: OutcomeBook): TemplateResult {
  const chosen = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = '';
    if (!file || book.sending) return;
    if (file.size > MEGABYTES * 1024 * 1024) return book.say(t('文件超过 {0} MB，请压缩或拆开。', MEGABYTES));
    const asked = new URLSearchParams({ name: file.name.slice(0, 120) });
    const path = `/outcomes/${encodeURIComponent(one.outcome_id)}/documents?${asked}`;
    await book.send(file.name, async (progress) => { await sendFile(book.place, path, file, progress); });
  };
  return html`<label class="btn oc-add ${book.sending ? 'is-busy' : ''}">${icon('up')}<span>${book.sending || t('添加附件')}</span>
      <input type="file" class="vh" accept=${`${TYPES},${OFFICE}`} ?disabled=${Boolean(book.sending)} data-testid=${ID.outcomeFileAdd} @change=${chosen} /></label>
    <small class="t2">${t('PDF、图片、DOCX 或 XLSX，不超过 {0} MB，不能带宏。登记答复以前可以撤下。', MEGABYTES)}</small>`;
}
