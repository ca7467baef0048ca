// <tx-floor-clock>: how a speech's time stands, in words, digits and a bar. Ticks by itself.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { TxElement } from '../base/element';
import { t } from '../base/i18n';
import { digits, limit } from '../base/time';
import { speaking } from '../base/words';
import { clockOf } from '../session/select';
import { ID } from '../testids';
import type { SpeechView } from '../wire.gen';

/** What the clock needs of a speech; the public page has no more. */
export type ClockedSpeech = Pick<SpeechView, 'kind' | 'seconds' | 'started_at'> & Partial<SpeechView>;

@customElement('tx-floor-clock')
export class FloorClock extends TxElement {
  /** Null: nobody holds the floor. */
  @property({ attribute: false }) speech: ClockedSpeech | null = null;
  /** Unix ms by the clock the speech is timed by. */
  @property({ attribute: false }) now: () => number = Date.now;
  /** What to say while nobody holds the floor. */
  @property() idle = '';
  private timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => this.speech && this.requestUpdate(), 250);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  private read(): ReturnType<typeof clockOf> | null {
    const { speech } = this;
    if (!speech) return null;
    return clockOf({ ...EMPTY, ...speech }, this.now());
  }

  override render(): TemplateResult {
    const { speech } = this;
    const reading = this.read();
    const phase = reading?.phase ?? 'none';
    // Whole seconds as people count them: 05:00 shows for the first second, 00:00 never.
    const left = reading ? Math.ceil(Math.max(0, reading.left)) : 0;
    const shown = !reading ? '--:--' : phase === 'over' ? `+${digits(-reading.left)}` : digits(left);
    return html`<div
      class="clock is-${phase}"
      role="timer"
      aria-live="off"
      data-testid=${ID.floorClock}
      data-phase=${phase}
    >
      <span class="say">${speech ? this.words(speech, phase) : this.idle}</span>
      <span class="dig"
        >${phase === 'running' || phase === 'last' ? html`<small>${t('剩余')} </small>` : nothing}<span
          data-testid=${ID.clockDigits}
          >${shown}</span
        ></span
      >
      <span class="bar"><i></i></span>
    </div>`;
  }

  private words(speech: ClockedSpeech, phase: string): TemplateResult {
    const allowed = t('限时 {0}', limit(speech.seconds));
    switch (phase) {
      case 'granted': return html`<b>${t('已获准')}</b> · ${t('等待开始')}`;
      case 'last': return html`<b>${t('剩余不到 30 秒')}</b>`;
      case 'over': return html`<b>${t('已超时')}</b> · ${allowed}`;
      case 'ended': return html`<b>${t('已结束')}</b>`;
      default: return html`<b>${speaking(speech.kind)}</b> · ${allowed}`;
    }
  }

  protected override updated(_changed: PropertyValues): void {
    const reading = this.read();
    const share = reading && this.speech ? Math.min(1, Math.max(0, reading.left / this.speech.seconds)) : 0;
    // Set as a property of the style object: a style attribute would be against the page's policy.
    this.querySelector<HTMLElement>('.clock')?.style.setProperty('--p', `${(share * 100).toFixed(1)}%`);
  }
}

const EMPTY: SpeechView = {
  speech_id: '', participant_id: '', kind: 'statement', seconds: 0, item_id: null, seat_id: null,
  granted_at: 0, started_at: null, ended_at: null, ended: null, question_id: null,
};
