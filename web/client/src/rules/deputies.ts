// <tx-deputies>: who stands in for the chair, in this order, and who presides now.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { announce } from '../base/announce';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { roleName } from '../base/words';
import { participantOf, venueOf } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { Participant } from '../wire.gen';
import './floor-rules';
import type { Run } from './floor-rules';

const DEPUTIES_MAX = 5; // as the server takes
const MAY: ReadonlySet<Participant['role']> = new Set(['clerk', 'member', 'expert', 'department', 'public_rep']);

@customElement('tx-deputies')
export class Deputies extends TxElement {
  @property({ attribute: false }) state!: State;
  @property({ attribute: false }) run!: Run;
  /** The order being written; null while it is only read. */
  @internal() private draft: readonly string[] | null = null;
  @internal() private refused = '';
  @internal() private busy = false;

  override render(): TemplateResult {
    const { state } = this;
    const closed = state.status === 'closed';
    return html`<section class="panel rules" aria-labelledby="deputies-title" data-testid=${ID.deputies} data-deputies=${state.deputies.join(' ')}>
      <header><h2 id="deputies-title">${t('代理主持人')}</h2><span class="grow"></span>
        ${this.draft ? nothing : html`<button class="btn desk" type="button" data-testid=${ID.deputiesEdit} aria-disabled=${closed ? 'true' : nothing}
          aria-describedby=${closed ? 'deputies-why' : nothing} @click=${() => closed || this.begin()}>${t('修改')}<span class="vh">${t('代理主持人')}</span></button>`}
      </header>
      ${closed ? html`<p class="why" id="deputies-why">${t('已经闭会，不能再改。')}</p>` : nothing}
      ${this.draft && !closed ? this.form(this.draft) : this.holding()}
    </section>`;
  }

  private holding(): TemplateResult {
    const { deputies, presiding } = this.state;
    return html`<p class="hint">${t('主持人断线时，名单里在会的第一位可以代为主持。')}</p>
      ${deputies.length
        ? html`<ol class="deputies">${deputies.map((id, index) => html`<li><b class="no">${index + 1}</b><span class="grow">${this.named(id)}</span>
            ${id === presiding ? html`<span class="chip xs floor">${t('正在主持')}</span>` : nothing}</li>`)}</ol>`
        : html`<p class="none">${t('没有指定')}</p>`}`;
  }

  private named(id: string): TemplateResult | string {
    const who = participantOf(this.state, id);
    if (!who) return id;
    const more = [who.name === roleName(who.role) ? '' : roleName(who.role), venueOf(this.state, who)?.name].filter(Boolean).join(' · ');
    return html`${who.name}<small class="t2"> ${more}</small>`;
  }

  // --- the form -------------------------------------------------------------------------------

  private begin(): void {
    this.draft = this.state.deputies;
    this.refused = '';
    this.focus$('form .btn, form select');
  }

  private end(): void {
    this.draft = null;
    this.focus$(`[data-testid="${ID.deputiesEdit}"]`);
  }

  private focus$(selector: string): void {
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(selector)?.focus());
  }

  private async save(event: Event, draft: readonly string[]): Promise<void> {
    event.preventDefault();
    if (this.busy || this.isSame(draft)) return;
    this.busy = true;
    this.refused = await this.run({ type: 'name_deputies', participant_ids: [...draft] });
    this.busy = false;
    if (this.refused) return;
    announce(draft.length ? t('代理主持人指定好了') : t('不再有代理主持人'));
    this.end();
  }

  private isSame(draft: readonly string[]): boolean {
    return draft.join(' ') === this.state.deputies.join(' ');
  }

  private form(draft: readonly string[]): TemplateResult {
    const same = this.isSame(draft);
    return html`<form class="rules-form" novalidate @submit=${(event: Event) => void this.save(event, draft)}>
      ${draft.length ? html`<ol class="deputies">${repeat(draft, (id) => id, (id, index) => this.row(draft, id, index))}</ol>` : html`<p class="none">${t('没有指定')}</p>`}
      ${this.adder(draft)}
      ${this.refused ? html`<p class="call stop" role="alert">${icon('warn')}<span>${this.refused}</span></p>` : nothing}
      <div class="acts">
        <span class="why grow" id="deputies-same">${same ? t('还没有改动') : ''}</span>
        <button class="btn desk" type="button" data-testid=${ID.deputiesCancel} @click=${() => this.end()}>${t('取消')}</button>
        <button class="btn desk primary" data-testid=${ID.deputiesSave} aria-busy=${this.busy} aria-disabled=${same ? 'true' : nothing} aria-describedby="deputies-same">${t('保存')}</button>
      </div>
    </form>`;
  }

  private row(draft: readonly string[], id: string, index: number): TemplateResult {
    const name = participantOf(this.state, id)?.name ?? id;
    const step = (by: -1 | 1): TemplateResult => {
      const off = index + by < 0 || index + by >= draft.length;
      return html`<button class="btn desk sq" type="button" aria-label=${by < 0 ? t('上移：{0}', name) : t('下移：{0}', name)} aria-disabled=${off ? 'true' : nothing}
        data-testid=${by < 0 ? ID.deputyUp : ID.deputyDown} data-participant=${id} @click=${() => off || this.move(draft, index, by)}>${icon(by < 0 ? 'up' : 'down')}</button>`;
    };
    return html`<li data-testid=${ID.deputyRow} data-participant=${id}><b class="no">${index + 1}</b><span class="grow">${this.named(id)}</span>
      ${step(-1)}${step(1)}<button class="btn desk sq" type="button" aria-label=${t('去掉：{0}', name)} data-testid=${ID.deputyRemove} data-participant=${id}
        @click=${() => this.drop(draft, id)}>${icon('x')}</button></li>`;
  }

  private adder(draft: readonly string[]): TemplateResult {
    const rest = this.state.participants.filter((one) => MAY.has(one.role) && !draft.includes(one.id));
    const why = draft.length >= DEPUTIES_MAX ? t('最多 {0} 位代理主持人', DEPUTIES_MAX) : rest.length ? '' : t('名单里没有别人可以代理');
    const add = (event: Event): void => {
      const select = event.target as HTMLSelectElement;
      if (select.value) this.draft = [...draft, select.value];
      select.value = '';
    };
    return html`<div class="field"><label for="deputy-add">${t('加一位')}</label>
      <select id="deputy-add" class="inp desk" data-testid=${ID.deputyAdd} ?disabled=${why !== ''} aria-describedby="deputy-why" @change=${add}>
        <option value="" selected>${t('从名单里选')}</option>
        ${rest.map((one) => html`<option value=${one.id}>${one.name}（${roleName(one.role)}）</option>`)}</select>
      <span class="why" id="deputy-why" ?hidden=${!why}>${why}</span></div>`;
  }

  private move(draft: readonly string[], index: number, by: -1 | 1): void {
    const moved = [...draft];
    const [id = ''] = moved.splice(index, 1);
    moved.splice(index + by, 0, id);
    this.draft = moved;
    announce(t('移到第 {0} 位', index + by + 1));
    this.focus$(`[data-testid="${by < 0 ? ID.deputyUp : ID.deputyDown}"][data-participant="${id}"]`);
  }

  private drop(draft: readonly string[], id: string): void {
    this.draft = draft.filter((one) => one !== id);
    this.focus$('#deputy-add');
  }
}
