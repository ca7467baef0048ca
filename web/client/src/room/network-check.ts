// <tx-network-check>: a row of the join page. Tries the line through the relay in the background and
// says in plain words what it is good for; it stops when its page goes, and joining never waits for it.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { place } from '../base/api';
import { TxElement } from '../base/element';
import { icon, type IconName } from '../base/icons';
import { t } from '../base/i18n';
import { Blocked, Busy, LineLoop } from '../session/line-loop';
import { ID } from '../testids';
import { verdictOf, type Figures, type Verdict } from '../session/line-verdict';

const LATER = 1_200; // ms: camera and microphone are opened first

@customElement('tx-network-check')
export class NetworkCheck extends TxElement {
  /** Whether to begin by itself. */
  @property({ type: Boolean }) auto = true;
  @internal() private verdict: Verdict | null = null;
  @internal() private figures: Figures | null = null;
  @internal() private running = false;
  /** The straight way is blocked: TURN is being tried. */
  @internal() private second = false;
  private ports: readonly number[] = [];
  private loop: LineLoop | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.auto) this.timer = setTimeout(() => void this.check(), LATER);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.loop?.stop();
    this.loop = null;
  }

  private async check(): Promise<void> {
    if (this.running) return;
    this.running = true;
    this.verdict = this.figures = null;
    try {
      this.figures = await this.measured();
      this.verdict = verdictOf(this.figures);
    } catch (error) {
      if (error instanceof Blocked) this.ports = error.ports;
      this.verdict = error instanceof Blocked ? 'blocked' : error instanceof Busy ? 'busy' : 'offline';
    }
    this.running = this.second = false;
  }

  /** Straight to the relay; where that is blocked, through the TURN servers that the meeting would use. */
  private async measured(): Promise<Figures> {
    const here = place();
    try {
      return await (this.loop = new LineLoop(here)).run();
    } catch (error) {
      if (!(error instanceof Blocked) || !error.turn.length || !this.isConnected) throw error;
      this.second = true;
      return await (this.loop = new LineLoop(here, error.turn)).run();
    }
  }

  override render(): TemplateResult {
    const [look, drawing, word, sentence] = this.words();
    return html`<span class="v" role="status" data-testid=${ID.networkVerdict} data-verdict=${this.verdict ?? (this.running ? 'running' : 'waiting')}
        >${sentence}${this.figures ? html`<small class="t2 fs-s">${figureWords(this.figures)}</small>` : nothing}</span>
      <span class="hstack"><span class="chip ${look}">${icon(drawing)}${word}</span>
        ${this.verdict ? html`<button class="btn desk" type="button" data-testid=${ID.networkAgain} @click=${() => void this.check()}>${t('重测')}</button>` : nothing}</span>`;
  }

  private words(): [string, IconName, string, string] {
    switch (this.verdict) {
      case null: return ['', 'clock', t('稍等'), this.second ? t('直连不通，正在试中继服务器…') : this.running ? t('正在测，约 8 秒，可以先进会议') : t('正在测…')];
      case 'good': return ['floor', 'check', t('良好'), t('可以开会：网络良好')];
      case 'weak': return ['wait', 'wifi', t('较弱'), t('网络较弱：建议只用声音')];
      case 'tcp': return ['wait', 'wifi', t('一般'), t('UDP 被拦住了，将改用 TCP，画面可能慢')];
      case 'relay': return ['wait', 'wifi', t('一般'), t('直连被拦住了，只能经中继服务器开会，画面可能慢')];
      case 'blocked': return ['stop', 'off', t('不通'), t('连不上媒体服务：请让网络管理员放行端口 {0}（UDP 和 TCP）', this.ports.join(t('、')))];
      case 'offline': return ['stop', 'off', t('不通'), t('连不上会议。请检查网络，或用电话接入。')];
      case 'busy': return ['', 'clock', t('没有测'), t('现在测的人多。进会议后画面会按网络自动调整。')];
    }
  }
}

function figureWords({ protocol, relayed, trip, jitter, lostUp, lostDown, up, down }: Figures): string {
  const share = (loss: number): string => `${Math.round(loss * 100)}%`;
  return t('{0}，往返 {1} 毫秒，抖动 {2} 毫秒，丢包 {3}，', relayed ? t('中继（{0}）', protocol.toUpperCase()) : protocol.toUpperCase(), trip, jitter, lostUp > lostDown ? share(lostUp) : share(lostDown))
    + t('上行 {0}、下行 {1} kbit/s', up, down);
}
