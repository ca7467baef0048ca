// The receipts of opinions sent from this device, newest first.
const STORED = 'tx-receipts';
const KEPT = 20;

function all(): { [consultation: string]: string[] } {
  try {
    return JSON.parse(localStorage.getItem(STORED) ?? '{}') as { [consultation: string]: string[] };
  } catch {
    return {};
  }
}

export function receiptsOf(consultation: string): string[] {
  return all()[consultation] ?? [];
}

export function keepReceipt(consultation: string, receipt: string): void {
  const kept = all();
  kept[consultation] = [receipt, ...(kept[consultation] ?? [])].slice(0, KEPT);
  try {
    localStorage.setItem(STORED, JSON.stringify(kept));
  } catch {
    // Storage may be blocked; the receipt is on the screen, to be written down.
  }
}
