// Looks at our own camera and listens to our own microphone, as others would: black, frozen, silent,
// echoing. Nothing is judged while the page is hidden, for the browser then draws no pictures.
import type { Media } from './media';
import { PictureCheck, SAMPLE, type PictureWord } from './picture-check';
import { Sampler } from './sampler';
import { SoundCheck, STEP, type SoundWord } from './sound-check';

/** Fires `change` when a word does. */
export class SelfCheck extends EventTarget {
  picture: PictureWord = 'good';
  sound: SoundWord = 'good';
  private readonly video = document.createElement('video');
  private readonly sampler = new Sampler();
  private readonly pictures = new PictureCheck();
  private readonly sounds = new SoundCheck();
  private context: AudioContext | null = null;
  private analyser: AnalyserNode | null = null;
  private source: MediaStreamAudioSourceNode | null = null;
  private camera: MediaStreamTrack | null = null;
  private microphone: MediaStreamTrack | null = null;
  private readonly samples = new Float32Array(2048);
  private readonly timers: ReturnType<typeof setInterval>[];

  constructor(private readonly media: Media) {
    super();
    this.video.muted = true;
    this.video.playsInline = true;
    this.timers = [setInterval(() => this.look(), SAMPLE.every), setInterval(() => this.listen(), STEP)];
  }

  /** Our camera, and our microphone while it is open; null: none. */
  follow(camera: MediaStreamTrack | null, microphone: MediaStreamTrack | null): void {
    if (camera !== this.camera) {
      this.camera = camera;
      this.video.srcObject = camera && new MediaStream([camera]);
      if (camera) void this.video.play().catch(() => undefined);
    }
    if (microphone !== this.microphone) this.tap(microphone);
  }

  stop(): void {
    this.timers.forEach(clearInterval);
    this.follow(null, null);
    void this.context?.close();
  }

  private tap(microphone: MediaStreamTrack | null): void {
    this.microphone = microphone;
    this.source?.disconnect();
    this.source = null;
    if (!microphone) return;
    this.context ??= new AudioContext();
    this.analyser ??= new AnalyserNode(this.context, { fftSize: this.samples.length });
    this.source = this.context.createMediaStreamSource(new MediaStream([microphone]));
    this.source.connect(this.analyser);
  }

  private look(): void {
    const pixels = this.camera && !document.hidden ? this.sampler.read(this.video) : null;
    if (!pixels) this.pictures.forget();
    this.say(pixels ? this.pictures.see(pixels, performance.now()) : 'good', this.sound);
  }

  private listen(): void {
    const running = this.context?.state === 'running';
    if (this.microphone && this.context?.state === 'suspended') void this.context.resume();
    if (!this.microphone || !this.analyser || !running || document.hidden) {
      this.sounds.forget();
      return this.say(this.picture, 'good');
    }
    this.analyser.getFloatTimeDomainData(this.samples);
    const power = this.samples.reduce((sum, one) => sum + one * one, 0) / this.samples.length;
    this.say(this.picture, this.sounds.hear(this.media.loudness(), Math.sqrt(power), performance.now()));
  }

  private say(picture: PictureWord, sound: SoundWord): void {
    if (picture === this.picture && sound === this.sound) return;
    this.picture = picture;
    this.sound = sound;
    this.dispatchEvent(new Event('change'));
  }
}
