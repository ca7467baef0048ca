// <tx-desk-prepare>: who takes part and by which link, the venues and seats, and the agenda.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { Follow, TxElement } from '../base/element';
import { icon, type IconName } from '../base/icons';
import { t } from '../base/i18n';
import { languageName } from '../base/languages';
import { Media } from '../base/media-query';
import { PressTwice } from '../base/press-twice';
import { dayAndTime, limit } from '../base/time';
import { itemKind, roleName } from '../base/words';
import { levelBadge } from '../components/level-badge';
import { withReason } from '../components/reason';
import { branches, venueOf } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { AttendanceView, Participant, Seat, Venue } from '../wire.gen';
import { emptyAdditions, type Additions } from './additions';
import { copy } from './copy';
import type { Desk, Link } from './desk';
import '../rules/deputies';
import type { Run } from '../rules/floor-rules';
import './bulk-invite';
import './caption-ports';
import './item-documents';
import './item-questions';
import './roster-import';

@customElement('tx-desk-prepare')
export class Prepare extends TxElement {
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) additions: Additions = emptyAdditions();
  @internal() private making = '';
  @internal() private open = false;
  /** What is open within the roster. */
  @internal() private tool: '' | 'import' | 'invite' = '';
  private readonly twice = new PressTwice(this);
  private readonly narrow = new Media(this, '(max-width: 1099px)');

  override connectedCallback(): void {
    super.connectedCallback();
    new Follow(this, this.desk, ['change']);
  }

  // --- doing ----------------------------------------------------------------------------------

  private async link(participantId: string): Promise<void> {
    if (this.making) return;
    this.making = participantId;
    const made = await this.desk.invite({ participant_id: participantId });
    this.making = '';
    if (made) announce(t('链接做好了，只显示这一次'));
  }

  private async copyLink(url: string, input: HTMLInputElement | null): Promise<void> {
    announce((await copy(url, input)) ? t('链接已复制') : t('没有复制成。请选中链接自己复制。'));
  }

  private readonly run: Run = async (command) => ((await this.desk.attempt(command)) ? '' : this.desk.problem);

  private async mark(select: HTMLSelectElement, whom: { participant_id?: string; seat_id?: string }): Promise<void> {
    const { state, you } = this.desk;
    const status = select.value;
    if (!state || (status !== 'present' && status !== 'excused' && status !== 'absent')) return;
    const said = await withReason(state, you, [{ type: 'mark_attendance', status, ...whom }]);
    const done = said !== null && (await Promise.all(said.map((one) => this.desk.attempt(one)))).every(Boolean);
    if (!done) select.value = markOf(this.desk.state, whom); // as it stands
  }

  private show(form: Additions['form']): void {
    this.additions.form = form;
    this.open = true;
    void this.updateComplete.then(() => this.querySelector('tx-additions')?.focusFirst());
  }

  private readonly added = (): void => {
    this.open = false;
    if (!this.narrow.matches) this.querySelector('tx-additions')?.focusFirst();
  };

  private readonly imported = (): void => {
    this.tool = '';
  };

  // --- rendering ------------------------------------------------------------------------------

  override render(): TemplateResult | typeof nothing {
    const { state } = this.desk;
    if (!state) return nothing;
    const now = Date.now();
    const without = state.participants.filter((one) => !this.desk.linksOf(one.id, now).length).length;
    return html`<div class="prepare">
      <div class="lists">
        <section class="panel" aria-labelledby="roster-title">
          <header><h2 id="roster-title">${t('名单 {0} 位', state.participants.length)}</h2>
            ${without ? html`<span class="chip wait">${t('{0} 位还没有链接', without)}</span>` : nothing}
            <span class="grow"></span>${state.status === 'closed' ? nothing : this.toolButton('import', ID.importOpen, 'doc', t('导入名单'))}
            ${state.participants.length ? this.toolButton('invite', ID.bulkOpen, 'link', t('批量邀请')) : nothing}
            ${this.adder('participant', t('加人'))}</header>
          ${this.tool === 'import' ? html`<tx-roster-import .desk=${this.desk} @imported=${this.imported}></tx-roster-import>` : nothing}
          ${this.tool === 'invite' ? html`<tx-bulk-invite .desk=${this.desk}></tx-bulk-invite>` : nothing}
          ${state.participants.length
            ? html`<ul class="roster">${state.participants.map((one) => this.person(state, one, now))}</ul>`
            : html`<div class="empty">${icon('people')}<b>${t('名单还是空的')}</b><small>${t('先加主持人和记录员，再加各会场的人。')}</small></div>`}
        </section>
        <section class="panel" aria-labelledby="venues-title">
          <header><h2 id="venues-title">${t('会场 {0} 个', state.venues.length)}</h2><span class="grow"></span>${this.adder('venue', t('加会场'))}</header>
          <ul class="tree">${branches(state.venues).map(({ venue, depth }) => this.venue(state, venue, depth))}</ul>
        </section>
        <section class="panel" aria-labelledby="plan-title">
          <header><h2 id="plan-title">${t('议程 {0} 项', state.agenda.length)}</h2><span class="grow"></span>${this.adder('item', t('加议程'))}</header>
          <ol class="plan">${state.agenda.map(({ item, started_at, closed_at }, i) => html`<li>
            <b>${i + 1}</b><span class="grow">${item.title}</span>
            <span class="t2 fs-xs nw">${itemKind(item.kind)} · ${t('{0} 分钟', item.planned_minutes)} · ${t('每人 {0}', limit(item.speech_seconds))}</span>
            ${closed_at !== null
              ? html`<span class="chip xs">${t('已结束')}</span>`
              : started_at !== null ? html`<span class="chip xs ink">${t('正在进行')}</span>` : nothing}
            <tx-item-questions .desk=${this.desk} .item=${item.id}></tx-item-questions>
            <tx-item-documents .desk=${this.desk} .item=${item.id}></tx-item-documents>
          </li>`)}</ol>
        </section>
        <tx-floor-rules .state=${state} .run=${this.run}></tx-floor-rules>
        <tx-deputies .state=${state} .run=${this.run}></tx-deputies>
        <tx-caption-ports .desk=${this.desk}></tx-caption-ports>
      </div>
      <aside class="side" aria-label=${t('添加')} ?hidden=${this.narrow.matches && !this.open}>
        <tx-additions .desk=${this.desk} .additions=${this.additions} ?drawer=${this.narrow.matches} @added=${this.added} @back=${() => { this.open = false; }}></tx-additions>
      </aside>
    </div>`;
  }

  private toolButton(tool: 'import' | 'invite', hook: string, drawing: IconName, words: string): TemplateResult {
    const open = this.tool === tool;
    return html`<button class="btn desk" type="button" data-testid=${hook} aria-expanded=${open}
      @click=${() => { this.tool = open ? '' : tool; }}
    >${icon(open ? 'x' : drawing)}${open ? t('收起') : words}</button>`;
  }

  private adder(form: Additions['form'], words: string): TemplateResult | typeof nothing {
    return this.narrow.matches
      ? html`<button class="btn desk" type="button" @click=${() => this.show(form)}>${icon('plus')}${words}</button>`
      : nothing;
  }

  private person(state: State, one: Participant, now: number): TemplateResult {
    const venue = venueOf(state, one);
    const links = this.desk.linksOf(one.id, now);
    const more = [one.organization, one.title].filter((each) => each && !one.name.includes(each)).join(' · ');
    const here = state.joined.includes(one.id);
    const shown = links.filter((each) => this.desk.made.has(each.invitationId));
    const older = links.filter((each) => !this.desk.made.has(each.invitationId));
    const row = (each: Link): TemplateResult => this.linkRow(one, each, now);
    return html`<li data-testid=${ID.rosterRow} data-participant=${one.id} data-links=${links.length}>
      ${venue ? levelBadge(venue.level) : html`<span></span>`}
      <span class="who"><b>${one.name}</b> <span class="nw t2">${one.name === roleName(one.role) ? '' : roleName(one.role)}</span>
        ${here ? html`<span class="chip xs floor">${icon('check')}${t('在会')}</span>` : nothing}
        <span class="more">${[venue?.name, more, one.interprets_into ? languageName(one.interprets_into) : one.capacity === 'observing' ? t('列席') : ''].filter(Boolean).join(' · ')}</span></span>
      ${one.interprets_into ? html`<span></span>` : this.attendance(state.attendance.find((each) => each.participant_id === one.id), one.name, { participant_id: one.id })}
      <button
        class="btn desk" type="button" data-testid=${ID.inviteMake} data-participant=${one.id}
        aria-busy=${this.making === one.id} @click=${() => void this.link(one.id)}
      >${icon('link')}${this.making === one.id ? t('正在做…') : links.length ? t('再做链接') : t('做链接')}<span class="vh">：${one.name}</span></button>
      ${shown.length ? html`<div class="links-of">${shown.map(row)}</div>` : nothing}
      ${older.length
        ? html`<details class="links-of"><summary>${t('以前做的链接 {0} 个', older.length)}</summary>${older.map(row)}</details>`
        : nothing}
    </li>`;
  }

  private linkRow(one: Participant, { invitationId, issuedAt, expiresAt, usedAt }: Link, now: number): TemplateResult {
    const made = this.desk.made.get(invitationId);
    const armed = this.twice.isArmed(invitationId);
    const input = (): HTMLInputElement | null => this.querySelector(`[data-invitation="${invitationId}"].inp`);
    return html`<div>
      ${made
        ? html`<input
              class="inp desk" readonly aria-label=${t('{0}的链接', one.name)} .value=${made.url}
              data-testid=${ID.inviteLink} data-participant=${one.id} data-invitation=${invitationId} @focus=${(e: Event) => (e.target as HTMLInputElement).select()}
            /><button class="btn desk primary" type="button" data-testid=${ID.inviteCopy} data-invitation=${invitationId}
              @click=${() => void this.copyLink(made.url, input())}>${t('复制')}</button>`
        : html`<span class="hstack t2">${icon('link')}${t('链接只在做的时候显示')}</span>`}
      <span class="chip xs ${usedAt === null ? '' : 'floor'}">${usedAt === null ? t('未使用') : t('已使用')}</span>
      <span class="t2 fs-xs nw">${t('{0} 做，{1} 到期', dayAndTime(issuedAt, now), dayAndTime(expiresAt, now))}</span>
      <button class="btn desk stop ${armed ? 'is-armed' : ''}" type="button" data-testid=${ID.inviteRevoke} data-invitation=${invitationId}
        @click=${() => this.twice.press(invitationId, t('再按一次作废'), () => void this.desk.revoke(invitationId))}
      >${armed ? t('再按一次作废') : t('作废')}</button>
    </div>`;
  }

  private attendance(
    mark: AttendanceView | undefined, name: string, whom: { participant_id?: string; seat_id?: string },
  ): TemplateResult {
    const option = (value: string, words: string): TemplateResult => html`<option value=${value} ?selected=${(mark?.status ?? '') === value}>${words}</option>`;
    return html`<select
      class="inp desk" aria-label=${t('{0}的出席情况', name)} data-testid=${ID.attendanceMark}
      data-participant=${whom.participant_id ?? nothing} data-seat=${whom.seat_id ?? nothing}
      .value=${mark?.status ?? ''} @change=${(e: Event) => void this.mark(e.target as HTMLSelectElement, whom)}
    >${mark ? nothing : option('', whom.seat_id ? t('没有登记') : t('按接入情况'))}${option('present', t('出席'))}${option('excused', t('请假'))}${option('absent', t('缺席'))}</select>`;
  }

  private venue(state: State, venue: Venue, depth: number): TemplateResult {
    return html`<li class="d${Math.min(depth, 3)}">
      ${levelBadge(venue.level)}<b class="grow">${venue.name}</b><span class="t2 fs-xs nw">${venue.region_code}</span>
      ${venue.seats.length
        ? html`<span class="seats">${venue.seats.map((seat) => html`<span>${seatWords(seat)}
            ${this.attendance(state.attendance.find((each) => each.seat_id === seat.id), seat.name, { seat_id: seat.id })}</span>`)}</span>`
        : nothing}
    </li>`;
  }
}

function markOf(state: State | null, { participant_id, seat_id }: { participant_id?: string; seat_id?: string }): string {
  const mine = (one: AttendanceView): boolean => (seat_id ? one.seat_id === seat_id : one.participant_id === participant_id);
  return state?.attendance.find(mine)?.status ?? '';
}

function seatWords(seat: Seat): string {
  return seat.capacity === 'observing' ? `${seat.name}（${t('列席')}）` : seat.name;
}
