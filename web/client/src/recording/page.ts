// <tx-recording>: `/recordings/{id}`. The recording with its agenda and speeches, what was said, and a
// search that jumps to the second. Public once it is published, else by a staff link.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { ApiError, call, consultationPath, place } from '../base/api';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { locale, switchLocale, t } from '../base/i18n';
import { largeText, setLargeText } from '../base/prefs';
import { dayAndTime, span, timeOfDay } from '../base/time';
import { speechKind } from '../base/words';
import { languageChoice } from '../components/caption-lines';
import { levelBadge } from '../components/level-badge';
import { mark } from '../components/mark';
import { ID } from '../testids';
import type { RecordingCaptions, RecordingChapter, RecordingCue, RecordingDetail } from '../wire.gen';
import { keepFile } from './keep';
import { find, momentAt, placeOf, running, timecode, wantedIn, type Hit } from './places';
import './player';
import type { RecordingPlayer } from './player';

const EVERY = 10_000; // ms between two looks while it goes on

@customElement('tx-recording')
export class RecordingPage extends TxElement {
  @state() private detail: RecordingDetail | null = null;
  @state() private failure: ApiError | null = null;
  @state() private query = '';
  @state() private language = '';
  @state() private captions = true;
  @state() private cues: readonly RecordingCue[] = [];
  @state() private seconds = 0;
  /** Why the file did not come. */
  @state() private unkept = '';
  @query('tx-recording-player') private player!: RecordingPlayer | null;
  private readonly consultation = place().consultation;
  private readonly token = wantedIn(location.hash).token;
  private timer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', this.follow);
    void this.look();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    window.removeEventListener('hashchange', this.follow);
  }

  private async look(): Promise<void> {
    const first = this.detail === null;
    try {
      this.detail = await this.read<RecordingDetail>('/recording.json');
      this.failure = null;
      document.title = `${t('录像')} · ${this.detail.title}`;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (first || error.status === 410 || error.status === 403) this.failure = error;
    }
    if (this.detail && !this.failure) {
      await this.readCues();
      if (first) await this.updateComplete.then(this.follow);
    }
    if (!this.detail?.ended && (!this.failure || this.failure.status === 0)) this.timer = setTimeout(() => void this.look(), EVERY);
  }

  private read<T>(rest: string): Promise<T> {
    return call('GET', `${consultationPath(this.consultation)}${rest}`, { token: this.token });
  }

  private async readCues(): Promise<void> {
    const offered = this.detail?.caption_languages ?? [];
    if (!offered.includes(this.language)) this.language = offered.find((one) => one === locale()) ?? offered[0] ?? '';
    if (!this.language) return;
    try {
      const { cues } = await this.read<RecordingCaptions>(`/recording.captions.${encodeURIComponent(this.language)}.json`);
      this.cues = cues;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error; // the recording plays without
    }
  }

  /** To where the address leads. */
  private readonly follow = (): void => {
    const to = placeOf(wantedIn(location.hash), this.detail?.spans ?? []);
    if (to !== null) this.player?.jump(to);
  };

  private jump(seconds: number, what: string): void {
    this.player?.jump(seconds);
    announce(t('从 {0} 播放：{1}', timecode(seconds), what));
  }

  override render(): TemplateResult {
    return html`<a class="skip" href="#chapters" @click=${this.skip}>${t('跳到章节')}</a>
      <header class="top">
        ${mark()}
        <h1 class="grow">${this.detail?.title ?? t('录像')}</h1>
        <button class="btn quiet sq" type="button" aria-label=${t('大字')} @click=${() => setLargeText(!largeText())}>${icon('textsize')}</button>
        <button class="btn quiet" type="button" @click=${() => void switchLocale(locale() === 'en' ? 'zh-CN' : 'en')}>
          ${locale() === 'en' ? '中文' : 'EN'}
        </button>
      </header>
      ${this.failure ? this.refused(this.failure) : this.detail ? this.whole(this.detail) : html`<p class="empty" role="status">${t('正在读取…')}</p>`}`;
  }

  private readonly skip = (event: Event): void => {
    event.preventDefault(); // the address names a place in the recording
    this.querySelector<HTMLElement>('#chapters')?.focus();
  };

  /** The arrows go from the search through chapters and hits, of which there may be hundreds. */
  private readonly step = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (!by || event.isComposing) return;
    const stops = [...this.querySelectorAll<HTMLElement>('main input, .chapter')];
    const at = stops.indexOf(event.target as HTMLElement);
    if (at < 0) return;
    event.preventDefault();
    stops[at + by]?.focus();
  };

  private refused({ code, message }: ApiError): TemplateResult {
    return html`<main class="empty" data-testid=${ID.recordingRefused} data-code=${code}>
      ${icon(code === 'recording_private' ? 'lock' : 'warn')}<b>${message || t('连不上服务器。请检查网络，再打开一次。')}</b>
      <a class="btn" href=${`/live/${encodeURIComponent(this.consultation)}`}>${t('会议的公开页面')}</a>
    </main>`;
  }

  private whole(detail: RecordingDetail): TemplateResult {
    return html`<tx-recording-player
        .source=${detail.playlist} .storage=${detail.storage} .token=${this.token} .cues=${this.cues} .language=${this.language}
        .captions=${this.captions}
        @moved=${() => { this.seconds = this.player?.seconds ?? 0; }}
      ></tx-recording-player>
      <section class="about" aria-label=${t('录像')}>${this.about(detail)}</section>
      <main id="chapters" tabindex="-1" aria-label=${t('章节')} @keydown=${this.step}>
        <search><label class="field"><span class="vh">${t('在这场会议里搜索')}</span>
          <input class="inp" type="search" maxlength="100" .value=${this.query} data-testid=${ID.recordingSearch}
            placeholder=${t('搜索议程、发言人、字幕')} @input=${(event: Event) => { this.query = (event.target as HTMLInputElement).value; }} /></label></search>
        ${this.query.trim() ? this.found(find(this.query, detail.chapters, this.cues)) : this.chapters(detail.chapters)}
      </main>`;
  }

  private about(detail: RecordingDetail): TemplateResult {
    const moment = momentAt(detail.spans, this.seconds);
    return html`<p class="hstack">
        ${detail.ended ? nothing : html`<span class="chip live">${t('直播')}</span>`}
        ${detail.ended && !detail.published ? html`<span class="chip wait">${icon('lock')}${t('没有公开')}</span>` : nothing}
        <span class="grow t2">${moment === null ? dayAndTime(detail.begins, Date.now()) : `${dayAndTime(detail.begins, Date.now())} · ${t('画面时间 {0}', timeOfDay(moment))}`}</span>
        <span class="t2 nw">${timecode(detail.seconds)}</span>
      </p>
      <div class="hstack wrap">
        ${detail.ended ? nothing : html`<a class="btn desk" href=${`/live/${encodeURIComponent(detail.id)}`}>${icon('play')}${t('回到直播')}</a>`}
        ${detail.caption_languages.length > 1
          ? languageChoice(t('看哪种字幕'), detail.caption_languages, this.language, (to) => { this.language = to; void this.readCues(); })
          : nothing}
        ${this.cues.length
          ? html`<button class="btn desk" type="button" data-testid=${ID.recordingCaptions} aria-pressed=${String(this.captions)} @click=${() => { this.captions = !this.captions; }}>${icon('cc')}${t('字幕')}</button>`
          : nothing}
        ${detail.published || this.token
          ? html`<button class="btn desk" type="button" data-testid=${ID.recordingKeep} @click=${() => this.keep(detail.id)}>${icon('down')}${t('下载 MP4')}</button>`
          : nothing}
      </div>
      ${this.unkept ? html`<p class="call stop" role="alert">${icon('warn')}<span class="grow">${this.unkept}</span></p>` : nothing}`;
  }

  private keep(consultation: string): void {
    this.unkept = '';
    keepFile(consultation, this.token, 'recording.mp4', (why) => (this.unkept = why));
  }

  private chapters(chapters: readonly RecordingChapter[]): TemplateResult {
    if (!chapters.length) return html`<p class="t2">${t('还没有议程和发言。')}</p>`;
    const now = running(chapters, this.seconds);
    return html`<ol class="chapters" data-testid=${ID.recordingChapters}>
      ${chapters.map((one) => html`<li>
        <button
          type="button" class="chapter ${one.kind}" data-testid=${ID.recordingChapter} data-kind=${one.kind} data-id=${one.id}
          aria-current=${now.has(one.id) ? 'true' : nothing} @click=${() => this.jump(one.at, one.kind === 'item' ? one.title : one.speaker)}
        >
          <span class="at">${timecode(one.at)}</span>
          ${one.kind === 'item' ? html`<b class="grow">${t('第 {0} 项', one.number)} · ${one.title}</b>` : this.speech(one)}
          <span class="t2 nw">${one.seconds === null ? nothing : span(one.seconds)}</span>
        </button>
      </li>`)}
    </ol>`;
  }

  private speech(one: RecordingChapter): TemplateResult {
    return html`<span class="grow">${one.level ? levelBadge(one.level) : nothing} <b>${one.speaker}</b>
      <span class="t2 fs-s">${one.venue}${one.speech_kind ? html` · ${speechKind(one.speech_kind)}` : nothing}</span></span>`;
  }

  private found(hits: readonly Hit[]): TemplateResult {
    if (!hits.length) return html`<p class="t2" role="status">${t('没有找到。换一个词，或少写几个字再试。')}</p>`;
    return html`<p class="vh" role="status">${t('找到 {0} 条', hits.length)}</p>
      <ol class="chapters">${hits.map((hit) => html`<li>
        <button type="button" class="chapter" data-testid=${ID.recordingHit} @click=${() => this.jump(hit.at, hit.parts.join(''))}>
          <span class="at">${timecode(hit.at)}</span>
          <span class="grow">${hit.who ? html`<span class="t2 fs-s">${hit.who}</span> ` : nothing}${hit.parts.map((part, place) => (place % 2 ? html`<mark>${part}</mark>` : part))}</span>
        </button>
      </li>`)}</ol>`;
  }
}
