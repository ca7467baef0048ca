// <tx-console>: the chair's and the clerk's page. Left: who is next. Middle: who has the floor, and
// every venue. Right: what must still happen.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { Follow, Ticking, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { bindKeys } from '../base/keys';
import { PressTwice } from '../base/press-twice';
import { minutes, span } from '../base/time';
import { speechKind } from '../base/words';
import { ask } from '../components/dialog';
import { mark } from '../components/mark';
import { languageButton, textButton } from '../components/preferences';
import { askReason as askWhy } from '../components/reason';
import { startButton } from '../components/rehearsal';
import { statusChip } from '../components/status-chip';
import { clockOf, currentItem, held, participantOf, speakerName, venueOf } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { AnyCommand, RequestView, SpeechView } from '../wire.gen';
import { nextToAsk, quorum } from '../session/attending';
import { agendaColumn } from './agenda-column';
import { attempt } from './attempt';
import { chooseSpeaker, showKeys } from './console-dialogs';
import { holdPatrol } from './director';
import { middleColumn } from './middle-column';
import { asking, askReason, waiveAnswers, whyNotClose } from './must-answer';
import type { Participation } from './participation';
import { queueColumn } from './queue-column';
import { cameraTool, leaveTool, microphoneTool, screenTool } from './tools';
import { skipButton } from './top-bar';
import './notices';
import './roll-call';

const MINUTE = 60;

@customElement('tx-console')
export class Console extends TxElement {
  @property({ attribute: false }) participation!: Participation;
  /** The request that Enter grants; null: the first of the list. */
  @internal() selected: string | null = null;
  readonly twice = new PressTwice(this);
  private unbind: (() => void) | undefined;
  protected readonly ticking = new Ticking(this);

  override connectedCallback(): void {
    super.connectedCallback();
    this.unbind = bindKeys(this.keys);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unbind?.();
  }

  protected override willUpdate(): void {
    const { session } = this.participation;
    if (!this.hasUpdated) {
      new Follow(this, session, ['change']);
      new Follow(this, session.media, ['tracks']);
      new Follow(this, this.participation, ['change']);
    }
    if (!session.state?.requests.some((one) => one.request_id === this.selected)) this.selected = null;
  }

  override render(): TemplateResult | typeof nothing {
    const { state, you, link } = this.participation.session;
    if (!state || !you) return nothing;
    return html`<div
      class="console"
      data-testid=${ID.meeting}
      data-status=${state.status}
      data-link=${link}
      data-role=${you.role}
      data-me=${you.participant_id}
    >
      ${this.top(state)}
      <tx-notices .participation=${this.participation}></tx-notices>
      <tx-roll-call .participation=${this.participation}></tx-roll-call>
      <tx-ballot .participation=${this.participation}></tx-ballot>
      <main class="cols">${queueColumn(this, state)} ${middleColumn(this, state)} ${agendaColumn(this, state)}</main>
      ${this.foot()}
    </div>`;
  }

  // --- top and foot ---------------------------------------------------------------------------

  private top(state: State): TemplateResult {
    const { you, now } = { you: this.participation.session.you, now: this.participation.session.now() };
    const waiting = state.opinions.filter((one) => one.state === 'submitted').length;
    const { consultation, token } = this.participation.place;
    return html`<header class="top">
      ${skipButton(() => this.querySelector<HTMLElement>('#queue')?.focus())} ${mark()}
      <h1 class="cut">${state.title}</h1>
      <span class="chip ink">${you?.participant_id === state.presiding ? t('主持台') : t('记录员')}</span>
      <span class="grow"></span>
      ${statusChip(state.status, this.participation.onAir)}
      ${state.opened_at !== null && state.status === 'open'
        ? html`<span class="fs-s t2 nw opt">${t('开会 {0}', minutes((now - state.opened_at) / 1000))}</span>`
        : nothing}
      <span class="opt">${textButton()}</span><span class="opt">${languageButton()}</span>
      <a class="btn desk" data-testid=${ID.deskLink} target="_blank" href="/desk/${encodeURIComponent(consultation)}#t=${token}"
        >${icon('chat')}${waiting ? t('待筛意见 {0}', waiting) : t('意见和成果')}</a
      >
      ${this.sittingButtons(state)}
    </header>`;
  }

  private sittingButtons(state: State): TemplateResult {
    const close = html`<button class="btn desk stop" type="button" data-testid=${ID.closeConsultation} @click=${() => void this.close(state)}>
      ${icon('check')}${t('闭会')}
    </button>`;
    switch (state.status) {
      case 'planned':
        return html`${startButton(state, () => this.run({ type: 'start_rehearsal' }))}<button
          class="btn desk primary" type="button" data-testid=${ID.openConsultation} @click=${() => void this.begin(state, 'open_consultation')}>
          ${icon('play')}${t('开会')}
        </button>`;
      case 'open':
        return html`<button class="btn desk stop" type="button" data-testid=${ID.adjournConsultation} @click=${() => void this.adjourn(state)}>
            ${icon('stop')}${t('休会')}</button
          >${close}`;
      case 'adjourned':
        return html`<button class="btn desk primary" type="button" data-testid=${ID.resumeConsultation} @click=${() => void this.begin(state, 'resume_consultation')}>
            ${icon('play')}${t('复会')}</button
          >${close}`;
      case 'closed':
        return html``;
    }
  }

  private foot(): TemplateResult {
    const part = this.participation;
    const chair = part.session.you?.role === 'chair';
    const speech = part.session.state && this.ownSpeech(part.session.state);
    return html`<footer class="keys" aria-label=${t('我的操作')}>
      <span class="mine">
        ${microphoneTool(part)} ${cameraTool(part)} ${screenTool(part, true)}
        ${!chair && speech ? this.ownFloor(speech) : nothing}
      </span>
      <span class="legend">
        <span><kbd>↑</kbd><kbd>↓</kbd>${t('选人')}</span>
        <span><kbd>Alt</kbd><kbd>↑</kbd><kbd>↓</kbd>${t('调整次序')}</span>
        <span><kbd>F6</kbd>${t('换到下一栏')}</span>
        <span><kbd>R</kbd>${t('连按两次收回发言')}</span>
      </span>
      <span class="grow"></span>
      <button class="btn desk" type="button" @click=${() => void showKeys()}><kbd>?</kbd>${t('全部快捷键')}</button>
      ${leaveTool(part, 'btn desk stop')}
    </footer>`;
  }

  private ownSpeech(state: State): SpeechView | null {
    const me = this.participation.session.you?.participant_id;
    return held(state).find((one) => one.participant_id === me) ?? null;
  }

  /** A clerk who was called by name begins and ends like anybody else. */
  private ownFloor(speech: SpeechView): TemplateResult {
    const begin = (): void => {
      this.participation.microphone.openFor(speech.speech_id);
      if (speech.started_at === null) this.run({ type: 'start_speech', speech_id: speech.speech_id });
    };
    return this.participation.microphone.state === 'may-open'
      ? html`<button class="btn desk floor" type="button" data-testid=${ID.startSpeech} @click=${begin}>${t('开始发言')}</button>`
      : html`<button class="btn desk stop" type="button" data-testid=${ID.yieldFloor} @click=${() => this.run({ type: 'yield_floor', speech_id: speech.speech_id })}>${t('结束发言')}</button>`;
  }

  // --- doing ----------------------------------------------------------------------------------

  run(command: AnyCommand): void {
    void attempt(this.participation.session, command);
  }

  private get state(): State | null {
    return this.participation.session.state;
  }

  grant(requestId: string | undefined): void {
    if (requestId) this.run({ type: 'grant_floor', request_id: requestId });
  }

  /** Up is −1. The list's first place is where the next speaker stands. */
  moveRequest(requestId: string, step: number): void {
    const index = this.state?.requests.findIndex((one) => one.request_id === requestId) ?? -1;
    const position = index + step;
    if (index < 0 || position < 0 || position >= (this.state?.requests.length ?? 0)) return;
    this.run({ type: 'move_request', request_id: requestId, position });
    announce(t('移到第 {0} 位', position + 1));
  }

  /** 移出: what somebody asked for themselves, so for a reason. */
  async removeRequest(request: RequestView): Promise<void> {
    const name = this.state ? speakerName(this.state, request.participant_id, request.seat_id) : '';
    const reason = await askWhy({
      title: t('把“{0}”移出发言队列？', name), body: t('这是本人申请的。请写明理由，理由会记入会议记录。'), confirm: t('移出'), danger: true,
      usual: [t('本人不讲了'), t('已经讲过'), t('与本项议程无关')],
    });
    if (reason) this.run({ type: 'withdraw_request', request_id: request.request_id, reason });
  }

  async callByName(): Promise<void> {
    const state = this.state;
    const chosen = state && (await chooseSpeaker(state));
    if (chosen) this.run({ type: 'grant_floor', participant_id: chosen });
  }

  dialogueCandidate(state: State): { request_id: string; participant_id: string } | null {
    if (held(state).length !== 1) return null;
    return (
      state.requests.find((one) => one.request_id === this.selected) ??
      state.requests.find((one) => one.kind === 'interposed_question') ??
      state.requests[0] ?? null
    );
  }

  grantDialogue(): void {
    const request = this.state && this.dialogueCandidate(this.state);
    if (request) this.run({ type: 'grant_floor', request_id: request.request_id, dialogue: true });
  }

  extend(): void {
    const speech = this.state && held(this.state).at(-1);
    if (speech) this.run({ type: 'extend_speech', speech_id: speech.speech_id, seconds: MINUTE });
  }

  pausable(speech: SpeechView | null): boolean {
    return speech !== null && speech.started_at !== null;
  }

  /** The latest holder's clock; in an interposition the other's goes on with the next press. */
  pause(): void {
    const floor = this.state ? held(this.state) : [];
    const standing = floor.find((one) => one.paused_at !== null);
    const speech = standing ?? floor.at(-1) ?? null;
    if (!speech || !this.pausable(speech)) return;
    const { speech_id } = speech;
    this.run(standing ? { type: 'resume_speech', speech_id } : { type: 'pause_speech', speech_id });
  }

  private askDepartment(): void {
    const state = this.state;
    const speaking = new Set(state ? held(state).map((one) => one.participant_id) : []);
    const department = state?.participants.find((one) => one.role === 'department' && state.joined.includes(one.id) && !speaking.has(one.id));
    if (!state || !department) return announce(t('没有可以应答的承办单位'));
    this.run({ type: 'grant_floor', participant_id: department.id, kind: 'answer', dialogue: held(state).length === 1 });
  }

  revoke(): void {
    const speech = this.state && held(this.state).at(-1);
    if (!speech) return;
    this.twice.press(`revoke ${speech.speech_id}`, t('再按一次收回'), () =>
      this.run({ type: 'revoke_floor', speech_id: speech.speech_id }),
    );
  }

  async closeItem(): Promise<void> {
    const current = this.state && currentItem(this.state);
    if (!this.state || !current || whyNotClose(this.state, current.view.item.id)) return;
    const waiting = this.state.requests.length;
    const sure = await ask({
      title: t('结束“{0}”？', current.view.item.title),
      body: waiting ? t('还有 {0} 位在等候，结束后他们的申请失效。', waiting) : t('结束后可以开始下一项。'),
      confirm: t('结束本项'),
    });
    if (sure) this.run({ type: 'close_item', item_id: current.view.item.id });
  }

  async closeUnanswered(): Promise<void> {
    const item = this.state && currentItem(this.state)?.view.item;
    const reason = this.state && item && (await waiveAnswers(this.state, item.id, t('结束本项')));
    if (item && reason) this.run({ type: 'close_item', item_id: item.id, unanswered: reason });
  }

  /** 请应答: the next department that owes an answer. */
  private askNext(): void {
    const item = this.state && currentItem(this.state)?.view.item.id;
    const next = this.state && item ? nextToAsk(this.state, item) : null;
    if (next) this.run(asking(next.question, next.participantId));
    else this.askDepartment();
  }

  /** 开会, 复会: without a quorum for a reason alone. */
  private async begin(state: State, type: 'open_consultation' | 'resume_consultation'): Promise<void> {
    const { met, needed, present } = quorum(state);
    const reason = met ? null : await askReason(t('人数不够'), t('法定 {0} 人，现在到了 {1} 人。写明理由后可以开会，理由记入会议记录和纪要。', needed, present), t('开会'));
    if (reason !== undefined) this.run({ type, without_quorum: reason });
  }

  private async adjourn(state: State): Promise<void> {
    const holder = held(state).at(-1);
    const sure = await ask({
      title: t('休会：{0}', state.title),
      body: holder ? t('正在发言的人会失去发言权。') : t('复会前没有人能发言。'),
      confirm: t('休会'),
      danger: true,
    });
    if (sure) this.run({ type: 'adjourn_consultation' });
  }

  private async close(state: State): Promise<void> {
    const rest = state.agenda.filter((one) => one.closed_at === null).length;
    const item = currentItem(state)?.view.item.id;
    const unanswered = item && whyNotClose(state, item) ? await waiveAnswers(state, item, t('闭会')) : null;
    if (unanswered === undefined) return;
    const sure = await ask({
      title: t('闭会：{0}', state.title),
      body: rest ? t('还有 {0} 项议程没有结束。闭会后不能再开，只能筛选意见、记录成果。', rest) : t('闭会后不能再开，只能筛选意见、记录成果。'),
      confirm: t('闭会'),
      danger: true,
    });
    if (sure) this.run({ type: 'close_consultation', unanswered });
  }

  // --- keys -----------------------------------------------------------------------------------

  private readonly keys = {
    KeyG: () => this.grant(this.state?.requests[0]?.request_id),
    Enter: () => this.grant(this.selected ?? undefined),
    KeyN: () => void this.callByName(),
    KeyA: () => this.askNext(),
    KeyI: () => this.grantDialogue(),
    KeyE: () => this.extend(),
    KeyP: () => this.pause(),
    KeyR: () => this.revoke(),
    KeyW: () => holdPatrol(this.participation),
    KeyX: () => void this.closeItem(),
    ArrowUp: () => this.select(-1),
    ArrowDown: () => this.select(1),
    'Alt+ArrowUp': () => this.selected && this.moveRequest(this.selected, -1),
    'Alt+ArrowDown': () => this.selected && this.moveRequest(this.selected, 1),
    F6: () => this.nextRegion(1),
    'Shift+F6': () => this.nextRegion(-1),
    'Shift+Slash': () => void showKeys(),
    Escape: () => (this.selected = null),
  };

  private select(step: number): void {
    const ids = this.state?.requests.map((one) => one.request_id) ?? [];
    if (!ids.length) return;
    const index = this.selected ? ids.indexOf(this.selected) + step : step > 0 ? 0 : ids.length - 1;
    this.selected = ids[Math.min(ids.length - 1, Math.max(0, index))] ?? null;
    const request = this.state?.requests.find((one) => one.request_id === this.selected);
    if (request && this.state) announce(`${speakerName(this.state, request.participant_id, request.seat_id)}${t('，')}${speechKind(request.kind)}`);
    void this.updateComplete.then(() => this.querySelector('.row.sel')?.scrollIntoView({ block: 'nearest' }));
  }

  private nextRegion(step: number): void {
    const regions = ['queue', 'mid', 'item'].map((id) => this.querySelector<HTMLElement>(`#${id}`));
    const at = regions.findIndex((one) => one?.contains(document.activeElement));
    regions[(at + step + regions.length) % regions.length]?.focus();
  }

  /** For the columns: how long somebody's speech took. */
  spoken(speech: SpeechView): string {
    return span(clockOf(speech, this.participation.session.now()).spoken);
  }

  venueName(state: State, participantId: string): string {
    const participant = participantOf(state, participantId);
    const venue = venueOf(state, participant)?.name ?? '';
    return venue === participant?.name ? '' : venue;
  }
}
