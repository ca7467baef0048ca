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
import type { OpinionView } from '../wire.gen';
import type { Desk } from './desk';
import { looksPersonal, pieces, REASONS, type Reason } from './reasons';
import { showScreeningKeys } from './screening-keys';

type OpinionState = OpinionView['state'];
const STATES: readonly OpinionState[] = ['submitted', 'published', 'withheld'];
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
  @internal() private toast: { id: string; state: OpinionState } | null = null;
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
    const digit = (n: number) => () => this.press(n);
    this.unbind = bindKeys({
      KeyJ: () => this.move(1), KeyK: () => this.move(-1),
      Digit1: digit(1), Digit2: digit(2), Digit3: digit(3), Digit4: digit(4), Digit5: digit(5), Digit6: digit(6),
      KeyZ: () => this.undo(), KeyO: () => this.makeOutcome(), Escape: () => this.back(),
      Slash: () => this.querySelector<HTMLInputElement>('#desk-find')?.focus(),
      'Shift+Slash': () => void this.help(),
    });
    this.tick = setInterval(() => this.requestUpdate(), 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unbind?.();
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
    const found = this.in(this.filter);
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
    // Whoever left the list hands the selection on to what took its place.
    const list = this.list.slice(0, this.rowsShown);
    const at = list.findIndex((one) => one.opinion_id === this.selected);
    if (at >= 0) this.index = at;
    else {
      this.index = Math.max(0, Math.min(this.index, list.length - 1));
      this.selected = list[this.index]?.opinion_id ?? '';
      this.choosing = this.writing = false;
    }
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
    this.open = false;
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
    if (this.stateOf(one) === 'published') return;
    void this.decide(one, 'published', () => this.desk.attempt({ type: 'publish_opinion', opinion_id: one.opinion_id }));
  }

  private ask(one: OpinionView): void {
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
    const { opinion_id } = one;
    void this.decide(one, 'withheld', () => this.desk.attempt({ type: 'withhold_opinion', opinion_id, reason }));
  }

  private async decide(one: OpinionView, target: OpinionState, act: () => Promise<boolean>): Promise<void> {
    const id = one.opinion_id;
    if (this.acting.has(id)) return;
    this.acting.set(id, target);
    this.requestUpdate();
    const held = await act();
    if (!held) {
      this.acting.delete(id);
      this.requestUpdate();
      return;
    }
    this.done = [{ id, state: target }, ...this.done.filter((each) => each.id !== id)];
    this.toast = { id, state: target };
    announce(`${target === 'published' ? t('已公布') : t('没有公布')}${t('，')}${t('还有 {0} 条待筛', this.countOf('submitted'))}`);
  }

  /** The last decision the other way round: publishing needs no reason, taking back does. */
  private undo(which = this.toast): void {
    const one = this.opinions.find((each) => each.opinion_id === which?.id);
    if (!which || !one) return;
    this.toast = null;
    if (one.state === 'withheld') this.publish(one);
    else {
      this.filter = 'published';
      this.find = '';
      this.selected = one.opinion_id;
      this.open = true;
      void this.updateComplete.then(() => this.ask(one));
    }
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
      <p class="t2 fs-xs note">${t('公布以后，直播页和会议里都能看到。不公布的，只有作者看到理由。')}</p>`;
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
      <p>${one.text}</p>
      <span class="m"
        ><span class="t2 fs-xs">${from}</span>${looksPersonal(one.text)
          ? html`<span class="chip xs wait">${icon('warn')}${t('有电话或证件号')}</span>`
          : nothing}${one.state === 'withheld' ? html`<span class="chip xs stop">${one.reason}</span>` : nothing}</span
      >
      <span class="w">${one.state === 'submitted' ? age(one.submitted_at) : timeOfDay(one.published_at ?? one.submitted_at)}</span>
    </li>`;
  }

  private detail(): TemplateResult {
    const one = this.current;
    const close = html`<button class="btn quiet desk drawer-close" type="button" @click=${() => this.close()}>${icon('left')}${t('返回')}</button>`;
    if (!one) return html`${close}<div class="empty">${icon('chat')}<b>${t('选一条意见')}</b></div>`;
    const now = Date.now();
    return html`<div class="col-title">${close}<h2 class="grow">${t('意见 · {0}', one.receipt ?? '')}</h2>${stateChip(one.state)}</div>
      <blockquote>${pieces(one.text).map((each) => (each.personal ? html`<mark>${each.text}</mark>` : each.text))}</blockquote>
      <div class="meta">
        <span>${t('称呼：{0}', one.name || t('未署名'))}</span>
        <span>${t('所在地：{0}', one.region || t('没有写'))}</span>
        <span>${t('{0} 提交', dayAndTime(one.submitted_at, now))}</span>
        ${one.published_at === null ? nothing : html`<span>${t('{0} 公布', dayAndTime(one.published_at, now))}</span>`}
      </div>
      ${looksPersonal(one.text) && one.state !== 'withheld'
        ? html`<p class="call wait">${icon('warn')}<span><b>${t('里面像是有电话或证件号。')}</b>${t('公布以后所有人都能看到。')}</span></p>`
        : nothing}
      ${one.state === 'withheld'
        ? html`<p class="call stop">${icon('x')}<span><b>${t('没有公布')}</b> · ${one.reason}</span></p>`
        : nothing}
      ${this.decisions(one)}
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
    return html`<div class="col-title"><h2 class="grow" id="desk-recent-title">${t('刚刚处理的')}</h2></div>
      ${rows.length
        ? rows.map((one) => html`<article class="card">
            <p>${one.text}</p>
            <footer>${stateChip(one.state)}<button class="btn desk" type="button" @click=${() => this.undo({ id: one.opinion_id, state: one.state })}>
              ${one.state === 'withheld' ? t('改为公布') : t('撤下')}</button></footer>
          </article>`)
        : html`<p class="t2 fs-s none">${t('您在这个窗口处理过的意见，可以在这里改。')}</p>`}`;
  }

  private toastBar(): TemplateResult {
    const { toast } = this;
    if (!toast) return html`${nothing}`;
    return html`<div class="toast">
      <span>${toast.state === 'published' ? t('已公布 1 条') : t('没有公布 1 条')}</span>
      <button class="btn" type="button" data-testid=${ID.deskUndo} data-opinion=${toast.id} @click=${() => this.undo()}>
        ${toast.state === 'published' ? t('撤下') : t('改为公布')} <kbd>Z</kbd></button>
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
      <span><kbd>2</kbd>${t('不公布')}<kbd>1</kbd>–<kbd>6</kbd>${t('理由')}</span><span><kbd>Z</kbd>${t('改上一步')}</span><span><kbd>/</kbd>${t('查找意见')}</span>
      <button class="btn quiet desk" type="button" @click=${() => void this.help()}><kbd>?</kbd>${t('全部快捷键')}</button>
      <button class="btn quiet desk" type="button" aria-pressed=${!this.keysOff} @click=${flip}>${this.keysOff ? t('快捷键：关') : t('快捷键：开')}</button>
      <span class="grow"></span><span>${t('在这个窗口处理了 {0} 条', this.done.length)}</span>
    </footer>`;
  }
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
