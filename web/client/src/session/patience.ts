// How long a connection waits: for the server's first answer, and before it tries again.
const WELCOME_FIRST = 8_000;
const WELCOME_MOST = 32_000;
const RETRY_FIRST = 300;
const RETRY_MOST = 5_000;

/**
 * Ms to wait for `welcome` after `slow` attempts in a row that waited in vain: on a slow line the
 * snapshot of a large consultation takes longer than an idle server would.
 */
export function welcomeWithin(slow: number): number {
  return Math.min(WELCOME_MOST, WELCOME_FIRST * 2 ** slow);
}

/** Ms before the next attempt, after `attempts` that failed. */
export function retryAfter(attempts: number): number {
  return Math.min(RETRY_MOST, RETRY_FIRST * 2 ** attempts);
}
