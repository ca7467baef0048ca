// libwebrtc as a WHIP and a WHEP client: publishes a moving grey and a tone, plays them back, and
// restarts ICE of both by PATCH. One JSON line per step; ends with status 0 once all is done.
import wrtc from '@roamhq/wrtc';

const { RTCPeerConnection, MediaStream, nonstandard } = wrtc;
const { RTCVideoSource, RTCVideoSink, RTCAudioSource } = nonstandard;
const [whip, whipToken, whep, whepToken] = process.argv.slice(2);
const FRAGMENT = 'application/trickle-ice-sdpfrag';
const WIDTH = 320;
const HEIGHT = 240;

const say = (step, facts = {}) => console.log(JSON.stringify({ step, ...facts }));
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** A client's one session: POST, PATCH, DELETE. */
class Session {
  constructor(pc, endpoint, token) {
    Object.assign(this, { pc, endpoint, token, candidates: [] });
    pc.addEventListener('icecandidate', ({ candidate }) => candidate && this.candidates.push(candidate));
  }

  ask(method, url, headers = {}, body = undefined) {
    return fetch(url, { method, body, headers: { authorization: `Bearer ${this.token}`, ...headers } });
  }

  async begin() {
    await this.pc.setLocalDescription(await this.pc.createOffer());
    const offer = this.pc.localDescription.sdp;
    const answer = await this.ask('POST', this.endpoint, { 'content-type': 'application/sdp' }, offer);
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
    this.url = new URL(answer.headers.get('location'), this.endpoint);
    this.etag = answer.headers.get('etag');
    await this.pc.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
  }

  /** The fragment of RFC 8840 for what was gathered since the last. */
  fragment() {
    const lines = this.pc.localDescription.sdp.split('\r\n');
    const first = (start) => lines.find((line) => line.startsWith(start));
    const head = ['a=group:BUNDLE', 'm=', 'a=mid:', 'a=ice-ufrag:', 'a=ice-pwd:'].map(first);
    const candidates = this.candidates.splice(0).map(({ candidate }) => `a=${candidate}`);
    return [...head, ...candidates, 'a=end-of-candidates', ''].join('\r\n');
  }

  async trickle() {
    const headers = { 'content-type': FRAGMENT, 'if-match': this.etag };
    const answer = await this.ask('PATCH', this.url, headers, this.fragment());
    if (answer.status !== 204) throw new Error(`${answer.status} ${await answer.text()}`);
  }

  /** As RFC 9725 section 4.3.3 has it: new credentials out and in, all else as it was negotiated. */
  async restart() {
    this.candidates.length = 0;
    const before = this.pc.remoteDescription.sdp;
    await this.pc.setLocalDescription(await this.pc.createOffer({ iceRestart: true }));
    await sleep(500); // candidates of the loopback and its like are there by then
    const headers = { 'content-type': FRAGMENT, 'if-match': '*' };
    const answer = await this.ask('PATCH', this.url, headers, this.fragment());
    if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
    const etag = answer.headers.get('etag');
    if (!etag || etag === this.etag) throw new Error('the ETag is the old one');
    this.etag = etag;
    const fragment = await answer.text();
    const fresh = (name) => fragment.match(new RegExp(`^a=${name}:.*`, 'm'))[0].trim();
    const sdp = before
      .replace(/^a=ice-ufrag:.*/gm, fresh('ice-ufrag'))
      .replace(/^a=ice-pwd:.*/gm, fresh('ice-pwd'));
    await this.pc.setRemoteDescription({ type: 'answer', sdp });
  }

  async end() {
    const answer = await this.ask('DELETE', this.url, { 'if-match': '"whatever"' });
    this.pc.close();
    if (answer.status !== 200) throw new Error(`DELETE: ${answer.status}`);
  }
}

function camera() {
  const source = new RTCVideoSource();
  let shade = 0;
  const timer = setInterval(() => {
    const data = new Uint8Array((WIDTH * HEIGHT * 3) / 2).fill(128).fill(shade, 0, WIDTH * HEIGHT);
    shade = 16 + ((shade + 8) % 200);
    source.onFrame({ width: WIDTH, height: HEIGHT, data });
  }, 40);
  return { track: source.createTrack(), stop: () => clearInterval(timer) };
}

function microphone() {
  const source = new RTCAudioSource();
  let at = 0;
  const timer = setInterval(() => {
    const samples = Int16Array.from({ length: 480 }, () => 9000 * Math.sin((2 * Math.PI * 440 * at++) / 48000));
    source.onData({ samples, sampleRate: 48000 });
  }, 10);
  return { track: source.createTrack(), stop: () => clearInterval(timer) };
}

/** Waits until so many more frames came. */
async function frames(sink, wanted, seconds = 20) {
  let count = 0;
  sink.onframe = () => count++;
  for (const end = Date.now() + seconds * 1000; count < wanted; await sleep(50)) {
    if (Date.now() > end) throw new Error(`${count} of ${wanted} frames in ${seconds} s`);
  }
}

const sources = [camera(), microphone()];
const out = new Session(new RTCPeerConnection(), whip, whipToken);
const stream = new MediaStream(sources.map(({ track }) => track));
for (const { track } of sources) out.pc.addTransceiver(track, { direction: 'sendonly', streams: [stream] });
await out.begin();
await sleep(300);
await out.trickle();
say('published', { codecs: out.pc.remoteDescription.sdp.match(/^a=rtpmap:.*$/gm).map((line) => line.trim()) });

const into = new Session(new RTCPeerConnection(), whep, whepToken);
for (const kind of ['audio', 'video']) into.pc.addTransceiver(kind, { direction: 'recvonly' });
const playing = new Promise((done) => {
  into.pc.addEventListener('track', ({ track }) => track.kind === 'video' && done(new RTCVideoSink(track)));
});
await into.begin();
await into.trickle();
const sink = await playing;
await frames(sink, 10);
say('played');

for (const [name, session] of [['publisher', out], ['player', into]]) {
  const ufrag = () => session.pc.remoteDescription.sdp.match(/a=ice-ufrag:(\S+)/)[1];
  const before = ufrag();
  await session.restart();
  if (ufrag() === before) throw new Error('ICE did not restart');
  await sleep(1000); // what was on its way by the old path
  await frames(sink, 20);
  say('restarted', { name, state: session.pc.iceConnectionState });
}

sink.stop();
for (const { stop, track } of sources) {
  stop();
  track.stop();
}
await into.end();
await out.end();
say('ended');
process.exit(0);
