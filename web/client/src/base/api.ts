// HTTP to our own server: JSON, a bearer token where there is one, one error type.
import type { AnyCommand, Snapshot } from '../wire.gen';
import { ServerClock } from './clock';
import { fetchWithin, SHORT, type Patience } from './deadline';

/** The server refused, or was not reached (`code` `unreachable`). `message` is for people. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly retryAfter: number | null = null,
    /** What `proof_needed` asks to work on. */
    readonly challenge: string | null = null,
  ) {
    super(message);
  }
}

/** By the server's answers. */
export const answeredClock = new ServerClock();

/** What a page's address says: `/c/{id}#t=TOKEN`, `/live/{id}`, `/desk/{id}#t=TOKEN`. */
export interface Place {
  consultation: string;
  token: string;
}

export function place(): Place {
  const consultation = location.pathname.split('/').filter(Boolean)[1] ?? '';
  const token = new URLSearchParams(location.hash.slice(1)).get('t') ?? '';
  return { consultation: decodeURIComponent(consultation), token };
}

/**
 * Calls `path` (absolute) and returns the JSON answer, undefined for an empty one. `key` names the
 * request, so that asking again after a lost answer does nothing twice. A `Blob` is sent as it is, anything
 * else as JSON.
 * @throws ApiError
 */
export async function call<T>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  { token = '', body, key = '', patience = SHORT, extra = {} }: {
    token?: string; body?: unknown; key?: string; patience?: Patience; extra?: { [name: string]: string };
  } = {},
): Promise<T> {
  const headers: { [name: string]: string } = { ...extra, 'Accept-Language': document.documentElement.lang };
  if (token) headers['Authorization'] = `Bearer ${token}`;
  const file = body instanceof Blob;
  if (body !== undefined) headers['Content-Type'] = file ? 'application/octet-stream' : 'application/json';
  if (key) headers['Idempotency-Key'] = key;
  const init: RequestInit = { method, headers };
  if (body !== undefined) init.body = file ? body : JSON.stringify(body);
  let response: Response;
  let text: string;
  const sent = Date.now();
  try {
    [response, text] = await fetchWithin(patience, path, init, async (answer) => [answer, await answer.text()]);
  } catch {
    throw new ApiError(0, 'unreachable', '');
  }
  answeredClock.readDate(response.headers.get('Date'), sent, Date.now());
  if (!response.ok) throw refusal(response, text);
  return (text ? JSON.parse(text) : undefined) as T;
}

function refusal(response: Response, text: string): ApiError {
  const wait = Number(response.headers.get('Retry-After') ?? NaN);
  const retryAfter = Number.isFinite(wait) ? wait : null;
  try {
    const { code, message } = JSON.parse(text) as { code: string; message: string };
    return new ApiError(response.status, code, message, retryAfter, response.headers.get('Tongxin-Challenge'));
  } catch {
    return new ApiError(response.status, 'unknown', '', retryAfter);
  }
}

export function consultationPath(id: string): string {
  return `/api/v1/consultations/${encodeURIComponent(id)}`;
}

/** What the token's role may see of one consultation. */
export function readConsultation({ consultation, token }: Place): Promise<Snapshot> {
  return call('GET', consultationPath(consultation), { token });
}

/** The same door as the WebSocket's `command`; answers the records' numbers. */
export function postCommand({ consultation, token }: Place, command: AnyCommand, key = ''): Promise<{ seqs: number[] }> {
  return call('POST', `${consultationPath(consultation)}/commands`, { token, body: command, key });
}
