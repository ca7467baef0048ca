// Supporting an opinion: a random token of this browser, and what it has supported.
import { call } from '../base/api';
import { freshKey } from './opinion-draft';
import { apiPath } from './public';
import type { Support } from '../wire.gen';

const TOKEN = 'tx-browser';
const SUPPORTED = 'tx-supported';
const KEPT = 500; // opinions, over all consultations: as many as a wall shows

let token = '';

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // blocked: then it lasts as long as the page
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // As above.
  }
}

/** What this browser calls itself when it supports, and sends, opinions: random, and nothing else. */
export function browserToken(): string {
  token ||= read(TOKEN) ?? '';
  if (!token) keep(TOKEN, (token = freshKey()));
  return token;
}

/** Ids of the opinions that were supported from here, as kept here. */
export function supportedIds(): Set<string> {
  try {
    const kept: unknown = JSON.parse(read(SUPPORTED) ?? '[]');
    return new Set(Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : []);
  } catch {
    return new Set();
  }
}

/** Says it to the server and keeps it; how many there are then. @throws ApiError */
export async function support(consultation: string, opinion: string, on: boolean): Promise<number> {
  const path = apiPath(consultation, `/opinions/${encodeURIComponent(opinion)}/support`);
  const { supports } = await call<Support>('POST', path, { body: { token: browserToken(), support: on } });
  const ids = [...supportedIds()].filter((id) => id !== opinion);
  if (on) ids.push(opinion);
  keep(SUPPORTED, JSON.stringify(ids.slice(-KEPT)));
  return supports;
}
