// How loud the floor is under an interpreter's voice: low while it really comes, in full once it has
// been away for two seconds, so that nobody sits in silence.

/** Of full loudness: what is said can be told from silence, and disturbs nobody. */
export const UNDER = 0.15;
/** Ms without the voice after which the floor is wanted back: longer than a pause for breath. */
const AWAY = 2_000;
/** Linear, about -50 dBov: above a booth's hum, below quiet speech. */
const VOICE = 0.003;
/** Of the way to where it goes, each look: a third of a second in all, which is no jump. */
const STEP = 0.5;
const NEAR = 0.02;

/** The latest packet of one interpreter's track and how loud it is, linear 0 to 1. */
export interface Heard {
  track: number;
  packet: number;
  level: number;
}

/** Fed with what is heard of the interpreters some times a second; times in ms. */
export class Ducking {
  /** The packets seen last, by track: one seen before tells of nothing that comes now. */
  private packets = new Map<number, number>();
  private heardAt = -Infinity;
  private at = 1;

  /** The floor's volume, 0 to 1. */
  see(heard: readonly Heard[], now: number): number {
    if (heard.some((one) => one.packet !== this.packets.get(one.track) && one.level > VOICE)) this.heardAt = now;
    this.packets = new Map(heard.map((one) => [one.track, one.packet]));
    const aim = this.on(now) ? UNDER : 1;
    this.at = Math.abs(aim - this.at) < NEAR ? aim : this.at + (aim - this.at) * STEP;
    return this.at;
  }

  /** Whether the voice is there, or was a moment ago. */
  on(now: number): boolean {
    return now - this.heardAt < AWAY;
  }
}
