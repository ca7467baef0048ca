// <tx-recording-player>: the recording from its beginning, by hls.js, or by the browser where that plays HLS.
import type Hls from 'hls.js';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { TxElement } from '../base/element';
import { t } from '../base/i18n';
import { ID } from '../testids';
import type { RecordingCue } from '../wire.gen';

const RETRY_AFTER = 3_000;

/** Fires `moved` as the picture goes on. */
@customElement('tx-recording-player')
export class RecordingPlayer extends TxElement {
  /** Path of the playlist. */
  @property() source = '';
  /** Before which the object store has that path too; empty where it has not. */
  @property() storage = '';
  /** Sent along for a recording that is not public. */
  @property() token = '';
  @property({ attribute: false }) cues: readonly RecordingCue[] = [];
  @property() language = '';
  /** Whether captions are drawn in. */
  @property({ type: Boolean }) captions = true;
  @state() private trouble = false;
  @query('video') private video!: HTMLVideoElement;
  private hls: Hls | null = null;
  private store = ''; // that is played from
  private storeFailed = false;
  private track: TextTrack | null = null;
  private wanted: number | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;

  get seconds(): number {
    return this.wanted ?? this.video?.currentTime ?? 0;
  }

  /** Shows what is at `seconds`, and plays on from there. */
  jump(seconds: number): void {
    this.wanted = seconds;
    if (this.video.readyState > 0) this.arrive();
    this.moved();
  }

  private arrive(): void {
    if (this.wanted === null) return;
    this.video.currentTime = this.wanted;
    this.wanted = null;
    void this.video.play().catch(() => undefined); // where sound needs a press, its place is right
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unload();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('source') || changed.has('token')) {
      this.unload();
      if (this.source) void this.load();
    }
    if (changed.has('cues') || changed.has('language')) this.putCues();
    if (this.track) this.track.mode = this.captions && this.cues.length ? 'showing' : 'hidden';
  }

  private unload(): void {
    clearTimeout(this.retry);
    this.hls?.destroy();
    this.hls = null;
  }

  private async load(): Promise<void> {
    const { source, token } = this;
    const { default: Hls } = await import('hls.js');
    if (source !== this.source || token !== this.token || !this.isConnected || this.hls) return;
    this.trouble = false;
    this.store = this.storeFailed ? '' : this.storage;
    const { store } = this;
    if (!Hls.isSupported()) {
      this.video.src = store + source; // Safari on phones; it can send no token, so only what is public plays there
      return;
    }
    const hls = new Hls({
      startPosition: this.wanted ?? this.video.currentTime,
      maxBufferHole: 0.3,
      xhrSetup: (request) => {
        if (token && !store) request.setRequestHeader('Authorization', `Bearer ${token}`);
      },
    });
    this.hls = hls;
    hls.on(Hls.Events.ERROR, (_event, data) => {
      if (!data.fatal) return;
      if (data.type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
      else this.again();
    });
    hls.loadSource(store + source);
    hls.attachMedia(this.video);
  }

  /** hls.js tells of its own errors; what never came from the server is refused, as it is without a token. */
  private brokenNative(): void {
    if (!this.hls && (this.store || this.video.currentTime)) this.again();
  }

  private again(): void {
    this.wanted ??= this.video.currentTime;
    this.unload();
    this.trouble = true;
    this.storeFailed ||= this.store !== '';
    this.retry = setTimeout(() => void this.load(), RETRY_AFTER);
  }

  private putCues(): void {
    this.track ??= this.video.addTextTrack('captions', t('字幕'), this.language);
    for (const cue of [...(this.track.cues ?? [])]) this.track.removeCue(cue);
    for (const { at, until, text } of this.cues) {
      if (until > at) this.track.addCue(new VTTCue(at, until, text));
    }
  }

  private moved(): void {
    this.dispatchEvent(new Event('moved'));
  }

  override render(): TemplateResult {
    return html`<section class="player" data-theme="stage" aria-label=${t('录像画面')}>
      <video
        playsinline controls data-testid=${ID.recordingVideo}
        @loadedmetadata=${this.arrive}
        @error=${this.brokenNative}
        @timeupdate=${this.moved}
        @seeking=${this.moved}
      ></video>
      ${this.trouble ? html`<p class="chip wait tl" role="status">${t('网络断了，正在重连。')}</p>` : nothing}
    </section>`;
  }
}
