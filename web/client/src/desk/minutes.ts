// <tx-desk-minutes>: what was said on the left, the minutes in the middle, what can be taken away on
// the right. The draft is made anew only when asked: each one is read from the whole record.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { ApiError } from '../base/api';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { locale, t, type Sentence } from '../base/i18n';
import { span, timeOfDay } from '../base/time';
import { speechKind } from '../base/words';
import { levelBadge } from '../components/level-badge';
import { ID } from '../testids';
import type { SpeechLine } from '../wire.gen';
import { explain, type Desk } from './desk';
import { downloadMinutes, type Form } from './download';
import type { MinutesBook } from './minutes-book';
import { open, type ChooseEvent, type MinutesEditor } from './minutes-editor';
import { clock, sourcesColumn } from './minutes-sources';
import './minutes-editor';
import './minutes-steps';

const FORMS: readonly { form: Form; label: Sentence }[] = [
  { form: 'pdf', label: 'PDF' }, { form: 'docx', label: 'Word' }, { form: 'md', label: '文本' }, { form: 'json', label: '数据' },
  { form: 'csv', label: '出席表' },
];

interface Progress {
  state: 'idle' | 'busy' | 'done' | 'failed';
  words: string;
}

@customElement('tx-desk-minutes')
export class MinutesDesk extends TxElement {
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) book!: MinutesBook;
  @internal() private chosen = '';
  @internal() private changes = false;
  @internal() private progress: { [form in Form]?: Progress } = {};

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

  private readonly choose = (event: ChooseEvent): void => {
    this.chosen = event.detail;
  };

  private async download(form: Form): Promise<void> {
    if (this.progress[form]?.state === 'busy') return;
    const report = (state: Progress['state'], words: string): void => {
      this.progress = { ...this.progress, [form]: { state, words } };
    };
    report('busy', t('正在生成…'));
    try {
      const size = await downloadMinutes(this.desk.place, form);
      const words = t('{0} 已下载，{1}', timeOfDay(Date.now()), bytes(size));
      report('done', words);
      announce(words);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      report('failed', explain(error));
      announce(explain(error));
    }
  }

  override render(): TemplateResult | typeof nothing {
    const { state } = this.desk;
    if (!state) return nothing;
    const { editor, failed, loading, readAt } = this.book;
    const newer = editor ? state.seq - readAt : 0;
    return html`<div class="minutes ${this.chosen ? 'with-sources' : ''}" @choose-block=${this.choose}>
      <section class="spoken ${this.chosen ? 'of-block' : ''}" aria-labelledby="spoken-title">${this.chosen ? this.sources() : this.spoken()}</section>
      <section class="mid" aria-label=${t('纪要正文')}>
        <div class="tools">
          <span class="t2 grow fs-s">${editor ? t('写到第 {0} 号记录', editor.seq) : ''}</span>
          <button class="btn desk" type="button" data-testid=${ID.minutesChanges} aria-pressed=${this.changes} @click=${() => (this.changes = !this.changes)}>
            ${icon('merge')}${t('显示改动')}</button>
          <button class="btn desk" type="button" data-testid=${ID.minutesRefresh} aria-busy=${loading} @click=${() => void this.book.load()}>
            ${icon('cycle')}${loading ? t('正在更新…') : newer > 0 ? t('更新，有 {0} 条新记录', newer) : t('更新')}
          </button>
        </div>
        <div class="desk-top" tabindex="0" role="group" aria-label=${t('纪要正文')}>
          ${failed ? html`<p class="call stop">${icon('warn')}<span>${failed}</span></p>` : nothing}
          ${locale() === 'zh-CN' ? nothing : html`<p class="t2 fs-s in-chinese">${t('纪要是中文公文，界面用别的语言时也是中文。')}</p>`}
          ${editor ? html`<tx-minutes-editor .book=${this.book} .chosen=${this.chosen} .changes=${this.changes}></tx-minutes-editor>`
            : failed ? nothing : html`<div class="paper skeleton" aria-hidden="true"><i></i><i></i><i></i></div>`}
        </div>
      </section>
      <aside class="side" aria-label=${t('检查和导出')}><tx-minutes-steps .book=${this.book}></tx-minutes-steps> ${this.checks()} ${this.exports()} ${this.record()}</aside>
    </div>`;
  }

  private sources(): TemplateResult | typeof nothing {
    const { state } = this.desk;
    if (!state) return nothing;
    const sheet = this.querySelector<MinutesEditor>('tx-minutes-editor');
    const quote = this.book.editor && open(this.book.editor) ? (words: string): void => sheet?.quote(words) : null;
    return sourcesColumn({ state, log: this.book.log, block: this.chosen, quote, close: () => (this.chosen = '') });
  }

  private spoken(): TemplateResult {
    const { minutes } = this.book;
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
        ? html`<h3><button type="button" @click=${() => this.show(one.number)}>
              ${t('第 {0} 项', one.number)} ${one.title}</button></h3>${lines(one.speeches)}`
        : nothing)}
      ${minutes?.other_speeches.length ? html`<h3>${t('议程以外')}</h3>${lines(minutes.other_speeches)}` : nothing}
      ${minutes && !count ? html`<div class="empty">${icon('mic')}<b>${t('还没有人发言')}</b></div>` : nothing}`;
  }

  /** Agenda items are the second level of the minutes' headings. */
  private show(item: number): void {
    this.querySelectorAll('.paper h5')[item - 1]?.scrollIntoView({ block: 'start' });
  }

  private checks(): TemplateResult | typeof nothing {
    const m = this.book.minutes;
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
      ...(m.closed_at === null ? [] : [[m.signature !== null, m.signature ? t('已签发 {0}', m.signature.number) : t('还没有签发，导出的是草稿')] as const]),
    ];
    const missing = rows.filter(([ok]) => !ok).length;
    return html`<div class="col-title"><h2 class="grow">${t('检查')}</h2>
        <span class="chip ${missing ? 'wait' : 'floor'}">${missing ? t('{0} 处要看一下', missing) : t('都齐了')}</span></div>
      <ul class="checks">${rows.map(([ok, words]) => html`<li>${ok ? icon('check', 'c-floor', t('好')) : icon('warn', 'c-wait', t('看一下'))}<span>${words}</span></li>`)}</ul>`;
  }

  private exports(): TemplateResult {
    return html`<div class="sec">
      <div class="col-title"><h2>${t('导出')}</h2></div>
      <div class="forms">${FORMS.map(({ form, label }) => {
        const now = this.progress[form] ?? { state: 'idle', words: '' };
        return html`<div>
          <button
            class="btn desk wide" type="button" data-testid=${ID.exportForm} data-form=${form} data-state=${now.state}
            aria-busy=${now.state === 'busy'} aria-describedby=${`export-${form}`} @click=${() => void this.download(form)}
          >${icon(now.state === 'busy' ? 'cycle' : 'down')}${t(label)}</button>
          <small id=${`export-${form}`} class=${now.state === 'failed' ? 'c-stop' : ''}>${now.words || t(HINTS[form])}</small>
        </div>`;
      })}</div>
    </div>`;
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

const HINTS: { [form in Form]: Sentence } = {
  pdf: '印发用', docx: '可以再改', md: 'Markdown', json: 'JSON', csv: '按人和席位，CSV',
};

function bytes(size: number): string {
  return size < 1_000_000 ? `${Math.max(1, Math.round(size / 1000))} KB` : `${(size / 1_000_000).toFixed(1)} MB`;
}
