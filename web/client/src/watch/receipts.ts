// The receipts of opinions sent from this device, newest first, and the tokens that withdraw them.
const STORED = 'tx-receipts';
const TOKENS = 'tx-opinion-tokens';
const KEPT = 20;
const TOKENS_KEPT = 200; // of all consultations together

function read<T extends object>(place: string, none: T): T {
  try {
    return JSON.parse(localStorage.getItem(place) ?? 'null') ?? none;
  } catch {
    return none;
  }
}

function write(place: string, value: unknown): void {
  try {
    localStorage.setItem(place, JSON.stringify(value));
  } catch {
    // Storage may be blocked; the receipt is on the screen, to be written down.
  }
}

export function receiptsOf(consultation: string): string[] {
  return read<{ [consultation: string]: string[] }>(STORED, {})[consultation] ?? [];
}

/** What withdraws an opinion that was sent from this device; empty for others. */
export function tokenOf(consultation: string, receipt: string): string {
  return read<[string, string][]>(TOKENS, []).find(([name]) => name === `${consultation} ${receipt}`)?.[1] ?? '';
}

export function keepReceipt(consultation: string, receipt: string, token: string): void {
  const kept = read<{ [consultation: string]: string[] }>(STORED, {});
  kept[consultation] = [receipt, ...(kept[consultation] ?? [])].slice(0, KEPT);
  write(STORED, kept);
  write(TOKENS, [[`${consultation} ${receipt}`, token], ...read<[string, string][]>(TOKENS, [])].slice(0, TOKENS_KEPT));
}
