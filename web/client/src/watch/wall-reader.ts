// The wall as a viewer has it: the snapshot once, then only the chunks that `wall_next` says are there.
import type { Wall, WallChunk } from '../wire.gen';

const MOST = 500; // as the server's snapshot
const FAR = 15; // chunks behind: one snapshot is the smaller answer

/** The wall after a chunk; the same again if it was in the snapshot already. */
export function applied(wall: Wall, chunk: WallChunk): Wall {
  const touched = new Set([...chunk.gone, ...chunk.put.map((one) => one.opinion_id)]);
  const opinions = [...wall.opinions.filter((one) => !touched.has(one.opinion_id)), ...chunk.put]
    .sort((a, b) => b.seq - a.seq)
    .slice(0, MOST);
  return { id: wall.id, total: chunk.total, opinions, next: chunk.number + 1 };
}

/** Reads JSON at a path; null where there is none (404), and throws where it was not reached. */
export type Read = <T>(path: string) => Promise<T | null>;

export class WallReader {
  wall: Wall | null = null;
  private busy = false;

  private readonly snapshot: string;
  private readonly chunk: (number: number) => string;
  private readonly read: Read;

  constructor(snapshot: string, chunk: (number: number) => string, read: Read) {
    this.snapshot = snapshot;
    this.chunk = chunk;
    this.read = read;
  }

  /** Comes up to chunk `next`; whether the wall changed. One call at a time, the others do nothing. */
  async to(next: number): Promise<boolean> {
    if (this.busy || this.wall?.next === next) return false;
    this.busy = true;
    try {
      return await this.advance(next);
    } finally {
      this.busy = false;
    }
  }

  private async advance(next: number): Promise<boolean> {
    const { wall } = this;
    // A number before ours: an older answer of a cache, which the next one overtakes.
    if (wall && next < wall.next) return false;
    if (!wall || next - wall.next > FAR) return this.again();
    let after = wall;
    while (after.next < next) {
      const chunk = await this.read<WallChunk>(this.chunk(after.next));
      if (!chunk) return this.again();
      after = applied(after, chunk);
    }
    this.wall = after;
    return true;
  }

  private async again(): Promise<boolean> {
    const wall = await this.read<Wall>(this.snapshot);
    if (!wall) return false;
    this.wall = wall;
    return true;
  }
}
