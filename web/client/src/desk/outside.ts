// What stands where the desk cannot be shown: a dead link, no network, or not yet.
import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { ApiError } from '../base/api';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { mark } from '../components/mark';
import { languageButton } from '../components/preferences';
import { ID } from '../testids';

const QUIET = 300; // ms: show nothing for this long, then a skeleton
const SLOW = 8_000; // then words and a way to try again

export function alone(inside: TemplateResult): TemplateResult {
  return html`<div class="alone">
    <header class="top">${mark()}<b class="grow fs-l">${t('同心')}</b>${languageButton()}</header>
    <main class="empty">${inside}</main>
  </div>`;
}

export function refusedPage(error: ApiError, retry: () => void): TemplateResult {
  const down = error.code === 'unreachable' || error.status >= 500;
  const words = down ? t('连不上会议。请检查网络。') : error.message || t('这个链接已失效。请联系会务人员。');
  return alone(html`${icon(down ? 'off' : 'link')}
    <h1 class="fs-l" data-testid=${ID.linkDead} data-code=${error.code}>${words}</h1>
    ${down ? html`<button class="btn primary" type="button" @click=${retry}>${t('重试')}</button>` : nothing}`);
}

/** Waiting that shows nothing at first and words at last. */
export class Patience implements ReactiveController {
  private waited = 0;
  private timers: ReturnType<typeof setTimeout>[] = [];

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  start(): void {
    this.timers = [QUIET, SLOW].map((after) => setTimeout(() => {
      this.waited = after;
      this.host.requestUpdate();
    }, after));
  }

  hostDisconnected(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  render(words: string, retry: () => void): TemplateResult | typeof nothing {
    if (this.waited < QUIET) return nothing;
    return alone(html`<span class="skeleton" aria-hidden="true"><i></i><i></i><i></i></span>
      ${this.waited < SLOW ? nothing : html`<p>${words}</p><button class="btn" type="button" @click=${retry}>${t('重试')}</button>`}`);
  }
}
