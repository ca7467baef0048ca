// The object store (or its CDN) in which pages read what is public: where the server names one, and
// until it fails or is behind; then the server itself.

const AVOIDED_FOR = 60_000; // ms after a failure
const SPREAD = 30_000; // ms more at most, so that not all come back at once

export class Storage {
  private url = '';
  private avoidedUntil = 0;

  /** Takes what the latest `now.json` says. */
  name(url: string): void {
    this.url = url;
  }

  /** What stands before a path of `/live/…` there; empty where it is read from the server. */
  at(now: number): string {
    return now < this.avoidedUntil ? '' : this.url;
  }

  /** It did not answer, or not with what is new. */
  fail(now: number): void {
    this.avoidedUntil = now + AVOIDED_FOR + Math.random() * SPREAD;
  }
}

/** The page's. */
export const storage = new Storage();

/** Where the store has what the server has at `path`. */
export function storedPath(path: string): string {
  return path.replace(/^\/api\/v1\/consultations\//, '/live/');
}
