// What is being written in the minutes, paragraph by paragraph, and whether the server has it. A text stays
// here until it does, whatever page is shown; nothing that somebody else saved is overwritten unasked.

/** `unsent`: the server was not reached, it is tried again. `conflict`: somebody else saved in between. */
export type SaveState = 'saved' | 'unsaved' | 'saving' | 'unsent' | 'conflict' | 'refused';

export interface Draft {
  readonly block: string;
  text: string;
  /** The revision that the text was made from. */
  base: number;
  state: SaveState;
  /** Why it was refused, in the server's words. */
  problem: string;
}

/** How sending ended: the new revision, or why not. */
export type Sent =
  | { done: true; revision: number }
  | { done: false; why: 'unreached' | 'stale' | 'refused'; problem: string };

export type Send = (block: string, text: string, base: number) => Promise<Sent>;

export const AFTER = 1_500; // ms of not typing
export const AGAIN = 5_000; // ms until the server is tried again

/** Fires `change` whenever a text or its state does. */
export class Drafts extends EventTarget {
  private readonly drafts = new Map<string, Draft>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly send: Send;

  constructor(send: Send) {
    super();
    this.send = send;
  }

  of(block: string): Draft | null {
    return this.drafts.get(block) ?? null;
  }

  /** Something would be lost if the page were closed now. */
  get pending(): boolean {
    return [...this.drafts.values()].some((one) => one.state !== 'saved');
  }

  /** What somebody wrote; saved once they pause. `base` counts for the first letter alone. */
  write(block: string, text: string, base: number): void {
    const known = this.drafts.get(block);
    if (!known) this.drafts.set(block, { block, text, base, state: 'unsaved', problem: '' });
    else {
      known.text = text;
      if (known.state !== 'saving' && known.state !== 'conflict') known.state = 'unsaved';
    }
    if (this.of(block)?.state !== 'conflict') this.later(block, AFTER);
    this.changed();
  }

  /** Without waiting for a pause. */
  async save(block: string): Promise<void> {
    const draft = this.drafts.get(block);
    if (!draft || (draft.state !== 'unsaved' && draft.state !== 'unsent')) return;
    clearTimeout(this.timers.get(block));
    if (!draft.text.trim()) return; // an empty paragraph is left out by its own button
    const { text, base } = draft;
    draft.state = 'saving';
    this.changed();
    const sent = await this.send(block, text, base);
    this.settle(draft, text, sent);
    this.changed();
  }

  private settle(draft: Draft, text: string, sent: Sent): void {
    draft.problem = sent.done ? '' : sent.problem;
    if (sent.done) {
      draft.base = sent.revision;
      draft.state = draft.text === text ? 'saved' : 'unsaved';
      if (draft.state === 'saved') this.drafts.delete(draft.block); // from here on the server's is shown
      else this.later(draft.block, AFTER);
    } else if (sent.why === 'unreached') {
      draft.state = 'unsent';
      this.later(draft.block, AGAIN);
    } else draft.state = sent.why === 'stale' ? 'conflict' : 'refused';
  }

  /** Everything that waits. */
  async flush(): Promise<void> {
    await Promise.all([...this.drafts.keys()].map((block) => this.save(block)));
  }

  /** After a conflict: ours is to stand in the place of revision `base`. */
  async insist(block: string, base: number): Promise<void> {
    const draft = this.drafts.get(block);
    if (!draft) return;
    draft.base = base;
    draft.state = 'unsaved';
    await this.save(block);
  }

  /** Ours is given up. */
  forget(block: string): void {
    clearTimeout(this.timers.get(block));
    this.drafts.delete(block);
    this.changed();
  }

  private later(block: string, pause: number): void {
    clearTimeout(this.timers.get(block));
    this.timers.set(block, setTimeout(() => void this.save(block), pause));
  }

  private changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
