// Does again what a network that changes, or is away for a moment, may have spoilt.
const WAITS = [300, 1_000, 3_000] as const; // ms

/** Whatever `act` answers; rejects as it did the last time. */
export async function insist<T>(act: () => Promise<T>, waits: readonly number[] = WAITS): Promise<T> {
  for (const wait of waits) {
    try {
      return await act();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return act();
}
