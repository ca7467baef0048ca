// Which captions belong to the picture that is seen. Pure.
import type { PublicCaption } from '../wire.gen';

const LINGERS = 8_000; // ms that a line can still be read after it was said

/** Those of a language that have been said at `moment` (Unix ms), the latest last. */
export function saidAt(captions: readonly PublicCaption[], language: string, moment: number): PublicCaption[] {
  return captions.filter(
    (one) => one.language === language && one.started_at <= moment && moment < one.ended_at + LINGERS,
  );
}
