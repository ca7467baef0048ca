// A fetch that gives up: on a connection that swallows everything it would wait for minutes. Not
// AbortSignal.timeout: older web views have none.

/** Ms until the answer begins, and from there until all of it is read. */
export interface Patience {
  begin: number;
  read: number;
}

/** A slow line may take its time with a long answer, once there is one. */
export const SHORT: Patience = { begin: 10_000, read: 60_000 };
/** For files that the server makes when they are asked for. */
export const LONG: Patience = { begin: 60_000, read: 60_000 };

/** Fetches `path` and reads the answer; rejects as `fetch` does where that takes longer than `patience`. */
export async function fetchWithin<T>(
  patience: Patience, path: string, init: RequestInit, read: (response: Response) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), patience.begin);
  try {
    const response = await fetch(path, { ...init, signal: abort.signal });
    clearTimeout(timer);
    timer = setTimeout(() => abort.abort(), patience.read);
    return await read(response);
  } finally {
    clearTimeout(timer);
  }
}
