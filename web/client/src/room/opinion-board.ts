// <tx-opinion-board>: beside the meeting, what the opinions are about, where they come from and when they
// came. Read while it is open alone.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { regionCharts, themeTable } from '../components/opinion-charts';
import { ThemesFeed } from '../components/themes-feed';
import { ID } from '../testids';
import type { OpinionThemes } from '../wire.gen';
import type { Participation } from './participation';

const THEMES = 6; // that somebody takes in beside a meeting; the desk has all

@customElement('tx-opinion-board')
export class OpinionBoard extends TxElement {
  @property({ attribute: false }) participation!: Participation;
  @internal() private open = false;
  private feed!: ThemesFeed;

  override connectedCallback(): void {
    super.connectedCallback();
    this.feed = new ThemesFeed(this.participation.place);
    new Follow(this, this.feed, ['change']);
    if (this.open) this.feed.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.feed.stop();
  }

  private readonly toggled = (event: Event): void => {
    this.open = (event.target as HTMLDetailsElement).open;
    if (this.open) this.feed.start();
    else this.feed.stop();
  };

  override render(): TemplateResult {
    const { latest } = this.feed;
    return html`<details class="sec" data-testid=${ID.opinionBoard} @toggle=${this.toggled}>
      <summary><h2>${t('群众意见')}</h2>${latest ? html` <span class="t2 fs-s nw">${t('共 {0} 条', latest.total)}</span>` : nothing}</summary>
      ${!this.open ? nothing : latest ? this.charts(latest) : html`<p class="t2 fs-s pad">${t('正在汇总…')}</p>`}
    </details>`;
  }

  private charts(latest: OpinionThemes): TemplateResult {
    if (!latest.total) return html`<div class="empty">${icon('chat')}<b>${t('还没有意见')}</b></div>`;
    const texts = new Map(this.participation.session.state?.opinions.map((one) => [one.opinion_id, one.text]));
    return html`<div class="pad">
        ${latest.themes.length
          ? themeTable(latest.themes.slice(0, THEMES), (id) => texts.get(id))
          : html`<p class="t2 fs-s">${latest.grouped ? t('意见还少，没有分出主题。') : t('正在归纳主题…')}</p>`}
        <p class="t2 fs-xs">${t('主题由系统归纳，只供参考。')}</p>
      </div>
      ${regionCharts(latest)}`;
  }
}
