// The minutes as they will be printed. Every word comes from sessions/export/document.py, as in the
// exported forms; here its blocks are drawn. Chinese whatever the page's language is.
import { html, nothing, type TemplateResult } from 'lit';
import { ID } from '../testids';
import type { Document as Composed, Labelled, Moment, Table } from '../wire.gen';

/** Where in the recording a moment (Unix ms) is; null: there is none to lead to. */
export type Leads = ((at: number) => string) | null;

export function sheet({ mark, title, blocks, seq }: Composed, leads: Leads): TemplateResult {
  return html`<article class="paper" lang="zh-CN" aria-label=${title} data-testid=${ID.minutesSheet} data-seq=${seq}>
    <p class="masthead">${mark}</p>
    <h3>${title}</h3>
    ${blocks.map((block) => draw(block, leads))}
  </article>`;
}

/** One block, as printed. */
export function draw(block: Composed['blocks'][number], leads: Leads = null): TemplateResult {
  switch (block.type) {
    case 'heading': return block.level === 1 ? html`<h4>${block.text}</h4>` : html`<h5>${block.text}</h5>`;
    case 'paragraph': return html`<p>${block.text}${momentOf(block.moment, leads)}</p>`;
    case 'table': return table(block, leads);
    case 'labelled': return labelled(block);
    case 'entries': return html`${block.lines.map((line) => html`<p class="entry">${line}</p>`)}`;
  }
}

/** The timecode behind a paragraph. */
export function momentOf(moment: Moment | null | undefined, leads: Leads): TemplateResult | typeof nothing {
  return moment ? timecode(moment.text, moment.at, leads) : nothing;
}

function timecode(text: string, at: number | null | undefined, leads: Leads): TemplateResult {
  if (!leads || at == null) return html`${text}`;
  return html`<a class="timecode" href=${leads(at)} target="_blank" rel="noopener" data-testid=${ID.timecode} data-at=${at}>${text}</a>`;
}

function table({ columns, rows, moments }: Table, leads: Leads): TemplateResult {
  const look = columns.map((column) => (column.centred ? 'centred' : nothing));
  return html`<div class="scroll-x" tabindex="0" role="group" aria-label=${columns.map((column) => column.title).join('、')}><table>
    <thead><tr>${columns.map((column, at) => html`<th scope="col" class=${look[at]}>${column.title}</th>`)}</tr></thead>
    <tbody>${rows.map((row, which) => html`<tr>${row.map((cell, at) => html`<td class=${look[at]}>${at ? cell : timecode(cell, moments[which], leads)}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}

function labelled({ label, lines }: Labelled): TemplateResult {
  return html`<dl><dt>${label}</dt>${lines.map((line) => html`<dd>${line}</dd>`)}</dl>`;
}
