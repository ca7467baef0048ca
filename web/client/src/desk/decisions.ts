// Deciding about opinions, one or many at once; a decision moves on to the next at once and is taken back
// in one press.
import { announce } from '../base/announce';
import { t } from '../base/i18n';
import type { OpinionView } from '../wire.gen';
import type { Desk } from './desk';
import { AT_ONCE, type Screener } from './screener';
import { doneWords, type OpinionState } from './screening-words';

export interface Done {
  ids: string[];
  state: OpinionState;
}

export class Decisions {
  /** Decided in this window, newest first. */
  done: { id: string; state: OpinionState }[] = [];
  /** What can be taken back in one press. */
  last: Done | null = null;

  constructor(private readonly screener: Screener) {}

  private get desk(): Desk {
    return this.screener.desk;
  }

  forget(): void {
    this.last = null;
    this.screener.changed();
  }

  publish(one: OpinionView): void {
    const seen = this.screener.filter;
    if (seen !== 'submitted' && seen !== 'withheld') return;
    void this.decide(one, 'published', (opinion_ids) => this.desk.attempt({ type: 'publish_opinions', opinion_ids, seen }));
  }

  withhold(one: OpinionView, reason: string): void {
    const seen = this.screener.filter;
    void this.decide(one, 'withheld', (opinion_ids) => this.desk.attempt({ type: 'withhold_opinions', opinion_ids, reason, seen }));
  }

  private async decide(one: OpinionView, state: OpinionState, act: (ids: string[]) => Promise<boolean>): Promise<void> {
    const { screener } = this;
    const { acting, filter } = screener;
    const ids = screener.chosen(one).map((each) => each.opinion_id).filter((id) => !acting.has(id) && screener.byId(id)?.state === filter);
    if (!ids.length) return;
    for (const id of ids) acting.set(id, state);
    screener.uncheck();
    const done = await act(ids);
    for (const id of ids) acting.delete(id); // the state has it by now, or what came after it
    if (!done) return screener.changed();
    const decided = new Set(ids);
    this.done = [...ids.map((id) => ({ id, state })), ...this.done.filter((each) => !decided.has(each.id))];
    this.last = { ids, state };
    announce(`${doneWords(state, ids.length)}${t('，')}${t('还有 {0} 条待筛', screener.countOf('submitted'))}`);
    screener.changed();
  }

  /** Those chosen together into the one that is shown; without any, the others of nearly the same words. */
  async merge(): Promise<void> {
    const { screener } = this;
    const into = screener.current;
    if (!into || into.state === 'merged' || into.state === 'withdrawn') return;
    const wanted = screener.checked.size ? [...screener.checked] : screener.groups.alike(into.opinion_id);
    const ids = wanted.filter((id) => id !== into.opinion_id && screener.byId(id)?.state === 'submitted').slice(0, AT_ONCE);
    if (!ids.length) return;
    if (!await this.desk.attempt({ type: 'merge_opinions', into: into.opinion_id, opinion_ids: ids })) return;
    this.last = { ids, state: 'merged' };
    announce(doneWords('merged', ids.length));
    screener.uncheck();
  }

  /** What was decided waits again. */
  async undo(which = this.last): Promise<void> {
    if (!which) return;
    this.last = null;
    const opinion_ids = which.ids;
    const done = which.state === 'merged'
      ? await this.desk.attempt({ type: 'unmerge_opinions', opinion_ids })
      : await this.desk.attempt({ type: 'reopen_opinions', opinion_ids });
    if (!done) return;
    const back = new Set(opinion_ids);
    this.done = this.done.filter((each) => !back.has(each.id));
    this.screener.show('submitted', opinion_ids[0]);
    announce(t('已退回待筛 {0} 条', opinion_ids.length));
  }
}
