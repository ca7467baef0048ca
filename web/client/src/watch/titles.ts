// Who speaks, as the stream itself says it (EXT-X-DATERANGE). Pure.

const CLASS = 'org.tongxin.titles';
const LEVELS = { 全国: 'national', 省: 'provincial', 市: 'municipal', 县: 'county' } as const;

/** What hls.js reads of a date range. */
export interface StreamRange {
  readonly class: string;
  readonly startDate: Date;
  readonly attr: Readonly<Record<string, unknown>>;
}

export interface StreamTitles {
  /** Unix ms by the stream's own dates, from which they hold. */
  readonly from: number;
  readonly speaker: string;
  readonly title: string;
  readonly venue: string;
  readonly level: 'national' | 'provincial' | 'municipal' | 'county' | null;
  readonly item: string;
  /** Whether they are in the picture already. */
  readonly composed: boolean;
}

/** Those of a playlist, the earliest first; what is not ours is left out. */
export function titlesOf(ranges: Readonly<Record<string, StreamRange | undefined>>): StreamTitles[] {
  return Object.values(ranges)
    .filter((one): one is StreamRange => one?.class === CLASS && !Number.isNaN(one.startDate.getTime()))
    .map(({ startDate, attr }) => ({
      from: startDate.getTime(),
      speaker: text(attr['X-SPEAKER']),
      title: text(attr['X-TITLE']),
      venue: text(attr['X-VENUE']),
      level: LEVELS[text(attr['X-LEVEL']) as keyof typeof LEVELS] ?? null,
      item: text(attr['X-ITEM']),
      composed: text(attr['X-MODE']) === 'composed',
    }))
    .sort((one, other) => one.from - other.from);
}

/** What to draw over the picture of `moment` (Unix ms): nothing where it is in it already. */
export function titlesAt(all: readonly StreamTitles[], moment: number | null): StreamTitles | null {
  if (moment === null) return null;
  const last = all.filter((one) => one.from <= moment).at(-1);
  return !last || last.composed || !(last.speaker || last.item) ? null : last;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
