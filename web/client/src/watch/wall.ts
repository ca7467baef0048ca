// <tx-wall>: the published opinions, newest first. New ones wait behind a button while somebody reads.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { timeOfDay } from '../base/time';
import { ID } from '../testids';
import type { Wall as WallReading, WallOpinion } from '../wire.gen';

const AT_TOP = 80; // px scrolled; further down somebody reads

@customElement('tx-wall')
export class Wall extends TxElement {
  @property({ attribute: false }) wall: WallReading | null = null;
  @property({ type: Boolean }) failed = false;
  @state() private shown: WallReading | null = null;

  protected override willUpdate(): void {
    const taken = this.wall && this.shown && gone(this.shown, this.wall);
    // What was taken back disappears at once; what is new may wait.
    if (this.wall && (!this.shown || this.atTop() || taken)) this.shown = this.wall;
  }

  private atTop(): boolean {
    const scroller = this.closest('.scroll');
    return (scroller?.scrollTop ?? 0) < AT_TOP && window.scrollY < AT_TOP;
  }

  private refresh(): void {
    this.shown = this.wall;
    this.closest('.scroll')?.scrollTo({ top: 0 });
  }

  override render(): TemplateResult {
    const { shown, wall } = this;
    const waiting = shown && wall ? fresh(shown, wall) : 0;
    return html`<div class="wh">
        <h2 class="grow">${t('意见墙')}</h2>
        ${shown ? html`<span class="fs-s t2">${t('{0} 条', shown.total)}</span>` : nothing}
      </div>
      ${waiting
        ? html`<button class="btn wide new" type="button" data-testid=${ID.wallNew} @click=${this.refresh}>
            ${icon('up')}${t('有 {0} 条新意见', waiting)}
          </button>`
        : nothing}
      <div data-testid=${ID.wall}>
        ${shown ? repeat(shown.opinions, (one) => one.opinion_id, card) : this.loading()}
        ${shown && !shown.opinions.length
          ? html`<div class="empty">${icon('chat')}<b>${t('还没有公布的意见。您可以写第一条。')}</b></div>`
          : nothing}
      </div>`;
  }

  private loading(): TemplateResult {
    return this.failed
      ? html`<p class="call wait">${icon('warn')}<span>${t('没有读到意见墙。直播不受影响。')}</span></p>`
      : html`<div class="skeleton"><i></i><i></i><i></i></div>`;
  }
}

function card(one: WallOpinion): TemplateResult {
  const from = [one.region, one.name].filter(Boolean).join(' · ') || t('未署名');
  return html`<article class="op" data-testid=${ID.opinion} data-opinion=${one.opinion_id}>
    <p>${one.text}</p>
    <footer><span>${from}</span><time>${timeOfDay(one.published_at)}</time></footer>
  </article>`;
}

function fresh(shown: WallReading, wall: WallReading): number {
  const known = new Set(shown.opinions.map((one) => one.opinion_id));
  return wall.opinions.filter((one) => !known.has(one.opinion_id)).length;
}

function gone(shown: WallReading, wall: WallReading): boolean {
  if (wall.opinions.length >= 500) return false; // beyond the newest 500 the wall is cut, not taken back
  const there = new Set(wall.opinions.map((one) => one.opinion_id));
  return shown.opinions.some((one) => !there.has(one.opinion_id));
}
