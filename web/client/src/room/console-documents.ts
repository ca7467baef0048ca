// Documents on the console: the agenda's, each with the button that shows it to everybody, who turns
// the pages, and the one that is being shown beside the venues.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { currentItem, held, participantOf, shownDocument } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { DocumentView } from '../wire.gen';
import { attempt } from './attempt';
import './document';
import type { Participation } from './participation';

/** The venues, and left of them the document while one is shown. */
export function besideWall(part: Participation, wall: TemplateResult): TemplateResult {
  const { state } = part.session;
  if (!state || !shownDocument(state)) return wall;
  return html`<div class="besides"><tx-document .participation=${part}></tx-document>${wall}</div>`;
}

export function consoleDocuments(part: Participation): TemplateResult | typeof nothing {
  const { state } = part.session;
  if (!state?.documents.length) return nothing;
  const current = currentItem(state)?.view.item.id;
  const own = state.documents.filter((one) => one.item_id === current);
  const rest = state.documents.filter((one) => one.item_id !== current);
  return html`<div class="sec docs">
    <div class="hd"><h2 class="grow">${t('材料')}</h2></div>
    ${own.length ? html`<ul>${own.map((one) => row(part, state, one))}</ul>` : nothing}
    ${rest.length
      ? html`<details ?open=${!own.length}><summary>${t('其他议程的材料 {0} 份', rest.length)}</summary>
          <ul>${rest.map((one) => row(part, state, one))}</ul></details>`
      : nothing}
  </div>`;
}

function row(part: Participation, state: State, one: DocumentView): TemplateResult {
  const shown = state.presentation?.document_id === one.document_id;
  const off = state.status !== 'open';
  const show = (): void => void attempt(part.session, { type: 'present_document', document_id: one.document_id });
  return html`<li class=${shown ? 'on' : ''} data-testid=${ID.documentRow} data-document=${one.document_id}>
    ${icon('doc')}<span class="grow"><b>${one.name}</b><small>${t('{0} 页', one.pages)}${one.public ? nothing : html` · ${t('不向公众展示')}`}</small></span>
    ${shown
      ? html`<span class="chip xs floor">${t('正在展示')}</span>${hand(part, state, one)}`
      : html`<button class="btn desk" type="button" aria-disabled=${off ? 'true' : nothing} title=${off ? t('开会以后可以展示') : nothing}
          aria-label=${t('展示：{0}', one.name)} data-testid=${ID.documentShow} data-document=${one.document_id}
          @click=${() => off || show()}>${icon('screen')}${t('展示')}</button>`}
  </li>`;
}

/** Who turns the pages: the speakers first, then everybody who is there. */
function hand(part: Participation, state: State, one: DocumentView): TemplateResult {
  const speaking = held(state).map((speech) => speech.participant_id);
  const presenter = state.presentation?.presenter_id ?? '';
  const there = state.participants
    .filter((who) => state.joined.includes(who.id) && who.role !== 'viewer' && who.role !== 'organizer')
    .sort((a, b) => Number(speaking.includes(b.id)) - Number(speaking.includes(a.id)));
  const missing = presenter && !there.some((who) => who.id === presenter);
  const change = (event: Event): void => {
    const to = (event.target as HTMLSelectElement).value;
    if (to) void attempt(part.session, { type: 'present_document', document_id: one.document_id, presenter: to });
  };
  return html`<label class="hand"><span class="t2">${t('讲解人')}</span><select class="inp desk" data-testid=${ID.documentHand} @change=${change}>
    ${presenter ? nothing : html`<option value="" selected>${t('会务人员')}</option>`}
    ${missing ? html`<option value=${presenter} selected>${participantOf(state, presenter)?.name ?? ''}</option>` : nothing}
    ${there.map((who) => html`<option value=${who.id} ?selected=${who.id === presenter}>${who.name}${speaking.includes(who.id) ? `（${t('正在发言')}）` : ''}</option>`)}
  </select></label>`;
}
