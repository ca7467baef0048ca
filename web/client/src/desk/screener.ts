// What the screening desk lists, and what is chosen in it: one opinion that is shown, and those that are
// decided together. Whoever leaves the list hands the choice on to what takes its place.
import type { OpinionTheme, OpinionView } from '../wire.gen';
import type { Desk } from './desk';
import { Groups } from './groups';
import { listed, type Order } from './listed';
import type { OpinionState } from './screening-words';

export const AT_ONCE = 200; // opinions of one command, as the server takes

/** Fires `change` whenever anything that the page shows has changed. */
export class Screener extends EventTarget {
  filter: OpinionState = 'submitted';
  find = '';
  order: Order = 'time';
  /** The representative of the theme that is looked at; empty: all. */
  themeOf = '';
  selected = '';
  /** Chosen to be decided together. */
  readonly checked = new Set<string>();
  /** Decisions on their way to the record, by opinion. */
  readonly acting = new Map<string, OpinionState>();
  readonly groups: Groups;
  private index = 0;
  private found: readonly OpinionView[] | null = null;
  private known: ReadonlyMap<string, OpinionView> = new Map();
  private knownOf: readonly OpinionView[] = [];

  constructor(readonly desk: Desk) {
    super();
    this.groups = new Groups(desk.place);
  }

  start(): void {
    this.desk.addEventListener('change', this.changed);
    this.groups.addEventListener('change', this.changed);
    this.groups.start();
    this.changed();
  }

  stop(): void {
    this.desk.removeEventListener('change', this.changed);
    this.groups.removeEventListener('change', this.changed);
    this.groups.stop();
  }

  readonly changed = (): void => {
    this.found = null;
    this.settle();
    this.dispatchEvent(new Event('change'));
  };

  private settle(): void {
    for (const id of this.checked) if (this.byId(id)?.state !== this.filter) this.checked.delete(id);
    const { list } = this;
    if (list[this.index]?.opinion_id !== this.selected) {
      const at = list.findIndex((one) => one.opinion_id === this.selected);
      this.index = at >= 0 ? at : Math.max(0, Math.min(this.index, list.length - 1));
      this.selected = list[this.index]?.opinion_id ?? '';
    }
    this.groups.look(this.selected);
  }

  // --- reading --------------------------------------------------------------------------------

  get opinions(): readonly OpinionView[] {
    return this.desk.state?.opinions ?? [];
  }

  byId(id: string): OpinionView | undefined {
    if (this.knownOf !== this.opinions) {
      this.knownOf = this.opinions;
      this.known = new Map(this.opinions.map((one) => [one.opinion_id, one]));
    }
    return this.known.get(id);
  }

  /** As it will stand once what was decided here is in the record. */
  stateOf(one: OpinionView): OpinionState {
    return this.acting.get(one.opinion_id) ?? one.state;
  }

  get theme(): OpinionTheme | undefined {
    return this.groups.themes?.themes.find((one) => one.representative === this.themeOf);
  }

  get list(): readonly OpinionView[] {
    const { filter, order, find, theme } = this;
    return this.found ??= listed(this.opinions, (one) => this.stateOf(one), { filter, order, find, among: theme?.opinion_ids });
  }

  /** Where the one that is shown stands in the list. */
  get place(): number {
    return this.index;
  }

  get current(): OpinionView | undefined {
    return this.selected ? this.byId(this.selected) : undefined;
  }

  /** Also of those that are not held; decisions on their way count as done. */
  countOf(state: OpinionState): number {
    let count = this.desk.state?.opinion_counts[state] ?? 0;
    for (const [id, target] of this.acting) {
      const now = this.byId(id)?.state;
      if (now !== target) count += (target === state ? 1 : 0) - (now === state ? 1 : 0);
    }
    return count;
  }

  /** What a decision is about: those chosen together, else the one that is shown. */
  chosen(one: OpinionView): readonly OpinionView[] {
    return this.checked.size ? this.opinions.filter((each) => this.checked.has(each.opinion_id)) : [one];
  }

  // --- choosing -------------------------------------------------------------------------------

  select(id: string): void {
    this.selected = id;
    this.changed();
  }

  move(by: number): void {
    const next = this.list[this.index + by];
    if (next) this.select(next.opinion_id);
  }

  show(filter: OpinionState, selected = ''): void {
    Object.assign(this, { filter, selected, index: 0 });
    this.checked.clear();
    this.changed();
  }

  search(find: string): void {
    this.find = find;
    this.changed();
  }

  sort(order: Order): void {
    this.order = order;
    this.changed();
  }

  /** Looked at again, it is left. */
  lookAt(theme: OpinionTheme): void {
    this.themeOf = this.themeOf === theme.representative ? '' : theme.representative;
    this.checked.clear();
    this.changed();
  }

  check(id: string): void {
    if (!id) return;
    if (!this.checked.delete(id) && this.checked.size < AT_ONCE) this.checked.add(id);
    this.changed();
  }

  readonly uncheck = (): void => {
    this.checked.clear();
    this.changed();
  };
}
