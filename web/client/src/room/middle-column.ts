// The console's middle: who has the floor with the buttons for it, the director's row, and every venue.
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { span } from '../base/time';
import { held, participantOf, speakerName, spokenBy } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { SpeechView } from '../wire.gen';
import type { Console } from './console';
import { showConnections } from './console-dialogs';
import { besideWall } from './console-documents';
import { directorRow, wallButtons } from './director';
import { showRules } from './rules-dialog';
import { holderIds } from './stage';
import { lockReason } from './tools';
import { lineChip } from './top-bar';
import { showVenuePanel } from './venue-panel';
import './captions';
import './listening';

export function middleColumn(host: Console, state: State): TemplateResult {
  const floor = held(state);
  return html`<section class="centre" id="mid" data-theme="stage" tabindex="-1" aria-label=${t('发言席和会场')} data-testid=${ID.stage} data-holder=${holderIds(state)}>
    <div class="spk n${floor.length}">
      ${floor.length
        ? repeat(floor, (one) => one.speech_id, (one) => holder(host, state, one))
        : nobody(host, state)}
    </div>
    ${floorButtons(host, state, floor.at(-1) ?? null)} ${directorRow(host.participation, state)}
    ${besideWall(host.participation, wall(host, state))}
    <tx-listening .participation=${host.participation}></tx-listening>
    <tx-captions desk .participation=${host.participation}></tx-captions>
  </section>`;
}

function holder(host: Console, state: State, speech: SpeechView): TemplateResult {
  const { session, tiles } = host.participation;
  const { view, stream } = tiles.of(state, speech.participant_id);
  const sum = spokenBy(state, speech.participant_id, session.now());
  return html`<div class="one">
    <tx-tile size="stage" .view=${{ ...view, lock: '' }} .stream=${stream}></tx-tile>
    <div class="fc">
      <tx-floor-clock .speech=${speech} .now=${() => session.now()}></tx-floor-clock>
      <dl>
        <dt>${t('发言人')}</dt><dd>${speakerName(state, speech.participant_id, speech.seat_id)}</dd>
        <dt>${t('本场累计')}</dt><dd>${t('{0} 次，{1}', sum.times, span(sum.seconds))}</dd>
      </dl>
    </div>
  </div>`;
}

function nobody(host: Console, state: State): TemplateResult {
  const me = host.participation.session.you;
  const chair = state.participants.find((one) => one.id === state.presiding);
  const tiled = chair ? host.participation.tiles.of(state, chair.id) : null;
  return html`<div class="one">
    ${tiled ? html`<tx-tile size="stage" .view=${{ ...tiled.view, lock: '' }} .stream=${tiled.stream}></tx-tile>` : nothing}
    <div class="fc">
      <tx-floor-clock .idle=${t('现在没有人发言')}></tx-floor-clock>
      <p class="t2 fs-s" ?hidden=${state.status === 'closed'}>${me?.participant_id === state.presiding ? t('您可以随时讲话：打开话筒，大家就能听到。') : t('主持人可以随时讲话。')}</p>
    </div>
  </div>`;
}

function floorButtons(host: Console, state: State, speech: SpeechView | null): TemplateResult {
  const name = speech ? (participantOf(state, speech.participant_id)?.short_name || speakerName(state, speech.participant_id, null)) : '';
  const dialogue = host.dialogueCandidate(state);
  const standing = held(state).some((one) => one.paused_at !== null);
  const armed = speech !== null && host.twice.isArmed(`revoke ${speech.speech_id}`);
  return html`<div class="acts">
    <button class="btn" type="button" aria-disabled=${speech ? nothing : 'true'} aria-describedby=${speech ? nothing : 'why-nobody'}
      data-testid=${ID.extendSpeech} @click=${() => host.extend()}>${icon('plus')}${t('加 1 分')} <kbd>E</kbd></button>
    <button class="btn" type="button" aria-disabled=${dialogue ? nothing : 'true'} aria-describedby=${dialogue ? nothing : 'why-dialogue'}
      data-testid=${ID.grantDialogue} data-participant=${dialogue?.participant_id ?? nothing}
      @click=${() => host.grantDialogue()}>${icon('insert')}${t('准许插问')} <kbd>I</kbd></button>
    <button class="btn" type="button" aria-disabled=${host.pausable(speech) ? nothing : 'true'} aria-describedby=${host.pausable(speech) ? nothing : 'why-nobody'}
      data-testid=${ID.pauseSpeech} @click=${() => host.pause()}>${icon(standing ? 'play' : 'pause')}${standing ? t('继续计时') : t('暂停计时')} <kbd>P</kbd></button>
    <button class="btn stop ${armed ? 'is-armed' : ''}" type="button" aria-disabled=${speech ? nothing : 'true'} aria-describedby=${speech ? nothing : 'why-nobody'}
      data-testid=${ID.revokeFloor} @click=${() => host.revoke()}>${icon('micoff')}${armed ? t('再按一次收回') : t('收回发言')} <kbd>R</kbd></button>
    <span class="vh" id="why-nobody">${t('现在没有人发言')}</span>
    <span class="vh" id="why-dialogue">${t('有人发言、又有人申请时可以准许插问')}</span>
    ${held(state).length > 1 ? html`<span class="t2 fs-s of">${t('加时和收回都对“{0}”', name)}</span>` : nothing}
  </div>`;
}

function wall(host: Console, state: State): TemplateResult {
  const { tiles, session: { line, faults: listed } } = host.participation;
  const shown = tiles.shown(state).map((one) => tiles.of(state, one.id, lockReason(host.participation)));
  const faults = shown.filter(({ view }) => view.state === 'lost' || view.state === 'offline' || view.flag?.kind === 'poor'
    || listed.some((one) => one.participant_id === view.participantId));
  return html`<div class="venues">
    <div class="ph">
      <h2>${t('会场画面')}</h2>
      <span class="t2 fs-s nw grow">${faults.length ? t('{0} 个画面，{1} 个有问题', shown.length, faults.length) : t('{0} 个画面，都正常', shown.length)}</span>
      <button class="btn desk quiet" type="button" aria-haspopup="dialog" data-testid=${ID.venuePanelOpen} @click=${() => void showVenuePanel(host.participation)}>
        ${icon('people')}${t('会场管理')}</button>
      <button class="btn desk quiet" type="button" aria-haspopup="dialog" data-testid=${ID.rulesOpen} @click=${() => void showRules(host.participation)}>
        ${icon('clock')}${t('规则')}</button>
      <button class="btn desk quiet" type="button" aria-haspopup="dialog" data-testid=${ID.connectionsOpen} @click=${() => void showConnections(host.participation)}>
        ${icon('wifi')}${t('连接')}</button>
      ${wallButtons(host.participation)}
    </div>
    ${line === 'good' || line === 'unknown' ? nothing : html`<p class="own">${t('您的连接：')}${lineChip(line)}</p>`}
    <div tabindex="0" role="group" aria-label=${t('会场画面')} class="wall ${shown.length <= 4 ? 'few' : shown.length <= 9 ? 'some' : ''}">
      ${repeat(shown, ({ view }) => view.participantId, ({ view, stream }) => html`<tx-tile .view=${view} .stream=${stream}></tx-tile>`)}
    </div>
  </div>`;
}
