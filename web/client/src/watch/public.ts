// What the public may read, as `web/responses/` gives it, fetched again and again: the same bytes
// for every viewer, so that caches answer most of it.
import { ApiError } from '../base/api';
import { fetchWithin, SHORT } from '../base/deadline';
import type { Now } from '../wire.gen';
import { storage, storedPath } from './storage';
import { WallReader } from './wall-reader';

export function apiPath(consultation: string, rest: string): string {
  return `/api/v1/consultations/${encodeURIComponent(consultation)}${rest}`;
}

export function livePath(consultation: string, name: string): string {
  return `/live/${encodeURIComponent(consultation)}/${name}`;
}

/** One reading and the server's time when it was given (Unix ms, to the second). */
export interface Reading<T> {
  value: T;
  at: number;
}

const EVERY = 2_000;
const EVERY_AFTER_ERROR = 5_000;
const STALE_AFTER = 30_000; // the server puts `now.json` into the store every 10 s at least
let offset = 0; // of the server's clock, by its own latest answer

/** Where the object store has it, and whether it is put there again and again. */
interface Stored {
  path: string;
  beats: boolean;
}

/**
 * Reads `path` until `stop`, from the object store where that has it; a hidden page rests. `heard` is
 * called with every reading, `failed` once for every run of errors; the first reading after one ends
 * it.
 */
export function follow<T>(
  path: string,
  heard: (reading: Reading<T>) => void,
  failed: (error: ApiError) => void,
  stored: Stored | null = null,
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
      heard(await read<Reading<T>>(path, stored?.path ?? null, (response) => takeStored<T>(response, stored?.beats), take<T>));
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

/** Follows `now.json`, which says whether there is a store. */
export function followNow(
  consultation: string, heard: (reading: Reading<Now>) => void, failed: (error: ApiError) => void,
): { stop: () => void } {
  return follow<Now>(apiPath(consultation, '/now.json'), (reading) => {
    storage.name(reading.value.storage);
    heard(reading);
  }, failed, { path: livePath(consultation, 'now.json'), beats: true });
}

/** The wall, to be brought up to the `wall_next` of `now.json`. */
export function wallOf(consultation: string): WallReader {
  return new WallReader(
    apiPath(consultation, '/wall.json'), (number) => livePath(consultation, `wall-${number}.json`), readPublic,
  );
}

/** Reads `path` once; null where there is none. @throws where it was not reached or was refused. */
function readPublic<T>(path: string): Promise<T | null> {
  return read(path, storedPath(path), takeOnce<T>, takeOnce<T>);
}

/** In the store if there is one, and in the server where that fails. */
async function read<T>(
  path: string, stored: string | null, there: (response: Response) => Promise<T>, here: (response: Response) => Promise<T>,
): Promise<T> {
  const store = storage.at(Date.now());
  if (store && stored !== null) {
    try {
      return await fetchWithin(SHORT, store + stored, {}, there);
    } catch {
      storage.fail(Date.now());
    }
  }
  return fetchWithin(SHORT, path, { headers: { 'Accept-Language': document.documentElement.lang } }, here);
}

async function takeOnce<T>(response: Response): Promise<T | null> {
  if (response.status === 404) return null;
  if (!response.ok) throw new ApiError(response.status, 'unknown', '');
  return (await response.json()) as T;
}

async function take<T>(response: Response): Promise<Reading<T>> {
  if (!response.ok) throw new ApiError(response.status, response.status === 404 ? 'not_found' : 'unknown', '');
  const age = Number(response.headers.get('Age') ?? 0) * 1000;
  const at = Date.parse(response.headers.get('Date') ?? '') + age || Date.now();
  offset = at - Date.now();
  return { value: (await response.json()) as T, at };
}

/** Other origins' `Date` is not told; when an object was put is. */
async function takeStored<T>(response: Response, beats = false): Promise<Reading<T>> {
  if (!response.ok) throw new ApiError(response.status, 'unknown', '');
  const at = Date.now() + offset;
  const put = Date.parse(response.headers.get('Last-Modified') ?? '');
  if (beats && !(at - put < STALE_AFTER)) throw new ApiError(0, 'stale', '');
  return { value: (await response.json()) as T, at };
}
