// The line that is being said, as it reads so far: told often, replaced by the caption itself. Pure.
import type { CaptionView, Draft } from '../wire.gen';

export const LASTS = 10_000; // as signaling/drafts.py, should the server's word of its end not reach us

export class Drafts {
  private drafts: readonly Draft[] = [];
  private heard = 0;

  /** Takes the place of what was told before. */
  take(drafts: readonly Draft[], now: number): void {
    this.drafts = drafts;
    this.heard = now;
  }

  clear(): void {
    this.drafts = [];
  }

  /** Those that no caption has replaced and that are not too old; `now` as in `take`. */
  standing(captions: readonly CaptionView[], now: number): readonly Draft[] {
    if (now - this.heard >= LASTS) return [];
    return this.drafts.filter((one) => !captions.some((caption) => caption.line_id === one.line_id));
  }
}
