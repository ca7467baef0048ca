// <tx-player>: the livestream with four buttons. hls.js where the browser cannot play HLS itself.
import type Hls from 'hls.js';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { ID } from '../testids';
import './lower-third';
import { Stall } from './stall';
import { titlesOf, type StreamTitles } from './titles';

const RETRY_AFTER = 2_000; // a stream that ended or broke: whoever restarts it needs about that
const LOOK_EVERY = 1_000; // whether the browser's own player stands still

@customElement('tx-player')
export class Player extends TxElement {
  /** Path of the playlist; null while there is nothing to play. */
  @property() source: string | null = null;
  /** What to say instead of a picture. */
  @property() notice = '';
  @state() private playing = false;
  @state() private muted = false;
  @state() private blocked = false;
  @state() private waiting = true;
  /** A picture was shown; from then on nothing is written over it. */
  @state() private begun = false;
  /** Who speaks when, by the playlist; the browser's own player does not tell. */
  @state() private titles: readonly StreamTitles[] = [];
  @query('video') private video!: HTMLVideoElement;
  private hls: Hls | null = null;
  /** What the browser plays without hls.js; it never mends a stream by itself. */
  private native: string | null = null;
  private readonly stall = new Stall();
  private looking: ReturnType<typeof setInterval> | undefined;
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

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unload();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('source')) return;
    this.unload();
    if (this.source) void this.load(this.source);
  }

  private unload(): void {
    clearTimeout(this.retry);
    this.hls?.destroy();
    this.hls = null;
    this.unloadNative();
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

  private loadNative(source: string): void {
    this.native = source;
    this.stall.reset();
    clearInterval(this.looking);
    this.looking = setInterval(() => this.lookNative(source), LOOK_EVERY);
    this.video.src = source;
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
    if (source !== this.source || !this.isConnected) return;
    if (!Hls.isSupported()) {
      this.loadNative(source); // Safari on phones plays HLS itself
      return;
    }
    // Parts lost or late must not freeze the picture: catch up a little faster instead.
    const hls = new Hls({
      lowLatencyMode: true,
      liveSyncDuration: 5, // s; segments last 2: measured without a stall, 6 s from lens to screen
      maxLiveSyncPlaybackRate: 1.2,
      liveSyncOnStallIncrease: 0.25,
      highBufferWatchdogPeriod: 1,
      maxBufferHole: 0.3,
      enableDateRangeMetadataCues: false, // we read them ourselves; its text track breaks our CSP
    });
    this.hls = hls;
    hls.on(Hls.Events.ERROR, (_event, data) => {
      if (!data.fatal) return;
      if (data.type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
      else this.again(source);
    });
    hls.on(Hls.Events.LEVEL_LOADED, (_event, { details }) => { this.titles = titlesOf(details.dateRanges); });
    hls.on(Hls.Events.MANIFEST_PARSED, () => void this.play());
    hls.loadSource(source);
    hls.attachMedia(this.video);
  }

  private again(source: string): void {
    this.unload();
    this.retry = setTimeout(() => source === this.source && void this.load(source), RETRY_AFTER);
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

  private chip(): TemplateResult {
    return this.begun && this.waiting && this.playing
      ? html`<span class="chip wait tl">${icon('clock')}${t('网络较慢，正在缓冲')}</span>`
      : html`<span class="chip live tl">${t('直播')}</span>`;
  }

  override render(): TemplateResult {
    const live = this.source !== null;
    return html`<section class="player" data-theme="stage" aria-label=${t('直播画面')}>
      <video
        playsinline
        data-testid=${ID.watchVideo}
        @playing=${() => { this.playing = true; this.begun = true; this.waiting = false; }}
        @waiting=${() => { this.waiting = true; }}
        @error=${this.brokenNative}
        @ended=${this.brokenNative}
        @pause=${() => { this.playing = false; }}
        @volumechange=${() => { this.muted = this.video.muted; }}
      ></video>
      ${live ? this.chip() : nothing}
      ${live && this.begun ? html`<tx-lower-third .titles=${this.titles} .moment=${() => this.moment}></tx-lower-third>` : nothing}
      ${live && this.begun ? nothing : html`<p class="note" role="status">${live ? t('正在接通直播…') : this.notice}</p>`}
      ${this.blocked
        ? html`<button class="btn sound" type="button" data-testid=${ID.soundBlocked} @click=${this.unmute}>
            ${icon('vol')}${t('浏览器拦住了声音。按一下就能听到。')}
          </button>`
        : nothing}
      ${live
        ? html`<div class="bar">
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
            <button type="button" aria-label=${t('全屏')} @click=${this.fullscreen}>${icon('full')}</button>
          </div>`
        : nothing}
    </section>`;
  }
}
