// How loud a microphone is, 0 to 1, for the bar that moves when somebody speaks.
const FLOOR_DB = -60;

export class Loudness {
  private context: AudioContext | null = null;
  private analyser: AnalyserNode | null = null;
  private source: MediaStreamAudioSourceNode | null = null;
  private readonly samples = new Float32Array(1024);

  /** Listens to `track` instead of the one before; null: to none. */
  listen(track: MediaStreamTrack | null): void {
    this.source?.disconnect();
    this.source = null;
    if (!track) return;
    this.context ??= new AudioContext();
    this.analyser ??= new AnalyserNode(this.context, { fftSize: 1024 });
    this.source = this.context.createMediaStreamSource(new MediaStream([track]));
    this.source.connect(this.analyser);
    this.wake();
  }

  /** Browsers may hold the context back until the first press. */
  wake(): void {
    if (this.context?.state === 'suspended') void this.context.resume();
  }

  get asleep(): boolean {
    return this.context?.state === 'suspended';
  }

  read(): number {
    if (!this.analyser || !this.source) return 0;
    this.analyser.getFloatTimeDomainData(this.samples);
    const power = this.samples.reduce((sum, one) => sum + one * one, 0) / this.samples.length;
    const db = 10 * Math.log10(power + 1e-12);
    return Math.min(1, Math.max(0, 1 - db / FLOOR_DB));
  }

  /** Two soft notes, to hear whether sound comes out. */
  async chime(): Promise<void> {
    const context = (this.context ??= new AudioContext());
    await context.resume();
    [523.25, 659.25].forEach((frequency, index) => {
      const start = context.currentTime + index * 0.35;
      const tone = new OscillatorNode(context, { frequency });
      const gain = new GainNode(context, { gain: 0 });
      gain.gain.linearRampToValueAtTime(0.25, start + 0.03);
      gain.gain.exponentialRampToValueAtTime(0.001, start + 0.6);
      tone.connect(gain).connect(context.destination);
      tone.start(start);
      tone.stop(start + 0.65);
    });
  }

  close(): void {
    void this.context?.close();
  }
}
