// <tx-watch-document>: the page that is being shown, in step with the picture. The server gives a page
// only while it is shown and the picture is some seconds late, so each is fetched as soon as it is
// known of and kept until the picture gets there.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { TxElement } from '../base/element';
import { fetchWithin, SHORT } from '../base/deadline';
import { t } from '../base/i18n';
import { ID } from '../testids';
import type { NowDocument } from '../wire.gen';

const KEPT = 30; // pages; a stream is ten seconds late at most

@customElement('tx-watch-document')
export class WatchDocument extends TxElement {
  /** What is shown in the picture now, and what in the meeting. */
  @property({ attribute: false }) shown: NowDocument | null = null;
  @property({ attribute: false }) latest: NowDocument | null = null;
  private readonly kept = new Map<string, string>();
  private readonly asked = new Set<string>();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const address of this.kept.values()) URL.revokeObjectURL(address);
    this.kept.clear();
    this.asked.clear();
  }

  protected override willUpdate(): void {
    if (this.latest) void this.fetch(this.latest.image);
  }

  override render(): TemplateResult | typeof nothing {
    const { shown } = this;
    const address = shown && this.kept.get(shown.image);
    if (!shown || !address) return nothing;
    return html`<figure class="shown" data-theme="stage" data-testid=${ID.watchDocument} data-document=${shown.document_id} data-page=${shown.page}>
      <img src=${address} alt=${t('正在展示：{0}，第 {1} 页', shown.name, shown.page)} />
      <figcaption>${shown.name} <span class="nw">${t('{0} / {1} 页', shown.page, shown.pages)}</span></figcaption>
    </figure>`;
  }

  private async fetch(path: string): Promise<void> {
    if (this.asked.has(path)) return;
    this.asked.add(path);
    try {
      const picture = await fetchWithin(SHORT, path, {}, (answer) => {
        if (!answer.ok) throw new Error(`${answer.status}`);
        return answer.blob();
      });
      this.kept.set(path, URL.createObjectURL(picture));
    } catch {
      this.asked.delete(path); // asked again with the next reading, if it is shown still
      return;
    }
    const [oldest] = this.kept;
    if (this.kept.size > KEPT && oldest) {
      this.kept.delete(oldest[0]);
      this.asked.delete(oldest[0]);
      URL.revokeObjectURL(oldest[1]);
    }
    this.requestUpdate();
  }
}
