// The minutes as the desk knows them: what the server has, and what is being written. Lives as long as the
// page, so that a text survives a look at another tab.
import { ApiError, call, consultationPath, postCommand } from '../base/api';
import { ClerkDraft } from '../components/clerk-draft';
import { Drafts, type Sent } from '../minutes/drafts';
import type { Document, EditorBlock, EventsPage, Minutes, MinutesEditor, Record } from '../wire.gen';
import { explain, type Desk } from './desk';
import type { Paper } from './exports';
import { freshId } from './key';

/** Fires `change` whenever anything of it has changed. */
export class MinutesBook extends EventTarget {
  /** Which of the two is looked at. */
  paper: Paper = 'minutes';
  editor: MinutesEditor | null = null;
  /** 会议记录; read only while it is looked at. */
  record: Document | null = null;
  minutes: Minutes | null = null;
  /** The log so far, for what a paragraph rests on. */
  log: readonly Record[] = [];
  failed = '';
  loading = false;
  /** The last record when it was read. */
  readAt = 0;
  readonly drafts = new Drafts((block, text, base) => this.send(block, text, base));
  /** The clerk's note that is being written. */
  readonly note = new ClerkDraft();
  private readonly keys = new Map<string, { what: string; key: string }>();
  private workAt = -1;
  private again = false;

  constructor(readonly desk: Desk) {
    super();
    this.drafts.addEventListener('change', () => this.changed());
    window.addEventListener('beforeunload', (event) => {
      if (this.drafts.pending) event.preventDefault();
    });
  }

  block(key: string): EditorBlock | null {
    return this.editor?.blocks.find((one) => one.key === key) ?? null;
  }

  show(paper: Paper): void {
    if (paper === this.paper) return;
    this.paper = paper;
    this.changed();
    if (paper === 'record') void this.load();
  }

  /** Reads them anew where somebody has worked on them since. */
  follow(): void {
    if ((this.desk.state?.minutes?.seq ?? 0) > this.workAt && !this.loading) void this.load();
  }

  async load(): Promise<void> {
    this.again = this.loading;
    if (this.loading) return;
    this.loading = true;
    this.failed = '';
    this.changed();
    const { place, state } = this.desk;
    const path = consultationPath(place.consultation);
    const [seq, workAt] = [state?.seq ?? 0, state?.minutes?.seq ?? 0];
    try {
      [this.minutes, this.editor, this.record] = await Promise.all([
        call<Minutes>('GET', `${path}/minutes.json`, { token: place.token }),
        call<MinutesEditor>('GET', `${path}/minutes/draft.json`, { token: place.token }),
        this.paper === 'record' ? call<Document>('GET', `${path}/record.document.json`, { token: place.token }) : null,
      ]);
      await this.readLog(); // after these: while it is rehearsed they are refused, and there is no log of it
      this.readAt = seq;
      this.workAt = workAt;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.failed = explain(error);
    } finally {
      this.loading = false;
      this.changed();
    }
    if (this.again) await this.load();
  }

  private async readLog(): Promise<void> {
    const { consultation, token } = this.desk.place;
    for (;;) {
      const after = this.log.at(-1)?.seq ?? 0;
      const page = await call<EventsPage>('GET', `${consultationPath(consultation)}/events?after=${after}`, { token });
      this.log = [...this.log, ...page.records];
      if (page.complete) return;
    }
  }

  /** One change; the same one sent again does nothing twice. */
  private async send(block: string, text: string, base: number): Promise<Sent> {
    const what = `${base} ${text}`;
    const known = this.keys.get(block);
    const key = known?.what === what ? known.key : freshId();
    this.keys.set(block, { what, key });
    const drafted = this.block(block)?.drafted;
    try {
      const { seqs } = await postCommand(this.desk.place, {
        type: 'edit_minutes', block, text, base_revision: base, drafted: drafted?.type === 'paragraph' ? drafted.text : '',
      }, key);
      const revision = base + (seqs.length ? 1 : 0);
      this.patch(block, { text, revision, removed: false, at: Date.now(), drafted_then: null });
      return { done: true, revision };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 'unreachable' || error.status >= 500) return { done: false, why: 'unreached', problem: '' };
      if (error.code === 'stale_revision') void this.load();
      return { done: false, why: error.code === 'stale_revision' ? 'stale' : 'refused', problem: explain(error) };
    }
  }

  /** Until it is read anew, so that nothing jumps back for a moment. */
  private patch(block: string, change: Partial<EditorBlock>): void {
    if (!this.editor) return;
    const blocks = this.editor.blocks.map((one) => (one.key === block ? { ...one, ...change } : one));
    this.editor = { ...this.editor, blocks };
  }

  private changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
