// <tx-notices>: what went wrong or came back, between the top bar and the meeting, where it covers
// nothing. Each says what happened, what is safe, what to do.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { Follow, TxElement } from '../base/element';
import { icon, type IconName } from '../base/icons';
import { t } from '../base/i18n';
import { PressTwice } from '../base/press-twice';
import { endButton, rehearsalBar } from '../components/rehearsal';
import { minutesOut } from '../components/minutes-out';
import { troubleWords, type DeviceKind } from '../session/devices';
import { lasting, Outage, unsent } from '../session/outage';
import { held, requestOf } from '../session/select';
import { ID } from '../testids';
import { attempt, type RefusedEvent } from './attempt';
import { waitersFor } from '../session/authority';
import { muteWords } from './mute-words';
import type { Participation } from './participation';
import { showVenuePanel } from './venue-panel';

const BANNER_AFTER = 2_000;
const HOPELESS_AFTER = 30_000;
const BACK_FOR = 5_000;
const REFUSED_FOR = 8_000;

@customElement('tx-notices')
export class Notices extends TxElement {
  @property({ attribute: false }) participation!: Participation;
  @internal() private refused = '';
  @internal() private backUntil = 0;
  @internal() private dismissed = new Set<DeviceKind>();
  private readonly twice = new PressTwice(this);
  private bannerShown = false;
  private readonly outages = { up: new Outage(), down: new Outage() };
  @internal() private mediaLost = '';
  private timer: ReturnType<typeof setInterval> | undefined;
  private refusedTimer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('tx-refused', this.onRefused as EventListener);
    this.timer = setInterval(() => this.tick(), 500);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('tx-refused', this.onRefused as EventListener);
    clearInterval(this.timer);
  }

  protected override willUpdate(): void {
    if (this.hasUpdated) return;
    const { session, local } = this.participation;
    // What failed on the join page was read there.
    this.dismissed = new Set((['camera', 'microphone'] as const).filter((kind) => local.error(kind)));
    new Follow(this, session, ['change']);
    new Follow(this, session.sound, ['change']);
    new Follow(this, local, ['change']);
    new Follow(this, session.media, ['transport']);
  }

  override render(): TemplateResult {
    return html`${this.rehearsal()}<div class="notices">
      ${this.link()} ${this.media()} ${this.line()} ${this.sound()} ${this.device('camera')} ${this.device('microphone')}
      ${this.muted()} ${this.ownTracks()} ${this.door()} ${this.minutes()}
      ${this.refused ? call('stop', 'warn', this.refused, '', nothing) : nothing}
    </div>`;
  }

  /** Those who run the meeting may end it from here. */
  private rehearsal(): TemplateResult | typeof nothing {
    const { session } = this.participation;
    if (!session.state) return nothing;
    const runs = session.you?.role === 'chair' || session.you?.role === 'clerk';
    return rehearsalBar(session.state, runs ? endButton(this.twice, () => void attempt(session, { type: 'end_rehearsal' })) : nothing);
  }

  private minutes(): TemplateResult | typeof nothing {
    const { state, you } = this.participation.session;
    return state && you ? minutesOut(state, you.participant_id) : nothing;
  }

  private link(): TemplateResult | typeof nothing {
    const { session } = this.participation;
    const lost = session.lostAt === null ? 0 : Date.now() - session.lostAt;
    if (lost > HOPELESS_AFTER && session.slow) {
      return call('wait', 'clock', t('网络很慢，会议内容还在路上。'), t('请不要关掉页面，也可以换一个网络。'), nothing, ID.reconnecting);
    }
    if (lost > HOPELESS_AFTER) {
      return call('stop', 'off', t('连不上会议。'), t('请检查网络，页面会一直重试。'), nothing, ID.reconnecting);
    }
    if (lost > BANNER_AFTER) {
      return call('wait', 'cycle', t('连接断了，正在重连。'), t('您的排队位置保留。'), nothing, ID.reconnecting);
    }
    if (Date.now() < this.backUntil) return call('floor', 'check', t('已连上。'), this.stillPlace(), nothing);
    return nothing;
  }

  /** Calmly, and only where something is missing: smaller pictures speak for themselves. */
  private line(): TemplateResult | typeof nothing {
    const { session } = this.participation;
    if (this.mediaLost || session.link !== 'open' || session.line !== 'paused') return nothing;
    return call('wait', 'wifi', t('网络较弱。'), t('先关画面，保住声音。'), nothing, ID.linePaused);
  }

  private media(): TemplateResult | typeof nothing {
    if (!this.mediaLost) return nothing;
    return call('stop', 'off', this.mediaLost, this.mediaTodo(), nothing, ID.mediaLost);
  }

  private mediaTodo(): string {
    const { media } = this.participation.session;
    return lasting(media.refusal) || `${t('您的排队位置保留。')}${t('正在重试；请换一个网络试试。')}`;
  }

  private watchMedia(): void {
    const lost = this.lostMedia();
    if (lost && !this.mediaLost) announce(`${lost}${this.mediaTodo()}`, 'assertive');
    if (!lost && this.mediaLost && this.participation.session.link === 'open') {
      this.backUntil = Date.now() + BACK_FOR;
      announce(t('已连上。'), 'assertive');
    }
    this.mediaLost = lost;
  }

  /** What does not get through though it should; empty while the connection itself is lost. */
  private lostMedia(): string {
    const { session } = this.participation;
    const { media } = session;
    const now = Date.now();
    const open = session.link === 'open';
    const own = unsent(media.ownSources);
    const up = this.outages.up.see(open && own !== null, media.upState === 'connected', now)
      || (open && own !== null && lasting(media.refusal) !== '');
    const down = this.outages.down.see(open && media.downState !== 'none', media.downState === 'connected', now);
    if (up && down) return t('别人听不到、看不到您，您也收不到声音和画面。');
    if (down) return t('您收不到声音和画面。');
    if (!up) return '';
    return own === 'both' ? t('别人听不到、看不到您。') : own === 'sound' ? t('别人听不到您。') : t('别人看不到您。');
  }

  private sound(): TemplateResult | typeof nothing {
    const { sound } = this.participation.session;
    if (!sound.blocked) return nothing;
    return call('wait', 'vol', t('浏览器拦住了声音。'), t('按一下就能听到。'), html`<button
      class="btn" type="button" data-testid=${ID.soundBlocked} @click=${() => sound.unblock()}
    >${t('打开声音')}</button>`);
  }

  private muted(): TemplateResult | typeof nothing {
    const words = muteWords(this.participation.session);
    return words ? call('stop', 'micoff', words, '', nothing, ID.mutedNotice) : nothing;
  }

  /** Whoever has the floor knows that they are recorded by themselves; the chair sees it at the desk. */
  private ownTracks(): TemplateResult | typeof nothing {
    const { state, you } = this.participation.session;
    const speaks = state?.status === 'open' && held(state).some((speech) => speech.participant_id === you?.participant_id);
    if (!speaks || state.rehearsal || !state.recording?.own_tracks) return nothing;
    return call('rec', 'eye', t('您的声音和画面正在分轨录制。'), '', nothing, ID.ownTracksNotice);
  }

  /** For those who may let them in. */
  private door(): TemplateResult | typeof nothing {
    const { state, you } = this.participation.session;
    const waiting = state && you ? waitersFor(state, you).length : 0;
    if (!waiting) return nothing;
    return call('wait', 'people', t('{0} 位在等候接纳。', waiting), '', html`<button
      class="btn" type="button" aria-haspopup="dialog" data-testid=${ID.doorOpen} @click=${() => void showVenuePanel(this.participation)}
    >${t('去接纳')}</button>`, ID.doorNotice);
  }

  private device(kind: DeviceKind): TemplateResult | typeof nothing {
    const error = this.participation.local.error(kind);
    if (!error || this.dismissed.has(kind)) return nothing;
    const { what, todo } = troubleWords(error);
    const retry = (): void => void this.participation.local.open(kind);
    const close = (): void => {
      this.dismissed = new Set([...this.dismissed, kind]);
    };
    return call('stop', kind === 'camera' ? 'camoff' : 'micoff', what, todo, html`
      <button class="btn" type="button" @click=${retry}>${t('重试')}</button>
      <button class="btn" type="button" @click=${close}>${t('知道了')}</button>`);
  }

  private stillPlace(): string {
    const { state, you } = this.participation.session;
    const waiting = state && you ? requestOf(state, you.participant_id) : null;
    return waiting ? t('您还排第 {0} 位。', waiting.place) : '';
  }

  private tick(): void {
    this.watchMedia();
    const { session } = this.participation;
    const lost = session.lostAt !== null && Date.now() - session.lostAt > BANNER_AFTER;
    if (lost && !this.bannerShown) announce(t('连接断了，正在重连。您的排队位置保留。'), 'assertive');
    if (!lost && this.bannerShown && session.link === 'open') {
      this.backUntil = Date.now() + BACK_FOR;
      announce(`${t('已连上。')}${this.stillPlace()}`, 'assertive');
    }
    if (lost !== this.bannerShown || lost || Date.now() < this.backUntil + 1_000) this.requestUpdate();
    if (session.link !== 'connecting') this.bannerShown = lost;
  }

  private readonly onRefused = (event: RefusedEvent): void => {
    this.refused = event.detail;
    announce(event.detail, 'assertive');
    clearTimeout(this.refusedTimer);
    this.refusedTimer = setTimeout(() => (this.refused = ''), REFUSED_FOR);
  };
}

function call(
  look: string, drawing: IconName, what: string, todo: string, action: TemplateResult | typeof nothing, id = '',
): TemplateResult {
  return html`<div class="call mid ${look}" data-testid=${id || nothing}>
    ${icon(drawing)}<span class="grow"><b>${what}</b>${todo}</span>${action}
  </div>`;
}
