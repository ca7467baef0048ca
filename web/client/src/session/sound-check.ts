// Whether an open microphone gives nothing, or hears the room's own loudspeaker. Pure: loudness is
// linear amplitude, 0 to 1, sampled every `STEP` ms.
export type SoundWord = 'good' | 'silent' | 'echo';

export const STEP = 50; // ms: syllables are 200
const WINDOW = 60; // samples, 3 s: a sentence has enough ups and downs in it
const LAGS = 10; // samples, 500 ms: loudspeaker, room and the browser's buffers take less
const DIGITAL = 1e-5; // −100 dBFS: no open microphone is quieter
const SILENT_FOR = 3_000; // ms
const AUDIBLE = 0.003; // −50 dBFS on average: what is quieter echoes nowhere
const ALIKE = 0.8; // of speech and other speech 0.3 is usual, of speech and its echo 0.9
const ECHO_FOR = 500; // ms that it must hold; of 160,000 windows of speech and other speech none was alike

/** Remembers the last seconds; `now` is ms of any clock. */
export class SoundCheck {
  private readonly played: number[] = [];
  private readonly captured: number[] = [];
  private silentSince: number | null = null;
  private echoSince: number | null = null;

  /** What the loudspeaker gives and what the open microphone takes, at one moment. */
  hear(played: number, captured: number, now: number): SoundWord {
    for (const [list, one] of [[this.played, played], [this.captured, captured]] as const) {
      list.push(one);
      if (list.length > WINDOW) list.shift();
    }
    this.silentSince = captured > DIGITAL ? null : (this.silentSince ?? now);
    this.echoSince = isEcho(this.played, this.captured) ? (this.echoSince ?? now) : null;
    if (this.silentSince !== null && now - this.silentSince >= SILENT_FOR) return 'silent';
    return this.echoSince !== null && now - this.echoSince >= ECHO_FOR ? 'echo' : 'good';
  }

  /** The microphone is closed: what follows begins anew. */
  forget(): void {
    this.played.length = 0;
    this.captured.length = 0;
    this.silentSince = null;
    this.echoSince = null;
  }
}

/** Whether what is captured rises and falls as what was played up to half a second before. */
export function isEcho(played: readonly number[], captured: readonly number[]): boolean {
  if (captured.length < WINDOW || mean(played) < AUDIBLE || mean(captured) < AUDIBLE / 4) return false;
  for (let lag = 0; lag <= LAGS; lag += 1) {
    if (alike(played.slice(0, played.length - lag), captured.slice(lag)) >= ALIKE) return true;
  }
  return false;
}

/** Pearson's correlation, 0 where one of the two does not change. */
function alike(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((one, at) => {
    const [da, db] = [one - ma, (b[at] ?? 0) - mb];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  });
  return aa && bb ? ab / Math.sqrt(aa * bb) : 0;
}

function mean(list: readonly number[]): number {
  return list.length ? list.reduce((sum, one) => sum + one, 0) / list.length : 0;
}
