// The badge of a level: colour, shape and character say the same.
import { html, type TemplateResult } from 'lit';
import { levelCharacter, levelName } from '../base/words';
import type { Level } from '../session/select';

/** `quiet` where the level is said in words beside it. */
export function levelBadge(level: Level, quiet = false): TemplateResult {
  const character = levelCharacter(level);
  return quiet
    ? html`<span class="lv lv-${level}" aria-hidden="true">${character}</span>`
    : html`<span class="lv lv-${level}" role="img" aria-label=${levelName(level)}>${character}</span>`;
}
