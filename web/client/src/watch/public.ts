// What the public may read, as `web/responses.py` gives it, fetched again and again: the same bytes
// for every viewer, so that caches answer most of it.
import { ApiError } from '../base/api';
import { fetchWithin, SHORT } from '../base/deadline';
import type { AgendaItem, SpeechView, Snapshot, Venue } from '../wire.gen';

export interface NowItem {
  id: string;
  title: string;
  kind: AgendaItem['kind'];
  number: number;
  of: number;
  planned_minutes: number;
  started_at: number;
}

export interface NowSpeaker {
  speech_id: string;
  participant_id: string;
  name: string;
  short_name: string;
  title: string;
  organization: string;
  venue: string;
  level: Venue['level'];
  kind: SpeechView['kind'];
  seconds: number;
  granted_at: number;
  started_at: number | null;
}

export interface Now {
  id: string;
  title: string;
  status: Snapshot['status'];
  scheduled_at: number;
  opened_at: number | null;
  closed_at: number | null;
  item: NowItem | null;
  speakers: NowSpeaker[];
  on_air: boolean;
  stream: string;
}

export interface WallOpinion {
  opinion_id: string;
  text: string;
  name: string;
  region: string;
  published_at: number;
}

export interface Wall {
  id: string;
  total: number;
  opinions: WallOpinion[];
}

export interface OpinionStatus {
  receipt: string;
  opinion_id: string;
  state: 'submitted' | 'published' | 'withheld';
  text: string;
  name: string;
  region: string;
  submitted_at: number;
  published_at: number | null;
  reason: string | null;
}

export function apiPath(consultation: string, rest: string): string {
  return `/api/v1/consultations/${encodeURIComponent(consultation)}${rest}`;
}

/** One reading and the server's time when it was given (Unix ms, to the second). */
export interface Reading<T> {
  value: T;
  at: number;
}

const EVERY = 2_000;
const EVERY_AFTER_ERROR = 5_000;

/**
 * Reads `path` until `stop`; a hidden page rests. `heard` is called with every reading, `failed`
 * once for every run of errors; the first reading after one ends it.
 */
export function follow<T>(
  path: string,
  heard: (reading: Reading<T>) => void,
  failed: (error: ApiError) => void,
): { stop: () => void } {
  let stopped = false;
  let failing = false;
  const once = async (): Promise<void> => {
    if (stopped) return;
    if (document.hidden) {
      document.addEventListener('visibilitychange', () => void once(), { once: true });
      return;
    }
    try {
      const headers = { 'Accept-Language': document.documentElement.lang };
      heard(await fetchWithin(SHORT, path, { headers }, take<T>));
      failing = false;
    } catch (error) {
      if (!failing) failed(error instanceof ApiError ? error : new ApiError(0, 'unreachable', ''));
      failing = true;
    }
    setTimeout(() => void once(), failing ? EVERY_AFTER_ERROR : EVERY);
  };
  void once();
  return { stop: () => { stopped = true; } };
}

async function take<T>(response: Response): Promise<Reading<T>> {
  if (!response.ok) throw new ApiError(response.status, response.status === 404 ? 'not_found' : 'unknown', '');
  const age = Number(response.headers.get('Age') ?? 0) * 1000;
  const at = Date.parse(response.headers.get('Date') ?? '') + age || Date.now();
  return { value: (await response.json()) as T, at };
}
