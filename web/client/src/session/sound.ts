// Plays what the relay lets us hear: one audio element per remote sound, outside the page.
import type { Media } from './media';

/** Fires `change` when the browser begins or ceases to hold sound back. */
export class Sound extends EventTarget {
  private readonly players = new Map<MediaStream, HTMLAudioElement>();
  blocked = false;

  constructor(private readonly media: Media) {
    super();
    media.addEventListener('tracks', () => this.sync());
  }

  /** To be called from a press: browsers then allow sound. */
  unblock(): void {
    for (const player of this.players.values()) void this.play(player);
  }

  private sync(): void {
    const wanted = new Set(this.media.received.filter((one) => one.kind === 'audio').map((one) => one.stream));
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
