// <tx-opinions>: what the public said and was published, newest first.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { timeOfDay } from '../base/time';
import { ID } from '../testids';
import type { OpinionView } from '../wire.gen';

const SHOWN = 200; // a reader goes no further; the wall page has them all

@customElement('tx-opinions')
export class Opinions extends TxElement {
  @property({ attribute: false }) opinions: readonly OpinionView[] = [];

  override render(): TemplateResult {
    const published = this.opinions.filter((one) => one.state === 'published');
    const newest = published.slice(-SHOWN).reverse();
    return html`<div class="hd">
        <h2 id="opinions-title">${t('群众意见')}</h2>
        <span class="t3 fs-s">${t('已公布 {0} 条', published.length)}</span>
      </div>
      <ol>
        ${repeat(newest, (one) => one.opinion_id, row)}
      </ol>
      ${published.length ? nothing : html`<div class="empty">${icon('chat')}<b>${t('还没有公布的意见')}</b></div>`}`;
  }
}

function row(one: OpinionView): TemplateResult {
  const from = [one.name, one.region].filter(Boolean).join(' · ') || t('未署名');
  return html`<li class="opinion" data-testid=${ID.opinion} data-opinion=${one.opinion_id}>
    <span>${one.text}</span>
    <small>${from}${one.published_at === null ? nothing : ` · ${timeOfDay(one.published_at)}`}</small>
  </li>`;
}
