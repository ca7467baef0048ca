// <tx-desk-search>: what was said, asked, answered, sent in and agreed, over all consultations.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { ApiError, call } from '../base/api';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { dayAndTime, span } from '../base/time';
import { ID } from '../testids';
import type { SearchHit, SearchResults } from '../wire.gen';
import { explain } from './desk';
import './search.css';

type Kind = SearchHit['kind'];

@customElement('tx-desk-search')
export class Search extends TxElement {
  @property() token = '';
  @internal() private query = '';
  @internal() private kind: Kind | '' = '';
  @internal() private hits: readonly SearchHit[] | null = null;
  @internal() private more = false;
  @internal() private busy = false;
  @internal() private problem = '';
  private asked = 0; // an answer to an earlier question is not shown under a later one

  override render(): TemplateResult {
    return html`<search>
      <form class="hstack" @submit=${this.submit}>
        <input
          class="inp grow" type="search" maxlength="100" .value=${this.query} data-testid=${ID.searchField}
          aria-label=${t('搜索全部协商')} placeholder=${t('搜索发言、字幕、意见、答复、成果')}
          @input=${(event: Event) => { this.query = (event.target as HTMLInputElement).value; }}
        />
        <select class="inp" aria-label=${t('搜什么')} @change=${this.choose}>
          <option value="">${t('全部')}</option>
          ${KINDS.map((kind) => html`<option value=${kind} ?selected=${kind === this.kind}>${kindName(kind)}</option>`)}
        </select>
        <button class="btn" type="submit" ?disabled=${this.busy}>${icon('search')}${this.busy ? t('正在搜索…') : t('搜索')}</button>
      </form>
      ${this.problem ? html`<p class="call stop" role="alert">${this.problem}</p>` : nothing}
      ${this.hits ? this.results(this.hits) : nothing}
    </search>`;
  }

  private results(hits: readonly SearchHit[]): TemplateResult {
    if (!hits.length) return html`<p class="t2" data-testid=${ID.searchNothing}>${t('没有找到。换一个词，或少写几个字再试。')}</p>`;
    return html`<ol class="hits">${hits.map((hit) => this.hit(hit))}</ol>
      ${this.more ? html`<button class="btn desk" type="button" ?disabled=${this.busy} @click=${() => void this.ask(hits.length)}>${t('更早的')}</button>` : nothing}`;
  }

  private hit(hit: SearchHit): TemplateResult {
    const into = hit.offset_ms === null ? nothing : html`<span class="nw">${t('会议第 {0}', span(hit.offset_ms / 1000))}</span>`;
    return html`<li>
      <a class="panel" href=${`/desk/${encodeURIComponent(hit.consultation_id)}#t=${this.token}`} data-testid=${ID.searchHit} data-kind=${hit.kind}>
        <span class="hstack fs-s t2"><span class="chip">${kindName(hit.kind)}</span><b class="grow">${hit.title}</b>
          ${into}<span class="nw">${dayAndTime(hit.at, Date.now())}</span></span>
        ${hit.who && hit.kind !== 'speech' ? html`<span class="fs-s t2">${hit.who}</span>` : nothing}
        <span>${hit.excerpt.map((part, place) => (place % 2 ? html`<mark>${part}</mark>` : part))}</span>
      </a>
      ${hit.offset_ms === null ? nothing : html`<a
        class="btn desk quiet" data-testid=${ID.searchWatch}
        href=${`/recordings/${encodeURIComponent(hit.consultation_id)}#at=${hit.at}&t=${this.token}`}
      >${icon('play')}${t('看录像')}</a>`}
    </li>`;
  }

  private readonly choose = (event: Event): void => {
    this.kind = (event.target as HTMLSelectElement).value as Kind | '';
    if (this.query.trim()) void this.ask(0);
  };

  private readonly submit = (event: Event): void => {
    event.preventDefault();
    if (this.query.trim()) void this.ask(0);
    else this.hits = null;
  };

  private async ask(offset: number): Promise<void> {
    const mine = ++this.asked;
    this.busy = true;
    this.problem = '';
    const query = new URLSearchParams({ q: this.query.trim(), kind: this.kind, offset: String(offset) });
    try {
      const found = await call<SearchResults>('GET', `/api/v1/search?${query}`, { token: this.token });
      if (mine !== this.asked) return;
      this.hits = offset ? [...(this.hits ?? []), ...found.hits] : found.hits;
      this.more = found.more;
      announce(this.hits.length ? t('找到 {0} 条', this.hits.length) : t('没有找到。换一个词，或少写几个字再试。'));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (mine === this.asked) this.problem = explain(error);
    } finally {
      if (mine === this.asked) this.busy = false;
    }
  }
}

const KINDS: readonly Kind[] = ['speech', 'caption', 'question', 'reply', 'opinion', 'outcome', 'item'];

function kindName(kind: Kind): string {
  switch (kind) {
    case 'speech': return t('发言');
    case 'caption': return t('字幕');
    case 'question': return t('问题');
    case 'reply': return t('书面答复');
    case 'opinion': return t('意见');
    case 'outcome': return t('成果');
    case 'item': return t('议程');
  }
}
