// <tx-join>: who I am, whether camera, microphone, sound and network will do, and the one button.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { Follow, TxElement } from '../base/element';
import { icon, type IconName } from '../base/icons';
import { t } from '../base/i18n';
import { preference, setPreference } from '../base/prefs';
import { dayAndTime } from '../base/time';
import { levelName, roleName } from '../base/words';
import { levelBadge } from '../components/level-badge';
import { rehearsalBar } from '../components/rehearsal';
import { mark } from '../components/mark';
import { minutesOut } from '../components/minutes-out';
import { languageButton, textButton } from '../components/preferences';
import { listDevices, troubleWords, type DeviceKind } from '../session/devices';
import type { LocalDevices } from '../session/local';
import { PictureCheck, SAMPLE } from '../session/picture-check';
import { Sampler } from '../session/sampler';
import { LEVELS, venueOf } from '../session/select';
import { ID } from '../testids';
import type { Participant, Snapshot } from '../wire.gen';
import type { Entry } from './participation';
import { Loudness } from './loudness';
import './network-check';

const BARS = 12;
const HEARD = 0.25; // of the scale: speech a metre away, above a quiet room's hum

export class EnterEvent extends CustomEvent<Entry> {
  constructor(entry: Entry) {
    super('enter', { detail: entry });
  }
}

@customElement('tx-join')
export class Join extends TxElement {
  @property({ attribute: false }) local!: LocalDevices;
  @property({ attribute: false }) snapshot: Snapshot | null = null;
  @property({ attribute: false }) me: Participant | null = null;
  @internal() private cameraWanted = !preference('camera-off');
  @internal() private microphoneOpen = false;
  @internal() private cameras: MediaDeviceInfo[] = [];
  @internal() private microphones: MediaDeviceInfo[] = [];
  @internal() private sound: 'untried' | 'played' | 'heard' | 'unheard' = 'untried';
  @internal() private black = false;
  @internal() private heard = false;
  private readonly loudness = new Loudness();
  private readonly sampler = new Sampler();
  private readonly picture = new PictureCheck();
  private looking: ReturnType<typeof setInterval> | undefined;
  private listened: MediaStreamTrack | null = null;
  private frame = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('pointerdown', this.wake);
    addEventListener('keydown', this.wake);
    this.looking = setInterval(() => this.look(), SAMPLE.every);
    this.meter();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('pointerdown', this.wake);
    removeEventListener('keydown', this.wake);
    cancelAnimationFrame(this.frame);
    clearInterval(this.looking);
    this.loudness.close();
  }

  protected override willUpdate(): void {
    if (!this.hasUpdated) {
      new Follow(this, this.local, ['change']);
      if (this.interprets) this.cameraWanted = false;
      if (this.cameraWanted) void this.open('camera');
      void this.open('microphone');
    }
    const track = this.local.track('microphone');
    if (track !== this.listened) {
      this.listened = track;
      this.heard = false;
      this.loudness.listen(track);
    }
  }

  /** Interpreters are heard and not seen. */
  private get interprets(): boolean {
    return this.me?.role === 'interpreter';
  }

  override render(): TemplateResult {
    return html`<div class="join">
      <header class="top">
        ${mark()}<b class="grow fs-l">${t('同心')}</b>${textButton()} ${languageButton()}
      </header>
      <main class="cols">${this.devices()} ${this.info()}</main>
    </div>`;
  }

  // --- devices --------------------------------------------------------------------------------

  private devices(): TemplateResult {
    return html`<section class="dev" aria-label=${t('检查设备')}>
      ${this.interprets ? nothing : this.preview()}
      ${this.trouble('microphone')} ${this.trouble('camera')}
      <ul class="panel check">
        ${this.interprets ? nothing : this.cameraRow()}
        <li>${icon('mic')}<b>${t('话筒')}</b>
          <span class="v">${this.device('microphone', this.microphones)}${this.local.track('microphone') ? this.meterBar() : nothing}</span>
          ${this.verdict('microphone')}</li>
        <li>${icon('vol')}<b>${t('声音')}</b>${this.soundRow()}</li>
        <li>${icon('wifi')}<b>${t('网络')}</b><tx-network-check></tx-network-check></li>
      </ul>
    </section>`;
  }

  private preview(): TemplateResult {
    return html`<div class="pv">
      <video muted playsinline autoplay aria-label=${t('我的画面')} data-testid=${ID.joinPreview}></video>
      ${this.local.track('camera') ? nothing : html`<span class="dark">${icon('camoff')}${this.cameraState()}</span>`}
      <span class="nm">${t('我的画面')}</span>
    </div>`;
  }

  private cameraRow(): TemplateResult {
    const black = this.black ? html`<small class="c-wait fs-s" role="status" data-testid=${ID.cameraBlack}>${t('画面全黑：看看镜头盖有没有打开')}</small>` : nothing;
    return html`<li>${icon('cam')}<b>${t('摄像头')}</b><span class="v">${this.device('camera', this.cameras)}${black}</span> ${this.verdict('camera')}</li>`;
  }

  private cameraState(): string {
    if (this.local.isOpening('camera')) return t('正在打开摄像头…');
    return this.local.error('camera') ? t('没有画面，可以只用声音') : t('摄像头关着');
  }

  private device(kind: DeviceKind, all: MediaDeviceInfo[]): TemplateResult {
    const track = this.local.track(kind);
    if (!track) return html`<span class="v cut">${this.local.isOpening(kind) ? t('正在打开…') : this.local.error(kind) ? t('不能用') : t('没有打开')}</span>`;
    const current = track.getSettings().deviceId ?? '';
    if (all.length < 2) return html`<span class="v cut">${track.label || t('已打开')}</span>`;
    const choose = (event: Event): void => void this.open(kind, (event.target as HTMLSelectElement).value);
    return html`<select class="pick" aria-label=${kind === 'camera' ? t('选摄像头') : t('选话筒')} @change=${choose}>
      ${all.map((one) => html`<option value=${one.deviceId} ?selected=${one.deviceId === current}>${one.label}</option>`)}
    </select>`;
  }

  private verdict(kind: DeviceKind): TemplateResult {
    if (this.local.isOpening(kind)) return chip('', 'clock', t('等您允许'));
    if (this.local.error(kind)) return chip('stop', 'x', t('不能用'));
    if (!this.local.track(kind)) return chip('', 'x', t('关着'));
    if (kind === 'microphone' && !this.heard) return chip('wait', 'clock', t('请说句话'));
    if (kind === 'camera' && this.black) return chip('wait', 'camoff', t('全黑'));
    return chip('floor', 'check', t('正常'));
  }

  private trouble(kind: DeviceKind): TemplateResult | typeof nothing {
    const error = this.local.error(kind);
    if (!error) return nothing;
    const { what, todo } = troubleWords(error);
    return html`<div class="call mid stop" role="alert" data-testid=${ID.joinTrouble} data-device=${kind} data-trouble=${error.trouble}>
      ${icon(kind === 'camera' ? 'camoff' : 'micoff')}<span class="grow"><b>${what}</b>${todo}</span>
      <button class="btn" type="button" @click=${() => void this.open(kind)}>${t('重试')}</button>
    </div>`;
  }

  private meterBar(): TemplateResult {
    return html`<span class="meter" role="meter" aria-label=${t('音量')} aria-valuemin="0" aria-valuemax="100" aria-valuenow="0" data-testid=${ID.joinLevel}>
      ${Array.from({ length: BARS }, () => html`<i></i>`)}
    </span>`;
  }

  private soundRow(): TemplateResult {
    const words = {
      untried: t('还没试'), played: t('听到两声了吗？'), heard: t('扬声器能用'), unheard: t('调大音量，或换一个扬声器再试'),
    }[this.sound];
    const say = (sound: 'heard' | 'unheard') => (): void => { this.sound = sound; };
    return html`<span class="v">${words}</span><span class="hstack">
      ${this.sound === 'played'
        ? html`<button class="btn desk" type="button" @click=${say('heard')}>${t('听到了')}</button>
            <button class="btn desk" type="button" @click=${say('unheard')}>${t('没听到')}</button>`
        : html`${this.sound === 'heard' ? chip('floor', 'check', t('正常')) : this.sound === 'unheard' ? chip('wait', 'voloff', t('没听到')) : nothing}
            <button class="btn desk" type="button" @click=${this.chime}>${icon('play')}${t('放一段听听')}</button>`}</span>`;
  }

  // --- who and what ---------------------------------------------------------------------------

  private info(): TemplateResult {
    const { snapshot, me } = this;
    const listenOnly = !this.local.track('microphone') && !this.local.isOpening('microphone');
    return html`<section class="info">
      <h1>${snapshot?.title ?? ''}</h1>
      ${snapshot ? rehearsalBar(snapshot) : nothing} ${snapshot ? minutesOut(snapshot, this.me?.id ?? '') : nothing}
      ${this.identity()} ${snapshot ? this.facts(snapshot) : nothing}
      <p class="call rec">${icon('eye')}<span>${snapshot?.rehearsal ? nothing : t('会议全程记录，同时向公众直播。')}${snapshot?.recording?.own_tracks ? t('发言人的声音和画面另外分轨录制。') : nothing}${this.whenHeard()}</span></p>
      <div class="opts">
        <label class="option" ?hidden=${this.interprets}><input type="checkbox" data-testid=${ID.joinCamera} .checked=${this.cameraWanted} @change=${this.onCamera} />${t('进入时打开摄像头')}</label>
        ${me?.role === 'chair'
          ? html`<label class="option"><input type="checkbox" .checked=${this.microphoneOpen} @change=${this.onMicrophone} />${t('进入时打开话筒')}</label>`
          : nothing}
      </div>
      <div class="go">
        <button class="btn primary big" type="button" data-testid=${ID.joinButton} @click=${this.enter}>
          ${listenOnly ? t('先进会议，只看和听') : t('进入会议')}
        </button>
        <p class="t2 fs-s">${t('不是您本人？请联系会务人员换一个链接。')}</p>
      </div>
    </section>`;
  }

  private whenHeard(): string {
    switch (this.me?.role) {
      case 'chair': return t('您的话筒由您自己开关。');
      case 'interpreter': return t('开始传译以后，选了这种语言的人才听到您。');
      default: return t('没有轮到您发言时，别人听不到您的声音。');
    }
  }

  private identity(): TemplateResult | typeof nothing {
    const { snapshot, me } = this;
    if (!snapshot || !me) return nothing;
    const venue = venueOf(snapshot, me);
    const where = [roleName(me.role), venue?.name].filter((one) => one && one !== me.name).join(' · ');
    return html`<div class="panel id" data-testid=${ID.joinName}>
      ${venue ? levelBadge(venue.level) : nothing}
      <p><b class="fs-l">${me.name}</b><br /><span class="t2 fs-s">${where}</span></p>
    </div>`;
  }

  private facts(snapshot: Snapshot): TemplateResult {
    return html`<dl class="facts">
      <dt>${t('开会')}</dt><dd>${this.when(snapshot)}</dd>
      ${snapshot.agenda.length ? this.extent(snapshot) : nothing}
    </dl>`;
  }

  /** Not told to whoever has still to be admitted. */
  private extent(snapshot: Snapshot): TemplateResult {
    const levels = LEVELS.filter((level) => snapshot.venues.some((one) => one.level === level)).map(levelName);
    const planned = snapshot.agenda.reduce((sum, one) => sum + one.item.planned_minutes, 0);
    return html`<dt>${t('议程')}</dt><dd>${t('{0} 项，约 {1} 分钟', snapshot.agenda.length, planned)}</dd>
      <dt>${t('会场')}</dt><dd>${t('{0}，共 {1} 个', levels.join(t('、')), snapshot.venues.length)}</dd>`;
  }

  private when(snapshot: Snapshot): string {
    switch (snapshot.status) {
      case 'open': return t('正在开会');
      case 'adjourned': return t('正在休会');
      case 'closed': return t('已经闭会');
      case 'planned': {
        const now = Date.now();
        const left = Math.round((snapshot.scheduled_at - now) / 60_000);
        const at = dayAndTime(snapshot.scheduled_at, now);
        return left > 0 && left < 60 ? t('{0}，还有 {1} 分钟', at, left) : at;
      }
    }
  }

  // --- doing ----------------------------------------------------------------------------------

  private async open(kind: DeviceKind, deviceId = ''): Promise<void> {
    await this.local.open(kind, deviceId);
    const found = await listDevices(kind);
    if (kind === 'camera') this.cameras = found;
    else this.microphones = found;
  }

  private readonly onCamera = (event: Event): void => {
    this.cameraWanted = (event.target as HTMLInputElement).checked;
    setPreference('camera-off', !this.cameraWanted);
    if (this.cameraWanted) void this.open('camera');
    else this.local.close('camera');
  };

  private readonly onMicrophone = (event: Event): void => {
    this.microphoneOpen = (event.target as HTMLInputElement).checked;
  };

  private readonly chime = (): void => {
    this.sound = 'played';
    void this.loudness.chime();
  };

  private readonly enter = (): void => {
    this.dispatchEvent(new EnterEvent({ microphoneOpen: this.microphoneOpen, interprets: this.interprets }));
  };

  private look(): void {
    const video = this.local.track('camera') && !document.hidden ? this.querySelector('video') : null;
    const pixels = video && this.sampler.read(video);
    if (!pixels) this.picture.forget();
    this.black = pixels !== null && this.picture.see(pixels, performance.now()) === 'black';
  }

  private readonly wake = (): void => this.loudness.wake();

  protected override updated(): void {
    const video = this.querySelector('video');
    const stream = this.local.stream(this.local.track('camera'));
    if (!video) return;
    video.muted = true;
    if (video.srcObject !== stream) video.srcObject = stream;
  }

  /** Moves the bar without rendering the page sixty times a second. */
  private readonly meter = (): void => {
    this.frame = requestAnimationFrame(this.meter);
    const bar = this.querySelector('.meter');
    if (!bar) return;
    const level = this.loudness.read();
    if (level > HEARD) this.heard = true;
    const lit = Math.round(level * BARS);
    if (bar.getAttribute('aria-valuenow') === String(Math.round((lit / BARS) * 100))) return;
    bar.setAttribute('aria-valuenow', String(Math.round((lit / BARS) * 100)));
    bar.querySelectorAll('i').forEach((one, index) => one.classList.toggle('on', index < lit));
  };
}

function chip(look: string, drawing: IconName, word: string): TemplateResult {
  return html`<span class="chip ${look}">${icon(drawing)}${word}</span>`;
}
