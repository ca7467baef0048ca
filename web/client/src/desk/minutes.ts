// <tx-desk-minutes>: what was said on the left, the minutes in the middle, what can be taken away on
// the right. The draft is made anew only when asked: each one is read from the whole record.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { ApiError, call, consultationPath } from '../base/api';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { locale, t } from '../base/i18n';
import { span } from '../base/time';
import { speechKind } from '../base/words';
import { levelBadge } from '../components/level-badge';
import { ID } from '../testids';
import type { Document as Composed, Minutes, SpeechLine } from '../wire.gen';
import { explain, type Desk } from './desk';
import './exports';
import type { Paper } from './exports';
import { sheet } from './sheet';

@customElement('tx-desk-minutes')
export class MinutesDesk extends TxElement {
  @property({ attribute: false }) desk!: Desk;
  @internal() private minutes: Minutes | null = null;
  @internal() private composed: Composed | null = null;
  @internal() private failed = '';
  @internal() private loading = false;
  @internal() private paper: Paper = 'minutes';

  override connectedCallback(): void {
    super.connectedCallback();
    new Follow(this, this.desk, ['change']);
    void this.load();
  }

  private async load(): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    this.failed = '';
    const { consultation, token } = this.desk.place;
    const path = consultationPath(consultation);
    const { paper } = this;
    try {
      [this.minutes, this.composed] = await Promise.all([
        call<Minutes>('GET', `${path}/minutes.json`, { token }),
        call<Composed>('GET', `${path}/${paper}.document.json`, { token }),
      ]);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.failed = explain(error);
    } finally {
      this.loading = false;
      if (paper !== this.paper) void this.load(); // asked for another meanwhile
    }
  }

  private show(paper: Paper): void {
    if (paper === this.paper) return;
    [this.paper, this.composed] = [paper, null];
    void this.load();
  }

  override render(): TemplateResult | typeof nothing {
    const { state } = this.desk;
    if (!state) return nothing;
    const { composed } = this;
    const newer = composed ? state.seq - composed.seq : 0;
    return html`<div class="minutes">
      <section class="spoken" aria-labelledby="spoken-title">${this.spoken()}</section>
      <section class="mid" aria-label=${t('纪要正文')}>
        <div class="tools">
          <div class="papers" role="group" aria-label=${t('看哪一份')}>
            ${this.paperButton('minutes', t('纪要'))} ${this.paperButton('record', t('会议记录'))}
          </div>
          <span class="chip ${state.status === 'closed' ? 'floor' : 'wait'}">${state.status === 'closed' ? t('已闭会') : t('草稿')}</span>
          <span class="t2 grow fs-s">${composed ? t('写到第 {0} 号记录', composed.seq) : ''}</span>
          <button class="btn desk" type="button" data-testid=${ID.minutesRefresh} aria-busy=${this.loading} @click=${() => void this.load()}>
            ${icon('cycle')}${this.loading ? t('正在更新…') : newer > 0 ? t('更新，有 {0} 条新记录', newer) : t('更新')}
          </button>
        </div>
        <div class="desk-top" tabindex="0" role="group" aria-label=${t('纪要正文')}>
          ${this.failed ? html`<p class="call stop">${icon('warn')}<span>${this.failed}</span></p>` : nothing}
          ${locale() === 'zh-CN' ? nothing : html`<p class="t2 fs-s in-chinese">${t('纪要是中文公文，界面用别的语言时也是中文。')}</p>`}
          ${composed ? sheet(composed) : this.failed ? nothing : html`<div class="paper skeleton" aria-hidden="true"><i></i><i></i><i></i></div>`}
        </div>
      </section>
      <aside class="side" aria-label=${t('检查和导出')}>${this.checks()}
        <tx-desk-exports .desk=${this.desk} .paper=${this.paper}></tx-desk-exports>
        ${this.record()}
      </aside>
    </div>`;
  }

  private paperButton(paper: Paper, text: string): TemplateResult {
    return html`<button
      class="btn desk ${this.paper === paper ? 'primary' : ''}" type="button" data-testid=${ID.minutesPaper} data-paper=${paper}
      aria-pressed=${this.paper === paper} @click=${() => this.show(paper)}
    >${text}</button>`;
  }

  private spoken(): TemplateResult {
    const { minutes } = this;
    const lines = (speeches: readonly SpeechLine[]): TemplateResult => html`<ol>
      ${speeches.map((one) => html`<li>
        <time>${clock(one.started_at)}</time>
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
    const m = this.minutes;
    if (!m) return nothing;
    const undone = m.items.filter((one) => one.started_at !== null && one.closed_at === null).length;
    const rows: (readonly [boolean, string])[] = [
      [m.chairs.length > 0, m.chairs.length ? t('主持人：{0}', m.chairs.map((one) => one.name).join('、')) : t('没有主持人')],
      [m.venues.every((one) => one.connections.length > 0), t('{0} 个会场，接入 {1} 个', m.venues.length, m.venues.filter((one) => one.connections.length).length)],
      [true, t('出席 {0}、请假 {1}、列席 {2}', m.attendance.present.length, m.attendance.excused.length, m.attendance.observing.length)],
      [undone === 0, undone ? t('还有议程没有结束') : t('议程 {0} 项', m.items.length)],
      [m.opinions.waiting === 0, m.opinions.waiting ? t('还有 {0} 条意见待筛', m.opinions.waiting) : t('公众意见 {0} 条，公布 {1} 条', m.opinions.received, m.opinions.published.length)],
      [m.outcomes.length > 0, m.outcomes.length ? t('成果 {0} 项', m.outcomes.length) : t('还没有成果')],
      [m.closed_at !== null, m.closed_at === null ? t('还没有闭会，导出的是草稿') : t('已闭会')],
    ];
    const missing = rows.filter(([ok]) => !ok).length;
    return html`<div class="col-title"><h2 class="grow">${t('检查')}</h2>
        <span class="chip ${missing ? 'wait' : 'floor'}">${missing ? t('{0} 处要看一下', missing) : t('都齐了')}</span></div>
      <ul class="checks">${rows.map(([ok, words]) => html`<li>${ok ? icon('check', 'c-floor', t('好')) : icon('warn', 'c-wait', t('看一下'))}<span>${words}</span></li>`)}</ul>`;
  }

  private record(): TemplateResult | typeof nothing {
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

/** Beijing's time, as in the minutes beside it. */
function clock(at: number): string {
  return new Date(at).toLocaleTimeString(locale(), { timeZone: 'Asia/Shanghai', hourCycle: 'h23' });
}
