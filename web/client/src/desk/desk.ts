// One consultation as the desk knows it: its state, its join links, and the one way to change it. It
// reads over HTTP: a WebSocket would take over the meeting's window of the same chair or clerk, and
// organizers, who are on no roster, could not join at all.
import { announce } from '../base/announce';
import { ApiError, call, consultationPath, postCommand, readConsultation, type Place } from '../base/api';
import { LONG } from '../base/deadline';
import { t } from '../base/i18n';
import { peek } from '../base/token';
import { applyAll, type State } from '../session/state';
import type {
  AnyCommand, BulkInvitationRequest, BulkInvitations, CaptionPort, CaptionPortList, CaptionPortRequest, EventsPage, ImportRoster, Invitation, InvitationList,
  InvitationRequest, OpinionsPage, OpinionView, Record, RosterPreview, You,
} from '../wire.gen';
import { freshId } from './key';
import { newestPlaced, withOlder } from './older';
import { notePorts, portsOf, type Ports } from './ports';

const EVERY = 2_000; // between two looks
const UNREACHED = 2; // looks that failed in a row before the page says so

/** A join link as the record knows it; the link itself is shown once, to whoever made it. */
export interface Link {
  invitationId: string;
  participantId: string;
  issuedAt: number;
  expiresAt: number;
  revoked: boolean;
  /** When somebody first came in by it. */
  usedAt: number | null;
}

export const RUNS_THE_DESK: ReadonlySet<string> = new Set(['organizer', 'chair', 'clerk']);

/** Fires `change` whenever anything a page shows has changed. */
export class Desk extends EventTarget {
  state: State | null = null;
  links: ReadonlyMap<string, Link> = new Map();
  /** Links made in this window, by invitation: they cannot be read again. */
  readonly made = new Map<string, Invitation>();
  ports: Ports = new Map();
  /** Caption ports made in this window, likewise. */
  readonly madePorts = new Map<string, CaptionPort>();
  /** The consultation cannot be read at all; null while it can. */
  failure: ApiError | null = null;
  /** What was refused last, until the next command. */
  problem = '';
  /** Opinions older than those held are on their way; why they did not arrive, until the next try. */
  readingOlder = false;
  olderProblem = '';
  readonly role: string;
  /** Who acts, as the rules of overrides ask. */
  readonly you: Pick<You, 'role' | 'participant_id'>;
  /** The last opinion of the pages read so far; null before the first. */
  private olderBefore: string | null = null;
  private allOpinions = false;
  /** When the rehearsal began that the events read last were part of. */
  private rehearsal: number | null = null;
  private misses = 0;
  private running = false;
  private reading: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly place: Place) {
    super();
    const greeting = peek(place.token);
    this.role = greeting?.role ?? '';
    this.you = { role: this.role as You['role'], participant_id: greeting?.participantId ?? '' };
  }

  get unreachable(): boolean {
    return this.misses >= UNREACHED;
  }

  start(): void {
    this.running = true;
    document.addEventListener('visibilitychange', this.look);
    this.look();
  }

  stop(): void {
    this.running = false;
    clearTimeout(this.timer);
    document.removeEventListener('visibilitychange', this.look);
  }

  /** Reads what is new now, then again every `EVERY` while somebody sees the page. */
  readonly look = (): void => {
    clearTimeout(this.timer);
    if (!this.running || (document.hidden && this.state)) return;
    void this.refresh().then(() => {
      clearTimeout(this.timer);
      if (this.running && !this.failure) this.timer = setTimeout(this.look, EVERY);
    });
  };

  /** Reads what is new; resolves once everything up to now is in `state`. */
  refresh(): Promise<void> {
    this.reading = this.reading.then(() => this.read());
    return this.reading;
  }

  private async read(): Promise<void> {
    try {
      if (this.state) await this.follow(this.state);
      else await this.begin();
      if (this.misses) this.missed(0);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401 || error.status === 403 || error.status === 404 || !this.state) {
        this.failure = error;
        this.changed();
      } else this.missed(this.misses + 1);
    }
  }

  private async begin(): Promise<void> {
    this.state = await readConsultation(this.place);
    this.failure = null;
    this.changed();
    if (RUNS_THE_DESK.has(this.role)) await this.readLinks();
  }

  private async readLinks(): Promise<void> {
    const { consultation, token } = this.place;
    const { invitations } = await call<InvitationList>('GET', `${consultationPath(consultation)}/invitations`, { token });
    this.links = new Map(invitations.map((one) => [one.invitation_id, {
      invitationId: one.invitation_id, participantId: one.participant_id, issuedAt: one.issued_at,
      expiresAt: one.expires_at, revoked: one.revoked, usedAt: one.used_at,
    }]));
    const { ports } = await call<CaptionPortList>('GET', `${consultationPath(consultation)}/caption-ports`, { token });
    this.ports = portsOf(ports);
    this.changed();
  }

  private async follow(state: State): Promise<void> {
    await this.pages(state.seq, (records) => {
      if (!records.length || !this.state) return;
      this.state = applyAll(this.state, records);
      this.noteLinks(records);
      this.ports = notePorts(this.ports, records);
    });
    if (this.rehearsal !== (this.state?.rehearsal?.since ?? null)) await this.begin(); // what was read is void
  }

  private async pages(after: number, take: (records: readonly Record[]) => void): Promise<void> {
    const { consultation, token } = this.place;
    for (;;) {
      const page = await call<EventsPage>('GET', `${consultationPath(consultation)}/events?after=${after}`, { token });
      take(page.records);
      this.rehearsal = page.rehearsal;
      if (page.records.length) this.changed();
      if (page.complete) return;
      after = page.next;
    }
  }

  private noteLinks(records: readonly Record[]): void {
    const links = new Map(this.links);
    for (const { event, at } of records) {
      if (event.type === 'invitation_issued') {
        const { invitation_id, participant_id, expires_at } = event;
        if (links.has(invitation_id)) continue;
        links.set(invitation_id, {
          invitationId: invitation_id, participantId: participant_id, issuedAt: at, expiresAt: expires_at,
          revoked: false, usedAt: null,
        });
      } else if (event.type === 'invitation_used') {
        const link = links.get(event.invitation_id);
        if (link) links.set(link.invitationId, { ...link, usedAt: link.usedAt ?? at });
      } else if (event.type === 'invitation_revoked') {
        const link = links.get(event.invitation_id);
        if (link) links.set(link.invitationId, { ...link, revoked: true });
      }
    }
    this.links = links;
  }

  /** Links of one participant that work at `now`, newest last. */
  linksOf(participantId: string, now: number): Link[] {
    return [...this.links.values()].filter(
      (one) => one.participantId === participantId && !one.revoked && one.expiresAt > now,
    );
  }

  // --- older opinions -------------------------------------------------------------------------

  private heldOf(which: OpinionView['state']): number {
    return this.state?.opinions.filter((one) => one.state === which).length ?? 0;
  }

  /** There are opinions of this state that are not held. */
  hasOlder(which: OpinionView['state']): boolean {
    return !this.allOpinions && this.heldOf(which) < (this.state?.opinion_counts[which] ?? 0);
  }

  /** Reads pages until there are more opinions of this state, or no more pages. */
  async readOlder(which: OpinionView['state']): Promise<void> {
    if (this.readingOlder) return;
    this.readingOlder = true;
    this.olderProblem = '';
    this.changed();
    const held = this.heldOf(which);
    try {
      while (this.hasOlder(which) && this.heldOf(which) <= held) await this.readOlderPage();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.olderProblem = error.message || t('连不上服务器，没有读到更早的意见。请再试一次。');
      announce(this.olderProblem);
    } finally {
      this.readingOlder = false;
      this.changed();
    }
  }

  private async readOlderPage(): Promise<void> {
    const { consultation, token } = this.place;
    const before = this.olderBefore ?? newestPlaced(this.state?.opinions ?? []);
    const query = before === null ? '' : `?before=${encodeURIComponent(before)}`;
    const page = await call<OpinionsPage>('GET', `${consultationPath(consultation)}/opinions${query}`, { token });
    this.olderBefore = page.opinions.at(-1)?.opinion_id ?? before;
    this.allOpinions = page.complete;
    if (this.state) this.state = { ...this.state, opinions: withOlder(this.state.opinions, page.opinions) };
  }

  // --- changing -------------------------------------------------------------------------------

  /** Does a command; false where it was refused, which the page then says. */
  async attempt(command: AnyCommand): Promise<boolean> {
    const key = freshId();
    return (await this.try(() => postCommand(this.place, command, key))) !== null;
  }

  /** Makes a join link, and somebody new of the roster where `request` describes one. */
  async invite(request: InvitationRequest): Promise<Invitation | null> {
    const { consultation, token } = this.place;
    const path = `${consultationPath(consultation)}/invitations`;
    const made = await this.try(() => call<Invitation>('POST', path, { token, body: request }));
    if (made) this.made.set(made.invitation_id, made);
    this.changed();
    return made;
  }

  /** Makes links for many; null where it was refused. */
  async inviteMany(request: BulkInvitationRequest): Promise<readonly Invitation[] | null> {
    const { consultation, token } = this.place;
    const path = `${consultationPath(consultation)}/invitations/bulk`;
    const key = freshId();
    const answer = await this.try(() => call<BulkInvitations>('POST', path, { token, body: request, key, patience: LONG }));
    for (const one of answer?.invitations ?? []) this.made.set(one.invitation_id, one);
    this.changed();
    return answer?.invitations ?? null;
  }

  /** Makes a caption port; null where it was refused. */
  async issuePort(request: CaptionPortRequest): Promise<CaptionPort | null> {
    const { consultation, token } = this.place;
    const path = `${consultationPath(consultation)}/caption-ports`;
    const made = await this.try(() => call<CaptionPort>('POST', path, { token, body: request, key: freshId() }));
    if (made) this.madePorts.set(made.invitation_id, made);
    this.changed();
    return made;
  }

  async revokeMany(invitationIds: readonly string[]): Promise<boolean> {
    const { consultation, token } = this.place;
    const path = `${consultationPath(consultation)}/invitations/revoke`;
    return (await this.try(() => call('POST', path, { token, body: { invitation_ids: invitationIds }, key: freshId() }))) !== null;
  }

  /** What a sheet would add; nothing is changed. @throws ApiError */
  previewRoster(sheet: Blob): Promise<RosterPreview> {
    const { consultation, token } = this.place;
    return call('POST', `${consultationPath(consultation)}/roster/preview`, { token, body: sheet, patience: LONG });
  }

  /** All rows of a preview, or none. */
  async importRoster(command: ImportRoster): Promise<boolean> {
    const { consultation, token } = this.place;
    const path = `${consultationPath(consultation)}/roster`;
    return (await this.try(() => call('POST', path, { token, body: command, key: freshId(), patience: LONG }))) !== null;
  }

  async revoke(invitationId: string): Promise<void> {
    const { consultation, token } = this.place;
    const path = `${consultationPath(consultation)}/invitations/${encodeURIComponent(invitationId)}`;
    await this.try(() => call('DELETE', path, { token }));
  }

  private async try<T>(act: () => Promise<T>): Promise<T | null> {
    this.say('');
    try {
      const answer = await act();
      await this.refresh();
      return answer;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.say(explain(error));
      await this.refresh(); // whatever the page showed may be why
      return null;
    }
  }

  /** Shows a sentence above the page, or takes the last one away. */
  say(problem: string): void {
    this.problem = problem;
    if (problem) announce(problem);
    this.changed();
  }

  private missed(misses: number): void {
    this.misses = misses;
    this.changed();
  }

  private changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

/** A refusal for people: the server's sentence, or that it was not reached. */
export function explain(error: ApiError): string {
  return error.message || t('连不上服务器，这一步没有做成。您写的内容还在，联网后再试。');
}
