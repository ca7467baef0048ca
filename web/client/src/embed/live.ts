// <tx-embed-live>: the picture, and one line of what is happening; everything else is a press away.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { speaking } from '../base/words';
import type { Now } from '../wire.gen';
import { followNow } from '../watch/public';
import { notice } from '../watch/notice';
import { embedded, livePage } from './place';

@customElement('tx-embed-live')
export class EmbedLive extends TxElement {
  @state() private now: Now | null = null;
  @state() private unknown = false;
  private readonly consultation = embedded();
  private stop: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = followNow(
      this.consultation,
      ({ value }) => {
        this.now = value;
        document.title = `${t('直播')} · ${value.title}`;
      },
      ({ code }) => { this.unknown = this.unknown || code === 'not_found'; },
    ).stop;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
  }

  override render(): TemplateResult {
    const { now } = this;
    if (this.unknown) return html`<p class="empty">${t('没有找到这场会议。')}</p>`;
    return html`<tx-player .stored=${now?.stream_stored ?? false} .source=${now?.on_air ? now.stream : null} .notice=${now ? notice(now) : t('正在读取…')}></tx-player>
      <footer class="strip">
        <span class="grow cut">${now ? said(now) : nothing}</span>
        <a class="btn quiet" target="_blank" rel="noopener" href=${livePage(this.consultation)}>${icon('link')}${t('打开直播页')}</a>
      </footer>`;
  }
}

/** The speaker if there is one, else the item, else what it is. */
function said(now: Now): string {
  const speaker = now.speakers[0];
  if (speaker) return `${speaker.name} ${speaking(speaker.kind)}`;
  return now.item ? `${t('第 {0} 项', now.item.number)} · ${now.item.title}` : now.title;
}
