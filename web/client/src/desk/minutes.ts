// <tx-desk-minutes>: what was said on the left, the minutes or the record in the middle, what can be taken
// away on the right.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { answeredClock } from '../base/api';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { locale, t } from '../base/i18n';
import { beijingTime, span } from '../base/time';
import { speechKind } from '../base/words';
import '../components/clerk-notes';
import { levelBadge } from '../components/level-badge';
import { ID } from '../testids';
import type { AnyCommand, SpeechLine } from '../wire.gen';
import type { Desk } from './desk';
import './exports';
import type { Paper } from './exports';
import type { MinutesBook } from './minutes-book';
import { open, type ChooseEvent, type MinutesEditor } from './minutes-editor';
import { sourcesColumn } from './minutes-sources';
import './minutes-editor';
import { leadsOf } from './recording';
import './minutes-steps';
import './minutes-template';
import { sheet } from './sheet';

const now = (): number => answeredClock.now();

@customElement('tx-desk-minutes')
export class MinutesDesk extends TxElement {
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) book!: MinutesBook;
  @internal() private chosen = '';
  @internal() private changes = false;

  override connectedCallback(): void {
    super.connectedCallback();
    new Follow(this, this.desk, ['change']);
    new Follow(this, this.book, ['change']);
    this.desk.addEventListener('change', this.follow);
    void this.book.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.desk.removeEventListener('change', this.follow);
  }

  private readonly follow = (): void => this.book.follow();
  private readonly attempt = (command: AnyCommand): Promise<boolean> => this.desk.attempt(command);

  private readonly choose = (event: ChooseEvent): void => {
    this.chosen = event.detail;
  };

  private show(paper: Paper): void {
    this.chosen = '';
    this.book.show(paper);
  }

  override render(): TemplateResult | typeof nothing {
    const { state } = this.desk;
    if (!state) return nothing;
    const { paper, editor, record, failed, loading, readAt } = this.book;
    const shown = paper === 'minutes' ? editor : record;
    const newer = shown ? state.seq - readAt : 0;
    const name = paper === 'minutes' ? t('纪要正文') : t('会议记录');
    const leads = leadsOf(this.desk);
    return html`<div class="minutes ${this.chosen ? 'with-sources' : ''}" @choose-block=${this.choose}>
      <section class="spoken ${this.chosen ? 'of-block' : ''}" aria-labelledby="spoken-title">${this.chosen ? this.sources() : this.spoken()}</section>
      <section class="mid" aria-label=${name}>
        <div class="tools">
          <div class="papers" role="group" aria-label=${t('看哪一份')}>
            ${this.paperButton('minutes', t('纪要'))} ${this.paperButton('record', t('会议记录'))}
          </div>
          <span class="t2 grow fs-s">${shown ? t('写到第 {0} 号记录', shown.seq) : ''}</span>
          ${paper === 'minutes' ? html`<button class="btn desk" type="button" data-testid=${ID.minutesChanges} aria-pressed=${this.changes} @click=${() => (this.changes = !this.changes)}>
            ${icon('merge')}${t('显示改动')}</button>` : nothing}
          <button class="btn desk" type="button" data-testid=${ID.minutesRefresh} aria-busy=${loading} @click=${() => void this.book.load()}>
            ${icon('cycle')}${loading ? t('正在更新…') : newer > 0 ? t('更新，有 {0} 条新记录', newer) : t('更新')}
          </button>
        </div>
        <div class="desk-top" tabindex="0" role="group" aria-label=${name}>
          ${failed ? html`<p class="call stop">${icon('warn')}<span>${failed}</span></p>` : nothing}
          ${locale() === 'zh-CN' ? nothing : html`<p class="t2 fs-s in-chinese">${t('纪要是中文公文，界面用别的语言时也是中文。')}</p>`}
          ${paper === 'minutes' && editor ? html`<tx-minutes-editor .book=${this.book} .chosen=${this.chosen} .changes=${this.changes} .leads=${leads}></tx-minutes-editor>`
            : paper === 'record' && record ? sheet(record, leads)
            : failed ? nothing : html`<div class="paper skeleton" aria-hidden="true"><i></i><i></i><i></i></div>`}
        </div>
      </section>
      <aside class="side" aria-label=${t('检查和导出')}>
        <tx-clerk-notes .state=${state} .now=${now} .draft=${this.book.note} .attempt=${this.attempt}></tx-clerk-notes>
        ${paper === 'minutes' ? html`<tx-minutes-steps .book=${this.book}></tx-minutes-steps>` : nothing} ${this.checks()}
        <tx-desk-exports .desk=${this.desk} .paper=${paper}></tx-desk-exports>
        ${paper === 'minutes' ? html`<tx-minutes-template .book=${this.book}></tx-minutes-template>` : nothing}
        <tx-desk-recording .desk=${this.desk}></tx-desk-recording>
        ${this.proof()}
      </aside>
    </div>`;
  }

  private paperButton(paper: Paper, text: string): TemplateResult {
    const on = this.book.paper === paper;
    return html`<button
      class="btn desk ${on ? 'primary' : ''}" type="button" data-testid=${ID.minutesPaper} data-paper=${paper}
      aria-pressed=${on} @click=${() => this.show(paper)}
    >${text}</button>`;
  }

  private sources(): TemplateResult | typeof nothing {
    const { state } = this.desk;
    if (!state) return nothing;
    const editor = this.querySelector<MinutesEditor>('tx-minutes-editor');
    const quote = this.book.editor && open(this.book.editor) ? (words: string): void => editor?.quote(words) : null;
    return sourcesColumn({ state, log: this.book.log, block: this.chosen, quote, close: () => (this.chosen = '') });
  }

  private spoken(): TemplateResult {
    const { minutes } = this.book;
    const lines = (speeches: readonly SpeechLine[]): TemplateResult => html`<ol>
      ${speeches.map((one) => html`<li>
        <time>${beijingTime(one.started_at)}</time>
        <b>${levelBadge(one.level)}<span>${one.speaker.name}</span></b>
        <p>${speechKind(one.kind)} · ${one.duration === null ? t('正在发言') : span(one.duration)}${one.speaker.venue === one.speaker.name ? '' : ` · ${one.speaker.venue}`}</p>
      </li>`)}
    </ol>`;
    const count = minutes ? minutes.items.reduce((sum, one) => sum + one.speeches.length, minutes.other_speeches.length) : 0;
    return html`<div class="col-title"><h2 class="grow" id="spoken-title">${t('发言记录')}</h2><span class="t2 fs-s">${t('{0} 次，只读', count)}</span></div>
      ${minutes?.items.map((one) => one.speeches.length
        ? html`<h3><button type="button" @click=${() => this.toItem(one.number)}>
              ${t('第 {0} 项', one.number)} ${one.title}</button></h3>${lines(one.speeches)}`
        : nothing)}
      ${minutes?.other_speeches.length ? html`<h3>${t('议程以外')}</h3>${lines(minutes.other_speeches)}` : nothing}
      ${minutes && !count ? html`<div class="empty">${icon('mic')}<b>${t('还没有人发言')}</b></div>` : nothing}`;
  }

  /** Agenda items are the second level of the minutes' headings. */
  private toItem(item: number): void {
    this.querySelectorAll('.paper h5')[item - 1]?.scrollIntoView({ block: 'start' });
  }

  private checks(): TemplateResult | typeof nothing {
    const m = this.book.minutes;
    if (!m) return nothing;
    const undone = m.items.filter((one) => one.started_at !== null && one.closed_at === null).length;
    const rows: (readonly [boolean, string])[] = [
      [m.chairs.length > 0, m.chairs.length ? t('主持人：{0}', m.chairs.map((one) => one.name).join(t('、'))) : t('没有主持人')],
      [m.venues.every((one) => one.connections.length > 0), t('{0} 个会场，接入 {1} 个', m.venues.length, m.venues.filter((one) => one.connections.length).length)],
      [true, t('出席 {0}、请假 {1}、列席 {2}', m.attendance.present.length, m.attendance.excused.length, m.attendance.observing.length)],
      [undone === 0, undone ? t('还有议程没有结束') : t('议程 {0} 项', m.items.length)],
      [m.opinions.waiting === 0, m.opinions.waiting ? t('还有 {0} 条意见待筛', m.opinions.waiting) : t('公众意见 {0} 条，公布 {1} 条', m.opinions.received, m.opinions.published.length)],
      [m.outcomes.length > 0, m.outcomes.length ? t('成果 {0} 项', m.outcomes.length) : t('还没有成果')],
      [m.closed_at !== null, m.closed_at === null ? t('还没有闭会，导出的是草稿') : t('已闭会')],
      ...(m.closed_at === null ? [] : [[m.issue.number !== null, m.issue.number ? t('已签发 {0}', m.issue.number) : t('还没有签发，导出的是草稿')] as const]),
    ];
    const missing = rows.filter(([ok]) => !ok).length;
    return html`<div class="col-title"><h2 class="grow">${t('检查')}</h2>
        <span class="chip ${missing ? 'wait' : 'floor'}">${missing ? t('{0} 处要看一下', missing) : t('都齐了')}</span></div>
      <ul class="checks">${rows.map(([ok, words]) => html`<li>${ok ? icon('check', 'c-floor', t('好')) : icon('warn', 'c-wait', t('看一下'))}<span>${words}</span></li>`)}</ul>`;
  }

  private proof(): TemplateResult | typeof nothing {
    const { state } = this.desk;
    if (!state) return nothing;
    const groups = state.hash.match(/.{4}/g) ?? [];
    return html`<div class="sec">
      <div class="col-title"><h2 class="grow">${t('会议记录')}</h2></div>
      <p class="hash"><span data-testid=${ID.recordSeq} data-seq=${state.seq}>${t('到第 {0} 号', state.seq)}</span></p>
      <p class="hash">${t('末条校验值（SHA-256）')}<code data-testid=${ID.recordHash} data-hash=${state.hash}>${groups.join(' ')}</code></p>
      <p class="hash t2">${t('每条记录都带着上一条的校验值，改动任何一条都会对不上。')}</p>
    </div>`;
  }
}
