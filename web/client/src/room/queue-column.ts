// The console's left column: who is next, who waits behind, who has spoken.
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { limit, minutes, span } from '../base/time';
import { speechKind } from '../base/words';
import { levelBadge } from '../components/level-badge';
import { timeFor } from '../session/quota';
import { participantOf, speakerName, spokenBy, venueOf } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { RequestView } from '../wire.gen';
import type { Console } from './console';

const SPOKEN_SHOWN = 4;

export function queueColumn(host: Console, state: State): TemplateResult {
  const [next, ...rest] = state.requests;
  return html`<section class="q" id="queue" tabindex="-1" aria-labelledby="queue-title">
    <div class="hd">
      <h2 class="grow" id="queue-title">${t('发言队列')} <span class="t3 fs-s thin">${t('{0} 位等候', state.requests.length)}</span></h2>
      ${callButton(host, state)}
    </div>
    <div class="scroll">
      ${next
        ? html`${nextCard(host, state, next)}
            <ol data-testid=${ID.queue}>
              ${repeat(rest, (one) => one.request_id, (one, index) => row(host, state, one, index + 2))}
            </ol>`
        : html`<div class="empty">${icon('list')}<b>${t('还没有人申请发言')}</b>${state.status === 'open' ? html`<small>${t('可以点名请人发言')}</small>` : nothing}</div>`}
    </div>
    ${spokenList(host, state)}
  </section>`;
}

function callButton(host: Console, state: State): TemplateResult {
  const off = state.status !== 'open';
  return html`<button class="btn desk" type="button" data-testid=${ID.callByName} aria-disabled=${off ? 'true' : nothing}
    aria-describedby=${off ? 'why-call' : nothing} @click=${() => off || void host.callByName()}>
    ${icon('phone')}${t('点名')} <kbd>N</kbd></button>${off ? html`<span class="vh" id="why-call">${t('开会以后可以点名')}</span>` : nothing}`;
}

function nextCard(host: Console, state: State, request: RequestView): TemplateResult {
  const { seconds, left } = timeFor(state, request.participant_id, host.participation.session.now());
  const alone = state.requests.length < 2;
  const open = state.status === 'open';
  return html`<div class="next ${host.selected === request.request_id ? 'sel' : ''}" role="group" aria-label=${t('下一位')}
    data-testid=${ID.queueRow} data-participant=${request.participant_id} data-place="1">
    <div class="who">
      ${badge(state, request.participant_id)}<b>${speakerName(state, request.participant_id, request.seat_id)}</b>
      <span class="chip line">${speechKind(request.kind)}</span>
      <small>${[host.venueName(state, request.participant_id), request.note, t('限时 {0}', limit(seconds)), left === null ? '' : t('配额剩余 {0}', span(left))].filter(Boolean).join(' · ')}</small>
      ${awaySmall(host, request)}
    </div>
    <div class="acts">
      <button class="btn floor big" type="button" data-testid=${ID.grantNext} data-participant=${request.participant_id}
        aria-disabled=${open ? nothing : 'true'} @click=${() => host.grant(request.request_id)}>${t('准许发言')} <kbd>G</kbd></button>
      <button class="btn big" type="button" aria-label=${t('后移一位')} aria-disabled=${alone ? 'true' : nothing}
        data-testid=${ID.moveDown} @click=${() => host.moveRequest(request.request_id, 1)}>${icon('down')}${t('后移')}</button>
    </div>
  </div>`;
}

function row(host: Console, state: State, request: RequestView, place: number): TemplateResult {
  const selected = host.selected === request.request_id;
  const name = speakerName(state, request.participant_id, request.seat_id);
  const pick = (): void => {
    host.selected = selected ? null : request.request_id;
  };
  return html`<li class="row ${selected ? 'sel' : ''}" aria-current=${selected ? 'true' : nothing} data-testid=${ID.queueRow}
    data-participant=${request.participant_id} data-place=${place}
    @dragover=${allowDrop} @drop=${(event: DragEvent) => drop(event, host, place - 1)}>
    <span class="drag" draggable="true" @dragstart=${(event: DragEvent) => drag(event, request)}>${icon('drag')}</span>
    <span class="no">${place}</span>
    <div class="who" @click=${pick}>
      <b>${badge(state, request.participant_id)}<span class="cut">${name}</span></b>
      ${awaySmall(host, request) || html`<small>${history(host, state, request)}</small>`}
    </div>
    <span class="chip ${request.kind === 'point_of_order' ? 'wait' : 'line'}">${speechKind(request.kind)}</span>
    <button class="btn desk sq" type="button" aria-expanded=${selected} aria-label=${t('更多：{0}', name)} @click=${pick}>${icon('more')}</button>
    ${selected ? rowActions(host, state, request, place) : nothing}
  </li>`;
}

function rowActions(host: Console, state: State, request: RequestView, place: number): TemplateResult {
  const last = place === state.requests.length;
  return html`<div class="acts">
    <button class="btn desk floor" type="button" data-testid=${ID.grantSelected} data-participant=${request.participant_id}
      @click=${() => host.grant(request.request_id)}>${t('准许')} <kbd>Enter</kbd></button>
    <button class="btn desk" type="button" aria-label=${t('上移一位')} data-testid=${ID.moveUp} @click=${() => host.moveRequest(request.request_id, -1)}>${icon('up')}${t('上移')}</button>
    <button class="btn desk" type="button" aria-label=${t('下移一位')} aria-disabled=${last ? 'true' : nothing} data-testid=${ID.moveDown}
      @click=${() => host.moveRequest(request.request_id, 1)}>${icon('down')}${t('下移')}</button>
    <button class="btn desk stop" type="button" aria-haspopup="dialog" data-testid=${ID.removeRequest} @click=${() => void host.removeRequest(request)}>${t('移出')}</button>
  </div>`;
}

function badge(state: State, participantId: string): TemplateResult | typeof nothing {
  const venue = venueOf(state, participantOf(state, participantId));
  return venue ? levelBadge(venue.level) : nothing;
}

/** 等候 7 分 · 本场已讲 1 次，4 分. */
function history(host: Console, state: State, request: RequestView): string {
  const now = host.participation.session.now();
  const { times, seconds } = spokenBy(state, request.participant_id, now);
  const before = times ? t('已讲 {0} 次，{1}', times, minutes(seconds)) : t('首次发言');
  return [t('等候 {0}', minutes((now - request.requested_at) / 1000)), request.note || before].join(' · ');
}

function awaySmall(host: Console, request: RequestView): TemplateResult | '' {
  const seen = host.participation.session.presence.get(request.participant_id);
  if (!seen || seen.state === 'connected') return '';
  const away = span((host.participation.session.now() - seen.since) / 1000);
  return html`<small class="c-stop">${t('离线 {0}，位置保留', away)}</small>`;
}

function drag(event: DragEvent, request: RequestView): void {
  event.dataTransfer?.setData('text/x-request', request.request_id);
}

function allowDrop(event: DragEvent): void {
  if (event.dataTransfer?.types.includes('text/x-request')) event.preventDefault();
}

function drop(event: DragEvent, host: Console, position: number): void {
  const id = event.dataTransfer?.getData('text/x-request');
  event.preventDefault();
  if (id) host.run({ type: 'move_request', request_id: id, position });
}

function spokenList(host: Console, state: State): TemplateResult | typeof nothing {
  const ended = state.speeches.filter((one) => one.ended !== null && one.started_at !== null).slice(-SPOKEN_SHOWN).reverse();
  if (!ended.length) return nothing;
  return html`<div class="spoken">
    <h3>${t('已发言')}</h3>
    ${ended.map((one) => html`<p><span class="cut">${speakerName(state, one.participant_id, one.seat_id)}</span><span class="nw">${speechKind(one.kind)} ${host.spoken(one)}</span></p>`)}
  </div>`;
}
