// <tx-watch-text>: the text-and-picture live 图文 beside the picture, as `/live/{id}/text` has it for
// who needs no player.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { locale, t, type Locale } from '../base/i18n';
import { timeOfDay } from '../base/time';
import { ID } from '../testids';
import type { PublicPicture, PublicText, PublicTextEntry } from '../wire.gen';
import { follow, livePath } from './public';
import { storage } from './storage';

@customElement('tx-watch-text')
export class WatchText extends TxElement {
  @property() consultation = '';
  @state() private text: PublicText | null = null;
  @state() private failed = false;
  private language: Locale | null = null;
  private stop: (() => void) | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
    this.language = null;
  }

  protected override willUpdate(_changed: PropertyValues<this>): void {
    if (!this.isConnected || this.language === locale()) return;
    this.language = locale();
    this.stop?.();
    this.stop = follow<PublicText>(
      this.path('text.json'),
      ({ value }) => { this.text = value; this.failed = false; },
      () => { this.failed = true; },
      { path: livePath(this.consultation, this.language === 'en' ? 'text.en.json' : 'text.json'), beats: false },
    ).stop;
  }

  private path(name: string, before?: number): string {
    const query = new URLSearchParams(this.language === 'en' ? { lang: 'en' } : {});
    if (before !== undefined) query.set('before', String(before));
    const asked = String(query);
    return `${livePath(this.consultation, name)}${asked ? `?${asked}` : ''}`;
  }

  override render(): TemplateResult {
    const { text } = this;
    return html`<div class="wh"><h2 class="grow">${t('图文')}</h2><a class="fs-s" href=${this.path('text')}>${t('只看图文（省流量）')}</a></div>
      ${text ? this.entries(text) : this.failed
        ? html`<p class="call wait">${icon('warn')}<span>${t('没有读到图文。直播不受影响。')}</span></p>`
        : html`<div class="skeleton"><i></i><i></i><i></i></div>`}`;
  }

  private entries({ entries, older }: PublicText): TemplateResult {
    if (!entries.length) return html`<div class="empty">${icon('doc')}<b>${t('还没有图文。')}</b></div>`;
    return html`<ol class="text-live">${repeat(entries, (one) => one.seq, entry)}</ol>
      ${older === null ? nothing : html`<p><a href=${this.path('text', older)}>${t('更早的图文')}</a></p>`}`;
  }
}

function entry(one: PublicTextEntry): TemplateResult {
  const note = one.kind === 'note';
  return html`<li class=${note ? 'note' : 'auto'} data-testid=${ID.textEntry} data-kind=${one.kind}>
    <time class="t2">${timeOfDay(one.at)}</time>
    <div>
      ${one.withdrawn === null
        ? one.words ? html`<p>${one.words}</p>` : nothing
        : html`<p class="t2">${t('已撤回：{0}', one.withdrawn)}</p>`}
      ${one.corrected_at !== null && one.withdrawn === null ? html`<small class="t2">${t('{0} 更正过', timeOfDay(one.corrected_at))}</small>` : nothing}
      ${one.pictures.map(picture)}
    </div>
  </li>`;
}

function picture(one: PublicPicture): TemplateResult {
  const width = Math.min(360, one.width);
  const store = storage.at(Date.now());
  return html`<a class="pic" href=${store + one.large} target="_blank" rel="noopener"><img src=${store + one.small} alt=${one.alt} width=${width}
    @error=${(event: Event) => fallBack(event.target as HTMLImageElement, one.small)}
    height=${Math.max(1, Math.round((one.height * width) / one.width))} loading="lazy" decoding="async" /></a>`;
}

/** A picture that the store does not give is the server's to give. */
function fallBack(image: HTMLImageElement, path: string): void {
  if (new URL(image.src).origin !== location.origin) image.src = path;
}
