// Who is on the stage: a shared document and its speaker, the holders, or the chair.
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon, type IconName } from '../base/icons';
import { t } from '../base/i18n';
import { timeOfDay } from '../base/time';
import { roleName } from '../base/words';
import { held, participantOf, shownDocument } from '../session/select';
import { slots, type Slot } from '../session/slots';
import type { State } from '../session/state';
import { ID } from '../testids';
import './document';
import type { Participation } from './participation';

/** What the stage is drawn from: the room's, or a wall's. */
export type Staged = Pick<Participation, 'session' | 'local' | 'tiles'>;

/** Whether there are pages to be drawn; a wall has pictures alone. */
function isRoom(part: Staged): part is Participation {
  return 'pages' in part;
}

/** The places as everybody has them; how many a screen has room for is the stylesheet's. */
export function onStage(state: State, part: Staged): Slot[] {
  const isHere = (id: string): boolean => (part.session.presence.get(id)?.state ?? 'gone') !== 'gone';
  return slots({ state, isHere, isSharing: (id) => sharedStream(part, id) !== null });
}

function sharedStream(part: Staged, id: string): MediaStream | null {
  const { session, local } = part;
  if (id === session.you?.participant_id) return local.stream(local.screen);
  return session.presence.get(id)?.screen ? (session.media.find(id, 'screen')?.stream ?? null) : null;
}

export function stagePictures(state: State, part: Staged): TemplateResult {
  return html`${pictures(state, part)}${shownOpinion(state)}`;
}

/** The opinion that everybody is to see; under the picture, so that it covers no face. */
function shownOpinion(state: State): TemplateResult | typeof nothing {
  const one = state.shown_opinion;
  if (!one) return nothing;
  const from = [one.name, one.region].filter(Boolean).join(' · ');
  return html`<blockquote class="shown-opinion" data-testid=${ID.shownOpinion} data-opinion=${one.opinion_id}>
    <p>${one.text}</p>${from ? html`<footer>${from}</footer>` : nothing}</blockquote>`;
}

function pictures(state: State, part: Staged): TemplateResult {
  const shown = onStage(state, part);
  const document = isRoom(part) && shownDocument(state) ? part : null;
  if (document && !shown.length) return besideDocument(state, document, []);
  if (!shown.length || state.status === 'closed') return emptyStage(state);
  if (document) return besideDocument(state, document, shown);
  const look = lookOf(state, shown);
  return html`<div class="pair ${look}">
    ${repeat(shown, (one) => `${one.source} ${one.participantId}`, (one) => picture(state, part, one))}
  </div>`;
}

/** The document, and beside it who speaks. */
function besideDocument(state: State, part: Participation, shown: readonly Slot[]): TemplateResult {
  const speaker = shown.filter((one) => one.source === 'camera').slice(0, 1);
  return html`<div class="pair has-document ${speaker.length ? '' : 'alone'}">
    <tx-document .participation=${part}></tx-document>
    ${repeat(speaker, (one) => `${one.source} ${one.participantId}`, (one) => picture(state, part, { ...one, size: 'main' }))}
  </div>`;
}

function picture(state: State, part: Staged, { participantId, source, size }: Slot): TemplateResult {
  const participant = participantOf(state, participantId);
  if (source === 'screen') {
    const { view } = part.tiles.of(state, participantId);
    const shared = { ...view, state: 'normal' as const, note: null, flag: null };
    return html`<tx-tile size="stage" whole .view=${shared} .stream=${sharedStream(part, participantId)} .extra=${t('共享材料')}></tx-tile>`;
  }
  const { view, stream } = part.tiles.of(state, participantId);
  const role = participant ? roleName(participant.role) : '';
  const extra = view.name.includes(role) ? '' : role;
  return html`<tx-tile size=${size === 'small' ? 'strip' : 'stage'} .view=${{ ...view, lock: '' }} .stream=${stream} .extra=${size === 'small' ? '' : extra}></tx-tile>`;
}

function lookOf(state: State, shown: readonly Slot[]): string {
  if (shown[0]?.source === 'screen') return 'is-shared';
  const layout = state.stage?.layout;
  if (shown.length > 1 && layout === 'grid') return `is-grid g${Math.min(4, Math.ceil(Math.sqrt(shown.length)))}`;
  return shown.length > 1 && layout === 'venues' ? 'is-venues' : `n${shown.length}`;
}

function emptyStage(state: State): TemplateResult {
  const [drawing, what, more] = emptyWords(state);
  return html`<div class="pair n0"><div class="tile vacant"><div class="empty">${icon(drawing)}<b>${what}</b>
    ${more ? html`<small>${more}</small>` : nothing}
    ${state.status === 'closed'
      ? html`<a class="btn" href=${`/c/${encodeURIComponent(state.id)}/outcomes${location.hash}`}>${icon('gavel')}${t('协商成果')}</a>`
      : nothing}</div></div></div>`;
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
