// What the screening desk is told beside the record: themes and near-duplicates, where sensitive words
// stand, and who looks at which opinion. Read again and again while the desk is open; all of it suggests only.
import { call, consultationPath, type Place } from '../base/api';
import type { Claim, ClaimList, Mark, OpinionThemes, OpinionView } from '../wire.gen';
import { ThemesFeed } from '../components/themes-feed';
import { freshId } from './key';

const CLAIMS_EVERY = 5_000; // a claim lasts a minute

/** Fires `change` with every reading. */
export class Groups extends EventTarget {
  claims: readonly Claim[] = [];
  screeners = 0;
  private readonly window = freshId().replace(/[^A-Za-z0-9_-]/g, '').slice(0, 32);
  private readonly duplicates = new Map<string, readonly string[]>();
  private readonly marked = new Map<string, readonly Mark[]>();
  private looking = '';
  private readonly feed: ThemesFeed;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly place: Place) {
    super();
    this.feed = new ThemesFeed(place);
    this.feed.addEventListener('change', () => this.read());
  }

  start(): void {
    this.feed.start();
    this.timer = setInterval(() => void this.claim(), CLAIMS_EVERY);
  }

  stop(): void {
    this.feed.stop();
    clearInterval(this.timer);
    this.looking = '';
    void this.claim();
  }

  get themes(): OpinionThemes | null {
    return this.feed.latest;
  }

  /** This window shows `id`; empty: none. */
  look(id: string): void {
    if (id === this.looking) return;
    this.looking = id;
    void this.claim();
  }

  /** The others that say the same in nearly the same characters. */
  alike(id: string): readonly string[] {
    return (this.duplicates.get(id) ?? []).filter((one) => one !== id);
  }

  marksOf(one: OpinionView): readonly Mark[] {
    return this.marked.get(one.opinion_id) ?? one.marks;
  }

  /** Whoever came to this opinion before this window. */
  claimOf(id: string): Claim | undefined {
    const first = this.claims.find((one) => one.opinion_id === id);
    return first?.own ? undefined : first;
  }

  private read(): void {
    const { duplicates = [], marked = [] } = this.themes ?? {};
    this.duplicates.clear();
    for (const group of duplicates) for (const id of group) this.duplicates.set(id, group);
    this.marked.clear();
    for (const one of marked) this.marked.set(one.opinion_id, one.marks);
    this.dispatchEvent(new Event('change'));
  }

  private async claim(): Promise<void> {
    if (document.hidden && this.looking) return;
    try {
      const { consultation, token } = this.place;
      const body = { window: this.window, opinion_id: this.looking || null };
      const { claims, screeners } = await call<ClaimList>('POST', `${consultationPath(consultation)}/opinions/claims`, { token, body });
      this.claims = claims;
      this.screeners = screeners;
      this.dispatchEvent(new Event('change'));
    } catch {
      // Nobody learns who looks at what; the desk goes on, and says so again.
    }
  }
}

/** `text` in pieces by marks that count characters as people do (code points, as the server). */
export function markedPieces(text: string, marks: readonly Mark[]): { text: string; marked: boolean }[] {
  const characters = Array.from(text);
  const found: { text: string; marked: boolean }[] = [];
  let from = 0;
  for (const { start, end } of marks) {
    if (start > from) found.push({ text: characters.slice(from, start).join(''), marked: false });
    found.push({ text: characters.slice(start, end).join(''), marked: true });
    from = end;
  }
  if (from < characters.length) found.push({ text: characters.slice(from).join(''), marked: false });
  return found;
}
