// A bar in parts, drawn beside the number that it stands for, so that nothing depends on seeing it.
import { html, svg, type TemplateResult } from 'lit';

/** `parts`: share of the whole width and look. Widths are attributes: a style would be against the page's policy. */
export function bar(parts: readonly (readonly [share: number, look: string])[]): TemplateResult {
  let at = 0;
  const drawn = parts.map(([share, look]) => {
    const x = at;
    at += share;
    return svg`<rect class=${look} x="${(x * 100).toFixed(2)}%" width="${(share * 100).toFixed(2)}%" height="100%"></rect>`;
  });
  return html`<svg class="bar" width="100%" height="14" aria-hidden="true" focusable="false">${drawn}</svg>`;
}
