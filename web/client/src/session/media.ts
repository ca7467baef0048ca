// Sound and pictures: one RTCPeerConnection up (we offer), one down (the relay offers). Who is
// heard is the relay's decision; this only sends, receives, and mends what broke.
import type { IceServer, Offer, OfferedTrack, OwnTrack, Published } from '../wire.gen';
import { Refusal, type Source } from './connection';
import { isLossy, preferH264, preferRed } from './codecs';
import type { Heard } from './ducking';
import { degradation, encodingsOf, isWeak, unlayered, withOpusRepair, type Machine } from './encodings';
import { Feeler, WAYS, type Way } from './feeler';
import { mendAfter } from './outage';

const MENDED_WITHIN = 4_000; // a restart that changed nothing by then was in vain
const RECEIVE_FIRST = 100; // ms in which a first offer is awaited; where nobody sends, none comes
const LINES = 720; // of a camera that does not tell its picture's height

/** What `Media` needs of the connection. */
export interface Signals {
  publish(sdp: string, sources: { [mid: string]: Source }): Promise<Published>;
  /** Forgets offers that were not answered yet. */
  withdraw(): void;
  answer(revision: number, sdp: string): void;
  restart(): void;
  /** Nothing comes in: the signaling connection may be as dead as the media. */
  doubt(): void;
  /** Something comes in again. */
  healed(): void;
}

/** A track that the relay sends us. */
export interface RemoteTrack extends OfferedTrack {
  track: MediaStreamTrack;
  stream: MediaStream;
}

/**
 * Fires `tracks` when what is received changes, `transport` when a transport's state does, `ready` once
 * after each `reset`, when the first offer has been answered or none came.
 */
export class Media extends EventTarget {
  private up: RTCPeerConnection | null = null;
  private down: RTCPeerConnection | null = null;
  /** Made before it is known what for, as the first of a page takes long to make. */
  private spare: RTCPeerConnection | null = null;
  /** Until it ends, what comes in has the browser to itself: our own pictures can wait. */
  private receiving: ReturnType<typeof setTimeout> | undefined;
  private iceServers: IceServer[] | null = null; // null until the first session
  private readonly own = new Map<Source, MediaStreamTrack>();
  private readonly senders = new Map<Source, RTCRtpTransceiver>();
  private readonly streams = new WeakMap<MediaStreamTrack, MediaStream>();
  private remote: RemoteTrack[] = [];
  private negotiating: { restart: boolean } | null = null;
  private again: { restart: boolean } | null = null;
  private offers: Promise<void> = Promise.resolve();
  /** Times in a row that a transport failed or an offer was refused. */
  private failures = { up: 0, down: 0 };
  /** What the server refused last; null once it took a publish. */
  refusal: Refusal | null = null;
  private mending: { up?: ReturnType<typeof setTimeout>; down?: ReturnType<typeof setTimeout> } = {};
  private readonly feeler = new Feeler((way) => this[way], () => {
    this.signals.doubt();
    this.moved();
  });
  /** The relay was asked to restart `down`, and its offer has not come. */
  private asked = false;

  constructor(private readonly signals: Signals) {
    super();
  }

  /** Begins what needs no session yet. */
  prepare(): void {
    this.spare ??= new RTCPeerConnection(this.configuration());
  }

  /** A new session, or a new relay: both transports anew. */
  reset(iceServers: IceServer[] | null = this.iceServers): void {
    this.closeBoth();
    this.iceServers = iceServers;
    this.receiving = setTimeout(() => this.ready(), RECEIVE_FIRST);
  }

  private ready(): void {
    if (this.receiving === undefined) return;
    this.stopReceiving();
    this.dispatchEvent(new Event('ready'));
    if (this.own.size) void this.negotiate();
  }

  private stopReceiving(): void {
    clearTimeout(this.receiving);
    this.receiving = undefined;
  }

  close(): void {
    this.closeBoth();
    this.spare?.close();
    this.spare = null;
  }

  private closeBoth(): void {
    this.stopReceiving();
    clearTimeout(this.mending.up);
    this.up?.close();
    this.up = null;
    this.signals.withdraw(); // they described the transport that has just been closed
    this.senders.clear();
    this.failures.up = 0;
    this.refusal = null;
    this.negotiating = null;
    this.again = null;
    this.closeDown();
    this.feeler.stop();
  }

  /** The network is another, or there again: the paths of before are not waited for. */
  moved(): void {
    for (const way of WAYS) if (this[way]) this.mend(way);
  }

  /** The signaling connection is back: what it may have lost is asked for again. */
  resumed(iceServers: IceServer[]): void {
    this.iceServers = iceServers; // the credentials of before may expire before the next restart
    for (const way of WAYS) this[way]?.setConfiguration(this.configuration());
    if (this.up && this.up.connectionState !== 'connected') this.mend('up');
    if (this.down && (this.asked || this.down.connectionState !== 'connected')) this.mend('down');
  }

  private closeDown(): void {
    clearTimeout(this.mending.down);
    this.down?.close();
    this.down = null;
    this.failures.down = 0;
    this.remote = [];
    this.asked = false;
    this.offers = Promise.resolve();
    this.changed('tracks');
  }

  // --- up -----------------------------------------------------------------------------------

  /** Publishes a source, replaces its track, or with null sends none. Muting is `track.enabled`. */
  async set(source: Source, track: MediaStreamTrack | null): Promise<void> {
    if (track) this.own.set(source, track);
    else this.own.delete(source);
    const transceiver = this.senders.get(source);
    if (!transceiver) return track ? this.negotiate() : undefined;
    return transceiver.sender.replaceTrack(track); // the m-line stays: no negotiation, no gap
  }

  get ownSources(): Iterable<Source> {
    return this.own.keys();
  }

  ownTrack(source: Source): MediaStreamTrack | null {
    return this.own.get(source) ?? null;
  }

  private uplink(): RTCPeerConnection {
    if (this.up) return this.up;
    const pc = this.makePeer();
    pc.addEventListener('connectionstatechange', () => this.watch('up', pc));
    this.up = pc;
    return pc;
  }

  private addMissing(pc: RTCPeerConnection): void {
    for (const [source, track] of this.own) {
      if (this.senders.has(source)) continue;
      track.contentHint = source === 'screen' ? 'text' : source === 'camera' ? 'motion' : 'speech';
      const sendEncodings = encodingsOf(source, linesOf(track), isWeak(machine()));
      const transceiver = pc.addTransceiver(track, { direction: 'sendonly', sendEncodings });
      if (track.kind === 'video') preferH264(transceiver);
      else if (isLossy()) preferRed(transceiver);
      this.senders.set(source, transceiver);
    }
  }

  /** One offer at a time; whatever changes meanwhile goes into the next. */
  private async negotiate(restart = false): Promise<void> {
    if (!this.iceServers || this.receiving !== undefined) return; // what is set by then will be published
    if (this.negotiating) {
      // A restart whose answer is awaited finds new paths as well as one begun anew.
      if (!restart || !this.negotiating.restart) this.again = { restart: restart || !!this.again?.restart };
      return;
    }
    const pc = this.uplink();
    this.negotiating = { restart };
    try {
      this.addMissing(pc);
      await pc.setLocalDescription(await pc.createOffer({ iceRestart: restart }));
      const { sdp } = await this.signals.publish(pc.localDescription?.sdp ?? '', this.sources());
      if (pc !== this.up) return;
      await pc.setRemoteDescription({ type: 'answer', sdp: withOpusRepair(sdp) });
      await this.adjust();
      if (pc !== this.up) return;
      this.refusal = null;
      if (pc.connectionState === 'connected') this.failures.up = 0;
    } catch (error) {
      if (pc !== this.up) return; // closed meanwhile; the new one negotiates for itself
      console.warn('publishing failed', error);
      if (pc.signalingState === 'have-local-offer') await pc.setLocalDescription({ type: 'rollback' });
      if (error instanceof Refusal) this.refusal = error;
      this.later('up', () => this.negotiate(true), mendAfter(this.failures.up++));
      this.changed('transport');
    } finally {
      if (pc === this.up) this.settled();
    }
  }

  /** What an answer has left of the encodings, and what gives way when bits are short. */
  private async adjust(): Promise<void> {
    for (const [source, { sender }] of this.senders) {
      const track = sender.track;
      if (track?.kind !== 'video') continue;
      const parameters = sender.getParameters();
      const encodings = unlayered(parameters.encodings, linesOf(track)) ?? parameters.encodings;
      const wanted = { ...parameters, encodings, degradationPreference: degradation(source) };
      // Some browsers know no preference, or take none while layers are sent.
      await sender.setParameters(wanted).catch((error: unknown) => console.info('encoding kept', source, error));
    }
  }

  private settled(): void {
    const again = this.again;
    this.negotiating = null;
    this.again = null;
    if (again) void this.negotiate(again.restart);
  }

  private sources(): { [mid: string]: Source } {
    const sources: { [mid: string]: Source } = {};
    for (const [source, { mid }] of this.senders) {
      if (mid !== null) sources[mid] = source;
    }
    return sources;
  }

  // --- down ---------------------------------------------------------------------------------

  /** Takes the relay's offers one after the other. */
  receive(offer: Offer): void {
    this.asked = false;
    if (offer.revision === 1) this.closeDown(); // the relay's end is a new transport
    const pc = this.downlink();
    this.offers = this.offers
      .then(() => this.accept(pc, offer))
      .catch((error: unknown) => {
        if (pc !== this.down) return;
        console.warn('offer not taken', error);
        this.later('down', () => this.signals.restart(), mendAfter(this.failures.down++));
      });
  }

  private downlink(): RTCPeerConnection {
    if (this.down) return this.down;
    const pc = this.makePeer();
    pc.addEventListener('connectionstatechange', () => this.watch('down', pc));
    this.down = pc;
    return pc;
  }

  private async accept(pc: RTCPeerConnection, offer: Offer): Promise<void> {
    if (pc !== this.down) return;
    await pc.setRemoteDescription({ type: 'offer', sdp: offer.sdp });
    await pc.setLocalDescription();
    this.signals.answer(offer.revision, pc.localDescription?.sdp ?? '');
    this.ready();
    if (pc.connectionState === 'connected') this.failures.down = 0;
    const byMid = new Map(pc.getTransceivers().map((one) => [one.mid, one.receiver.track]));
    this.remote = offer.tracks.flatMap((one) => {
      const track = byMid.get(one.mid);
      return track ? [{ ...one, track, stream: this.streamOf(track) }] : [];
    });
    this.changed('tracks');
  }

  /** One stream per track for as long as it lives, so that no media element is ever disturbed. */
  private streamOf(track: MediaStreamTrack): MediaStream {
    let stream = this.streams.get(track);
    if (!stream) {
      stream = new MediaStream([track]);
      this.streams.set(track, stream);
      for (const type of ['mute', 'unmute', 'ended']) track.addEventListener(type, () => this.changed('tracks'));
    }
    return stream;
  }

  get received(): readonly RemoteTrack[] {
    return this.remote;
  }

  find(participantId: string, source: OwnTrack['source']): RemoteTrack | null {
    return this.remote.find((one) => one.participant_id === participantId && one.source === source) ?? null;
  }

  /** How loud what we are sent is just now, linear 0 to 1: the loudest of all sounds. */
  loudness(): number {
    const sounds = this.down?.getReceivers().filter((one) => one.track.kind === 'audio') ?? [];
    return Math.max(0, ...sounds.map((one) => one.getSynchronizationSources()[0]?.audioLevel ?? 0));
  }

  /** The latest packet of each of these sounds of which any came. */
  heard(sounds: readonly RemoteTrack[]): Heard[] {
    const receivers = this.down?.getReceivers() ?? [];
    return sounds.flatMap(({ track, track_id }) => {
      const source = receivers.find((one) => one.track === track)?.getSynchronizationSources()[0];
      return source ? [{ track: track_id, packet: source.rtpTimestamp, level: source.audioLevel ?? 0 }] : [];
    });
  }

  // --- both ---------------------------------------------------------------------------------

  private makePeer(): RTCPeerConnection {
    this.feeler.start();
    const { spare } = this;
    this.spare = null;
    spare?.setConfiguration(this.configuration());
    return spare ?? new RTCPeerConnection(this.configuration());
  }

  private configuration(): RTCConfiguration {
    const iceServers = (this.iceServers ?? []).map(({ urls, username, credential }) => ({
      urls,
      ...(username === null ? {} : { username }),
      ...(credential === null ? {} : { credential }),
    }));
    // No candidate pool: of a thousand connections that negotiate right after they were made, Chromium 156 gathers
    // for one or two without end, also after an ICE restart, and it saves nothing.
    return { iceServers, bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' };
  }

  private watch(way: Way, pc: RTCPeerConnection): void {
    if (pc !== this[way]) return;
    const state = pc.connectionState;
    if (state === 'failed' || state === 'disconnected') {
      this.signals.doubt();
      this.later(way, () => this.mend(way), this.failures[way] ? mendAfter(this.failures[way]) : 0);
    } else {
      clearTimeout(this.mending[way]);
      if (state === 'connected') this.healed(way);
    }
    this.changed('transport');
  }

  private healed(way: Way): void {
    if (this.failures[way]) this.signals.healed();
    this.failures[way] = 0;
    if (way === 'down') this.asked = false; // where the word was lost with the network, it is not missed
  }

  /** Restarts ICE; media flows on over the old path, if there is one, until the new one stands. */
  private mend(way: Way): void {
    const pc = this[way];
    if (!pc) return;
    this.failures[way] += 1;
    this.later(way, () => this.watch(way, pc), MENDED_WITHIN);
    if (way === 'up') void this.negotiate(true);
    else {
      this.asked = true;
      this.signals.restart();
    }
  }

  private later(way: Way, act: () => unknown, wait: number): void {
    clearTimeout(this.mending[way]);
    this.mending[way] = setTimeout(act, wait);
  }

  private changed(type: 'tracks' | 'transport'): void {
    this.dispatchEvent(new Event(type));
  }

  /** `connected` once sound and pictures can arrive. */
  get downState(): RTCPeerConnectionState | 'none' {
    return this.down?.connectionState ?? 'none';
  }

  get upState(): RTCPeerConnectionState | 'none' {
    return this.up?.connectionState ?? 'none';
  }

  /** Raw reports, for `stats.ts`. */
  async reports(): Promise<{ up: RTCStatsReport | null; down: RTCStatsReport | null }> {
    const [up, down] = await Promise.all([this.up?.getStats(), this.down?.getStats()]);
    return { up: up ?? null, down: down ?? null };
  }

  upMid(source: Source): string | null {
    return this.senders.get(source)?.mid ?? null;
  }
}

function linesOf(track: MediaStreamTrack): number {
  return track.getSettings().height ?? LINES;
}

function machine(): Machine {
  const { hardwareConcurrency: cores, deviceMemory: memory } = navigator as Navigator & { deviceMemory?: number };
  return { cores, memory, phone: matchMedia('(max-device-width: 767px)').matches };
}
