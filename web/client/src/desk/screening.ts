// <tx-desk-screening>: opinions one after another, by keys or by pointer. What waits stands oldest
// first; a decision moves on to the next at once and is taken back in one press.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { announce } from '../base/announce';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { bindKeys } from '../base/keys';
import { Media } from '../base/media-query';
import { preference, setPreference } from '../base/prefs';
import { dayAndTime, span, timeOfDay } from '../base/time';
import { ID } from '../testids';
import { roleName } from '../base/words';
import type { Actor, OpinionView } from '../wire.gen';
import type { Desk } from './desk';
import { Groups, markedPieces } from './groups';
import { looksPersonal, pieces, REASONS, type Reason } from './reasons';
import { assign, charts, chosenActs, promote, show } from './screening-chosen';
import { screeningSettings } from './screening-settings';
import { showScreeningKeys } from './screening-keys';

type OpinionState = OpinionView['state'];
const STATES: readonly OpinionState[] = ['submitted', 'published', 'withheld', 'merged', 'withdrawn'];
const AT_ONCE = 200; // opinions of one command, as the server takes
const SHOWN = 200; // rows at once; what waits comes up as these are dealt with, the others by a press
const DONE_SHOWN = 8;
const MAX_REASON = 500; // characters, as the server takes

/** Asks the page to go on with an outcome from a published opinion. */
export class OutcomeFromEvent extends CustomEvent<string> {
  constructor(opinionId: string) {
    super('outcome-from', { detail: opinionId, bubbles: true });
  }
}

@customElement('tx-desk-screening')
export class Screening extends TxElement {
  @property({ attribute: false }) desk!: Desk;
  @internal() private filter: OpinionState = 'submitted';
  @internal() private find = '';
  @internal() private selected = '';
  /** The reasons are asked for. */
  @internal() private choosing = false;
  /** Somebody writes a reason of their own. */
  @internal() private writing = false;
  /** The drawer of narrow screens is open. */
  @internal() private open = false;
  @internal() private keysOff = preference('keys-off');
  /** Decisions on their way to the record, by opinion. */
  private readonly acting = new Map<string, OpinionState>();
  /** Decided in this window, newest first. */
  private done: { id: string; state: OpinionState }[] = [];
  @internal() private toast: { ids: string[]; state: OpinionState } | null = null;
  /** Chosen to be decided together. */
  private readonly checked = new Set<string>();
  @internal() private theme = '';
  private groups!: Groups;
  private index = 0;
  /** How many rows the list has at most. */
  @internal() private rowsShown = SHOWN;
  private reason = '';
  private readonly narrow = new Media(this, '(max-width: 1099px)');
  private readonly phone = new Media(this, '(max-width: 767px)');
  private unbind: (() => void) | undefined;
  private tick: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    new Follow(this, this.desk, ['change']);
    this.groups = new Groups(this.desk.place);
    new Follow(this, this.groups, ['change']);
    this.groups.start();
    const digit = (n: number) => () => this.press(n);
    this.unbind = bindKeys({
      KeyJ: () => this.move(1), KeyK: () => this.move(-1),
      Digit1: digit(1), Digit2: digit(2), Digit3: digit(3), Digit4: digit(4), Digit5: digit(5), Digit6: digit(6),
      KeyP: () => this.publishChosen(), KeyW: () => this.current && this.ask(this.current), KeyX: () => this.check(this.selected),
      KeyM: () => void this.merge(), KeyS: () => this.withPublic((one) => show(this.desk, one)),
      KeyG: () => this.withPublic((one, state) => promote(this.desk, state, one)), KeyD: () => this.withPublic((one, state) => assign(this.desk, state, one)),
      KeyZ: () => void this.undo(), KeyO: () => this.makeOutcome(), Escape: () => this.back(),
      Slash: () => this.querySelector<HTMLInputElement>('#desk-find')?.focus(),
      'Shift+Slash': () => void this.help(),
    });
    this.tick = setInterval(() => this.requestUpdate(), 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unbind?.();
    this.groups.stop();
    clearInterval(this.tick);
  }

  // --- reading --------------------------------------------------------------------------------

  private get opinions(): readonly OpinionView[] {
    return this.desk.state?.opinions ?? [];
  }

  private stateOf(one: OpinionView): OpinionState {
    return this.acting.get(one.opinion_id) ?? one.state;
  }

  private in(state: OpinionState): OpinionView[] {
    const found = this.opinions.filter((one) => this.stateOf(one) === state);
    if (state === 'published') found.sort((a, b) => (a.published_at ?? Infinity) - (b.published_at ?? Infinity));
    return state === 'submitted' ? found : found.reverse();
  }

  private get list(): OpinionView[] {
    const words = this.find.trim().toLowerCase();
    const theme = this.groups.themes?.themes.find((one) => one.representative === this.theme);
    const members = theme && new Set(theme.opinion_ids);
    const all = this.in(this.filter);
    const found = members ? all.filter((one) => members.has(one.opinion_id)) : all;
    if (!words) return found;
    return found.filter((one) => [one.text, one.name, one.region, one.receipt ?? ''].some((each) => each.toLowerCase().includes(words)));
  }

  /** Also of those that are not held; decisions on their way count as done. */
  private countOf(state: OpinionState): number {
    let count = this.desk.state?.opinion_counts[state] ?? 0;
    for (const [id, target] of this.acting) {
      const now = this.opinions.find((one) => one.opinion_id === id)?.state;
      if (now !== target) count += (target === state ? 1 : 0) - (now === state ? 1 : 0);
    }
    return count;
  }

  private get current(): OpinionView | undefined {
    return this.list.find((one) => one.opinion_id === this.selected);
  }

  protected override willUpdate(_changed: PropertyValues): void {
    for (const [id, target] of this.acting) {
      if (this.opinions.find((one) => one.opinion_id === id)?.state === target) this.acting.delete(id);
    }
    for (const id of this.checked) if (this.opinions.find((one) => one.opinion_id === id)?.state !== this.filter) this.checked.delete(id);
    // Whoever left the list hands the selection on to what took its place.
    const list = this.list.slice(0, this.rowsShown);
    const at = list.findIndex((one) => one.opinion_id === this.selected);
    if (at >= 0) this.index = at;
    else {
      this.index = Math.max(0, Math.min(this.index, list.length - 1));
      this.selected = list[this.index]?.opinion_id ?? '';
      this.choosing = this.writing = false;
    }
    this.groups.look(this.selected);
  }

  // --- acting ---------------------------------------------------------------------------------

  private select(id: string): void {
    this.selected = id;
    this.choosing = this.writing = false;
  }

  private move(by: number): void {
    const next = this.list.slice(0, this.rowsShown)[this.index + by];
    if (!next) return;
    this.select(next.opinion_id);
    void this.updateComplete.then(() => this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }));
  }

  private show(state: OpinionState): void {
    this.filter = state;
    this.rowsShown = SHOWN;
    this.index = 0;
    this.selected = '';
    this.checked.clear();
    this.open = false;
  }

  private check(id: string): void {
    if (!id) return;
    if (!this.checked.delete(id) && this.checked.size < AT_ONCE) this.checked.add(id);
    this.requestUpdate();
  }

  /** What a decision is about: those chosen together, else the one that is shown. */
  private chosen(one: OpinionView): OpinionView[] {
    if (!this.checked.size) return [one];
    return this.opinions.filter((each) => this.checked.has(each.opinion_id));
  }

  private publishChosen(): void {
    if (this.current) this.publish(this.current);
  }

  private withPublic(act: (one: OpinionView, state: NonNullable<Desk['state']>) => unknown): void {
    const { current } = this;
    if (current?.state === 'published' && this.desk.state) void act(current, this.desk.state);
  }

  /** Those chosen together into the one that is shown; without any, the others of nearly the same words. */
  private async merge(): Promise<void> {
    const { current } = this;
    if (!current || current.state === 'merged' || current.state === 'withdrawn') return;
    const open = new Map(this.opinions.map((one) => [one.opinion_id, one.state]));
    const wanted = this.checked.size ? [...this.checked] : this.groups.alike(current.opinion_id);
    const ids = wanted.filter((id) => id !== current.opinion_id && open.get(id) === 'submitted').slice(0, AT_ONCE);
    if (!ids.length) return;
    if (!await this.desk.attempt({ type: 'merge_opinions', into: current.opinion_id, opinion_ids: ids })) return;
    this.checked.clear();
    this.toast = { ids, state: 'merged' };
    announce(t('已并入 {0} 条', ids.length));
  }

  private press(number: number): void {
    const { current } = this;
    if (!current) return;
    const reason = REASONS.find((one) => one.number === number);
    if (this.choosing && reason) this.choose(current, reason);
    else if (number === 1) this.publish(current);
    else if (number === 2) this.ask(current);
  }

  private publish(one: OpinionView): void {
    const seen = this.filter;
    if (seen !== 'submitted' && seen !== 'withheld') return;
    void this.decide(one, 'published', (opinion_ids) => this.desk.attempt({ type: 'publish_opinions', opinion_ids, seen }));
  }

  private ask(one: OpinionView): void {
    if (this.filter !== 'submitted' && this.filter !== 'published') return;
    if (this.stateOf(one) === 'withheld') return;
    this.choosing = !this.choosing;
    this.writing = false;
    if (this.choosing) announce(t('选不公布的理由：1 到 6'));
  }

  private choose(one: OpinionView, reason: Reason): void {
    if (reason.words !== null) {
      this.withhold(one, reason.words);
      return;
    }
    this.writing = true;
    this.reason = '';
    void this.updateComplete.then(() => this.querySelector<HTMLInputElement>('#desk-reason')?.focus());
  }

  private withhold(one: OpinionView, reason: string): void {
    this.choosing = this.writing = false;
    const seen = this.filter;
    void this.decide(one, 'withheld', (opinion_ids) => this.desk.attempt({ type: 'withhold_opinions', opinion_ids, reason, seen }));
  }

  private async decide(one: OpinionView, target: OpinionState, act: (ids: string[]) => Promise<boolean>): Promise<void> {
    const ids = this.chosen(one).filter((each) => this.stateOf(each) === this.filter && !this.acting.has(each.opinion_id)).map((each) => each.opinion_id);
    if (!ids.length) return;
    for (const id of ids) this.acting.set(id, target);
    this.checked.clear();
    this.requestUpdate();
    const held = await act(ids);
    if (!held) {
      for (const id of ids) this.acting.delete(id);
      this.requestUpdate();
      return;
    }
    const decided = new Set(ids);
    this.done = [...ids.map((id) => ({ id, state: target })), ...this.done.filter((each) => !decided.has(each.id))];
    this.toast = { ids, state: target };
    announce(`${target === 'published' ? t('已公布 {0} 条', ids.length) : t('没有公布 {0} 条', ids.length)}${t('，')}${t('还有 {0} 条待筛', this.countOf('submitted'))}`);
  }

  /** What was decided last waits again. */
  private async undo(which = this.toast): Promise<void> {
    if (!which) return;
    this.toast = null;
    const opinion_ids = which.ids;
    const done = which.state === 'merged'
      ? await this.desk.attempt({ type: 'unmerge_opinions', opinion_ids })
      : await this.desk.attempt({ type: 'reopen_opinions', opinion_ids });
    if (!done) return;
    const back = new Set(opinion_ids);
    this.done = this.done.filter((each) => !back.has(each.id));
    this.filter = 'submitted';
    this.selected = opinion_ids[0] ?? '';
    announce(t('已退回待筛 {0} 条', opinion_ids.length));
  }

  private makeOutcome(): void {
    if (this.current?.state === 'published') this.dispatchEvent(new OutcomeFromEvent(this.current.opinion_id));
  }

  private back(): void {
    if (this.writing) this.writing = false;
    else if (this.choosing) this.choosing = false;
    else if (this.open) this.close();
    else this.toast = null;
  }

  private close(): void {
    this.open = false;
    this.querySelector<HTMLElement>('[role="listbox"]')?.focus();
  }

  private pick(id: string): void {
    this.select(id);
    if (!this.narrow.matches) return;
    this.open = true;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('#desk-detail')?.focus());
  }

  private async help(): Promise<void> {
    await showScreeningKeys();
    this.keysOff = preference('keys-off');
  }

  // --- rendering ------------------------------------------------------------------------------

  override render(): TemplateResult {
    const covered = this.open && this.phone.matches;
    return html`<div class="screening">
        <section class="filters" aria-label=${t('分类')} ?inert=${covered}>${this.filters()}</section>
        <section class="list" aria-labelledby="desk-list-title" ?inert=${covered}>${this.rows()}</section>
        <section
          class="det ${this.open ? 'is-open' : ''}" id="desk-detail" tabindex="-1" aria-label=${t('当前意见')}
          ?hidden=${this.narrow.matches && !this.open}
          data-testid=${ID.deskDetail} data-opinion=${this.selected}
        >${this.detail()}</section>
        <section class="recent" aria-labelledby="desk-recent-title">${this.recent()}</section>
      </div>
      ${this.toastBar()} ${this.foot()}`;
  }

  private filters(): TemplateResult {
    return html`<h2 class="col-title">${t('意见')}</h2>
      <ul>
        ${STATES.map((state) => {
          const count = this.countOf(state);
          return html`<li>
            <button
              type="button" aria-current=${this.filter === state ? 'true' : nothing}
              data-testid=${ID.deskFilter} data-state=${state} data-count=${count} @click=${() => this.show(state)}
            >${stateName(state)}<span class="n">${count}</span></button>
          </li>`;
        })}
      </ul>
      ${this.themes()}
      ${this.desk.state ? screeningSettings(this.desk, this.desk.state) : nothing}
      <p class="t2 fs-xs note">${t('公布以后，直播页和会议里都能看到。不公布的，只有作者看到理由。')}</p>`;
  }

  /** Suggested themes with what waits in each; pressed again, all are shown. */
  private themes(): TemplateResult | typeof nothing {
    const found = this.groups.themes?.themes ?? [];
    if (!found.length) return nothing;
    return html`<h3 class="t2 fs-xs sub">${t('主题（系统建议）')}</h3><ul>${found.map((one) => html`<li><button
      type="button" aria-pressed=${this.theme === one.representative} data-testid=${ID.deskTheme} data-theme=${one.representative}
      @click=${() => { this.theme = this.theme === one.representative ? '' : one.representative; this.checked.clear(); }}
    >${one.words.join(' ')}<span class="n">${one.count}</span></button></li>`)}</ul>`;
  }

  private bulk(): TemplateResult | typeof nothing {
    if (!this.checked.size) return nothing;
    return html`<p class="call ink" role="status" data-testid=${ID.deskBulk} data-count=${this.checked.size}>
      <span class="grow">${t('选中 {0} 条，一起处理', this.checked.size)}</span>
      <button class="btn desk" type="button" @click=${() => { this.checked.clear(); this.requestUpdate(); }}>${t('不选了')}</button></p>`;
  }

  private rows(): TemplateResult {
    const list = this.list;
    const shown = list.slice(0, this.rowsShown);
    return html`<div class="col-title">
        <h2 class="grow" id="desk-list-title">${stateName(this.filter)} ${this.find.trim() ? list.length : this.countOf(this.filter)}</h2>
        ${this.filter === 'submitted' && list[0] && !this.find
          ? html`<span class="c-wait nw fs-s">${t('最久等了 {0}', age(list[0].submitted_at))}</span>`
          : nothing}
      </div>
      <div class="find">
        ${icon('search', 't2')}
        <label class="vh" for="desk-find">${t('查找意见')}</label>
        <input
          id="desk-find" class="inp desk" type="search" placeholder=${t('查内容、称呼、回执号')} data-testid=${ID.deskFind}
          .value=${this.find} @input=${(e: Event) => { this.find = (e.target as HTMLInputElement).value; }}
          @keydown=${(e: KeyboardEvent) => { if (e.key === 'Escape') (e.target as HTMLElement).blur(); }}
        />
      </div>
      ${this.bulk()}
      ${shown.length
        ? html`<ol
            role="listbox" tabindex="0" aria-label=${stateName(this.filter)}
            aria-activedescendant=${this.selected ? `o-${this.selected}` : nothing} @keydown=${this.arrows}
          >${repeat(shown, (one) => one.opinion_id, (one) => this.row(one))}</ol>`
        : html`<div class="empty">${icon(this.find ? 'search' : 'check')}<b>${this.nothingHere()}</b>
            ${this.find || this.filter !== 'submitted' ? nothing : html`<small>${t('新的意见会自己出现在这里。')}</small>`}</div>`}
      ${this.filter === 'submitted'
        ? list.length > SHOWN ? html`<p class="t2 fs-xs more">${t('还有 {0} 条，处理掉前面的就会出现。', list.length - SHOWN)}</p>` : nothing
        : this.older(list.length)}`;
  }

  /** The end of what was screened: the way to what is older, or that there is no more. */
  private older(rows: number): TemplateResult | typeof nothing {
    const { desk } = this;
    if (rows <= this.rowsShown && !desk.hasOlder(this.filter)) {
      return this.rowsShown > SHOWN ? html`<p class="t2 fs-xs more">${t('没有更早的了。')}</p>` : nothing;
    }
    return html`<div class="more">
      ${desk.olderProblem ? html`<p class="call stop">${icon('warn')}<span class="grow">${desk.olderProblem}</span></p>` : nothing}
      <button
        class="btn desk" type="button" data-testid=${ID.deskOlder} aria-busy=${desk.readingOlder} @click=${() => void this.seeOlder()}
      >${desk.readingOlder ? t('正在读取…') : t('看更早的意见')}</button>
    </div>`;
  }

  private async seeOlder(): Promise<void> {
    const { filter } = this;
    if (this.desk.readingOlder) return;
    if (this.list.length <= this.rowsShown) await this.desk.readOlder(filter);
    // What came stands in its place by time, often among the rows that are there already.
    if (this.desk.olderProblem || filter !== this.filter) return;
    this.rowsShown += SHOWN;
    if (this.list.length > this.rowsShown || this.desk.hasOlder(filter)) return;
    announce(t('没有更早的了。'));
    this.querySelector<HTMLElement>('[role="listbox"]')?.focus(); // the button goes
  }

  private readonly arrows = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by) this.move(by);
    else if (event.key === 'Enter' && this.selected) this.pick(this.selected);
    else return;
    event.preventDefault();
  };

  private nothingHere(): string {
    if (this.find) return t('没有找到“{0}”', this.find);
    switch (this.filter) {
      case 'submitted': return t('没有待筛的意见');
      case 'published': return t('还没有公布的意见');
      case 'withheld': return t('没有不公布的意见');
      case 'merged': return t('没有并入的意见');
      case 'withdrawn': return t('没有撤回的意见');
    }
  }

  private row(one: OpinionView): TemplateResult {
    const on = one.opinion_id === this.selected;
    const from = [one.name, one.region].filter(Boolean).join(' · ') || t('未署名');
    return html`<li
      class=${on ? 'on' : ''} role="option" id=${`o-${one.opinion_id}`} aria-selected=${on}
      data-testid=${ID.deskOpinion} data-opinion=${one.opinion_id} data-state=${one.state}
      @click=${() => this.pick(one.opinion_id)}
    >
      <p><input type="checkbox" tabindex="-1" aria-label=${t('选中')} data-testid=${ID.deskCheck} data-opinion=${one.opinion_id}
        .checked=${this.checked.has(one.opinion_id)} @click=${(event: Event) => { event.stopPropagation(); this.check(one.opinion_id); }} /> ${one.text}</p>
      <span class="m"
        ><span class="t2 fs-xs">${from}</span>${looksPersonal(one.text)
          ? html`<span class="chip xs wait">${icon('warn')}${t('有电话或证件号')}</span>`
          : nothing}${one.state === 'withheld' ? html`<span class="chip xs stop">${one.reason}</span>` : nothing}${this.hints(one)}</span
      >
      <span class="w">${one.state === 'submitted' ? age(one.submitted_at) : timeOfDay(one.published_at ?? one.submitted_at)}</span>
    </li>`;
  }

  private hints(one: OpinionView): TemplateResult {
    const alike = this.groups.alike(one.opinion_id).length;
    const claim = this.groups.claimOf(one.opinion_id);
    return html`${this.groups.marksOf(one).length ? html`<span class="chip xs wait">${icon('warn')}${t('敏感词')}</span>` : nothing}
      ${alike ? html`<span class="chip xs ink">${t('相近 {0}', alike)}</span>` : nothing}
      ${one.merged ? html`<span class="chip xs ink">${t('并入 {0} 条', one.merged)}</span>` : nothing}
      ${claim ? html`<span class="chip xs line">${icon('lock')}${t('{0}在看', whose(claim.by))}</span>` : nothing}`;
  }

  private alike(one: OpinionView): TemplateResult | typeof nothing {
    const ids = new Set(this.groups.alike(one.opinion_id));
    const found = this.opinions.filter((each) => ids.has(each.opinion_id)).slice(0, DONE_SHOWN);
    if (!found.length && this.checked.size < 2) return nothing;
    return html`<section class="sim"><header><h3>${t('相近的 {0} 条', ids.size)}</h3>
        <button class="btn desk" type="button" data-testid=${ID.deskMerge} @click=${() => void this.merge()}>
          ${icon('merge')}${this.checked.size ? t('选中的并入这条') : t('全部并入这条')} <kbd>M</kbd></button></header>
      <ul>${found.map((each) => html`<li><span>${each.text}</span><span>${stateName(each.state)}</span></li>`)}</ul></section>`;
  }

  private detail(): TemplateResult {
    const one = this.current;
    const close = html`<button class="btn quiet desk drawer-close" type="button" @click=${() => this.close()}>${icon('left')}${t('返回')}</button>`;
    if (!one) return html`${close}<div class="empty">${icon('chat')}<b>${t('选一条意见')}</b></div>`;
    const now = Date.now();
    return html`<div class="col-title">${close}<h2 class="grow">${t('意见 · {0}', one.receipt ?? '')}</h2>${stateChip(one.state)}</div>
      <blockquote>${markedPieces(one.text, this.groups.marksOf(one)).map((part) => (part.marked
        ? html`<mark class="word">${part.text}</mark>`
        : pieces(part.text).map((each) => (each.personal ? html`<mark>${each.text}</mark>` : each.text))))}</blockquote>
      <div class="meta">
        <span>${t('称呼：{0}', one.name || t('未署名'))}</span>
        <span>${t('所在地：{0}', one.region || t('没有写'))}</span>
        <span>${t('{0} 提交', dayAndTime(one.submitted_at, now))}</span>
        ${one.decided_by ? html`<span>${t('{0}处理', whose(one.decided_by))}</span>` : nothing}
        ${one.published_at === null ? nothing : html`<span>${t('{0} 公布', dayAndTime(one.published_at, now))}</span>`}
      </div>
      ${looksPersonal(one.text) && one.state !== 'withheld'
        ? html`<p class="call wait">${icon('warn')}<span><b>${t('里面像是有电话或证件号。')}</b>${t('公布以后所有人都能看到。')}</span></p>`
        : nothing}
      ${one.state === 'withheld'
        ? html`<p class="call stop">${icon('x')}<span><b>${t('没有公布')}</b> · ${one.reason}</span></p>`
        : nothing}
      ${one.state === 'merged' || one.state === 'withdrawn' ? nothing : html`${this.decisions(one)}${this.alike(one)}`}
      ${one.state === 'merged' ? html`<button class="btn" type="button" @click=${() => void this.undo({ ids: [one.opinion_id], state: 'merged' })}>${t('拆出，单独处理')}</button>` : nothing}
      ${one.state === 'published' && this.desk.state ? chosenActs(this.desk, this.desk.state, one) : nothing}
      ${one.state === 'published'
        ? html`<button class="btn make" type="button" data-testid=${ID.opinionOutcome} data-opinion=${one.opinion_id} @click=${() => this.makeOutcome()}>
            ${icon('gavel')}${t('由此意见形成成果')} <kbd>O</kbd></button>`
        : nothing}`;
  }

  private decisions(one: OpinionView): TemplateResult {
    const published = one.state === 'published';
    const withheld = one.state === 'withheld';
    const off = published ? t('这条已经公布') : t('这条已经不公布');
    return html`<div class="acts">
        <button
          class="btn ${published ? '' : 'floor'}" type="button" data-testid=${ID.deskPublish} data-opinion=${one.opinion_id}
          aria-disabled=${published ? 'true' : nothing} aria-describedby=${published ? 'desk-why' : nothing} @click=${() => this.publish(one)}
        >${withheld ? t('改为公布') : t('公布')} <kbd>1</kbd></button>
        <button
          class="btn ${withheld ? '' : 'stop'}" type="button" data-testid=${ID.deskWithhold} data-opinion=${one.opinion_id}
          aria-disabled=${withheld ? 'true' : nothing} aria-describedby=${withheld ? 'desk-why' : nothing}
          aria-expanded=${withheld ? nothing : this.choosing} aria-controls=${withheld ? nothing : 'desk-reasons'} @click=${() => this.ask(one)}
        >${published ? t('撤下不公布') : t('不公布')} <kbd>2</kbd></button>
      </div>
      ${published || withheld ? html`<p class="why" id="desk-why">${off}</p>` : nothing}
      ${withheld || (published && !this.choosing) ? nothing : this.reasons(one)}`;
  }

  private reasons(one: OpinionView): TemplateResult {
    return html`<div class="reasons ${this.choosing ? 'on' : ''}" id="desk-reasons" role="group" aria-label=${t('不公布的理由')}>
      <span>${t('不公布要选理由，作者能看到：')}</span>
      ${this.choosing
        ? REASONS.map((each) => html`<button
            class="btn desk" type="button" data-testid=${ID.deskWithholdReason} data-reason=${each.number}
            aria-pressed=${each.words === null ? this.writing : nothing} @click=${() => this.choose(one, each)}
          ><kbd>${each.number}</kbd>${t(each.short)}</button>`)
        : REASONS.map((each) => html`<span class="r"><kbd>${each.number}</kbd>${t(each.short)}</span>`)}
      ${this.choosing && this.writing ? this.ownWords(one) : nothing}
    </div>`;
  }

  private ownWords(one: OpinionView): TemplateResult {
    const send = (event: Event): void => {
      event.preventDefault();
      const words = this.reason.trim();
      if (words) this.withhold(one, words);
      else this.querySelector<HTMLInputElement>('#desk-reason')?.focus();
    };
    return html`<form class="own" @submit=${send}>
      <label class="vh" for="desk-reason">${t('写明理由')}</label>
      <input
        id="desk-reason" class="inp desk" maxlength=${MAX_REASON} placeholder=${t('写明理由')} data-testid=${ID.deskReasonText}
        .value=${this.reason} @input=${(e: Event) => { this.reason = (e.target as HTMLInputElement).value; }}
        @keydown=${(e: KeyboardEvent) => { if (e.key === 'Escape') { this.writing = false; this.querySelector<HTMLElement>('[role="listbox"]')?.focus(); } }}
      />
      <button class="btn desk stop" data-testid=${ID.deskReasonSend}>${t('不公布')}</button>
    </form>`;
  }

  private recent(): TemplateResult {
    const rows = this.done.slice(0, DONE_SHOWN).flatMap((each) => {
      const one = this.opinions.find((opinion) => opinion.opinion_id === each.id);
      return one ? [one] : [];
    });
    return html`<div class="col-title"><h2 class="grow" id="desk-recent-title">${t('刚刚处理的')}</h2>
        ${this.groups.screeners > 1 ? html`<span class="t2 fs-xs nw">${t('{0} 人在筛', this.groups.screeners)}</span>` : nothing}</div>
      ${rows.length
        ? rows.map((one) => html`<article class="card">
            <p>${one.text}</p>
            <footer>${stateChip(one.state)}<button class="btn desk" type="button" @click=${() => void this.undo({ ids: [one.opinion_id], state: one.state })}>
              ${t('退回待筛')}</button></footer>
          </article>`)
        : html`<p class="t2 fs-s none">${t('您在这个窗口处理过的意见，可以在这里改。')}</p>`}
      ${this.groups.themes ? charts(this.groups.themes) : nothing}`;
  }

  private toastBar(): TemplateResult {
    const { toast } = this;
    if (!toast) return html`${nothing}`;
    return html`<div class="toast">
      <span>${toast.state === 'published' ? t('已公布 {0} 条', toast.ids.length) : toast.state === 'merged' ? t('已并入 {0} 条', toast.ids.length) : t('没有公布 {0} 条', toast.ids.length)}</span>
      <button class="btn" type="button" data-testid=${ID.deskUndo} data-opinion=${toast.ids[0] ?? ''} @click=${() => void this.undo()}>
        ${t('撤回')} <kbd>Z</kbd></button>
      <button class="btn sq" type="button" aria-label=${t('知道了')} @click=${() => { this.toast = null; }}>${icon('x')}</button>
    </div>`;
  }

  private foot(): TemplateResult {
    const flip = (): void => {
      setPreference('keys-off', !this.keysOff);
      this.keysOff = !this.keysOff;
    };
    return html`<footer class="desk-keys" aria-label=${t('快捷键')}>
      <span><kbd>J</kbd><kbd>K</kbd>${t('下一条、上一条')}</span><span><kbd>1</kbd>${t('公布')}</span>
      <span><kbd>2</kbd>${t('不公布')}<kbd>1</kbd>–<kbd>6</kbd>${t('理由')}</span><span><kbd>X</kbd>${t('选中')}</span><span><kbd>M</kbd>${t('并入相近的')}</span><span><kbd>Z</kbd>${t('撤回上一步')}</span><span><kbd>/</kbd>${t('查找意见')}</span>
      <button class="btn quiet desk" type="button" @click=${() => void this.help()}><kbd>?</kbd>${t('全部快捷键')}</button>
      <button class="btn quiet desk" type="button" aria-pressed=${!this.keysOff} @click=${flip}>${this.keysOff ? t('快捷键：关') : t('快捷键：开')}</button>
      <span class="grow"></span><span>${t('在这个窗口处理了 {0} 条', this.done.length)}</span>
    </footer>`;
  }
}

/** Who acts, by name; organizers are no persons of the roster. */
function whose(actor: Actor): string {
  return actor.name || (actor.role === 'system' || actor.role === 'captioner' ? '' : roleName(actor.role));
}

function age(since: number): string {
  const seconds = Math.max(0, (Date.now() - since) / 1000);
  return seconds < 3600 ? span(seconds) : dayAndTime(since, Date.now());
}

export function stateName(state: OpinionState): string {
  switch (state) {
    case 'submitted': return t('待筛');
    case 'published': return t('已公布');
    case 'withheld': return t('没有公布');
    case 'merged': return t('已并入');
    case 'withdrawn': return t('作者已撤回');
  }
}

function stateChip(state: OpinionState): TemplateResult {
  switch (state) {
    case 'submitted': return html`<span class="chip wait">${t('待筛')}</span>`;
    case 'published': return html`<span class="chip floor">${icon('check')}${t('已公布')}</span>`;
    case 'withheld': return html`<span class="chip stop">${icon('x')}${t('没有公布')}</span>`;
    case 'merged': return html`<span class="chip ink">${icon('merge')}${t('已并入')}</span>`;
    case 'withdrawn': return html`<span class="chip line">${t('作者已撤回')}</span>`;
  }
}
