// The director's row: what everybody sees, whom they see, and what is wrong with whom. Chair and clerk
// choose for all; a choice shows a picture and opens no microphone.
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../base/icons';
import { t, type Sentence } from '../base/i18n';
import { faultSentence, foremost } from '../components/fault-words';
import { participantOf, tileOrder } from '../session/select';
import type { Layout } from '../session/slots';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { Fault } from '../wire.gen';
import { attempt } from './attempt';
import { programmeControl } from './programme-control';
import type { Participation } from './participation';

const FAULTS_SHOWN = 4;

export const LAYOUTS: readonly (readonly [Layout, Sentence])[] = [
  ['single', '单一发言'], ['dialogue', '发言和应答'], ['venues', '主会场和分会场'], ['grid', '网格'], ['shared', '材料和发言人'],
];

export function layoutName(layout: Layout | null): string {
  const found = LAYOUTS.find(([one]) => one === layout);
  return found ? t(found[1]) : t('跟随发言');
}

export function directorRow(part: Participation, state: State): TemplateResult {
  const { session } = part;
  const off = state.status !== 'open' && state.status !== 'adjourned';
  const stage = state.stage ?? null;
  const set = (layout: string, participantId: string): void => {
    if (off) return;
    void attempt(session, layout === '' ? { type: 'follow_floor' } : { type: 'set_layout', layout: layout as Layout, participant_id: participantId || null });
  };
  const here = tileOrder(state).filter((one) => state.joined.includes(one.id));
  return html`<div class="directing"><div class="direct" role="group" aria-label=${t('导播')}>
    <label class="hstack fs-s">${t('大家看')}
      <select class="inp desk" data-testid=${ID.layout} ?disabled=${off} aria-describedby=${off ? 'why-direct' : nothing}
        .value=${stage?.layout ?? ''} @change=${(event: Event) => set(valueOf(event), stage?.participant_id ?? '')}>
        <option value="" ?selected=${!stage}>${t('跟随发言')}</option>
        ${LAYOUTS.map(([layout, name]) => html`<option value=${layout} ?selected=${stage?.layout === layout}>${t(name)}</option>`)}
      </select></label>
    <label class="hstack fs-s">${t('主画面')}
      <select class="inp desk" data-testid=${ID.broadcast} ?disabled=${off}
        .value=${stage?.participant_id ?? ''} @change=${(event: Event) => set(stage?.layout ?? (valueOf(event) ? 'single' : ''), valueOf(event))}>
        <option value="" ?selected=${!stage?.participant_id}>${t('正在发言的人')}</option>
        ${repeat(here, (one) => one.id, (one) => html`<option value=${one.id} ?selected=${stage?.participant_id === one.id}>${one.name}</option>`)}
      </select></label>
    ${programmeControl(part, state, off)}
    ${off ? html`<span class="vh" id="why-direct">${t('开会以后可以选画面')}</span>` : nothing}
  </div>
  ${faultList(part, state)}</div>`;
}

/** Beside the venues' pictures: the wall for a larger screen, and who stops its patrol. */
export function wallButtons(part: Participation): TemplateResult {
  const { session, place } = part;
  const held = session.patrol?.held_at != null;
  return html`<span class="hstack"><a class="btn desk quiet" target="_blank" data-testid=${ID.wallOpen}
      href="/c/${encodeURIComponent(place.consultation)}/wall#t=${place.token}">${icon('screen')}${t('导播墙')}</a>
    <button class="btn desk quiet" type="button" aria-pressed=${held} data-testid=${ID.patrolHold}
      @click=${() => holdPatrol(part)}>${icon(held ? 'play' : 'pause')}${held ? t('继续轮巡') : t('停住轮巡')} <kbd>W</kbd></button></span>`;
}

/** The key W, and its button. */
export function holdPatrol({ session }: Participation): void {
  session.setPatrol({ held: session.patrol?.held_at == null });
}

function faultList({ session }: Participation, state: State): TemplateResult | typeof nothing {
  if (!session.faults.length) return nothing;
  const { shown, more } = foremost(session.faults, FAULTS_SHOWN);
  return html`<ul class="faultlist" data-testid=${ID.faults}>
    ${repeat(shown, (one) => `${one.participant_id} ${one.code}`, (one) => html`<li data-testid=${ID.fault} data-participant=${one.participant_id} data-code=${one.code}>
      ${icon('warn')}${faultSentence(faultyName(state, one), one, session.now(), t)}</li>`)}
    ${more ? html`<li>${t('另有 {0} 处', more)}</li>` : nothing}
  </ul>`;
}

/** Short where there is a short name: these lines leave no room for the venues' pictures. */
export function faultyName(state: State, { participant_id: id }: Fault): string {
  const one = participantOf(state, id);
  return one?.short_name || one?.name || id;
}

function valueOf(event: Event): string {
  return (event.target as HTMLSelectElement).value;
}
