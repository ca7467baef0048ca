// <tx-booth>: an interpreter's panel, in the place of what others ask to speak by: the language, who
// speaks, the own level, and one button that begins, takes over from the other of the booth, or stops.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { Follow, TxElement } from '../base/element';
import { t } from '../base/i18n';
import { languageName } from '../base/languages';
import { boothOf, type Booth } from '../session/channels';
import { CHANNEL } from '../session/microphone';
import { chairOf, held, participantOf, speakerName } from '../session/select';
import type { RecordsEvent } from '../session/session';
import type { State } from '../session/state';
import { ID } from '../testids';
import { attempted } from './attempt';
import { Loudness } from './loudness';
import { muteWords } from './mute-words';
import type { Participation } from './participation';

const BARS = 8;

@customElement('tx-booth')
export class BoothPanel extends TxElement {
  @property({ attribute: false }) participation!: Participation;
  @internal() private busy = false;
  /** The other of the booth took over, and we have not been on since. */
  private relieved = false;
  private readonly loudness = new Loudness();
  private listened: MediaStreamTrack | null = null;
  private frame = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.meter();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.frame);
    this.loudness.close();
    this.participation.session.removeEventListener('records', this.onRecords as EventListener);
  }

  protected override willUpdate(): void {
    if (!this.hasUpdated) {
      new Follow(this, this.participation.session, ['change']);
      new Follow(this, this.participation, ['change']);
      this.participation.session.addEventListener('records', this.onRecords as EventListener);
    }
    const track = this.participation.local.track('microphone');
    if (track === this.listened) return;
    this.listened = track;
    this.loudness.listen(track);
  }

  private readonly onRecords = ({ records }: RecordsEvent): void => {
    const me = this.participation.session.you?.participant_id;
    for (const { event } of records) {
      if (event.type === 'interpretation_ended' && event.participant_id === me) this.relieved = event.reason === 'relieved';
    }
  };

  override render(): TemplateResult | typeof nothing {
    const { session, microphone } = this.participation;
    const { state, you } = session;
    if (!state || !you) return nothing;
    const booth = boothOf(state, you.participant_id, { waits: microphone.state === 'may-open' });
    const language = languageName(participantOf(state, you.participant_id)?.interprets_into ?? '');
    return html`<div class="myfloor interpreting" data-testid=${ID.booth} data-state=${booth.kind}>
      <div class="says">
        <p><b class=${booth.kind === 'on' ? 'c-floor' : ''}>${t('传译成{0}', language)}</b><span class="t2 fs-s" role="status">${this.standing(booth)}</span></p>
        <p class="t2 fs-s">${this.speaker(state)}</p>
        <span class="meter" role="meter" aria-label=${t('话筒音量')} aria-valuemin="0" aria-valuemax="100" aria-valuenow="0" ?hidden=${booth.kind !== 'on'}>
          ${Array.from({ length: BARS }, () => html`<i></i>`)}
        </span>
      </div>
      ${this.button(booth)}
    </div>`;
  }

  private standing(booth: Booth): string {
    switch (booth.kind) {
      case 'off': return t('开会以后可以传译');
      case 'idle': return t('现在没有人传译');
      case 'mate': return this.relieved ? t('{0}接替了您', booth.mate?.name ?? '') : t('{0}正在传译', booth.mate?.name ?? '');
      case 'resume': return t('轮到您，话筒还没打开');
      case 'muted': return muteWords(this.participation.session);
      case 'on': return this.heard();
    }
  }

  private heard(): string {
    switch (this.participation.microphone.state) {
      case 'speaking': return t('听众能听到您');
      case 'paused': return t('话筒关着，听众听不到');
      default: return t('没有话筒，听众听不到');
    }
  }

  private speaker(state: State): string {
    const speech = held(state).at(-1);
    if (speech) return t('正在发言：{0}', speakerName(state, speech.participant_id, speech.seat_id));
    const chair = chairOf(state);
    return chair ? t('主持：{0}', chair.name) : '';
  }

  private button(booth: Booth): TemplateResult {
    switch (booth.kind) {
      case 'idle': return this.press(ID.interpretStart, 'floor', t('开始传译'), () => this.begin());
      case 'mate': return this.press(ID.interpretStart, 'primary', t('接替传译'), () => this.begin());
      case 'resume': return this.press(ID.interpretStart, 'floor', t('继续传译'), () => this.begin());
      case 'on': return this.press(ID.interpretStop, 'stop', t('停止传译'), () => this.stop());
      case 'off':
      case 'muted':
        return html`<button class="btn big" type="button" aria-disabled="true" aria-describedby="why-booth" data-testid=${ID.interpretStart}>
          <span>${t('开始传译')}</span></button><span class="vh" id="why-booth">${this.standing(booth)}</span>`;
    }
  }

  private press(id: string, look: string, words: string, act: () => Promise<void>): TemplateResult {
    return html`<button class="btn big ${look}" type="button" data-testid=${id} aria-busy=${this.busy} @click=${() => void this.once(act)}>
      <span>${words}</span></button>`;
  }

  /** One press at a time. */
  private async once(act: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    await act();
    this.busy = false;
  }

  private async begin(): Promise<void> {
    const { session, microphone } = this.participation;
    this.loudness.wake();
    if (await attempted(session, { type: 'start_interpreting' })) microphone.openFor(CHANNEL);
  }

  private async stop(): Promise<void> {
    await attempted(this.participation.session, { type: 'stop_interpreting' });
  }

  /** Moves the bar without rendering the page sixty times a second. */
  private readonly meter = (): void => {
    this.frame = requestAnimationFrame(this.meter);
    const bar = this.querySelector('.meter');
    if (!bar || bar.hasAttribute('hidden')) return;
    const lit = Math.round(this.loudness.read() * BARS);
    bar.setAttribute('aria-valuenow', String(Math.round((lit / BARS) * 100)));
    bar.querySelectorAll('i').forEach((one, index) => one.classList.toggle('on', index < lit));
  };
}
