// Single keys for whoever runs the meeting: matched by place on the keyboard (`event.code`), silent
// while somebody writes, and switched off by the reader's preference (WCAG 2.1.4).
import { preference } from './prefs';

export type KeyMap = { readonly [code: string]: (event: KeyboardEvent) => void };

/** `KeyG`, `Alt+ArrowUp`, `Shift+Slash`. Returns what removes the listener. */
export function bindKeys(map: KeyMap): () => void {
  const listener = (event: KeyboardEvent): void => {
    const act = map[chord(event)];
    if (!act || busy(event)) return;
    if (preference('keys-off') && !ALWAYS.has(event.code)) return;
    event.preventDefault();
    act(event);
  };
  window.addEventListener('keydown', listener);
  return () => window.removeEventListener('keydown', listener);
}

/** Keys that are no characters need no switch. */
const ALWAYS = new Set(['F6', 'Escape', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown']);

function chord(event: KeyboardEvent): string {
  if (event.ctrlKey || event.metaKey) return '';
  return `${event.altKey ? 'Alt+' : ''}${event.shiftKey ? 'Shift+' : ''}${event.code}`;
}

function busy(event: KeyboardEvent): boolean {
  if (event.isComposing || event.repeat || document.querySelector('dialog[open]')) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('input, textarea, select, [contenteditable]')) return true;
  // Enter and the arrows belong to a focused button, link or tab.
  return event.code === 'Enter' && target.closest('button, a, summary') !== null;
}
