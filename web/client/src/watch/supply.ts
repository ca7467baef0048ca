// Whether the object store still gives what plays: a store to which nothing comes any more refuses
// nothing, it has the same playlist for ever.
import { Stall } from './stall.ts';

export class Supply {
  /** Whether what plays comes from the store; for the native player as well. */
  fromStore = false;
  private readonly stall = new Stall();
  /** The end of the playlist that came last (s). */
  private end = NaN;

  /** Another source is loaded. */
  begin(fromStore: boolean): void {
    this.fromStore = fromStore;
    this.forget();
  }

  /** A playlist came; `end` is NaN for one that does not go on. */
  came(end: number): void {
    this.end = end;
  }

  /** Nothing plays: what was is not to be judged any more. */
  forget(): void {
    this.end = NaN;
    this.stall.reset();
  }

  /** True once for each stop: whoever leaves is told nothing more until something else came. */
  stopped(now: number): boolean {
    if (!this.fromStore || Number.isNaN(this.end) || !this.stall.see(this.end, now)) return false;
    this.forget();
    return true;
  }
}
