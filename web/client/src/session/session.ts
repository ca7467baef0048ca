// One person's part in one consultation: the connection, what has happened, sound and pictures.
import { announce } from '../base/announce';
import { locale, t } from '../base/i18n';
import type { AnyCommand, Bye, ClientMessage, Draft, Fault, Patrol, Presence, Record, Waiting, Welcome, You } from '../wire.gen';
import { Connection, type Link } from './connection';
import { Drafts, LASTS } from './drafts';
import { Media } from './media';
import { ownLine, UNREDUCED, type OwnLine, type Reduced } from './own-line';
import { reportOf, sumsOf, type Sums } from './report';
import { Sound } from './sound';
import type { Level } from './select';
import { figures } from './stats';
import { applyAll, type State } from './state';
import { Watching } from './watching';

const TURN_WITHIN = 250; // ms that a choice may still change: each is an offer
const REPORT_EVERY = 5_000; // the protocol allows no more

/** Fired after records were applied. */
export class RecordsEvent extends Event {
  constructor(readonly before: State, readonly after: State, readonly records: readonly Record[]) {
    super('records');
  }
}

/**
 * Fires `change` when anything a page shows has changed (state, presence, link), `records` with what
 * was added, `levels` up to five times a second. `state` and `you` are null until the first welcome.
 */
export class Session extends EventTarget {
  state: State | null = null;
  you: You | null = null;
  /** While we have still to be admitted: by which venue, to what. */
  waiting: Waiting | null = null;
  link: Link = 'connecting';
  bye: Bye | null = null;
  /** When the connection was lost, Unix ms here; null while it stands. */
  lostAt: number | null = null;
  graceSeconds = 0;
  presence: ReadonlyMap<string, Presence> = new Map();
  levels: { readonly [participantId: string]: number } = {};
  readonly media: Media;
  readonly sound: Sound;
  readonly watching: Watching;
  /** Pictures for which our own line has no room. */
  reduced: Reduced = UNREDUCED;
  /** `change` waits: to draw a whole page would hold up the answer to the first offer. */
  private held = false;
  private sendsLess = false;
  private wasLimited = false;
  private sums: Sums | null = null;
  /** The language whose interpreter we want to hear; null: the floor alone. */
  listens: string | null = null;
  private turning: ReturnType<typeof setTimeout> | undefined;
  private reporting: ReturnType<typeof setInterval> | undefined;
  private readonly connection: Connection;
  private devices: Omit<Extract<ClientMessage, { type: 'devices' }>, 'type'> = { camera: false, microphone: false };

  private readonly drafting = new Drafts();
  private fading: ReturnType<typeof setTimeout> | undefined;

  /** What is wrong with whom, for those who run the meeting. */
  faults: readonly Fault[] = [];
  patrol: Patrol | null = null;

  /** `wall`: the consultation that a director's wall shows, which takes no part in it. */
  constructor(token: string, wall: string | null = null) {
    super();
    this.connection = new Connection({
      url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`,
      token,
      wall,
      lang: locale,
      handlers: {
        link: (link, bye) => this.linked(link, bye),
        reached: () => this.changed(),
        welcome: (message) => this.welcomed(message),
        records: (records) => this.recorded(records),
        resync: (snapshot) => {
          this.state = snapshot;
          announce(t('演练结束。一切回到演练之前。'), 'assertive');
          this.changed();
        },
        presence: ({ participants }) => this.present(participants),
        levels: ({ levels }) => {
          this.levels = levels;
          this.dispatchEvent(new Event('levels'));
        },
        offer: (offer) => this.media.receive(offer),
        faults: ({ faults }) => {
          this.faults = faults;
          this.changed();
        },
        patrol: (patrol) => {
          this.patrol = patrol;
          this.changed();
        },
        captionDrafts: ({ drafts }) => {
          this.drafting.take(drafts, performance.now());
          this.changed();
          clearTimeout(this.fading);
          if (drafts.length) this.fading = setTimeout(() => this.changed(), LASTS);
        },
        reduced: ({ smaller, paused }) => this.setReduced({ smaller, paused }),
        mediaReset: () => {
          this.media.reset();
          this.setReduced(UNREDUCED);
          this.watching.again();
        },
      },
    });
    this.media = new Media({
      publish: (sdp, sources) => this.connection.publish(sdp, sources),
      withdraw: () => this.connection.withdrawPublishes(),
      answer: (revision, sdp) => this.connection.send({ type: 'answer', revision, sdp }),
      restart: () => this.connection.send({ type: 'restart_media' }),
      doubt: () => this.connection.doubt(),
      healed: () => this.connection.healed(),
    });
    this.media.addEventListener('ready', () => this.release());
    this.sound = new Sound(this.media, (id) => this.state?.participants.some((one) => one.id === id && one.interprets_into !== null) ?? false);
    this.watching = new Watching(this.media, (pictures, first) => this.connection.send({ type: 'watch', pictures, first }));
  }

  start(): void {
    window.addEventListener('online', this.moved);
    this.network?.addEventListener('change', this.rerouted);
    document.addEventListener('visibilitychange', this.hurry);
    this.connection.start();
    this.media.prepare();
    this.reporting = setInterval(() => void this.report(), REPORT_EVERY);
  }

  leave(): void {
    this.connection.leave();
    clearInterval(this.reporting);
    clearTimeout(this.fading);
    this.watching.stop();
    this.media.close();
  }

  /** Go on in this window after another took over. */
  takeBack(): void {
    this.connection.takeBack();
  }

  /** Does a command; resolves once it is on disk. @throws Refusal */
  do(command: AnyCommand): Promise<number[]> {
    return this.connection.command(command);
  }

  /** Tells the others what our devices do; repeated after every reconnect. */
  tellDevices(devices: Session['devices']): void {
    this.devices = devices;
    this.connection.send({ type: 'devices', ...devices });
  }

  /** Hear the interpreter into a language beside the floor; null: the floor alone. */
  listen(language: string | null): void {
    this.listens = language;
    this.changed();
    clearTimeout(this.turning);
    this.turning = setTimeout(() => this.tellListening(), TURN_WITHIN);
  }

  private tellListening(): void {
    this.connection.send({ type: 'listen', language: this.listens });
  }

  /** A director's word on the walls' patrol. */
  setPatrol(wanted: { held?: boolean; interval?: number; levels?: Level[] }): void {
    this.connection.send({ type: 'set_patrol', ...wanted });
  }

  /** The server is reached, but what it has to say takes long to arrive. */
  get slow(): boolean {
    return this.connection.awaitsWelcome;
  }

  /** Captions that are not finished, at most one in each language. */
  get drafts(): readonly Draft[] {
    return this.drafting.standing(this.state?.captions ?? [], performance.now());
  }

  /** Unix ms by the server. */
  now(): number {
    return this.connection.clock.now();
  }

  private readonly network = (navigator as { connection?: EventTarget & { type?: string } }).connection;
  private networkType = this.network?.type;

  /** Fires for every new estimate of the network's speed, too. */
  private readonly rerouted = (): void => {
    if (this.network?.type === this.networkType) return;
    this.networkType = this.network?.type;
    this.moved();
  };

  /** From one network to another, or back into one: neither tells the connections of before. */
  private readonly moved = (): void => {
    if (!navigator.onLine) return;
    this.connection.doubt();
    this.media.moved();
  };

  private readonly hurry = (): void => {
    if (!document.hidden) this.connection.hurry();
  };

  private linked(link: Link, bye: Bye | null): void {
    if (link === 'lost') this.lostAt ??= Date.now();
    if (link === 'open' || link === 'waiting') this.lostAt = null;
    if (link === 'ended') this.media.close();
    this.held = link === 'open' && !this.state;
    this.link = link;
    this.bye = bye;
    this.changed();
  }

  private welcomed(message: Welcome): void {
    this.you = message.you;
    this.waiting = message.waiting ?? null;
    if (this.waiting) return this.changed();
    this.graceSeconds = message.grace_seconds;
    this.presence = new Map(message.presence.map((one) => [one.participant_id, one]));
    this.drafting.clear();
    if (message.snapshot) this.state = message.snapshot;
    if (message.resumed) this.media.resumed(message.ice_servers);
    else {
      this.media.reset(message.ice_servers);
      this.reduced = UNREDUCED;
    }
    this.connection.send({ type: 'devices', ...this.devices });
    this.watching.again();
    if (this.listens !== null || message.resumed) this.tellListening();
    this.changed();
  }

  private recorded(records: Record[]): void {
    const before = this.state;
    if (!before) return;
    this.state = applyAll(before, records);
    this.dispatchEvent(new RecordsEvent(before, this.state, records));
    this.changed();
  }

  private present(participants: Presence[]): void {
    const presence = new Map(this.presence);
    for (const one of participants) presence.set(one.participant_id, one);
    this.presence = presence;
    this.changed();
  }

  /** How our own line is. */
  get line(): OwnLine {
    const own = this.presence.get(this.you?.participant_id ?? '');
    return ownLine(own?.quality ?? null, this.reduced, this.sendsLess);
  }

  /** Whether nothing of a track arrives on purpose. */
  isResting(trackId: number): boolean {
    return this.watching.isHidden(trackId) || this.reduced.paused.includes(trackId);
  }

  private setReduced(reduced: Reduced): void {
    this.reduced = reduced;
    this.changed();
  }

  /** Tells what this browser counts, which the relay cannot see. */
  private async report(): Promise<void> {
    if (this.link !== 'open' || (this.media.upState === 'none' && this.media.downState === 'none')) return;
    const seen = await figures(this.media);
    const sums = sumsOf(seen, (trackId) => this.isResting(trackId));
    if (this.sums) {
      const report = reportOf(this.sums, sums, seen);
      this.connection.send(report);
      const sendsLess = report.limited === 'bandwidth' && this.wasLimited; // every call begins with little
      this.wasLimited = report.limited === 'bandwidth';
      if (sendsLess !== this.sendsLess) {
        this.sendsLess = sendsLess;
        this.changed();
      }
    }
    this.sums = sums;
  }

  private release(): void {
    if (!this.held) return;
    this.held = false;
    this.changed();
  }

  private changed(): void {
    if (!this.held) this.dispatchEvent(new Event('change'));
  }
}
