// <tx-wall>: the published opinions, newest first. New ones wait behind a button while somebody reads.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { announce } from '../base/announce';
import { ApiError } from '../base/api';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { timeOfDay } from '../base/time';
import { ID } from '../testids';
import { support, supportedIds } from './supports';
import type { Wall as WallReading, WallOpinion } from '../wire.gen';

const AT_TOP = 80; // px scrolled; further down somebody reads

@customElement('tx-wall')
export class Wall extends TxElement {
  @property({ attribute: false }) wall: WallReading | null = null;
  @property() consultation = '';
  @property({ type: Boolean }) closed = false;
  @property({ type: Boolean }) failed = false;
  @state() private mine = supportedIds();
  @state() private problem: { id: string; words: string } | null = null;
  // What the server answered, until the wall says as much or more.
  private readonly counted = new Map<string, { supports: number; wall: number }>();
  @state() private shown: WallReading | null = null;

  protected override willUpdate(): void {
    const taken = this.wall && this.shown && gone(this.shown, this.wall);
    // What was taken back disappears at once; what is new may wait.
    if (this.wall && (!this.shown || this.atTop() || taken)) this.shown = this.wall;
  }

  private async toggle(one: WallOpinion): Promise<void> {
    const id = one.opinion_id;
    const on = !this.mine.has(id);
    this.problem = null;
    this.mark(id, on); // at once, and taken back where it was refused
    this.counted.set(id, { supports: this.supports(one) + (on ? 1 : -1), wall: one.supports });
    try {
      const supports = await support(this.consultation, id, on);
      this.counted.set(id, { supports, wall: one.supports });
      announce(on ? t('已赞同，共 {0} 人', supports) : t('已取消赞同'));
    } catch (error) {
      this.mark(id, !on);
      this.counted.delete(id);
      const words = error instanceof ApiError && error.message ? error.message : t('没有记上，请再按一次。');
      this.problem = { id, words };
    }
    this.requestUpdate();
  }

  private mark(id: string, on: boolean): void {
    const mine = new Set(this.mine);
    if (on) mine.add(id);
    else mine.delete(id);
    this.mine = mine;
  }

  private supports(one: WallOpinion): number {
    const counted = this.counted.get(one.opinion_id);
    return counted && counted.wall === one.supports ? Math.max(0, counted.supports) : one.supports;
  }

  private readonly card = (shown: WallOpinion): TemplateResult => {
    const one = this.wall?.opinions.find((other) => other.opinion_id === shown.opinion_id) ?? shown;
    const from = [one.region, one.name].filter(Boolean).join(' · ') || t('未署名');
    const mine = this.mine.has(one.opinion_id);
    const supports = this.supports(one);
    return html`<article class="op" data-testid=${ID.opinion} data-opinion=${one.opinion_id}>
      <p>${one.text}</p>
      <footer>
        <span class="grow">${from} · <time>${timeOfDay(one.published_at)}</time></span>
        <button
          class="btn quiet agree" type="button" aria-pressed=${String(mine)} ?disabled=${this.closed}
          aria-label=${t('赞同，{0} 人', supports)}
          data-testid=${ID.support} data-opinion=${one.opinion_id} @click=${() => void this.toggle(one)}
        >${icon(mine ? 'check' : 'plus')}${t('赞同')}${supports ? html`<b>${supports}</b>` : nothing}</button>
      </footer>
      ${this.problem?.id === one.opinion_id ? html`<p class="c-stop fs-s" role="alert">${this.problem.words}</p>` : nothing}
    </article>`;
  };

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
        ${shown ? repeat(shown.opinions, (one) => one.opinion_id, this.card) : this.loading()}
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

function fresh(shown: WallReading, wall: WallReading): number {
  const known = new Set(shown.opinions.map((one) => one.opinion_id));
  return wall.opinions.filter((one) => !known.has(one.opinion_id)).length;
}

function gone(shown: WallReading, wall: WallReading): boolean {
  if (wall.opinions.length >= 500) return false; // beyond the newest 500 the wall is cut, not taken back
  const there = new Set(wall.opinions.map((one) => one.opinion_id));
  return shown.opinions.some((one) => !there.has(one.opinion_id));
}
