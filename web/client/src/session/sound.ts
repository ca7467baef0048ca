// Plays what the relay lets us hear: one audio element per remote sound, outside the page. Under an
// interpreter's voice the others are turned down.
import { Ducking } from './ducking';
import type { Media, RemoteTrack } from './media';

const LOOK_EVERY = 100; // ms between looks at the interpreter's voice

/** Fires `change` when the browser begins or ceases to hold sound back. */
export class Sound extends EventTarget {
  private readonly players = new Map<MediaStream, HTMLAudioElement>();
  private readonly ducking = new Ducking();
  private looking: ReturnType<typeof setInterval> | undefined;
  blocked = false;

  /** `interprets`: whether somebody's sound is that of an interpreter. */
  constructor(private readonly media: Media, private readonly interprets: (participantId: string) => boolean) {
    super();
    media.addEventListener('tracks', () => this.sync());
  }

  /** To be called from a press: browsers then allow sound. */
  unblock(): void {
    for (const player of this.players.values()) void this.play(player);
  }

  private sync(): void {
    const wanted = new Set(this.sounds.map((one) => one.stream));
    for (const [stream, player] of this.players) {
      if (wanted.has(stream)) continue;
      player.srcObject = null;
      this.players.delete(stream);
    }
    for (const stream of wanted) {
      if (this.players.has(stream)) continue;
      const player = new Audio();
      player.srcObject = stream;
      this.players.set(stream, player);
      void this.play(player);
    }
    this.balance();
  }

  private get sounds(): RemoteTrack[] {
    return this.media.received.filter((one) => one.kind === 'audio');
  }

  /** Looks on as long as there is an interpreter, or the floor is not as loud as it was. */
  private balance(): void {
    const voices = this.sounds.filter((one) => this.interprets(one.participant_id));
    const volume = this.ducking.see(this.media.heard(voices), performance.now());
    for (const one of this.sounds) {
      const player = this.players.get(one.stream);
      if (player) turn(player, voices.includes(one) ? 1 : volume);
    }
    if (voices.length || volume < 1) this.looking ??= setInterval(() => this.balance(), LOOK_EVERY);
    else {
      clearInterval(this.looking);
      this.looking = undefined;
    }
  }

  private async play(player: HTMLAudioElement): Promise<void> {
    try {
      await player.play();
      this.setBlocked(false);
    } catch (error) {
      if ((error as DOMException).name === 'NotAllowedError') this.setBlocked(true);
    }
  }

  private setBlocked(blocked: boolean): void {
    if (this.blocked === blocked) return;
    this.blocked = blocked;
    this.dispatchEvent(new Event('change'));
  }
}

/** On iPhones volume cannot be set, and stays as it was: what should be low is muted there. */
function turn(player: HTMLAudioElement, volume: number): void {
  player.volume = volume;
  player.muted = player.volume > volume + 0.1;
}
