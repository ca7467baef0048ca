// <tx-agenda>: the items, which one runs, how long the others took or are planned to take.
import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { minutes } from '../base/time';
import { itemKind } from '../base/words';
import { ID } from '../testids';
import type { ItemView } from '../wire.gen';

@customElement('tx-agenda')
export class Agenda extends TxElement {
  @property({ attribute: false }) items: readonly ItemView[] = [];

  override render(): TemplateResult {
    const total = this.items.reduce((sum, one) => sum + one.item.planned_minutes, 0);
    return html`<div class="hd">
        <h2 id="agenda-title">${t('议程')}</h2>
        <span class="t3 fs-s">${t('共 {0} 项，计划 {1} 分钟', this.items.length, total)}</span>
      </div>
      <ol data-testid=${ID.agenda}>
        ${this.items.map((one, index) => this.row(one, index + 1))}
      </ol>`;
  }

  private row({ item, started_at, closed_at }: ItemView, number: number): TemplateResult {
    const planned = t('{0} 分', item.planned_minutes);
    if (started_at !== null && closed_at !== null) {
      return html`<li class="done" data-testid=${ID.agendaItem} data-item=${item.id} data-state="done">
        ${icon('check', 'c-floor', t('已结束'))}<span>${item.title}</span>
        <span class="t3">${t('用时 {0}', minutes((closed_at - started_at) / 1000))}</span>
      </li>`;
    }
    if (started_at !== null) {
      return html`<li class="now" aria-current="step" data-testid=${ID.agendaItem} data-item=${item.id} data-state="now">
        <b class="no">${number}</b><b>${item.title}<small>${itemKind(item.kind)}</small></b><span class="t3">${planned}</span>
      </li>`;
    }
    return html`<li data-testid=${ID.agendaItem} data-item=${item.id} data-state="later">
      <span class="no">${number}</span><span>${item.title}</span><span class="t3">${planned}</span>
    </li>`;
  }
}
