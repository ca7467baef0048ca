// The note that the clerk is writing or correcting, and what becomes of it while it is sent: typing goes
// on meanwhile, and what was refused comes back. Pure.

/** As it is sent. */
export interface Draft {
  text: string;
  /** The note that is corrected; empty: a new one. */
  editing: string;
  /** When typing began (ms); null where nothing was typed. */
  begunAt: number | null;
}

const EMPTY: Draft = { text: '', editing: '', begunAt: null };

export class ClerkDraft implements Draft {
  text = '';
  editing = '';
  begunAt: number | null = null;
  /** The new note that a correction came between. */
  private waiting: Draft = EMPTY;

  type(text: string, now: number): void {
    if (!this.text && text && !this.editing) this.begunAt = Math.round(now);
    this.text = text;
  }

  edit(noteId: string, text: string): void {
    if (!this.editing) this.waiting = this.copy();
    this.put({ text, editing: noteId, begunAt: null });
  }

  /** What is to be sent, null where there is nothing; the field is free for the next. */
  take(): Draft | null {
    if (!this.text.trim() && !this.editing) return null;
    const taken = this.copy();
    this.leave();
    return taken;
  }

  /** Back to the note that was being written before the correction. */
  leave(): void {
    this.put(this.waiting);
    this.waiting = EMPTY;
  }

  /** It was not kept: into the field again, before what was typed since. */
  giveBack(draft: Draft): void {
    if (draft.editing && !this.editing) this.edit(draft.editing, draft.text);
    else this.put({ ...draft, editing: this.editing, text: [draft.text, this.text].filter(Boolean).join('\n') });
  }

  private copy(): Draft {
    return { text: this.text, editing: this.editing, begunAt: this.begunAt };
  }

  private put({ text, editing, begunAt }: Draft): void {
    Object.assign(this, { text, editing, begunAt });
  }
}
