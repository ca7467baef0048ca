// The client's end of signaling/PROTOCOL.md over one WebSocket at a time: joins, resumes after a
// lost connection, keeps requests until they are answered. Knows nothing of pages or media.
import type { CaptionDrafts, Faults, Patrol } from '../wire.gen';
import type {
  AnyCommand, Bye, ClientMessage, Hello, Levels, Offer, OwnTrack, PresenceChanged, Published, Record, Reduced,
  ServerMessage, Snapshot, Welcome,
} from '../wire.gen';
import { ServerClock } from '../base/clock';
import { withdrawn } from './pending';
import { retryAfter, welcomeWithin } from './patience';

const VERSION = 1;
const PING_EVERY = 2_000; // the protocol wants no less
const SILENT_AFTER = 5_000; // two pings unanswered
const DOUBTFUL_AFTER = 1_500; // ms without a word since a request
const RIVAL_WITHIN = 5_000; // where no second connection opens by then, the first is no worse
const RIVAL_FIRST = 2_000; // ms that one may take to open
const RIVAL_RETRY = 100; // ms until the next, where it was refused

/** `bye` codes after which the same token is refused or unwanted; any other means: come back. */
const FINAL = new Set([
  'taken_over', 'bad_token', 'token_revoked', 'token_expired', 'not_found', 'left', 'unsupported_version', 'bad_message', 'not_allowed', 'turned_away',
]);

/** waiting: connected, but still to be admitted. */
export type Link = 'connecting' | 'waiting' | 'open' | 'lost' | 'ended';
export type Source = OwnTrack['source'];

/**
 * A request that left no trace. `code` `lost`: the session ended before the answer came; `withdrawn`: a
 * publish whose transport was closed.
 */
export class Refusal extends Error {
  constructor(readonly code: string, message: string) {
    super(message);
  }
}

export interface Handlers {
  link(link: Link, bye: Bye | null): void;
  /** The server took our `hello`; its `welcome` is on the way. */
  reached(): void;
  welcome(message: Welcome): void;
  records(records: Record[]): void;
  /** What was known is void: a rehearsal ended. */
  resync(snapshot: Snapshot): void;
  presence(message: PresenceChanged): void;
  levels(message: Levels): void;
  offer(message: Offer): void;
  reduced(message: Reduced): void;
  faults(message: Faults): void;
  patrol(message: Patrol): void;
  captionDrafts(message: CaptionDrafts): void;
  mediaReset(): void;
}

export interface Options {
  url: string;
  token: string;
  /** For a director's wall: the consultation that it shows. */
  wall: string | null;
  lang: () => 'zh-CN' | 'en';
  handlers: Handlers;
}

interface Request {
  message: ClientMessage;
  settle: (answer: Published | number[]) => void;
  refuse: (refusal: Refusal) => void;
}

export class Connection {
  readonly clock = new ServerClock();
  private socket: WebSocket | null = null;
  private rival: WebSocket | null = null;
  private again: ReturnType<typeof setTimeout> | undefined;
  private doubtedAt = 0;
  private pinged = 0;
  private link: Link = 'connecting';
  private session: string | null = null;
  private after = 0;
  private attempts = 0;
  private slow = 0; // welcomes in a row that came too late
  private greeted = false;
  private heard = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private beat: ReturnType<typeof setInterval> | undefined;
  private readonly requests = new Map<string, Request>();
  private nextId = 1;
  private readonly idPrefix = Math.random().toString(36).slice(2, 8);

  constructor(private readonly options: Options) {}

  start(): void {
    this.open();
    this.beat = setInterval(() => this.keepAlive(), PING_EVERY);
  }

  /** Leaves for good: the place is given up. */
  leave(): void {
    this.send({ type: 'leave' });
    this.end(null);
  }

  /** After `taken_over`: begins again in this window. */
  takeBack(): void {
    this.session = null;
    this.attempts = 0;
    this.setLink('connecting', null);
    this.start();
  }

  /** The network came back or the device woke: no reason to wait for the next attempt. */
  hurry(): void {
    if (this.link === 'lost') {
      this.attempts = 0;
      this.open();
    } else if (this.link === 'open') {
      this.ping();
    }
  }

  /**
   * The connection may be dead without knowing: another is opened beside it, and takes its place
   * unless something came over the first by then.
   */
  doubt(): void {
    if (this.link === 'lost' && this.socket?.readyState !== WebSocket.OPEN) return this.hurry();
    if (this.link !== 'open' || this.rival) return;
    this.doubtedAt = Date.now();
    this.ping();
    this.challenge();
  }

  /**
   * The network carries something again. An attempt from before may wait for seconds until the browser
   * sends its packet anew, so another is made.
   */
  healed(): void {
    if (this.link === 'open' && this.heard > this.doubtedAt) return;
    this.dropRival();
    this.doubt();
  }

  /** A network that has just come often refuses the first attempts. */
  private challenge(): void {
    this.dropRival();
    const late = Date.now() - this.doubtedAt > RIVAL_WITHIN;
    if (this.link !== 'open' || this.heard > this.doubtedAt || late) return;
    const rival = (this.rival = new WebSocket(this.options.url));
    this.again = setTimeout(() => this.challenge(), RIVAL_FIRST);
    rival.onclose = () => {
      clearTimeout(this.again);
      this.again = setTimeout(() => this.challenge(), RIVAL_RETRY);
    };
    rival.onopen = () => {
      if (this.link !== 'open' || this.heard > this.doubtedAt) return this.dropRival();
      this.rival = null;
      this.setLink('lost', null);
      this.use(rival);
      this.greet(rival);
    };
  }

  /** Does a command; answers the records' numbers. Sent again, with the same id, after a reconnect. */
  command(command: AnyCommand): Promise<number[]> {
    return this.request((id) => ({ type: 'command', id, command })) as Promise<number[]>;
  }

  publish(sdp: string, sources: { [mid: string]: Source }): Promise<Published> {
    return this.request((id) => ({ type: 'publish', id, sdp, sources })) as Promise<Published>;
  }

  /** The transport that unanswered `publish`es describe is no more: sent again they would end its heir. */
  withdrawPublishes(): void {
    for (const [id, { refuse }] of withdrawn(this.requests)) {
      this.requests.delete(id);
      refuse(new Refusal('withdrawn', ''));
    }
  }

  /** Sends what needs no answer; dropped while there is no connection. */
  send(message: ClientMessage): void {
    if (this.link === 'open') this.socket?.send(JSON.stringify(message));
  }

  // --- requests -----------------------------------------------------------------------------

  private request(make: (id: string) => ClientMessage): Promise<Published | number[]> {
    const id = `${this.idPrefix}-${this.nextId++}`;
    const message = make(id);
    return new Promise((settle, refuse) => {
      if (this.link === 'ended') return refuse(new Refusal('lost', ''));
      this.requests.set(id, { message, settle, refuse });
      this.send(message);
      this.expect(id);
    });
  }

  /** A network that goes takes the connection with it and tells nobody: who waits for an answer asks early. */
  private expect(id: string): void {
    const asked = Date.now();
    setTimeout(() => {
      if (this.requests.has(id) && this.heard < asked) this.doubt();
    }, DOUBTFUL_AFTER);
  }

  private answer(id: string, act: (request: Request) => void): void {
    const request = this.requests.get(id);
    this.requests.delete(id);
    if (request) act(request);
  }

  private refuseAll(): void {
    const waiting = [...this.requests.values()];
    this.requests.clear();
    for (const { refuse } of waiting) refuse(new Refusal('lost', ''));
  }

  // --- the socket ---------------------------------------------------------------------------

  private open(): void {
    this.use(new WebSocket(this.options.url));
  }

  private use(socket: WebSocket): void {
    clearTimeout(this.retry);
    this.drop();
    this.socket = socket;
    const tooLong = setTimeout(() => {
      if (socket !== this.socket) return;
      if (this.greeted) this.slow += 1;
      this.lose();
    }, welcomeWithin(this.slow));
    socket.onopen = () => this.greet(socket);
    socket.onmessage = (event: MessageEvent<string>) => {
      if (socket !== this.socket) return;
      this.heard = Date.now();
      const message = JSON.parse(event.data) as ServerMessage;
      if (message.type === 'welcome') clearTimeout(tooLong);
      this.receive(message);
    };
    socket.onclose = () => {
      clearTimeout(tooLong);
      if (socket === this.socket) this.lose();
    };
  }

  private greet(socket: WebSocket): void {
    const hello: Hello = { type: 'hello', version: VERSION, token: this.options.token, lang: this.options.lang() };
    if (this.options.wall !== null) Object.assign(hello, { purpose: 'wall', consultation: this.options.wall });
    if (this.session) hello.resume = { session: this.session, after: this.after };
    socket.send(JSON.stringify(hello));
    this.greeted = true;
    this.options.handlers.reached();
  }

  /** The server has our `hello`, but its `welcome` has not arrived: the line is slow. */
  get awaitsWelcome(): boolean {
    return this.greeted && this.link !== 'open' && this.link !== 'waiting';
  }

  private receive(message: ServerMessage): void {
    const { handlers } = this.options;
    switch (message.type) {
      case 'welcome': return this.welcomed(message);
      case 'pong': return this.clock.read(message.time, message.server_time, Date.now());
      case 'events': return this.recorded(message.records);
      case 'resync': return this.resynced(message.snapshot);
      case 'accepted': return this.answer(message.id, ({ settle }) => settle(message.seqs));
      case 'published': return this.answer(message.id, ({ settle }) => settle(message));
      case 'refused':
        return this.answer(message.id, ({ refuse }) => refuse(new Refusal(message.code, message.message)));
      case 'offer': return handlers.offer(message);
      case 'presence': return handlers.presence(message);
      case 'levels': return handlers.levels(message);
      case 'reduced': return handlers.reduced(message);
      case 'faults': return handlers.faults(message);
      case 'patrol': return handlers.patrol(message);
      case 'caption_drafts': return handlers.captionDrafts(message);
      case 'media_reset': return handlers.mediaReset();
      case 'bye': return FINAL.has(message.code) ? this.end(message) : this.lose();
      default: message satisfies never;
    }
  }

  private welcomed(message: Welcome): void {
    const now = Date.now();
    this.clock.read(now, message.server_time, now); // rough; the first pong betters it
    if (!message.resumed && this.session) this.refuseAll(); // nobody remembers them
    this.session = message.session;
    this.attempts = 0;
    this.slow = 0;
    if (message.waiting) {
      this.setLink('waiting', null);
      return this.options.handlers.welcome(message);
    }
    if (message.snapshot) this.after = message.snapshot.seq;
    this.setLink('open', null);
    this.options.handlers.welcome(message);
    if (message.resumed) this.recorded(message.records);
    for (const request of this.requests.values()) this.send(request.message);
    this.ping();
  }

  private recorded(records: Record[]): void {
    const last = records.at(-1);
    if (!last) return;
    this.after = Math.max(this.after, last.seq);
    this.options.handlers.records(records);
  }

  private resynced(snapshot: Snapshot): void {
    this.after = snapshot.seq;
    this.options.handlers.resync(snapshot);
  }

  private keepAlive(): void {
    if (this.awaitsWelcome) return this.socket?.send(pinging()); // else the server takes us for gone
    if (this.link !== 'open' && this.link !== 'waiting') return;
    if (Date.now() - this.heard > SILENT_AFTER) this.lose();
    else if (this.heard < this.pinged) this.doubt();
    else this.ping();
  }

  private ping(): void {
    if (this.link !== 'open' && this.link !== 'waiting') return;
    this.pinged = Date.now();
    this.socket?.send(pinging());
  }

  private lose(): void {
    if (this.link === 'ended') return;
    this.drop();
    if (this.link !== 'lost') this.setLink('lost', null);
    const wait = retryAfter(this.attempts++);
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.open(), wait * (0.8 + 0.4 * Math.random()));
  }

  private end(bye: Bye | null): void {
    clearTimeout(this.retry);
    clearInterval(this.beat);
    this.drop();
    this.setLink('ended', bye);
    this.refuseAll();
  }

  private drop(): void {
    this.dropRival();
    const socket = this.socket;
    this.socket = null;
    this.greeted = false;
    if (socket) discard(socket);
  }

  private dropRival(): void {
    clearTimeout(this.again);
    if (this.rival) discard(this.rival);
    this.rival = null;
  }

  private setLink(link: Link, bye: Bye | null): void {
    this.link = link;
    this.options.handlers.link(link, bye);
  }
}

function discard(socket: WebSocket): void {
  socket.onopen = socket.onmessage = socket.onclose = null;
  socket.close();
}

function pinging(): string {
  const ping: ClientMessage = { type: 'ping', time: Date.now() };
  return JSON.stringify(ping);
}
