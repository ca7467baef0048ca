// <tx-clerk-notes>: what the clerk notes while somebody speaks, at the desk and in the meeting room. Enter
// keeps it, of the moment when typing began; a note that is kept can be put otherwise or struck out.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { beijingTime } from '../base/time';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { AnyCommand, NoteView } from '../wire.gen';
import { ClerkDraft } from './clerk-draft';
import './clerk-notes.css';

const MAX_NOTE = 1000; // characters, as the server takes
const SHOWN = 5;

@customElement('tx-clerk-notes')
export class ClerkNotes extends TxElement {
  @property({ attribute: false }) state!: State;
  /** Does a command, says on the page why it was refused, and answers whether it was done. */
  @property({ attribute: false }) attempt!: (command: AnyCommand) => Promise<boolean>;
  @property({ attribute: false }) now = (): number => Date.now();
  @property({ attribute: false }) draft = new ClerkDraft();

  private async keep(): Promise<void> {
    const draft = this.draft.take();
    if (!draft) return;
    this.focusField();
    const { text, editing, begunAt: at } = draft;
    // By the record's clock alone where this device's may be wrong: the server refuses what has not been.
    const noted_at = at !== null && at >= (this.state.opened_at ?? at) && this.now() - at < 300_000 ? at : null;
    let done = false;
    try {
      done = await this.attempt(editing ? { type: 'correct_note', note_id: editing, text } : { type: 'write_note', text, noted_at });
    } finally {
      if (!done) this.draft.giveBack(draft);
      this.requestUpdate();
    }
  }

  private focusField(): void {
    this.requestUpdate();
    this.querySelector('textarea')?.focus();
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return; // Enter chooses a word of the input method
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void this.keep();
    } else if (event.key === 'Escape' && this.draft.editing) {
      this.draft.leave();
      this.focusField();
    }
  };

  private readonly onInput = (event: Event): void => {
    this.draft.type((event.target as HTMLTextAreaElement).value, this.now());
    this.requestUpdate();
  };

  override render(): TemplateResult | typeof nothing {
    const { state } = this;
    if (state.opened_at === null) return nothing;
    const stage = state.minutes?.stage;
    const over = stage === 'approved' || stage === 'signed';
    const kept = (state.notes ?? []).filter((one) => one.text).slice(-SHOWN).reverse();
    if (over && !kept.length) return nothing;
    return html`<section class="notes" aria-labelledby="notes-title">
      <h3 id="notes-title">${t('记录员笔记')}</h3>
      ${over ? nothing : html`<label class="field"><span class="vh">${t('记一条')}</span>
        <textarea class="inp ta" rows="2" maxlength=${MAX_NOTE} placeholder=${t('记一条，按回车保存')} data-testid=${ID.clerkNoteText}
          .value=${this.draft.text} @keydown=${this.onKey} @input=${this.onInput}></textarea>
        <span class="hint">${this.draft.editing ? t('正在改这一条。清空再保存就是删去，按 Esc 不改。') : t('只有会务人员看得到，写进会议记录。Shift+回车换行。')}</span></label>
        <button class="btn desk" type="button" data-testid=${ID.noteSave} @click=${() => void this.keep()}>${icon('check')}${t('保存笔记')}</button>`}
      ${kept.length ? html`<ol aria-label=${t('最近的笔记')}>${kept.map((one) => this.row(one, over))}</ol>` : nothing}
    </section>`;
  }

  private row(one: NoteView, over: boolean): TemplateResult {
    const edit = (): void => {
      this.draft.edit(one.note_id, one.text);
      this.focusField();
    };
    return html`<li data-testid=${ID.note} data-note=${one.note_id}><time>${beijingTime(one.noted_at)}</time> ${one.text}
      ${over ? nothing : html`<button class="btn quiet desk" type="button" aria-label=${t('改这条笔记：{0}', one.text.slice(0, 20))}
        data-testid=${ID.noteEdit} @click=${edit}>${t('改')}</button>`}</li>`;
  }
}
