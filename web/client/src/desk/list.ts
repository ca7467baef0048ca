// <tx-desk-list>: all consultations, and the way to a new one.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { ApiError, call, type Place } from '../base/api';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { peek } from '../base/token';
import { dayAndTime } from '../base/time';
import { statusName } from '../base/words';
import { mark } from '../components/mark';
import { languageButton, textButton } from '../components/preferences';
import { ID } from '../testids';
import type { ConsultationList, Summary } from '../wire.gen';
import { Patience, refusedPage } from './outside';
import './contributions';
import './create';
import './search';

const CONSULTATIONS = '/api/v1/consultations';

@customElement('tx-desk-list')
export class List extends TxElement {
  @property({ attribute: false }) place!: Place;
  @internal() private all: readonly Summary[] | null = null;
  @internal() private failure: ApiError | null = null;
  @internal() private shows: 'list' | 'create' | 'contributions' = 'list';
  private readonly patience = new Patience(this);

  override connectedCallback(): void {
    super.connectedCallback();
    this.patience.start();
    void this.load();
  }

  private async load(): Promise<void> {
    const { token } = this.place;
    try {
      const { consultations } = await call<ConsultationList>('GET', CONSULTATIONS, { token });
      // Chair and clerk have one: there is nothing to choose.
      const only = peek(token)?.role === 'organizer' ? undefined : consultations[0];
      if (only) location.replace(`/desk/${encodeURIComponent(only.id)}#t=${token}`);
      else this.all = consultations;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.failure = error;
    }
  }

  override render(): TemplateResult | typeof nothing {
    if (this.failure) return refusedPage(this.failure, () => location.reload());
    if (!this.all) return this.patience.render(t('正在读取会议…'), () => location.reload());
    document.title = `${this.heading()} · ${t('同心')}`;
    return html`<div class="desk-home">
      <header class="top">
        ${mark()}<h1>${t('工作台')}</h1><span class="grow"></span>${textButton('btn quiet desk')}${languageButton('btn quiet desk')}
      </header>
      ${this.content(this.all)}
    </div>`;
  }

  private heading(): string {
    return this.shows === 'create' ? t('新建协商') : this.shows === 'contributions' ? t('履职情况') : t('工作台');
  }

  private content(all: readonly Summary[]): TemplateResult {
    switch (this.shows) {
      case 'create':
        return html`<tx-desk-create .token=${this.place.token} @cancel-create=${() => { this.shows = 'list'; }}></tx-desk-create>`;
      case 'contributions':
        return html`<tx-desk-contributions token=${this.place.token} @close-contributions=${() => { this.shows = 'list'; }}></tx-desk-contributions>`;
      case 'list':
        return this.rows(all);
    }
  }

  private rows(all: readonly Summary[]): TemplateResult {
    return html`<main class="home-list">
      <tx-desk-search token=${this.place.token}></tx-desk-search>
      <div class="col-title">
        <h2 class="grow">${t('协商 {0} 场', all.length)}</h2>
        <button class="btn" type="button" data-testid=${ID.contributionsOpen} @click=${() => { this.shows = 'contributions'; }}>${icon('people')}${t('履职情况')}</button>
        <button class="btn primary" type="button" data-testid=${ID.newConsultation} @click=${() => { this.shows = 'create'; }}>
          ${icon('plus')}${t('新建协商')}</button>
      </div>
      ${all.length
        ? html`<ul>${all.map((one) => this.row(one))}</ul>`
        : html`<div class="empty panel">${icon('doc')}<b>${t('还没有协商')}</b><small>${t('按“新建协商”，填会场和议程。')}</small></div>`}
    </main>`;
  }

  private row(one: Summary): TemplateResult {
    const now = Date.now();
    const look = one.status === 'open' ? 'floor' : one.status === 'adjourned' ? 'wait' : one.status === 'planned' ? 'ink' : '';
    const at = one.closed_at !== null
      ? t('{0} 闭会', dayAndTime(one.closed_at, now))
      : one.opened_at !== null ? t('{0} 开的会', dayAndTime(one.opened_at, now)) : t('{0} 开会', dayAndTime(one.scheduled_at, now));
    return html`<li>
      <a
        class="panel" href=${`/desk/${encodeURIComponent(one.id)}#t=${this.place.token}`}
        data-testid=${ID.consultationRow} data-consultation=${one.id} data-status=${one.status}
      ><b class="grow">${one.title}</b><span class="t2 fs-s nw">${at}</span><span class="chip ${look}">${statusName(one.status)}</span>${icon('right', 't3')}</a>
    </li>`;
  }
}
