// <tx-desk-live-notes>: the clerk writes the text-and-picture live 图文: words, pictures dropped,
// pasted or chosen, corrections and withdrawals.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { timeOfDay } from '../base/time';
import { askReason } from '../components/reason';
import { ID } from '../testids';
import type { LiveNoteView } from '../wire.gen';
import type { Desk } from './desk';
import { ALT_MAX, PICTURES_MAX, TEXT_MAX, TYPES, type DraftPicture, type NoteDraft } from './note-draft';

@customElement('tx-desk-live-notes')
export class LiveNotes extends TxElement {
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) draft!: NoteDraft;
  @internal() private over = false;
  @internal() private busy = false;
  /** What is missing, once somebody has tried. */
  @internal() private missing = '';

  override connectedCallback(): void {
    super.connectedCallback();
    new Follow(this, this.desk, ['change']);
    new Follow(this, this.draft, ['change']);
  }

  override render(): TemplateResult | typeof nothing {
    const { state } = this.desk;
    if (!state) return nothing;
    const writes = state.status !== 'closed' || this.draft.correcting;
    return html`<div class="notes-page">
      <section class="notes-write" aria-label=${t('写图文')}>
        ${writes ? this.form() : html`<p class="t2">${t('已经闭会，不能再发图文。发出的还可以更正、撤回。')}</p>`}
      </section>
      <section class="notes-list" aria-label=${t('发出的图文')}>
        <div class="col-title"><h2 class="grow">${t('发出的图文')}</h2>
          <a class="btn quiet desk" target="_blank" rel="noopener" href=${`/live/${encodeURIComponent(state.id)}/text`}>${icon('eye')}${t('图文页')}</a></div>
        <p class="t2 fs-xs">${t('开会、议程、发言、表决结果会自动出现在图文页，不用写。')}</p>
        ${state.live_notes.length
          ? html`<ol>${[...state.live_notes].reverse().map((one) => this.row(one))}</ol>`
          : html`<p class="empty">${icon('doc')}<b>${t('还没有发过图文。')}</b></p>`}
      </section>
    </div>`;
  }

  // --- writing --------------------------------------------------------------------------------

  private form(): TemplateResult {
    const { draft } = this;
    const full = draft.pictures.length >= PICTURES_MAX;
    return html`<form class=${this.over ? 'is-over' : ''} @submit=${this.submit} @dragover=${this.onOver}
      @dragleave=${() => (this.over = false)} @drop=${this.onDrop} @paste=${this.onPaste}>
      <h2>${draft.correcting ? t('更正图文') : t('写图文')}</h2>
      <label class="field"><span class="vh">${t('图文的文字')}</span>
        <textarea class="inp" rows="6" maxlength=${TEXT_MAX} data-testid=${ID.noteText} .value=${draft.text}
          placeholder=${t('会上正在发生什么？一两句话就好。')}
          aria-describedby="note-hint" @input=${(e: Event) => { draft.text = (e.target as HTMLTextAreaElement).value; this.missing = ''; }}></textarea></label>
      ${draft.pictures.length ? html`<ul class="note-pics">${draft.pictures.map((one, index) => this.picture(one, index))}</ul>` : nothing}
      <p class="adder">
        <label class="btn desk" for="note-files" aria-disabled=${full ? 'true' : nothing}>${icon('plus')}${t('加图片')}</label>
        <input class="vh" id="note-files" type="file" multiple accept=${TYPES} ?disabled=${full} data-testid=${ID.noteChoose} @change=${this.onChosen} />
        <span class="t2 fs-xs grow" id="note-hint">${t('最多 {0} 张，也可以拖到这里或粘贴。拍摄地点等信息会自动去掉。', PICTURES_MAX)}</span>
      </p>
      ${this.missing ? html`<p class="call wait" role="alert">${icon('warn')}<span>${this.missing}</span></p>` : nothing}
      <div class="acts">
        ${draft.correcting ? html`<button class="btn desk" type="button" @click=${() => draft.clear()}>${t('不更正了')}</button>` : nothing}
        <button class="btn desk primary" data-testid=${ID.notePost} aria-busy=${this.busy}>${icon('send')}${draft.correcting ? t('发布更正') : t('发布')}</button>
      </div>
    </form>`;
  }

  private picture(one: DraftPicture, index: number): TemplateResult {
    const id = `note-alt-${index}`;
    return html`<li data-testid=${ID.notePicture} data-state=${one.state}>
      ${one.preview ? html`<img src=${one.preview} alt="" />` : html`<span class="none">${icon('warn')}</span>`}
      <div>
        ${one.state === 'failed'
          ? html`<p class="c-stop fs-xs">${one.problem}</p>${one.file
            ? html`<button class="btn desk" type="button" @click=${() => this.draft.again(this.desk.place, one)}>${t('重试')}</button>` : nothing}`
          : html`<label class="fs-xs" for=${id}>${t('图片说明')}</label>
            <input class="inp desk" id=${id} maxlength=${ALT_MAX} autocomplete="off" data-testid=${ID.noteAlt} .value=${one.alt}
              placeholder=${t('图上是什么，像“主会场全景”')} @input=${(e: Event) => { one.alt = (e.target as HTMLInputElement).value; this.missing = ''; }} />`}
        ${one.state === 'waiting' || one.state === 'sending'
          ? html`<progress max="1" value=${one.state === 'sending' && one.share < 1 ? one.share : nothing} aria-label=${t('图片上传')}></progress>` : nothing}
      </div>
      <button class="btn desk sq" type="button" aria-label=${t('去掉第 {0} 张图片', index + 1)} @click=${() => this.draft.remove(one)}>${icon('x')}</button>
    </li>`;
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { draft } = this;
    this.missing = draft.missing;
    if (this.missing || this.busy) return;
    const text = draft.text.trim();
    const pictures = draft.named;
    this.busy = true;
    const done = await this.desk.attempt(draft.correcting
      ? { type: 'correct_live_note', note_id: draft.correcting, text, pictures }
      : { type: 'post_live_note', text, pictures });
    this.busy = false;
    if (!done) return; // what was written stays
    announce(draft.correcting ? t('更正发布了。') : t('图文发布了。'));
    draft.clear();
    this.querySelector<HTMLElement>('textarea')?.focus();
  };

  private readonly onOver = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.over = true;
  };

  private readonly onDrop = (event: DragEvent): void => {
    event.preventDefault();
    this.over = false;
    this.take(event.dataTransfer?.files);
  };

  /** Words that are pasted go where they always go. */
  private readonly onPaste = (event: ClipboardEvent): void => {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    this.take(event.clipboardData.files);
  };

  private readonly onChosen = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    this.take(input.files);
    input.value = '';
  };

  private take(files: FileList | null | undefined): void {
    this.missing = '';
    if (files?.length) this.draft.add(this.desk.place, files);
  }

  // --- what was posted ------------------------------------------------------------------------

  private row(note: LiveNoteView): TemplateResult {
    const gone = note.withdrawn !== null;
    return html`<li data-testid=${ID.noteRow} data-note=${note.note_id} data-withdrawn=${String(gone)}>
      <time class="t2">${timeOfDay(note.posted_at)}</time>
      <div class="grow">
        ${gone ? html`<p class="t2">${t('已撤回：{0}', note.withdrawn ?? '')}</p>` : html`<p class="words">${note.text}</p>`}
        ${note.pictures.length ? html`<p class="t2 fs-xs">${note.pictures.map((one) => html`<span class="alt">${icon('screen')}${one.alt}</span>`)}</p>` : nothing}
        ${note.corrected_at !== null && !gone ? html`<small class="t2">${t('{0} 更正过', timeOfDay(note.corrected_at))}</small>` : nothing}
      </div>
      ${gone ? nothing : html`<span class="does">
        <button class="btn quiet desk" type="button" data-testid=${ID.noteCorrect} @click=${() => this.correct(note)}>${t('更正')}</button>
        <button class="btn quiet desk" type="button" data-testid=${ID.noteWithdraw} @click=${() => void this.withdraw(note)}>${t('撤回')}</button></span>`}
    </li>`;
  }

  private correct(note: LiveNoteView): void {
    this.draft.correct(note, this.desk.place.consultation);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('textarea')?.focus());
  }

  private async withdraw(note: LiveNoteView): Promise<void> {
    const reason = await askReason({
      title: t('撤回图文'), body: t('文字和图片从图文页上去掉，原处写明理由，大家都看得到。'), confirm: t('撤回'), danger: true,
      usual: [t('内容有误'), t('重复发布')],
    });
    if (reason) await this.desk.attempt({ type: 'withdraw_live_note', note_id: note.note_id, reason });
  }
}
