// <tx-bulk-invite>: join links of many at once: make them, see who has one and who has come in by it,
// take them away as a table or as QR codes to print, and revoke them.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { ApiError } from '../base/api';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { PressTwice } from '../base/press-twice';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { Invitation, Participant } from '../wire.gen';
import { explain, type Desk } from './desk';
import { download } from './download';
import { branches } from '../session/select';
import './bulk-invite.css';

const DAY = 24 * 3600;
const DAYS = [1, 3, 7, 30] as const;
const PER_SHEET = 400; // links in one document, as the server takes

@customElement('tx-bulk-invite')
export class BulkInvite extends TxElement {
  @property({ attribute: false }) desk!: Desk;
  @internal() private scope = '';
  @internal() private who: 'without' | 'all' = 'without';
  @internal() private days: number = 7;
  @internal() private busy: '' | 'making' | 'revoking' | 'csv' | 'pdf' = '';
  @internal() private done = '';
  @internal() private problem = '';
  private readonly twice = new PressTwice(this);

  override connectedCallback(): void {
    super.connectedCallback();
    new Follow(this, this.desk, ['change']);
  }

  // --- who ------------------------------------------------------------------------------------

  private inScope(state: State): readonly Participant[] {
    if (!this.scope) return state.participants;
    const below = new Set([this.scope]);
    for (const venue of state.venues) if (venue.parent_id && below.has(venue.parent_id)) below.add(venue.id);
    return state.participants.filter((one) => below.has(one.venue_id));
  }

  /** Links of those in scope that work now. */
  private live(people: readonly Participant[], now: number): string[] {
    return people.flatMap((one) => this.desk.linksOf(one.id, now).map((link) => link.invitationId));
  }

  /** Links of those in scope that this window can still show: they are told once. */
  private printable(people: readonly Participant[], now: number): Invitation[] {
    return people.flatMap((one) => {
      const newest = this.desk.linksOf(one.id, now).filter((link) => this.desk.made.has(link.invitationId)).at(-1);
      const made = newest && this.desk.made.get(newest.invitationId);
      return made ? [made] : [];
    });
  }

  // --- doing ----------------------------------------------------------------------------------

  private async make(people: readonly Participant[]): Promise<void> {
    if (this.busy || !people.length) return;
    this.start('making');
    const replace = this.who === 'all';
    const made = await this.desk.inviteMany({ participant_ids: people.map((one) => one.id), replace, expires_in: this.days * DAY });
    this.end(made ? t('做好 {0} 个链接，现在可以下载。关掉这一页就不能再下载了。', made.length) : '');
  }

  private async revoke(ids: readonly string[]): Promise<void> {
    if (this.busy || !ids.length) return;
    this.start('revoking');
    const done = await this.desk.revokeMany(ids);
    this.end(done ? t('已作废 {0} 个链接', ids.length) : '');
  }

  private async save(form: 'csv' | 'pdf', links: readonly Invitation[]): Promise<void> {
    if (this.busy || !links.length) return;
    this.start(form);
    try {
      for (let at = 0; at < links.length; at += PER_SHEET) {
        const part = links.length > PER_SHEET ? ` ${at / PER_SHEET + 1}` : '';
        const name = `${form === 'pdf' ? t('入会二维码') : t('入会链接')}${part}.${form}`;
        const tokens = links.slice(at, at + PER_SHEET).map((one) => one.token);
        await download(this.desk.place, `/invitations/links.${form}`, name, { tokens });
      }
      this.end(t('已下载'));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problem = explain(error);
      this.end('');
    }
  }

  private start(what: typeof this.busy): void {
    this.busy = what;
    this.done = this.problem = '';
  }

  private end(done: string): void {
    this.busy = '';
    this.done = done;
    if (done || this.problem) announce(done || this.problem);
  }

  // --- rendering ------------------------------------------------------------------------------

  override render(): TemplateResult | typeof nothing {
    const { state } = this.desk;
    if (!state) return nothing;
    const now = Date.now();
    const people = this.inScope(state);
    const without = people.filter((one) => !this.desk.linksOf(one.id, now).length);
    const used = people.filter((one) => this.desk.linksOf(one.id, now).some((link) => link.usedAt !== null));
    const chosen = this.who === 'without' ? without : people;
    return html`<div class="bulk" role="group" aria-label=${t('批量邀请')}>
      <div class="choose">
        ${this.choice(t('会场'), ID.bulkScope, this.scope, [['', t('全部会场')], ...branches(state.venues).map(
          ({ venue, depth }): [string, string] => [venue.id, `${'　'.repeat(depth)}${venue.name}`],
        )], (value) => { this.scope = value; })}
        ${this.choice(t('给谁'), ID.bulkWho, this.who, [
          ['without', t('还没有链接的 {0} 位', without.length)], ['all', t('全部 {0} 位，旧链接作废', people.length)],
        ], (value) => { this.who = value === 'all' ? 'all' : 'without'; })}
        ${this.choice(t('有效期'), ID.bulkExpires, String(this.days), DAYS.map((days) => [String(days), t('{0} 天', days)]), (value) => { this.days = Number(value); })}
        ${this.makeButton(chosen, this.who === 'all' ? this.live(people, now).length : 0)}
      </div>
      <div class="standing-links">
        <span class="chip floor">${t('有链接 {0} 位', people.length - without.length)}</span>
        <span class="chip ink">${t('已使用 {0} 位', used.length)}</span>
        ${without.length ? html`<span class="chip wait">${t('没有链接 {0} 位', without.length)}</span>` : nothing}
      </div>
      ${this.takeAway(this.printable(people, now))} ${this.undo(this.live(people, now))}
      ${this.done ? html`<p class="call floor" role="status">${icon('check')}<span>${this.done}</span></p>` : nothing}
      ${this.problem ? html`<p class="call stop">${icon('warn')}<span>${this.problem}</span></p>` : nothing}
    </div>`;
  }

  /** Pressed twice where links that work are to be revoked. */
  private makeButton(people: readonly Participant[], replaced: number): TemplateResult {
    const armed = this.twice.isArmed('make');
    const again = t('再按一次，旧的 {0} 个链接作废', replaced);
    const press = (): void => (replaced ? this.twice.press('make', again, () => void this.make(people)) : void this.make(people));
    return html`<button class="btn primary desk ${armed ? 'is-armed' : ''}" type="button" data-testid=${ID.bulkMake} data-count=${people.length}
      aria-busy=${this.busy === 'making'} aria-disabled=${people.length ? 'false' : 'true'} @click=${press}
    >${icon('link')}${this.busy === 'making' ? t('正在做…') : armed ? again : t('做 {0} 个链接', people.length)}</button>`;
  }

  private choice(
    label: string, hook: string, value: string, options: readonly (readonly [string, string])[], chosen: (value: string) => void,
  ): TemplateResult {
    return html`<label>${label}<select class="inp desk" data-testid=${hook} @change=${(event: Event) => chosen((event.target as HTMLSelectElement).value)}
    >${options.map(([one, words]) => html`<option value=${one} ?selected=${one === value}>${words}</option>`)}</select></label>`;
  }

  private takeAway(links: readonly Invitation[]): TemplateResult {
    const off = links.length ? 'false' : 'true';
    const button = (form: 'csv' | 'pdf', hook: string, words: string): TemplateResult => html`<button
      class="btn desk" type="button" data-testid=${hook} data-state=${this.busy === form ? 'busy' : 'idle'} aria-busy=${this.busy === form}
      aria-disabled=${off} aria-describedby="bulk-printable" @click=${() => void this.save(form, links)}
    >${icon('doc')}${this.busy === form ? t('正在准备…') : words}</button>`;
    return html`<div class="take" data-testid=${ID.bulkMade} data-count=${links.length}>
      ${button('pdf', ID.bulkPdf, t('二维码单 PDF'))} ${button('csv', ID.bulkCsv, t('链接表 CSV'))}
      <span class="t2 fs-xs" id="bulk-printable">${links.length
        ? t('{0} 个链接可以下载，只在这一页。请只交给本人。', links.length)
        : t('链接只在做的时候显示。要再打印，请给“全部”重做。')}</span>
    </div>`;
  }

  private undo(ids: readonly string[]): TemplateResult | typeof nothing {
    if (!ids.length) return nothing;
    const armed = this.twice.isArmed('revoke');
    return html`<div><button
      class="btn desk stop ${armed ? 'is-armed' : ''}" type="button" data-testid=${ID.bulkRevoke} data-count=${ids.length} aria-busy=${this.busy === 'revoking'}
      @click=${() => this.twice.press('revoke', t('再按一次，作废 {0} 个链接', ids.length), () => void this.revoke(ids))}
    >${armed ? t('再按一次，作废 {0} 个链接', ids.length) : t('作废这些人的 {0} 个链接', ids.length)}</button></div>`;
  }
}
