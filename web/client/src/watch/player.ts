// <tx-player>: the livestream with its buttons. hls.js where the browser cannot play HLS itself.
import type Hls from 'hls.js';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { ID } from '../testids';
import './lower-third';
import { Stall } from './stall';
import { storage } from './storage';
import { mayGoLive, soundOnly, streamState, type StreamState } from './stream-state';
import { Supply } from './supply';
import { titlesOf, type StreamTitles } from './titles';

void import('hls.js').catch(() => undefined); // fetched while the page asks whether it is on air

const RETRY_AFTER = 2_000; // a stream that ended or broke: whoever restarts it needs about that
const LOOK_EVERY = 1_000; // whether the browser's own player stands still, and how far behind anyone's is
const SPREAD = 3_000; // of those whom the store left, who all come to the server
const BEHIND_STORE = 6; // s behind the end of the store's playlist: a segment, its way, and one to spare
const NATIVE_BEHIND = 3; // s that browsers' own players stay behind the end of what may be sought

@customElement('tx-player')
export class Player extends TxElement {
  /** Path of the playlist; null while there is nothing to play. */
  @property() source: string | null = null;
  /** Path of the playlist from the beginning; null where there is none. */
  @property() whole: string | null = null;
  /** Whether the object store has both. */
  @property({ attribute: false }) stored = false;
  /** What to say instead of a picture. */
  @property() notice = '';
  @state() private playing = false;
  @state() private muted = false;
  @state() private blocked = false;
  @state() private waiting = true;
  /** Watching from the beginning, while it goes on. */
  @state() rewound = false;
  /** A picture was shown; from then on nothing is written over it. */
  @state() private begun = false;
  /** The sound alone, for poor networks. */
  @state() private soundOnly = false;
  @state() private broken = false;
  /** Seconds behind where live viewers are. */
  @state() private behind = 0;
  /** Who speaks when, by the playlist; the browser's own player does not tell. */
  @state() private titles: readonly StreamTitles[] = [];
  @query('video') private video!: HTMLVideoElement;
  private hls: Hls | null = null;
  /** What the browser plays without hls.js; it never mends a stream by itself. */
  private native: string | null = null;
  private readonly stall = new Stall();
  private readonly supply = new Supply();
  /** Where what is watched from the beginning goes on (s). */
  private resumes = 0;
  private looking: ReturnType<typeof setInterval> | undefined;
  private measuring: ReturnType<typeof setInterval> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;

  /** The server's time (Unix ms) of the picture now shown, null while unknown. */
  get moment(): number | null {
    if (!this.playing || this.waiting) return null;
    const date = this.hls?.playingDate;
    if (date) return date.getTime();
    const start = (this.video as HTMLVideoElement & { getStartDate?: () => Date }).getStartDate?.();
    const origin = start?.getTime() ?? NaN;
    return Number.isNaN(origin) ? null : origin + this.video.currentTime * 1000;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.measuring = setInterval(() => { this.behind = this.measure(); this.lookStored(); }, LOOK_EVERY);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.measuring);
    this.unload();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('source')) return;
    this.broken = false;
    this.begin();
  }

  private begin(): void {
    this.unload();
    const { wanted } = this;
    if (wanted) void this.load(wanted);
  }

  /** To the beginning, or back to the livestream. */
  private turn(): void {
    this.rewound = !this.rewound;
    this.resumes = 0;
    this.begin();
    this.dispatchEvent(new Event('turned'));
  }

  private unload(): void {
    clearTimeout(this.retry);
    this.hls?.destroy();
    this.hls = null;
    this.unloadNative();
    this.supply.forget();
    this.waiting = true;
    this.begun = false;
    this.titles = [];
  }

  private unloadNative(): void {
    if (this.native === null) return;
    this.native = null;
    clearInterval(this.looking);
    this.video.removeAttribute('src');
    this.video.load(); // lets go of the old stream
    this.playing = false;
  }

  /** Where to load a path from: the store while it works. */
  private place(path: string): string {
    const store = this.stored ? storage.at(Date.now()) : '';
    this.supply.begin(store !== '');
    this.stall.reset();
    return store + path;
  }

  private lookStored(): void {
    if (this.rewound || !this.wanted) return;
    if (this.supply.stopped(Date.now())) this.again(this.wanted);
  }

  private loadNative(source: string): void {
    this.native = source;
    clearInterval(this.looking);
    this.looking = setInterval(() => this.lookNative(source), LOOK_EVERY);
    this.video.src = this.place(source);
    void this.play();
  }

  /** Somebody's pause, or the browser's refusal to begin by itself, is no stall. */
  private lookNative(source: string): void {
    if (this.video.paused) this.stall.reset();
    else if (this.stall.see(this.video.currentTime, Date.now())) this.again(source);
  }

  private brokenNative(): void {
    if (this.native !== null) this.again(this.native);
  }

  private async load(source: string): Promise<void> {
    const { default: Hls } = await import('hls.js');
    if (!this.isConnected || source !== this.wanted) return;
    if (!Hls.isSupported()) {
      this.loadNative(source); // Safari on phones plays HLS itself
      return;
    }
    // Parts lost or late must not freeze the picture: catch up a little faster instead.
    const address = this.place(source);
    const hls = new Hls(this.rewound ? { startPosition: this.resumes, maxBufferHole: 0.3 } : {
      // Three parts behind the end, as the server's playlist asks; the store's has no parts.
      ...(this.supply.fromStore ? { liveSyncDuration: BEHIND_STORE } : { lowLatencyMode: true }),
      maxLiveSyncPlaybackRate: 1.2,
      liveSyncOnStallIncrease: 0.25,
      highBufferWatchdogPeriod: 1,
      maxBufferHole: 0.3,
      backBufferLength: 30, // s; a phone has little memory
      enableDateRangeMetadataCues: false, // we read them ourselves; its text track breaks our CSP
    });
    this.hls = hls;
    hls.on(Hls.Events.ERROR, (_event, data) => {
      if (!data.fatal) return;
      if (data.type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
      else this.again(source);
    });
    hls.on(Hls.Events.LEVEL_LOADED, (_event, { details }) => {
      this.titles = titlesOf(details.dateRanges);
      this.supply.came(details.live ? details.edge : NaN);
    });
    hls.on(Hls.Events.MANIFEST_PARSED, () => void this.play());
    hls.attachMedia(this.video); // first: it opens while the playlists come
    hls.loadSource(address);
  }

  private again(source: string): void {
    if (this.rewound) this.resumes = this.video.currentTime || this.resumes;
    this.unload();
    this.broken = true;
    const spread = this.supply.fromStore ? Math.random() * SPREAD : 0;
    if (this.supply.fromStore) storage.fail(Date.now());
    this.retry = setTimeout(() => source === this.wanted && void this.load(source), RETRY_AFTER + spread);
  }

  /** What is to be played now. */
  private get wanted(): string | null {
    if (this.source === null) return null;
    if (this.rewound) return this.whole;
    return this.soundOnly ? soundOnly(this.source) : this.source;
  }

  /** Where live viewers are on the video's own line of time; null while unknown. */
  private get edge(): number | null {
    if (this.hls) return this.hls.liveSyncPosition;
    const { seekable } = this.video;
    return seekable.length ? seekable.end(seekable.length - 1) - NATIVE_BEHIND : null;
  }

  private measure(): number {
    if (!this.begun || this.rewound) return 0;
    return Math.max(0, (this.edge ?? 0) - this.video.currentTime);
  }

  private goLive(): void {
    if (this.edge !== null) this.video.currentTime = Math.max(this.edge, this.video.currentTime);
    this.behind = 0;
    void this.play();
    this.video.focus(); // the button is about to leave
  }

  private toggleSoundOnly(): void {
    this.soundOnly = !this.soundOnly;
    this.begin();
  }

  /** With sound if the browser lets us, else silent until somebody presses. */
  private async play(): Promise<void> {
    try {
      await this.video.play();
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
      this.video.muted = true;
      this.blocked = true;
      await this.video.play().catch(() => undefined);
    }
  }

  private unmute(): void {
    this.video.muted = false;
    this.blocked = false;
    void this.play();
  }

  private togglePlay(): void {
    if (this.video.paused) void this.play();
    else this.video.pause();
  }

  private fullscreen(): void {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void this.querySelector('.player')?.requestFullscreen?.();
  }

  private get state(): StreamState {
    const { begun, broken, playing, waiting, behind } = this;
    return streamState({ begun, broken, waiting, behind, paused: !playing && !this.blocked });
  }

  /** Said when it changes: seconds would be said all the time. */
  private chip(state: StreamState): TemplateResult {
    const good = state === 'live' || state === 'connecting';
    return html`<span class=${good ? 'chip live tl' : 'chip wait tl'} role="status" data-testid=${ID.streamState} data-state=${state}>
      ${good ? nothing : icon(state === 'paused' ? 'pause' : 'clock')}${chipWords(state)}
    </span>`;
  }

  private note(live: boolean): string {
    if (!live) return this.notice;
    if (!this.begun) return t('正在接通直播…');
    return t('正在只听声音，画面已关，省流量。');
  }

  override render(): TemplateResult {
    const live = this.source !== null;
    const state = this.state;
    return html`<section class="player" data-theme="stage" aria-label=${t('直播画面')}>
      <video
        playsinline
        tabindex=${this.rewound ? nothing : '-1'}
        ?controls=${this.rewound}
        data-testid=${ID.watchVideo}
        @playing=${() => { this.playing = true; this.begun = true; this.broken = false; this.waiting = false; }}
        @waiting=${() => { this.waiting = true; }}
        @loadedmetadata=${() => { if (this.native !== null && this.resumes) this.video.currentTime = this.resumes; }}
        @error=${this.brokenNative}
        @ended=${this.brokenNative}
        @pause=${() => { this.playing = false; }}
        @volumechange=${() => { this.muted = this.video.muted; }}
      ></video>
      ${live && !this.rewound ? this.chip(state) : nothing}
      ${live && this.begun && !this.soundOnly ? html`<tx-lower-third .titles=${this.titles} .moment=${() => this.moment}></tx-lower-third>` : nothing}
      ${live && this.begun && (this.rewound || !this.soundOnly) ? nothing : html`<p class="note" role="status">${this.note(live)}</p>`}
      ${this.blocked
        ? html`<button class="btn sound" type="button" data-testid=${ID.soundBlocked} @click=${this.unmute}>
            ${icon('vol')}${t('浏览器拦住了声音。按一下就能听到。')}
          </button>`
        : nothing}
      ${live
        ? html`<div class="bar ${this.rewound ? 'rewound' : ''}">
            ${this.whole ? html`<button type="button" data-testid=${ID.fromBeginning} aria-pressed=${String(this.rewound)} @click=${this.turn}>
              ${this.rewound ? t('回到直播') : t('从头看')}</button>` : nothing}
            ${this.rewound ? nothing : html`
            <button type="button" aria-label=${this.playing ? t('暂停') : t('播放')} @click=${this.togglePlay}>
              ${icon(this.playing ? 'pause' : 'play')}
            </button>
            <button
              type="button"
              aria-label=${t('声音')}
              aria-pressed=${String(!this.muted)}
              @click=${() => { if (this.muted) this.unmute(); else this.video.muted = true; }}
            >
              ${icon(this.muted ? 'voloff' : 'vol')}
            </button>
            <span class="grow"></span>
            ${mayGoLive(state, this.behind)
              ? html`<button type="button" data-testid=${ID.goLive} @click=${this.goLive}>${t('回到直播')}</button>`
              : nothing}
            <button
              type="button"
              class="words"
              data-testid=${ID.soundOnly}
              aria-pressed=${String(this.soundOnly)}
              @click=${this.toggleSoundOnly}
            >
              ${t('只听声音')}
            </button>
            <button type="button" aria-label=${t('全屏')} @click=${this.fullscreen}>${icon('full')}</button>`}
          </div>`
        : nothing}
    </section>`;
  }
}

function chipWords(state: StreamState): string {
  switch (state) {
    case 'buffering':
      return t('网络较慢，正在缓冲');
    case 'again':
      return t('直播断了，正在重新接通');
    case 'behind':
      return t('比直播晚了');
    case 'paused':
      return t('已暂停');
    case 'connecting':
    case 'live':
      return t('直播');
  }
}
