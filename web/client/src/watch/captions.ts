// <tx-watch-captions>: what is said, under the picture and in step with it: the stream is some seconds
// late, and its captions are held back as long.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { TxElement } from '../base/element';
import { t } from '../base/i18n';
import { preference, setPreference } from '../base/prefs';
import { captionLines, captionToggle, languageChoice } from '../components/caption-lines';
import { ID } from '../testids';
import type { PublicCaption, PublicCaptions } from '../wire.gen';
import { saidAt } from './caption-times';
import { apiPath, follow, livePath } from './public';

const TICK = 250; // ms

@customElement('tx-watch-captions')
export class WatchCaptions extends TxElement {
  @property() consultation = '';
  /** In which there are captions; while empty nothing is asked for. */
  @property({ attribute: false }) languages: readonly string[] = [];
  /** Unix ms by the server of what is seen. */
  @property({ attribute: false }) moment: () => number = Date.now;
  @state() private off = preference('captions-off');
  @state() private chosen = '';
  @state() private said: readonly PublicCaption[] = [];
  private captions: readonly PublicCaption[] = [];
  private stop: (() => void) | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.rest();
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('languages') && !changed.has('off')) return;
    const wanted = this.languages.length > 0 && !this.off;
    if (wanted && !this.stop) this.begin();
    if (!wanted) this.rest();
  }

  private begin(): void {
    const reading = follow<PublicCaptions>(
      apiPath(this.consultation, '/captions.json'),
      ({ value }) => { this.captions = value.captions; },
      () => undefined, // the page says by its other readings that it has no network
      { path: livePath(this.consultation, 'captions.json'), beats: false },
    );
    const tick = setInterval(() => this.look(), TICK);
    this.stop = () => {
      reading.stop();
      clearInterval(tick);
    };
  }

  private rest(): void {
    this.stop?.();
    this.stop = null;
  }

  private get language(): string {
    return this.languages.includes(this.chosen) ? this.chosen : (this.languages[0] ?? '');
  }

  private look(): void {
    const said = saidAt(this.captions, this.language, this.moment());
    const same = said.length === this.said.length && said.every((one, i) => {
      const before = this.said[i];
      return before?.caption_id === one.caption_id && before.text === one.text;
    });
    if (!same) this.said = said;
  }

  private readonly toggle = (): void => {
    this.off = !this.off;
    setPreference('captions-off', this.off);
  };

  override render(): TemplateResult | typeof nothing {
    if (!this.languages.length) return nothing;
    return html`<section class="captions" aria-label=${t('字幕')} data-testid=${ID.captions}>
      ${this.off ? nothing : captionLines(this.said, this.language, null, '')}
      <div class="hstack">
        ${captionToggle(this.off, this.toggle, ID.captionsToggle)}
        ${this.languages.length > 1 && !this.off
          ? languageChoice(t('看哪种字幕'), this.languages, this.language, (to) => { this.chosen = to; this.look(); })
          : nothing}
      </div>
    </section>`;
  }
}
