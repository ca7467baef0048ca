// <tx-embed-wall>: the published opinions, and the way to send one.
import { html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import type { Wall } from '../wire.gen';
import { followNow, wallOf } from '../watch/public';
import { embedded, livePage } from './place';

@customElement('tx-embed-wall')
export class EmbedWall extends TxElement {
  @state() private wall: Wall | null = null;
  @state() private failed = false;
  @state() private unknown = false;
  private readonly consultation = embedded();
  private readonly reader = wallOf(this.consultation);
  private stop: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    document.title = t('意见墙');
    this.stop = followNow(
      this.consultation,
      ({ value }) => { void this.read(value.wall_next); },
      ({ code }) => { this.failed = true; this.unknown = this.unknown || code === 'not_found'; },
    ).stop;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
  }

  private async read(next: number): Promise<void> {
    try {
      if (await this.reader.to(next)) this.wall = this.reader.wall;
      this.failed = false;
    } catch {
      this.failed = true;
    }
  }

  override render(): TemplateResult {
    if (this.unknown) return html`<p class="empty">${t('没有找到这场会议。')}</p>`;
    return html`<main class="scroll" tabindex="0" aria-label=${t('意见墙')}><tx-wall .wall=${this.wall} .failed=${this.failed}></tx-wall></main>
      <footer class="strip">
        <span class="grow"></span>
        <a class="btn quiet" target="_blank" rel="noopener" href=${livePage(this.consultation)}>${icon('chat')}${t('去写意见')}</a>
      </footer>`;
  }
}
