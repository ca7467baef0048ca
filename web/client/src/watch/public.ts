// What the public may read, as `web/responses/` gives it, fetched again and again: the same bytes
// for every viewer, so that caches answer most of it.
import { ApiError } from '../base/api';
import { fetchWithin, SHORT } from '../base/deadline';

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

/** Reads `path` once; null where there is none. @throws where it was not reached or was refused. */
export function readPublic<T>(path: string): Promise<T | null> {
  return fetchWithin(SHORT, path, {}, async (response) => {
    if (response.status === 404) return null;
    if (!response.ok) throw new ApiError(response.status, 'unknown', '');
    return (await response.json()) as T;
  });
}

async function take<T>(response: Response): Promise<Reading<T>> {
  if (!response.ok) throw new ApiError(response.status, response.status === 404 ? 'not_found' : 'unknown', '');
  const age = Number(response.headers.get('Age') ?? 0) * 1000;
  const at = Date.parse(response.headers.get('Date') ?? '') + age || Date.now();
  return { value: (await response.json()) as T, at };
}
