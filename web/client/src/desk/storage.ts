// <tx-desk-storage>: how the object store stands from which viewers read; nothing where there is none.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { ApiError, call } from '../base/api';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { ID } from '../testids';
import type { Health, StorageStatus } from '../wire.gen';

const EVERY = 15_000; // ms

@customElement('tx-desk-storage')
export class StorageDesk extends TxElement {
  @state() private storage: StorageStatus | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => void this.read(), EVERY);
    void this.read();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  private async read(): Promise<void> {
    try {
      this.storage = (await call<Health>('GET', '/healthz')).storage ?? null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error; // the desk says by itself that it has no network
    }
  }

  override render(): TemplateResult | typeof nothing {
    const { storage } = this;
    if (!storage) return nothing;
    const { waiting, failure } = storage;
    return html`<div data-testid=${ID.deskStorage} data-failure=${failure ?? ''} data-waiting=${waiting}>
      ${failure
        ? html`<p class="call wait" role="status">${icon('warn')}<span>${why(failure)}<br />${t('观众改从本服务器看，录像仍在本机。恢复以后自动补上。')}</span></p>`
        : html`<p class="t2 fs-s">${t('对象存储正常。')}</p>`}
      ${waiting ? html`<p class="t2 fs-s">${t('还有 {0} 个文件没有放进对象存储。', waiting)}</p>` : nothing}
    </div>`;
  }
}

function why(failure: NonNullable<StorageStatus['failure']>): string {
  switch (failure) {
    case 'denied':
      return t('对象存储拒绝了服务器的密钥。请管理员检查密钥和权限。');
    case 'missing':
      return t('对象存储里没有设置的存储桶。请管理员建立，或改正设置。');
    case 'unreachable':
      return t('连不上对象存储。请管理员检查网络和存储服务。');
  }
}
