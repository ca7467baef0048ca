// <tx-roll-call>: the banner of a roll call that runs: who was called answers here, an operator for
// the seats of the room. It stands between the notices and the meeting and covers nothing.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { Follow, Ticking, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { digits } from '../base/time';
import { called, excused, hasAnswered, runningRollCall, subtree, unanswered } from '../session/attending';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { RollCallView, You } from '../wire.gen';
import { attempt } from './attempt';
import type { Participation } from './participation';
import { showSeats } from './seats-dialog';

@customElement('tx-roll-call')
export class RollCallBanner extends TxElement {
  @property({ attribute: false }) participation!: Participation;
  private announced = '';
  protected readonly ticking = new Ticking(this);

  protected override willUpdate(): void {
    if (!this.hasUpdated) new Follow(this, this.participation.session, ['change']);
  }

  override render(): TemplateResult | typeof nothing {
    const { state, you } = this.participation.session;
    const call = state && runningRollCall(state);
    if (!state || !you || !call) return nothing;
    const mine = called(state).find((one) => one.participantId === you.participant_id);
    const operates = you.role === 'venue';
    if ((!mine || excused(state, mine)) && !operates) return nothing;
    if (this.announced !== call.roll_call_id) {
      this.announced = call.roll_call_id;
      announce(t('点名签到开始，请答到。'), 'assertive');
    }
    const left = Math.max(0, (call.started_at - this.participation.session.now()) / 1000 + call.seconds);
    const done = operates ? this.missing(state, you, call) === 0 : mine !== undefined && hasAnswered(call, mine);
    return html`<div class="call mid ${done ? 'floor' : 'wait'} rollcall" data-testid=${ID.rollCall} data-call=${call.roll_call_id} data-state=${done ? 'answered' : 'open'}>
      ${icon(done ? 'check' : 'hand')}
      <span class="grow"><b>${t('点名签到')}</b> ${done ? t('已答到') : operates ? t('本会场还有 {0} 席没有答到', this.missing(state, you, call)) : t('请在 {0} 内答到', digits(left))}</span>
      ${done ? nothing : this.button(call, operates)}
    </div>`;
  }

  private missing(state: State, you: You, call: RollCallView): number {
    const venue = state.participants.find((one) => one.id === you.participant_id)?.venue_id ?? '';
    const mine = subtree(state, venue);
    return unanswered(state, call).filter((one) => one.seatId !== null && mine.has(one.venueId)).length;
  }

  private button(call: RollCallView, operates: boolean): TemplateResult {
    return operates
      ? html`<button class="btn floor" type="button" data-testid=${ID.rollCallSeats} @click=${() => void showSeats(this.participation)}>${t('替席位答到')}</button>`
      : html`<button class="btn floor" type="button" data-testid=${ID.rollCallAnswer}
          @click=${() => void attempt(this.participation.session, { type: 'answer_roll_call', roll_call_id: call.roll_call_id })}>${t('答到')}</button>`;
  }
}
