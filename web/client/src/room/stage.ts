// Who is on the stage: a shared document and its speaker, the holders, or the chair.
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon, type IconName } from '../base/icons';
import { t } from '../base/i18n';
import { timeOfDay } from '../base/time';
import { roleName } from '../base/words';
import { chairOf, held, participantOf, shownDocument } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import './document';
import type { Participation } from './participation';

interface OnStage {
  participantId: string;
  source: 'camera' | 'screen';
}

/** At most two pictures. A single holder stands beside the chair, whom everybody hears as well. */
export function onStage(state: State, part: Participation): OnStage[] {
  const holders = held(state).map((one) => one.participant_id).slice(-2);
  const chair = isHere(part, chairOf(state)?.id);
  const leads = holders.length ? holders : chair && state.status !== 'closed' ? [chair] : [];
  const shared = [...holders, ...(chair ? [chair] : [])].find((id) => sharedStream(part, id));
  if (shared) {
    const speaker = leads.at(-1) ?? shared;
    return [{ participantId: shared, source: 'screen' }, { participantId: speaker, source: 'camera' }];
  }
  const shown = leads.length === 1 && chair && leads[0] !== chair ? [...leads, chair] : leads;
  return shown.map((participantId) => ({ participantId, source: 'camera' as const }));
}

/** The participant, unless they are away: an empty chair is nobody's counterpart. */
function isHere(part: Participation, id: string | undefined): string | undefined {
  const seen = id === undefined ? undefined : part.session.presence.get(id);
  return seen && seen.state !== 'gone' ? id : undefined;
}

function sharedStream(part: Participation, id: string): MediaStream | null {
  const { session, local } = part;
  if (id === session.you?.participant_id) return local.stream(local.screen);
  return session.presence.get(id)?.screen ? (session.media.find(id, 'screen')?.stream ?? null) : null;
}

export function stagePictures(state: State, part: Participation): TemplateResult {
  const shown = onStage(state, part);
  if (shownDocument(state) && !shown.length) return besideDocument(state, part, []);
  if (!shown.length || state.status === 'closed') return emptyStage(state);
  if (shownDocument(state)) return besideDocument(state, part, shown);
  const look = shown[0]?.source === 'screen' ? 'is-shared' : `n${shown.length}`;
  return html`<div class="pair ${look}">
    ${repeat(shown, (one) => `${one.source} ${one.participantId}`, (one) => picture(state, part, one))}
  </div>`;
}

/** The document, and beside it who speaks. */
function besideDocument(state: State, part: Participation, shown: OnStage[]): TemplateResult {
  const speaker = shown.filter((one) => one.source === 'camera').slice(0, 1);
  return html`<div class="pair has-document ${speaker.length ? '' : 'alone'}">
    <tx-document .participation=${part}></tx-document>
    ${repeat(speaker, (one) => `${one.source} ${one.participantId}`, (one) => picture(state, part, one))}
  </div>`;
}

function picture(state: State, part: Participation, { participantId, source }: OnStage): TemplateResult {
  const participant = participantOf(state, participantId);
  if (source === 'screen') {
    const { view } = part.tiles.of(state, participantId);
    const shared = { ...view, state: 'normal' as const, note: null, flag: null };
    return html`<tx-tile size="stage" whole .view=${shared} .stream=${sharedStream(part, participantId)} .extra=${t('共享材料')}></tx-tile>`;
  }
  const { view, stream } = part.tiles.of(state, participantId);
  const role = participant ? roleName(participant.role) : '';
  const extra = view.name.includes(role) ? '' : role;
  return html`<tx-tile size="stage" .view=${{ ...view, lock: '' }} .stream=${stream} .extra=${extra}></tx-tile>`;
}

function emptyStage(state: State): TemplateResult {
  const [drawing, what, more] = emptyWords(state);
  return html`<div class="pair n0"><div class="tile vacant"><div class="empty">${icon(drawing)}<b>${what}</b>
    ${more ? html`<small>${more}</small>` : nothing}</div></div></div>`;
}

function emptyWords(state: State): [IconName, string, string] {
  switch (state.status) {
    case 'planned': return ['clock', t('还没开会'), t('{0} 开会', timeOfDay(state.scheduled_at))];
    case 'closed': return ['check', t('已经闭会'), t('谢谢参加。您可以离开了。')];
    default: return ['people', t('主持人还没有到会'), ''];
  }
}

/** For browser tests: who holds the floor, in the order in which they got it. */
export function holderIds(state: State): string {
  return held(state).map((one) => one.participant_id).join(' ');
}

export const STAGE_ID = ID.stage;
