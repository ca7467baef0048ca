// Keeps what was said to be happening until the picture gets there: the stream is some seconds late,
// and a name that changes before the face does is wrong.
import type { Reading } from './public';
import type { Now } from '../wire.gen';

const KEPT = 60; // readings that differ; far more than a stream is late

export class Timeline {
  private readings: Reading<Now>[] = [];
  private offset = 0;

  /** Takes a reading; one that says the same as the last is not kept again. */
  add(reading: Reading<Now>, here: number): void {
    this.offset = reading.at - here;
    const last = this.readings.at(-1);
    if (last && JSON.stringify(last.value) === JSON.stringify(reading.value)) return;
    this.readings.push(reading);
    if (this.readings.length > KEPT) this.readings.shift();
  }

  get latest(): Now | null {
    return this.readings.at(-1)?.value ?? null;
  }

  /** What was happening at `moment` (Unix ms by the server), the oldest kept if it is older. */
  at(moment: number): Now | null {
    let found = this.readings[0];
    for (const reading of this.readings) if (reading.at <= moment) found = reading;
    return found?.value ?? null;
  }

  /** The server's time now. */
  serverTime(here: number): number {
    return here + this.offset;
  }
}
