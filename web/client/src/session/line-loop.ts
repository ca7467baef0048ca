// A picture to the relay and back, for a few seconds, to see what the line carries: the way the
// meeting will take, by the relay's own port, or through TURN where that is all that gets through.
// It ends when it is told to, and leaves nothing.
import { consultationPath, type Place } from '../base/api';
import { fetchWithin, SHORT } from '../base/deadline';
import { iceServersOf } from './ice-links';
import { portsOf, type Figures } from './line-verdict';

const CONNECT = 7_000; // TCP is tried once UDP has failed for a while
const MEASURE = 4_000;
const SETTLE = 2_000; // the sender begins with little and finds its rate
const BITRATE = 1_500_000; // a 720p picture's
const WIDTH = 640;
const HEIGHT = 360;

/** No way to the relay; `ports` are those that it would be reached by, `turn` what may still lead there. */
export class Blocked extends Error {
  constructor(readonly ports: readonly number[], readonly turn: readonly RTCIceServer[]) {
    super('blocked');
  }
}

/** The server has no room for a check now, or takes no more of ours. */
export class Busy extends Error {}

/** @throws Blocked, Busy, and whatever fetch does where the server is not reached */
export class LineLoop {
  private readonly up: RTCPeerConnection;
  private readonly down: RTCPeerConnection;
  private turn: readonly RTCIceServer[] = [];
  private address = '';
  private drawing: ReturnType<typeof setInterval> | undefined;
  private over = false;

  /** `iceServers`: of a check before that was blocked without them. */
  constructor(private readonly place: Place, iceServers: readonly RTCIceServer[] = []) {
    this.up = new RTCPeerConnection({ iceServers: [...iceServers] });
    this.down = new RTCPeerConnection({ iceServers: [...iceServers] });
  }

  async run(): Promise<Figures> {
    try {
      return await this.measure();
    } finally {
      this.stop();
    }
  }

  /** At once: joining waits for nothing. */
  stop(): void {
    if (this.over) return;
    this.over = true;
    clearInterval(this.drawing);
    this.up.close();
    this.down.close();
    if (this.address) void fetch(this.address, { method: 'DELETE', headers: this.headers(), keepalive: true }).catch(() => undefined);
  }

  private async measure(): Promise<Figures> {
    const track = this.noise();
    const sender = this.up.addTransceiver(track, { direction: 'sendonly', sendEncodings: [{ maxBitrate: BITRATE }] }).sender;
    const ports = await this.negotiate(this.up, `${consultationPath(this.place.consultation)}/line-checks`);
    await this.connected(this.up, ports);
    this.down.addTransceiver('video', { direction: 'recvonly' });
    await this.negotiate(this.down, this.address);
    await this.connected(this.down, ports);
    await pause(SETTLE);
    const before = await this.down.getStats();
    const upBefore = await sender.getStats();
    await pause(MEASURE);
    return figuresOf(upBefore, await this.up.getStats(), before, await this.down.getStats());
  }

  /** Something that cannot be compressed, so that the encoder sends as much as the line takes. */
  private noise(): MediaStreamTrack {
    const canvas = document.createElement('canvas');
    canvas.width = WIDTH;
    canvas.height = HEIGHT;
    const context = canvas.getContext('2d');
    const draw = (): void => {
      for (let n = 0; n < 250; n++) {
        context!.fillStyle = `hsl(${Math.random() * 360} 80% ${Math.random() * 100}%)`;
        context!.fillRect(Math.random() * WIDTH, Math.random() * HEIGHT, 40, 40);
      }
    };
    draw();
    this.drawing = setInterval(draw, 66); // not by animation frames: another window may be in front
    return canvas.captureStream(15).getVideoTracks()[0]!;
  }

  private async negotiate(peer: RTCPeerConnection, address: string): Promise<number[]> {
    await peer.setLocalDescription(await peer.createOffer());
    const headers = { ...this.headers(), 'Content-Type': 'application/sdp' };
    const body = peer.localDescription?.sdp ?? '';
    const [response, sdp] = await fetchWithin(SHORT, address, { method: 'POST', headers, body }, async (answer) => [answer, await answer.text()] as const);
    if (response.status === 429 || response.status === 503) throw new Busy();
    if (!response.ok) throw new Error(`check: ${response.status}`);
    this.address = response.headers.get('Location') ?? this.address;
    this.turn = iceServersOf(response.headers.get('Link') ?? '').filter(({ urls }) => /^turns?:/.test(String(urls)));
    if (this.over) throw new Error('stopped');
    await peer.setRemoteDescription({ type: 'answer', sdp });
    return portsOf(sdp);
  }

  private async connected(peer: RTCPeerConnection, ports: readonly number[]): Promise<void> {
    const until = Date.now() + CONNECT;
    while (peer.connectionState !== 'connected') {
      if (this.over) throw new Error('stopped');
      if (Date.now() > until || peer.connectionState === 'failed') throw new Blocked(ports, this.turn);
      await pause(50);
    }
  }

  private headers(): { [name: string]: string } {
    return { Authorization: `Bearer ${this.place.token}` };
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

type Stat = { [name: string]: unknown };

/** The report of a kind, of whichever browser; an empty one where there is none. */
function find(report: RTCStatsReport, type: string, fits: (one: Stat) => boolean = () => true): Stat {
  for (const one of report.values() as Iterable<Stat>) if (one['type'] === type && fits(one)) return one;
  return {};
}

function figuresOf(upBefore: RTCStatsReport, up: RTCStatsReport, downBefore: RTCStatsReport, down: RTCStatsReport): Figures {
  const number = (one: Stat, name: string): number => (typeof one[name] === 'number' ? (one[name] as number) : 0);
  const grown = (before: RTCStatsReport, after: RTCStatsReport, type: string, name: string): number =>
    Math.max(0, number(find(after, type), name) - number(find(before, type), name));
  const pair = find(up, 'candidate-pair', (one) => one['nominated'] === true && one['state'] === 'succeeded');
  const local = find(up, 'local-candidate', (one) => one['id'] === pair['localCandidateId']);
  const heard = find(up, 'remote-inbound-rtp');
  const sent = grown(upBefore, up, 'outbound-rtp', 'packetsSent');
  const lost = grown(upBefore, up, 'remote-inbound-rtp', 'packetsLost');
  const got = grown(downBefore, down, 'inbound-rtp', 'packetsReceived');
  const missed = grown(downBefore, down, 'inbound-rtp', 'packetsLost');
  const kbit = (bytes: number): number => Math.round((bytes * 8) / MEASURE);
  const relayed = local['candidateType'] === 'relay';
  return {
    protocol: (relayed ? local['relayProtocol'] !== 'udp' : local['protocol'] === 'tcp') ? 'tcp' : 'udp',
    relayed,
    trip: Math.round(1000 * (number(pair, 'currentRoundTripTime') || number(heard, 'roundTripTime'))),
    jitter: Math.round(1000 * Math.max(number(heard, 'jitter'), number(find(down, 'inbound-rtp'), 'jitter'))),
    lostUp: sent ? Math.min(1, lost / sent) : 1,
    lostDown: got + missed ? missed / (got + missed) : 1,
    up: Math.max(kbit(grown(upBefore, up, 'outbound-rtp', 'bytesSent')), Math.round(number(pair, 'availableOutgoingBitrate') / 1000)),
    down: kbit(grown(downBefore, down, 'inbound-rtp', 'bytesReceived')),
  };
}
