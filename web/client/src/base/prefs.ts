// What somebody set on this device: large text (大字), and whether the chair's single keys are on.
type Preference = 'large-text' | 'keys-off' | 'camera-off' | 'captions-off';

const LISTENS = 'tx-listens';

export function preference(name: Preference): boolean {
  try {
    return localStorage.getItem(`tx-${name}`) === '1';
  } catch {
    return false; // storage may be blocked
  }
}

export function setPreference(name: Preference, on: boolean): void {
  try {
    localStorage.setItem(`tx-${name}`, on ? '1' : '0');
  } catch {
    // Storage may be blocked; the choice then lasts as long as the page.
  }
}

/** The language that somebody last chose to hear on this device; null: the floor. */
export function listenedTo(): string | null {
  try {
    return localStorage.getItem(LISTENS);
  } catch {
    return null;
  }
}

export function rememberListening(language: string | null): void {
  try {
    if (language === null) localStorage.removeItem(LISTENS);
    else localStorage.setItem(LISTENS, language);
  } catch {
    // As above.
  }
}

export function largeText(): boolean {
  return document.documentElement.dataset['text'] === 'large';
}

/** Sets the root to 20 px; everything is in rem. */
export function setLargeText(on: boolean): void {
  if (on) document.documentElement.dataset['text'] = 'large';
  else delete document.documentElement.dataset['text'];
  setPreference('large-text', on);
}

/** Before the first rendering. */
export function applyPreferences(): void {
  if (preference('large-text')) setLargeText(true);
}
