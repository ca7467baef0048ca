// Our own camera, microphone and shared screen: opened here, published by `Media`, shown on our tile.
import { DeviceError, openDevice, type DeviceKind } from './devices';

/** A document is read: every pixel of it, and at most fifteen pictures a second. */
const SHARED = { frameRate: { max: 15 }, width: { max: 3840 }, height: { max: 2160 } };

/** Fires `change` when a device was opened, closed, lost or failed. */
export class LocalDevices extends EventTarget {
  private readonly tracks = new Map<DeviceKind, MediaStreamTrack>();
  private readonly streams = new WeakMap<MediaStreamTrack, MediaStream>();
  private readonly errors = new Map<DeviceKind, DeviceError>();
  private readonly opening = new Map<DeviceKind, number>();
  screen: MediaStreamTrack | null = null;

  track(kind: DeviceKind): MediaStreamTrack | null {
    return this.tracks.get(kind) ?? null;
  }

  error(kind: DeviceKind): DeviceError | null {
    return this.errors.get(kind) ?? null;
  }

  isOpening(kind: DeviceKind): boolean {
    return this.opening.has(kind);
  }

  /** One stream per track, so that video elements are left alone. */
  stream(track: MediaStreamTrack | null): MediaStream | null {
    if (!track) return null;
    let stream = this.streams.get(track);
    if (!stream) this.streams.set(track, (stream = new MediaStream([track])));
    return stream;
  }

  /** Opens a device in place of the one that is open; what failed is in `error`. */
  async open(kind: DeviceKind, deviceId = ''): Promise<MediaStreamTrack | null> {
    const turn = (this.opening.get(kind) ?? 0) + 1;
    this.opening.set(kind, turn);
    this.changed();
    try {
      const track = await openDevice(kind, deviceId);
      if (this.opening.get(kind) !== turn) {
        track.stop(); // closed or opened again meanwhile
        return this.track(kind);
      }
      this.take(kind, track);
    } catch (error) {
      if (this.opening.get(kind) === turn) this.fail(kind, error as DeviceError);
    }
    if (this.opening.get(kind) === turn) this.opening.delete(kind);
    this.changed();
    return this.track(kind);
  }

  close(kind: DeviceKind): void {
    this.opening.delete(kind);
    this.errors.delete(kind);
    this.tracks.get(kind)?.stop();
    this.tracks.delete(kind);
    this.changed();
  }

  /** Asks for a window or screen; false if nothing was chosen. */
  async openScreen(): Promise<boolean> {
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: SHARED });
      this.screen = stream.getVideoTracks()[0] ?? null;
    } catch {
      return false; // the chooser was closed
    }
    this.screen?.addEventListener('ended', () => this.closeScreen());
    this.changed();
    return this.screen !== null;
  }

  closeScreen(): void {
    this.screen?.stop();
    this.screen = null;
    this.changed();
  }

  closeAll(): void {
    this.close('camera');
    this.close('microphone');
    this.closeScreen();
  }

  private take(kind: DeviceKind, track: MediaStreamTrack): void {
    this.tracks.get(kind)?.stop();
    this.tracks.set(kind, track);
    this.errors.delete(kind);
    track.addEventListener('ended', () => {
      if (this.tracks.get(kind) !== track) return;
      this.tracks.delete(kind);
      this.fail(kind, new DeviceError(kind, 'failed')); // unplugged, or taken by the system
      this.changed();
    });
  }

  private fail(kind: DeviceKind, error: DeviceError): void {
    this.errors.set(kind, error);
  }

  private changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
