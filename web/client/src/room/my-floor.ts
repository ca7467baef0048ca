// 我的发言权: one place on the page, five states. Pure reading; the element draws it.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { Follow, Ticking, TxElement } from '../base/element';
import { t, type Sentence } from '../base/i18n';
import { speaking, speechKind } from '../base/words';
import { waitWords } from '../components/speaking-list';
import { openDialog } from '../components/dialog';
import type { Microphone } from '../session/microphone';
import { currentItem, mayTakeChair, participantOf, mayInterrupt, requestOf, speechOf, venueOf, waitFor, type Interruption } from '../session/select';
import type { Session } from '../session/session';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { AnyCommand, RequestFloor, Seat, SpeechView, You } from '../wire.gen';
import { attempt } from './attempt';

export type MyFloor =
  | { kind: 'ask' }
  | { kind: 'waiting'; requestId: string; place: number; as: SpeechView['kind']; wait: number }
  | { kind: 'granted' | 'speaking'; speech: SpeechView }
  | { kind: 'off'; why: string };

/** Where somebody stands. `opened`: their microphone is, by their own press. */
export function myFloor(state: State, me: string, now: number, opened: boolean): MyFloor {
  const speech = speechOf(state, me);
  if (speech) return { kind: opened && speech.started_at !== null ? 'speaking' : 'granted', speech };
  const waiting = requestOf(state, me);
  if (waiting) {
    const { request, place } = waiting;
    return { kind: 'waiting', requestId: request.request_id, place, as: request.kind, wait: waitFor(state, place, now) };
  }
  switch (state.status) {
    case 'planned': return { kind: 'off', why: t('开会以后可以申请') };
    case 'adjourned': return { kind: 'off', why: t('正在休会，复会后可以申请') };
    case 'closed': return { kind: 'off', why: t('已经闭会') };
    case 'open': return { kind: 'ask' };
  }
}

/** What somebody of this role asks for under the running item. */
export function kindFor(state: State, role: You['role']): NonNullable<RequestFloor['kind']> {
  const item = currentItem(state)?.view.item.kind;
  const asks = item === 'questions' || item === 'answers';
  if (!asks) return 'statement';
  return role === 'department' ? 'answer' : 'question';
}

/** What interrupts whoever speaks: its hook for tests and its words. */
export const INTERRUPTIONS: { readonly [kind in Interruption]: readonly [id: string, words: Sentence] } = {
  interposed_question: [ID.requestInterposed, '插问'],
  point_of_order: [ID.requestOrder, '程序问题'],
};

@customElement('tx-my-floor')
export class MyFloorElement extends TxElement {
  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) microphone!: Microphone;
  @internal() private busy = false;
  protected readonly ticking = new Ticking(this);

  protected override willUpdate(): void {
    if (this.hasUpdated) return;
    new Follow(this, this.session, ['change']);
    new Follow(this, this.microphone, ['change']);
  }

  override render(): TemplateResult | typeof nothing {
    const { state, you } = this.session;
    if (!state || !you) return nothing;
    // Without a microphone a turn still begins and ends; the others then hear silence.
    const opened = this.microphone.state !== 'may-open';
    const mine = myFloor(state, you.participant_id, this.session.now(), opened);
    return html`<div class="myfloor" data-testid=${ID.myFloor} data-state=${mine.kind}>${this.draw(state, you, mine)}${this.beside(state, you)}</div>`;
  }

  private draw(state: State, you: You, mine: MyFloor): TemplateResult {
    switch (mine.kind) {
      case 'ask':
        return html`<p class="t2 fs-s">${t('可以申请{0}', speechKind(kindFor(state, you.role)))}</p>
          ${this.button(ID.requestFloor, 'primary', t('申请发言'), '', () => this.request(state, you))}`;
      case 'waiting':
        return html`<p>
            <b>${t('您排第 {0} 位', mine.place)}</b><br /><span class="t2 fs-s">${t('{0}您{1}', waitWords(mine.wait), speechKind(mine.as))}</span>
          </p>
          ${this.button(ID.withdrawRequest, 'wait', t('撤回申请'), t('您排第 {0} 位', mine.place), () =>
            attempt(this.session, { type: 'withdraw_request', request_id: mine.requestId }),
          )}`;
      case 'granted':
        return html`<p><b>${t('轮到您了。')}</b><br /><span class="t2 fs-s">${t('按下后别人能听到')}</span></p>
          ${this.button(ID.startSpeech, 'floor', t('开始发言'), t('轮到您了'), () => this.begin(mine.speech))}`;
      case 'speaking':
        return html`<p>
            <b class="c-floor">${speaking(mine.speech.kind)}</b><br /><span class="t2 fs-s">${this.heard()}</span>
          </p>
          ${this.button(ID.yieldFloor, 'stop', t('结束发言'), this.heard(), () =>
            attempt(this.session, { type: 'yield_floor', speech_id: mine.speech.speech_id }),
          )}`;
      case 'off':
        return html`<p class="t2 fs-s" id="why-floor">${mine.why}</p>
          <button class="btn big" type="button" aria-disabled="true" aria-describedby="why-floor" data-testid=${ID.requestFloor}>
            <span>${t('申请发言')}</span><small>${mine.why}</small>
          </button>`;
    }
  }

  /** What may be done beside the one thing: preside, go on; and interrupt, which on a phone is under 更多. */
  private beside(state: State, you: You): TemplateResult | typeof nothing {
    const own = speechOf(state, you.participant_id);
    const small = (id: string, look: string, words: string, command: AnyCommand): TemplateResult => html`<button
      class="btn ${look}" type="button" data-testid=${id} @click=${() => this.once(() => attempt(this.session, command))}>${words}</button>`;
    const extras = [
      mayTakeChair(state, you) ? small(ID.takeChair, 'primary', you.role === 'chair' ? t('收回主持') : t('代为主持'), { type: 'take_chair' }) : nothing,
      own?.paused_at != null ? small(ID.resumeSpeech, 'floor', t('继续计时'), { type: 'resume_speech', speech_id: own.speech_id }) : nothing,
    ].filter((one) => one !== nothing);
    const asks = mayInterrupt(state, you).map((kind) => small(INTERRUPTIONS[kind][0], '', t(INTERRUPTIONS[kind][1]), { type: 'request_floor', kind }));
    return html`${extras.length ? html`<div class="beside">${extras}</div>` : nothing}
      ${asks.length ? html`<div class="beside asks">${asks}</div>` : nothing}`;
  }

  private heard(): string {
    switch (this.microphone.state) {
      case 'speaking': return t('别人能听到您');
      case 'muted': return t('已被静音，别人听不到');
      case 'paused': return t('话筒关着，别人听不到');
      default: return t('没有话筒，别人听不到');
    }
  }

  private button(id: string, look: string, verb: string, small: string, act: () => Promise<unknown>): TemplateResult {
    return html`<button
      class="btn big ${look}"
      type="button"
      data-testid=${id}
      aria-busy=${this.busy}
      @click=${() => this.once(act)}
    >
      <span>${verb}</span>${small ? html`<small aria-hidden="true">${small}</small>` : nothing}
    </button>`;
  }

  /** One press at a time: a second one before the answer would ask twice. */
  private async once(act: () => Promise<unknown>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    await act();
    this.busy = false;
  }

  private async request(state: State, you: You): Promise<void> {
    const kind = kindFor(state, you.role);
    const seats = venueOf(state, participantOf(state, you.participant_id))?.seats ?? [];
    if (you.role !== 'venue' || !seats.length) return attempt(this.session, { type: 'request_floor', kind });
    const seat = await askSeat(seats, you.name);
    if (seat !== undefined) await attempt(this.session, { type: 'request_floor', kind, seat_id: seat });
  }

  /** The press opens the microphone; the clock may have begun by itself already. */
  private async begin(speech: SpeechView): Promise<void> {
    this.microphone.openFor(speech.speech_id);
    if (speech.started_at === null) await attempt(this.session, { type: 'start_speech', speech_id: speech.speech_id });
  }
}

/** Who behind the room's camera is going to speak; null: the venue itself; undefined: nobody. */
function askSeat(seats: readonly Seat[], venue: string): Promise<string | null | undefined> {
  return openDialog<string | null>((done) => html`<h2 id="dialog-title">${t('由谁发言？')}</h2>
    <form
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        done(String(new FormData(event.target as HTMLFormElement).get('seat') ?? '') || null);
      }}
    >
      <fieldset>
        <legend class="vh">${t('由谁发言？')}</legend>
        <label class="option"><input type="radio" name="seat" value="" checked />${venue}</label>
        ${seats.map((one) => html`<label class="option"><input type="radio" name="seat" value=${one.id} />
          <span>${one.name}${one.title ? html`<small class="t2 fs-s"> · ${one.title}</small>` : nothing}</span></label>`)}
      </fieldset>
      <div class="acts"><button class="btn primary" data-testid=${ID.dialogConfirm}>${t('申请发言')}</button></div>
    </form>`);
}
