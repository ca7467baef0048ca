// <tx-opinion-rows>: the screening desk's list, however long; the one that is shown follows the keys.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { Follow, Ticking, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { timeOfDay } from '../base/time';
import { ID } from '../testids';
import type { OpinionView } from '../wire.gen';
import { BLOCK, Blocks } from './blocks';
import { looksPersonal } from './reasons';
import type { Screener } from './screener';
import { age, fromWhom, stateName, whose } from './screening-words';

/** Asks the page to open an opinion, as by a click. */
export class PickEvent extends CustomEvent<string> {
  constructor(opinionId: string) {
    super('pick', { detail: opinionId });
  }
}

@customElement('tx-opinion-rows')
export class OpinionRows extends TxElement {
  @property({ attribute: false }) screener!: Screener;
  private readonly blocks = new Blocks(this, '[role="listbox"]');
  protected readonly ticking = new Ticking(this); // since when each waits
  private listing = '';
  private shown = '';

  override connectedCallback(): void {
    super.connectedCallback();
    new Follow(this, this.screener, ['change']);
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const { filter, order, find, themeOf } = this.screener;
    const listing = JSON.stringify([filter, order, find, themeOf]);
    if (listing !== this.listing) this.blocks.reset();
    this.listing = listing;
  }

  protected override updated(): void {
    const { selected } = this.screener;
    if (selected === this.shown) return;
    this.shown = selected;
    this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  private readonly arrows = (event: KeyboardEvent): void => {
    const { screener } = this;
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by) screener.move(by);
    else if (event.key === 'Enter' && screener.selected) this.dispatchEvent(new PickEvent(screener.selected));
    else return;
    event.preventDefault();
  };

  override render(): TemplateResult {
    const { list, filter, selected, place } = this.screener;
    const count = Math.ceil(list.length / BLOCK);
    const at = Math.floor(place / BLOCK);
    return html`<div class="rows" role="listbox" tabindex="0" aria-label=${stateName(filter)}
      aria-activedescendant=${selected ? `o-${selected}` : nothing} @keydown=${this.arrows}
    >${Array.from({ length: count }, (_, n) => this.block(n, list, n === at || this.blocks.draws(n)))}</div>`;
  }

  private block(n: number, list: readonly OpinionView[], draws: boolean): TemplateResult {
    const rows = list.slice(n * BLOCK, (n + 1) * BLOCK);
    return html`<ol role="presentation" data-block=${n} data-rows=${rows.length}
    >${draws ? repeat(rows, (one) => one.opinion_id, (one, index) => this.row(one, n * BLOCK + index + 1, list.length)) : nothing}</ol>`;
  }

  private row(one: OpinionView, position: number, of: number): TemplateResult {
    const { selected, checked } = this.screener;
    const id = one.opinion_id;
    const on = id === selected;
    return html`<li
      class=${on ? 'on' : ''} role="option" id=${`o-${id}`} aria-selected=${on} aria-checked=${checked.has(id)} aria-posinset=${position} aria-setsize=${of}
      data-testid=${ID.deskOpinion} data-opinion=${id} data-state=${one.state} @click=${() => this.dispatchEvent(new PickEvent(id))}
    >
      <p><span class="tick" aria-hidden="true" title=${t('选中')} data-testid=${ID.deskCheck} data-opinion=${id}
        @click=${(event: Event) => { event.stopPropagation(); this.screener.check(id); }}>${checked.has(id) ? icon('check') : nothing}</span>${one.text}</p>
      <span class="m"><span class="t2 fs-xs">${fromWhom(one)}</span>${this.chips(one)}</span>
      <span class="w">${one.state === 'submitted' ? age(one.submitted_at) : timeOfDay(one.published_at ?? one.submitted_at)}</span>
    </li>`;
  }

  private chips(one: OpinionView): TemplateResult {
    const { groups } = this.screener;
    const alike = groups.alike(one.opinion_id).length;
    const claim = groups.claimOf(one.opinion_id);
    return html`${looksPersonal(one.text) ? html`<span class="chip xs wait">${icon('warn')}${t('有电话或证件号')}</span>` : nothing}
      ${one.state === 'withheld' ? html`<span class="chip xs stop">${one.reason}</span>` : nothing}
      ${groups.marksOf(one).length ? html`<span class="chip xs wait">${icon('warn')}${t('敏感词')}</span>` : nothing}
      ${one.supports ? html`<span class="chip xs line">${t('赞同 {0}', one.supports)}</span>` : nothing}
      ${alike ? html`<span class="chip xs ink">${t('相近 {0}', alike)}</span>` : nothing}
      ${one.merged ? html`<span class="chip xs ink">${t('并入 {0} 条', one.merged)}</span>` : nothing}
      ${claim ? html`<span class="chip xs line">${icon('lock')}${t('{0}在看', whose(claim.by))}</span>` : nothing}`;
  }
}
