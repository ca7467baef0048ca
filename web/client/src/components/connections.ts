// <tx-connections>: how everybody's line is, for those who run the meeting. One row each; the troubles
// first, in a sentence that says what is wrong and what became of the picture.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { ApiError, call, consultationPath, type Place } from '../base/api';
import { TxElement } from '../base/element';
import { icon, type IconName } from '../base/icons';
import { t } from '../base/i18n';
import { participantOf, tileOrder, venueOf } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { Connection, ConnectionList } from '../wire.gen';
import { levelBadge } from './level-badge';
import { findingSentence, findingWords, gravity, layersWords, percent, rate, wayWords } from './line-words';

const EVERY = 2_000; // the relay measures each second, the pages report each five
const LOOK: { [gravity in ReturnType<typeof gravity>]: { chip: string; icon: IconName } } = {
  lost: { chip: 'stop', icon: 'off' }, weak: { chip: 'wait', icon: 'wifi' }, good: { chip: 'floor', icon: 'check' },
  none: { chip: 'line', icon: 'pause' },
};
const GRAVEST = ['lost', 'weak', 'good', 'none'];

@customElement('tx-connections')
export class Connections extends TxElement {
  @property({ attribute: false }) place!: Place;
  /** The state as it is now: whose name and venue each line's is. */
  @property({ attribute: false }) read!: () => State | null;
  @internal() private lines: readonly Connection[] | null = null;
  @internal() private failed = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.look();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  private async look(): Promise<void> {
    clearTimeout(this.timer);
    if (!document.hidden) await this.load();
    if (this.isConnected) this.timer = setTimeout(() => void this.look(), EVERY);
  }

  private async load(): Promise<void> {
    const { consultation, token } = this.place;
    try {
      const { connections } = await call<ConnectionList>('GET', `${consultationPath(consultation)}/connections`, { token });
      this.lines = connections;
      this.failed = '';
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.failed = error.message || t('没有读到连接情况。会议不受影响。');
    }
  }

  override render(): TemplateResult {
    const state = this.read();
    const lines = state && this.lines ? this.sorted(state, this.lines) : null;
    return html`<div class="lines" data-testid=${ID.connections}>
      ${this.failed ? html`<p class="call wait">${icon('off')}<span class="grow">${this.failed}</span></p>` : nothing}
      ${state && lines ? this.all(state, lines) : this.failed ? nothing : html`<p class="t2">${t('正在读取…')}</p>`}
    </div>`;
  }

  /** Those in trouble first, then as tiles stand. */
  private sorted(state: State, lines: readonly Connection[]): Connection[] {
    const order = tileOrder(state).map((one) => one.id);
    const place = (one: Connection): number => (order.indexOf(one.participant_id) + 1 || order.length + 1);
    const rank = (one: Connection): number => GRAVEST.indexOf(gravity(one));
    return [...lines].sort((a, b) => rank(a) - rank(b) || place(a) - place(b));
  }

  private all(state: State, lines: readonly Connection[]): TemplateResult {
    if (!lines.length) {
      return html`<div class="empty">${icon('wifi')}<b>${t('还没有人连上')}</b><small>${t('有人进入会议后，这里显示每条连接。')}</small></div>`;
    }
    const bad = lines.filter((one) => ['lost', 'weak'].includes(gravity(one)));
    return html`<p class="sum">${icon(bad.length ? 'warn' : 'check')}<b>${bad.length
        ? t('{0} 条连接，{1} 条有问题', lines.length, bad.length)
        : t('{0} 条连接，都正常', lines.length)}</b></p>
      ${bad.length ? html`<ul class="troubles">${bad.map((one) => html`<li>${findingSentence(this.name(state, one), one.finding, t)}</li>`)}</ul>` : nothing}
      <div class="scroll" tabindex="0" role="region" aria-label=${t('每条连接的数字')}>
        <table>
          <thead><tr>
            <th scope="col">${t('会场和人')}</th><th scope="col">${t('情况')}</th><th scope="col">${t('发出')}</th>
            <th scope="col">${t('收到')}</th><th scope="col">${t('往返')}</th><th scope="col">${t('画面停住')}</th>
            <th scope="col">${t('走法')}</th>
          </tr></thead>
          <tbody>${lines.map((one) => this.row(state, one))}</tbody>
        </table>
      </div>`;
  }

  private row(state: State, one: Connection): TemplateResult {
    const { up, down, page } = one;
    const venue = venueOf(state, participantOf(state, one.participant_id));
    const look = LOOK[gravity(one)];
    const trip = Math.max(up?.rtt ?? 0, down?.rtt ?? 0);
    return html`<tr data-testid=${ID.connectionRow} data-participant=${one.participant_id} data-finding=${one.finding.code}>
      <th scope="row"><span class="who">${venue ? levelBadge(venue.level) : nothing}${this.name(state, one)}</span></th>
      <td class="word"><span class="chip ${look.chip}">${icon(look.icon)}${findingWords(one.finding, t)}</span></td>
      <td>${up ? two(`${rate(up.bitrate)}${lost(up.loss)}`, page?.lines ? `${page.lines}p × ${page.layers}` : '') : none()}</td>
      <td>${down ? two(`${rate(down.bitrate)}${lost(down.loss)}`, [down.estimate === null ? '' : t('能收 {0}', rate(down.estimate)), layersWords(down, t)].filter(Boolean).join(' · ')) : none()}</td>
      <td>${trip ? t('{0} 毫秒', Math.round(trip)) : none()}</td>
      <td>${page ? t('{0} 次', page.freezes) : none()}</td>
      <td>${page && page.protocol ? wayWords(page, t) : none()}</td>
    </tr>`;
  }

  private name(state: State, { participant_id }: Connection): string {
    return participantOf(state, participant_id)?.name ?? participant_id;
  }
}

function lost(share: number): string {
  return t('，丢 {0}', percent(share));
}

function two(figure: string, more: string): TemplateResult {
  return html`${figure}${more ? html`<small>${more}</small>` : nothing}`;
}

function none(): TemplateResult {
  return html`<span class="t3" aria-label=${t('没有')} role="img">–</span>`;
}
