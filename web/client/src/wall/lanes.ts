// Which pictures a lane of the wall shows at one turn of the patrol: what is wrong stays in front, the
// rest goes by. Pure.
export interface LanePage {
  shown: readonly string[];
  /** From 1; of one page nothing goes by. */
  page: number;
  pages: number;
}

/** `faulty` are those of `ids` that something is wrong with; at least one place is left for the rest. */
export function lanePage(ids: readonly string[], faulty: ReadonlySet<string>, turn: number, places: number): LanePage {
  if (ids.length <= places) {
    return { shown: [...ids.filter((id) => faulty.has(id)), ...ids.filter((id) => !faulty.has(id))], page: 1, pages: 1 };
  }
  const pinned = ids.filter((id) => faulty.has(id)).slice(0, places - 1);
  const rest = ids.filter((id) => !pinned.includes(id));
  const room = places - pinned.length;
  const pages = Math.ceil(rest.length / room);
  const page = ((turn % pages) + pages) % pages;
  return { shown: [...pinned, ...rest.slice(page * room, (page + 1) * room)], page: page + 1, pages };
}

/** Turns gone by, and seconds until the next; null while it is held. */
export function turnOf(
  patrol: { interval: number; started_at: number; held_at: number | null }, now: number,
): { turn: number; left: number | null } {
  const gone = Math.max(0, (patrol.held_at ?? now) - patrol.started_at);
  const turn = Math.floor(gone / (patrol.interval * 1000));
  return { turn, left: patrol.held_at === null ? Math.ceil(patrol.interval - (gone / 1000 - turn * patrol.interval)) : null };
}
