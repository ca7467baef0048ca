// 展示材料, for who holds the floor: the documents of their own agenda item, one of which everybody is
// to see.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { openDialog } from '../components/dialog';
import { speechOf } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { DocumentView } from '../wire.gen';
import { attempt } from './attempt';
import type { Participation } from './participation';

export function documentTool(part: Participation): TemplateResult | typeof nothing {
  const { state, you } = part.session;
  if (!state || !you || !state.documents.length) return nothing;
  const why = whyNot(state, you.participant_id);
  return html`<button
    class="tool opt" type="button" aria-haspopup="dialog" aria-disabled=${why ? 'true' : nothing}
    aria-describedby=${why ? 'why-document' : nothing} data-testid=${ID.documentTool}
    @click=${() => why || void choose(part, ownDocuments(state, you.participant_id))}
  >${icon('doc')}${t('展示材料')}${why ? html`<span class="vh" id="why-document">${why}</span>` : nothing}</button>`;
}

/** Documents of the item under which somebody holds the floor. */
export function ownDocuments(state: State, participantId: string): DocumentView[] {
  const speech = speechOf(state, participantId);
  return speech ? state.documents.filter((one) => one.item_id === speech.item_id) : [];
}

/** Why somebody cannot show a document now; empty if they can. As `sessions/presentation.py` has it. */
export function whyNot(state: State, participantId: string): string {
  if (!speechOf(state, participantId)) return t('轮到您发言时可以展示');
  const presenter = state.presentation?.presenter_id;
  if (state.presentation && presenter !== participantId) return t('正在展示别的材料，请主持人交给您讲解');
  return ownDocuments(state, participantId).length ? '' : t('这项议程没有材料');
}

async function choose(part: Participation, documents: readonly DocumentView[]): Promise<void> {
  const id = await openDialog<string>((done) => html`<h2 id="dialog-title">${t('展示哪份材料？')}</h2>
    <ul class="people">
      ${documents.map((one) => html`<li><button
        class="person" type="button" data-testid=${ID.documentShow} data-document=${one.document_id} @click=${() => done(one.document_id)}
      >${icon('doc')}<span><b>${one.name}</b><small>${t('{0} 页', one.pages)}</small></span></button></li>`)}
    </ul>
    <form method="dialog" class="acts"><button class="btn" data-testid=${ID.dialogCancel}>${t('取消')}</button></form>`);
  if (id) await attempt(part.session, { type: 'present_document', document_id: id });
}
