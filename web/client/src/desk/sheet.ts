// The minutes as they will be printed. Every word comes from sessions/export/document.py, as in the
// exported forms; here its blocks are drawn. Chinese whatever the page's language is.
import { html, nothing, type TemplateResult } from 'lit';
import { ID } from '../testids';
import type { Document as Composed, Labelled, Table } from '../wire.gen';

export function sheet({ mark, title, blocks, seq }: Composed): TemplateResult {
  return html`<article class="paper" lang="zh-CN" aria-label=${title} data-testid=${ID.minutesSheet} data-seq=${seq}>
    <p class="masthead">${mark}</p>
    <h3>${title}</h3>
    ${blocks.map(draw)}
  </article>`;
}

/** One block, as printed. */
export function draw(block: Composed['blocks'][number]): TemplateResult {
  switch (block.type) {
    case 'heading': return block.level === 1 ? html`<h4>${block.text}</h4>` : html`<h5>${block.text}</h5>`;
    case 'paragraph': return html`<p>${block.text}</p>`;
    case 'table': return table(block);
    case 'labelled': return labelled(block);
    case 'entries': return html`${block.lines.map((line) => html`<p class="entry">${line}</p>`)}`;
  }
}

function table({ columns, rows }: Table): TemplateResult {
  const look = columns.map((column) => (column.centred ? 'centred' : nothing));
  return html`<div class="scroll-x" tabindex="0" role="group" aria-label=${columns.map((column) => column.title).join('、')}><table>
    <thead><tr>${columns.map((column, at) => html`<th scope="col" class=${look[at]}>${column.title}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${row.map((cell, at) => html`<td class=${look[at]}>${cell}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}

function labelled({ label, lines }: Labelled): TemplateResult {
  return html`<dl><dt>${label}</dt>${lines.map((line) => html`<dd>${line}</dd>`)}</dl>`;
}
