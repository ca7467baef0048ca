// The local icon set: `icon('mic')` in a template. 24 grid, 2 px round stroke, drawn in currentColor.
import { html, nothing, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';

const files = import.meta.glob<string>('./icons/*.svg', { eager: true, query: '?raw', import: 'default' });

/** Everything a page may draw; a file of that name stands in `icons/`. */
export type IconName =
  | 'cam' | 'camoff' | 'cc' | 'chat' | 'check' | 'chev' | 'clock' | 'cycle' | 'doc' | 'down' | 'drag'
  | 'eye' | 'full' | 'gavel' | 'gear' | 'hand' | 'help' | 'insert' | 'leave' | 'left' | 'link' | 'list'
  | 'lock' | 'merge' | 'mic' | 'miclock' | 'micoff' | 'more' | 'off' | 'pause' | 'people' | 'phone'
  | 'pin' | 'play' | 'plus' | 'receipt' | 'reply' | 'right' | 'screen' | 'search' | 'send' | 'share'
  | 'stop' | 'textsize' | 'up' | 'vol' | 'voloff' | 'warn' | 'wifi' | 'x';

const drawn = new Map<string, TemplateResult>();

/**
 * An icon. Hidden from assistive technology unless it is given a `label`, for which the caller must
 * then have no word beside it. `kind` adds classes.
 */
export function icon(name: IconName, kind = '', label?: string): TemplateResult {
  const key = `${name} ${kind}`;
  let drawing = drawn.get(key);
  if (!drawing) {
    const source = files[`./icons/${name}.svg`] ?? '';
    const attributes = `<svg class="i ${kind}" aria-hidden="true" focusable="false" `;
    drawing = html`${unsafeHTML(source.replace('<svg ', attributes))}`;
    drawn.set(key, drawing);
  }
  return label ? html`${drawing}<span class="vh">${label}</span>` : html`${drawing}${nothing}`;
}
