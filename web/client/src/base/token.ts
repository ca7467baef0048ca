// What a join link's token says about its bearer, before the server confirms it: only to greet.
export interface Greeting {
  role: string;
  participantId: string | null;
}

/** Reads the payload of a JWT without checking it; null if it is none. */
export function peek(token: string): Greeting | null {
  try {
    const payload = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    const claims = JSON.parse(atob(payload)) as { role?: string; sub?: string };
    return { role: claims.role ?? '', participantId: claims.sub ?? null };
  } catch {
    return null;
  }
}
