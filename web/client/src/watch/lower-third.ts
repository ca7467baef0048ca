// <tx-lower-third>: who speaks, over the picture and in step with it, by the stream's own metadata.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { TxElement } from '../base/element';
import { levelBadge } from '../components/level-badge';
import { ID } from '../testids';
import { titlesAt, type StreamTitles } from './titles';

const TICK = 250; // ms

@customElement('tx-lower-third')
export class LowerThird extends TxElement {
  @property({ attribute: false }) titles: readonly StreamTitles[] = [];
  /** Unix ms of the picture that is seen; null while unknown. */
  @property({ attribute: false }) moment: () => number | null = () => null;
  @state() private shown: StreamTitles | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => this.look(), TICK);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  private look(): void {
    const next = titlesAt(this.titles, this.moment());
    if (next?.from !== this.shown?.from) this.shown = next;
  }

  override render(): TemplateResult | typeof nothing {
    const { shown } = this;
    if (!shown) return nothing;
    // The page says the same below the picture, to screen readers too.
    return html`<div class="lower" aria-hidden="true" data-testid=${ID.lowerThird}>
      ${shown.speaker
        ? html`<p>${shown.level ? levelBadge(shown.level) : nothing}<b>${shown.speaker}</b><span class="t2">${shown.title}</span></p>`
        : nothing}
      <p class="t2 fs-s">${[shown.venue, shown.item].filter(Boolean).join(' · ')}</p>
    </div>`;
  }
}
