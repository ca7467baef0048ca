// What every page of the meeting works with: the session, the own devices, the own microphone.
import { call, type Place } from '../base/api';
import type { LocalDevices } from '../session/local';
import { listenedTo } from '../base/prefs';
import { Microphone } from '../session/microphone';
import { Pages } from '../session/pages';
import { Session } from '../session/session';
import { SelfCheck } from '../session/self-check';
import { Tiles } from './tiles';

const LOOK_EVERY = 20_000; // whether the public sees us changes seldom

/** What was chosen on the join page. */
export interface Entry {
  /** The chair's own switch. */
  microphoneOpen: boolean;
  /** Whether somebody comes as an interpreter, who begins with the floor's sound. */
  interprets: boolean;
}

/** Fires `change` when the own devices do; publishes them as they come and go. */
export class Participation extends EventTarget {
  readonly session: Session;
  readonly microphone: Microphone;
  readonly tiles: Tiles;
  readonly pages: Pages;
  /** How our own picture and sound are, as others get them. */
  readonly check: SelfCheck;
  /** Whether the livestream can be watched. */
  onAir = false;
  private looking: ReturnType<typeof setInterval> | undefined;
  private awake: WakeLockSentinel | null = null;
  private lookedAt: string | undefined;

  constructor(readonly place: Place, readonly local: LocalDevices, entry: Entry) {
    super();
    this.session = new Session(place.token);
    if (!entry.interprets) this.session.listen(listenedTo());
    this.microphone = new Microphone(this.session, local, entry.microphoneOpen);
    this.tiles = new Tiles(this.session, local);
    this.pages = new Pages(place);
    this.check = new SelfCheck(this.session.media);
    this.check.addEventListener('change', () => this.tell());
    local.addEventListener('change', () => this.publish());
    this.microphone.addEventListener('change', () => this.tell());
    this.publish();
    this.session.start();
    void this.stayAwake();
    document.addEventListener('visibilitychange', () => void this.stayAwake());
    this.looking = setInterval(() => void this.lookOnAir(), LOOK_EVERY);
    this.session.addEventListener('change', () => {
      if (this.session.state?.status === this.lookedAt) return;
      this.lookedAt = this.session.state?.status;
      void this.lookOnAir();
    });
  }

  /** Keeps the device's screen on; the system lets go of it whenever the page is hidden. */
  private async stayAwake(): Promise<void> {
    const { wakeLock } = navigator as Partial<Navigator>;
    if (document.hidden || this.session.link === 'ended') return;
    this.awake = (await wakeLock?.request('screen').catch(() => null)) ?? null; // refused on low battery
  }

  /** The stream begins some seconds after the consultation opens, so the word for it waits too. */
  private async lookOnAir(): Promise<void> {
    const path = `/api/v1/consultations/${encodeURIComponent(this.place.consultation)}/now.json`;
    const { on_air } = await call<{ on_air: boolean }>('GET', path).catch(() => ({ on_air: this.onAir }));
    if (on_air === this.onAir) return;
    this.onAir = on_air;
    this.dispatchEvent(new Event('change'));
  }

  leave(): void {
    clearInterval(this.looking);
    this.check.stop();
    void this.awake?.release();
    this.session.leave();
    this.local.closeAll();
  }

  private published = new Map<string, MediaStreamTrack | null>();

  private publish(): void {
    const tracks = {
      microphone: this.local.track('microphone'),
      camera: this.local.track('camera'),
      screen: this.local.screen,
    };
    for (const source of ['microphone', 'camera', 'screen'] as const) {
      if ((this.published.get(source) ?? null) === tracks[source]) continue;
      this.published.set(source, tracks[source]);
      void this.session.media.set(source, tracks[source]);
    }
    this.tell();
  }

  private tell(): void {
    const open = this.microphone.state === 'speaking';
    this.check.follow(this.local.track('camera'), open ? this.local.track('microphone') : null);
    this.session.tellDevices({
      camera: this.local.track('camera') !== null,
      microphone: open,
      screen: this.local.screen !== null,
      picture: this.check.picture,
      sound: this.check.sound,
    });
    this.dispatchEvent(new Event('change'));
  }
}
