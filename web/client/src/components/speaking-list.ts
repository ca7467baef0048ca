// <tx-speaking-list>: who has the floor, who waits in which place, and the own row in it.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { Ticking, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { span } from '../base/time';
import { pauseReason, speechKind } from '../base/words';
import { clockOf, held, participantOf, speakerName, venueOf, waitFor } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { Presence, RequestView, SpeechView } from '../wire.gen';

@customElement('tx-speaking-list')
export class SpeakingList extends TxElement {
  @property({ attribute: false }) state: State | null = null;
  @property({ attribute: false }) presence: ReadonlyMap<string, Presence> = new Map();
  @property() me = '';
  /** Whether the reader could ask to speak: decides what the empty list says. */
  @property({ type: Boolean }) canAsk = false;
  @property({ attribute: false }) now: () => number = Date.now;
  protected readonly ticking = new Ticking(this);

  override render(): TemplateResult | typeof nothing {
    const { state } = this;
    if (!state) return nothing;
    const floor = held(state);
    return html`<div class="hd">
        <h2 id="queue-title">${t('发言队列')}</h2>
        <span class="t3 fs-s">${t('{0} 位等候', state.requests.length)}</span>
      </div>
      <ol data-testid=${ID.queue}>
        ${repeat(floor, (one) => one.speech_id, (one) => this.nowRow(state, one))}
        ${repeat(state.requests, (one) => one.request_id, (one, index) => this.row(state, one, index + 1))}
      </ol>
      ${floor.length || state.requests.length
        ? nothing
        : html`<div class="empty">
            ${icon('list')}<b>${t('还没有人申请发言')}</b>
            ${this.canAsk ? html`<small>${t('按“申请发言”排第 1 位')}</small>` : nothing}
          </div>`}`;
  }

  private nowRow(state: State, speech: SpeechView): TemplateResult {
    const mine = speech.participant_id === this.me;
    const { spoken } = clockOf(speech, this.now());
    const said = speech.started_at === null ? t('已获准，等待开始')
      : speech.paused_at !== null ? t('计时暂停：{0}', pauseReason(speech.pause_reason)) : t('已讲 {0}', span(spoken));
    return html`<li
      class="row now ${mine ? 'me' : ''}"
      data-testid=${ID.queueRow}
      data-participant=${speech.participant_id}
      data-place="0"
    >
      ${icon('vol', 'c-floor', t('正在发言'))}
      <div class="who">
        <b><span class="cut">${this.nameOf(state, speech.participant_id, speech.seat_id)}</span></b>
        <small>${this.joined(this.venueName(state, speech.participant_id), said)}</small>
      </div>
      <span class="chip floor">${speechKind(speech.kind)}</span>
    </li>`;
  }

  private row(state: State, request: RequestView, place: number): TemplateResult {
    const mine = request.participant_id === this.me;
    const seen = this.presence.get(request.participant_id);
    const away = seen !== undefined && seen.state !== 'connected';
    return html`<li
      class="row ${mine ? 'me' : ''} ${away ? 'away' : ''}"
      data-testid=${ID.queueRow}
      data-participant=${request.participant_id}
      data-place=${place}
    >
      <span class="no">${place}</span>
      <div class="who">
        <b><span class="cut">${this.nameOf(state, request.participant_id, request.seat_id)}</span></b>
        ${away
          ? html`<small class="c-stop">${t('离线 {0}，位置保留', span((this.now() - seen.since) / 1000))}</small>`
          : html`<small>${this.joined(
              this.venueName(state, request.participant_id),
              mine ? waitWords(waitFor(state, place, this.now())) : request.note,
              forwarder(state, request),
            )}</small>`}
      </div>
      <span class="chip ${request.kind === 'point_of_order' ? 'wait' : 'line'}">${speechKind(request.kind)}</span>
    </li>`;
  }

  private nameOf(state: State, participantId: string, seatId: string | null): string {
    const name = speakerName(state, participantId, seatId);
    return participantId === this.me ? `${t('我')} · ${name}` : name;
  }

  private venueName(state: State, participantId: string): string {
    const participant = participantOf(state, participantId);
    const venue = venueOf(state, participant)?.name ?? '';
    return venue === participant?.name ? '' : venue;
  }

  private joined(...parts: string[]): string {
    return parts.filter(Boolean).join(' · ');
  }
}

/** By whom it was put on the list, where that was somebody else. */
function forwarder(state: State, { forwarded_by: by }: RequestView): string {
  if (by === null || by === undefined) return '';
  return t('{0}转报', participantOf(state, by)?.name ?? t('会务人员'));
}

/** 约 9 分钟后轮到. */
export function waitWords(seconds: number): string {
  return seconds < 60 ? t('马上轮到') : t('约 {0} 分钟后轮到', Math.round(seconds / 60));
}
