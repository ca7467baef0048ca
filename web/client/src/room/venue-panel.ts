// <tx-venue-panel>: what whoever manages venues sees and does in them: who waits at the door, who is
// there and how, who sits behind the camera. An operator has the own venue and those below it.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { announce } from '../base/announce';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { languageName } from '../base/languages';
import { roleName } from '../base/words';
import { openDialog } from '../components/dialog';
import { levelBadge } from '../components/level-badge';
import { askReason } from '../components/reason';
import { isAway, isOutside, managed, mayUnmute, muteOf, undoesOperator } from '../session/authority';
import { requestOf, speechOf } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { AnyCommand, Participant, Seat, Venue, WaitingView, You } from '../wire.gen';
import { attempt } from './attempt';
import { actorName } from './mute-words';
import { kindFor } from './my-floor';
import type { Participation } from './participation';
import { askForward, askSeat } from './venue-dialogs';

@customElement('tx-venue-panel')
export class VenuePanel extends TxElement {
  @property({ attribute: false }) participation!: Participation;

  protected override willUpdate(): void {
    if (this.hasUpdated) return;
    new Follow(this, this.participation.session, ['change']);
  }

  override render(): TemplateResult | typeof nothing {
    const { state, you } = this.participation.session;
    if (!state || !you) return nothing;
    const staff = you.role !== 'venue';
    return html`<div class="venue-panel" data-testid=${ID.venuePanel}>
      ${staff ? this.waitingRoom(state) : nothing}
      ${repeat(managed(state, you), (one) => one.id, (one) => this.venue(state, you, one))}
    </div>`;
  }

  // --- drawn ----------------------------------------------------------------------------------

  private waitingRoom(state: State): TemplateResult {
    const set = (event: Event): void => this.run({ type: 'set_waiting_room', on: (event.target as HTMLInputElement).checked });
    const some = Object.values(state.waiting_room.venues).some((on) => on !== state.waiting_room.on);
    return html`<label class="option door-switch"><input type="checkbox" data-testid=${ID.waitingRoom} .checked=${state.waiting_room.on} @change=${set} />
      <span><b>${t('进入会议要先经会场接纳')}</b><small>${some ? t('有的会场另有规定。') : t('已经在会的人不受影响。')}</small></span></label>`;
  }

  private venue(state: State, you: You, venue: Venue): TemplateResult {
    const people = state.participants.filter((one) => one.venue_id === venue.id && one.role !== 'viewer');
    const door = state.waiting.filter((one) => people.some(({ id }) => id === one.participant_id));
    const waiting = door.filter((one) => !isAway(one));
    const inside = people.filter((one) => !door.some(({ participant_id }) => participant_id === one.id));
    const seats = venue.seats ?? [];
    return html`<section class="of-venue" aria-labelledby="venue-${venue.id}" data-testid=${ID.venueSection} data-venue=${venue.id}>
      <header><h3 id="venue-${venue.id}">${levelBadge(venue.level)}<span>${venue.name}</span></h3>
        ${isOutside(state, you, venue.id) ? nothing : html`<span class="chip line">${t('本会场')}</span>`}
        ${you.role === 'venue' || state.status === 'closed' ? nothing : this.venueWaits(state, venue)}
        ${waiting.length > 1 ? html`<button class="btn desk primary" type="button" data-testid=${ID.admitAll} data-venue=${venue.id}
          @click=${() => void this.admitAll(state, you, venue, waiting.length)}>${t('全部接纳 {0} 位', waiting.length)}</button>` : nothing}
      </header>
      <ul>
        ${repeat(door, (one) => one.participant_id, (one) => this.waiter(state, you, one, venue))}
        ${repeat(inside, (one) => one.id, (one) => this.person(state, you, one))}
        ${repeat(seats, (one) => one.id, (one) => this.seat(state, you, venue, one))}
      </ul>
      ${people.length || seats.length ? nothing : html`<p class="t2 fs-s">${t('名单里还没有人。')}</p>`}
      <button class="btn desk quiet" type="button" data-testid=${ID.addSeat} data-venue=${venue.id} ?hidden=${state.status === 'closed'}
        @click=${() => void this.nameSeat(state, you, venue, null)}>${icon('plus')}${t('加一个席位')}</button>
    </section>`;
  }

  private venueWaits(state: State, venue: Venue): TemplateResult {
    const { on, venues } = state.waiting_room;
    const set = (event: Event): void => this.run({ type: 'set_waiting_room', on: (event.target as HTMLInputElement).checked, venue_id: venue.id });
    return html`<label class="option by-venue"><input type="checkbox" data-testid=${ID.venueWaits} data-venue=${venue.id}
      .checked=${venues[venue.id] ?? on} @change=${set} />${t('要等候')}</label>`;
  }

  private waiter(state: State, you: You, one: WaitingView, venue: Venue): TemplateResult {
    const who = state.participants.find(({ id }) => id === one.participant_id);
    const away = isAway(one);
    const said = away ? t('没有接纳：{0}', one.turned_away ?? '') : t('在等候接纳');
    return html`<li class="who waits" data-testid=${ID.waiter} data-participant=${one.participant_id} data-state=${away ? 'turned-away' : 'waiting'}>
      ${icon(away ? 'x' : 'clock', away ? 'c-stop' : 'c-wait')}
      <p><b>${who?.name ?? one.participant_id}</b><small>${[who ? this.rank(who) : '', said].filter(Boolean).join(' · ')}</small></p>
      <span class="acts">
        ${away ? nothing : html`<button class="btn desk" type="button" data-testid=${ID.turnAway} data-participant=${one.participant_id}
          aria-label=${t('不接纳{0}', who?.name ?? '')} @click=${() => void this.turnAway(who)}>${t('不接纳')}</button>`}
        <button class="btn desk ${away ? '' : 'primary'}" type="button" data-testid=${ID.admit} data-participant=${one.participant_id}
          aria-label=${t('接纳{0}', who?.name ?? '')} @click=${() => void this.admit(state, you, one, venue)}>${t('接纳')}</button>
      </span>
    </li>`;
  }

  private person(state: State, you: You, one: Participant): TemplateResult {
    const mute = muteOf(state, one.id);
    const may = mute === null || mayUnmute(state, you, mute);
    const here = state.joined.includes(one.id);
    const why = mute ? t('由{0}静音{1}', actorName(mute.by), mute.reason ? t('：{0}', mute.reason) : '') : '';
    return html`<li class="who ${here ? '' : 'gone'}" data-testid=${ID.venuePerson} data-participant=${one.id} data-muted=${mute !== null}>
      ${icon(mute ? 'micoff' : here ? 'people' : 'off', mute ? 'c-stop' : '')}
      <p><b>${one.name}</b><small>${[one.role === 'venue' ? '' : this.rank(one), this.standing(state, one, here)].filter(Boolean).join(' · ')}</small>
        ${why ? html`<small class="c-stop" id="muted-${one.id}">${why}</small>` : nothing}</p>
      <span class="acts">
        ${this.mayForward(state, one) ? this.forwardButton(one.name, { participant: one.id }, () => this.forward(state, you, one.name, one.venue_id, { participant_id: one.id })) : nothing}
        ${one.role === 'chair' || state.status === 'closed' ? nothing : html`<button class="btn desk" type="button" aria-pressed=${mute !== null} aria-disabled=${may ? nothing : 'true'}
          aria-describedby=${why ? `muted-${one.id}` : nothing} aria-label=${mute ? t('解除{0}的静音', one.name) : t('让{0}静音', one.name)}
          data-testid=${ID.mute} data-participant=${one.id} @click=${() => may && void this.toggleMute(state, you, one)}>${mute ? t('解除静音') : t('静音')}</button>`}
      </span>
    </li>`;
  }

  private seat(state: State, you: You, venue: Venue, seat: Seat): TemplateResult {
    const asks = state.requests.some((one) => one.seat_id === seat.id);
    const more = [seat.title, asks ? t('在发言队列里') : ''].filter(Boolean).join(' · ');
    return html`<li class="who" data-testid=${ID.venueSeat} data-seat=${seat.id}>
      ${icon('pin')}
      <p><b>${seat.name}</b><small>${t('席位')}${more ? ` · ${more}` : ''}</small></p>
      <span class="acts" ?hidden=${state.status === 'closed'}>
        ${state.status === 'open' && !asks ? this.forwardButton(seat.name, { seat: seat.id }, () => this.forward(state, you, seat.name, venue.id, { seat_id: seat.id })) : nothing}
        <button class="btn desk" type="button" data-testid=${ID.nameSeat} data-seat=${seat.id} aria-label=${t('改“{0}”的署名', seat.name)}
          @click=${() => void this.nameSeat(state, you, venue, seat)}>${t('署名')}</button>
      </span>
    </li>`;
  }

  private forwardButton(name: string, whose: { participant?: string; seat?: string }, act: () => Promise<void>): TemplateResult {
    return html`<button class="btn desk" type="button" data-testid=${ID.forward} data-participant=${whose.participant ?? nothing} data-seat=${whose.seat ?? nothing}
      aria-label=${t('替“{0}”申请发言', name)} @click=${() => void act()}>${icon('hand')}${t('转报')}</button>`;
  }

  private rank(one: Participant): string {
    if (one.interprets_into) return t('{0}译员', languageName(one.interprets_into));
    return one.title || (one.name === roleName(one.role) ? '' : roleName(one.role));
  }

  private standing(state: State, one: Participant, here: boolean): string {
    if (state.interpreting.some(({ participant_id }) => participant_id === one.id)) return t('正在传译');
    const speech = speechOf(state, one.id);
    if (speech) return speech.started_at === null ? t('已获准') : t('正在发言');
    const waiting = requestOf(state, one.id);
    if (waiting) return t('排第 {0} 位', waiting.place);
    const seen = this.participation.session.presence.get(one.id);
    if (here) return seen?.state === 'reconnecting' ? t('断线，正在重连') : t('在会');
    return seen ? t('已经离会') : t('还没到会');
  }

  private mayForward(state: State, one: Participant): boolean {
    const asks = !['chair', 'clerk', 'interpreter'].includes(one.role) && one.id !== this.participation.session.you?.participant_id;
    return asks && state.status === 'open' && !requestOf(state, one.id) && !speechOf(state, one.id);
  }

  // --- doing ----------------------------------------------------------------------------------

  private run(command: AnyCommand): void {
    void attempt(this.participation.session, command);
  }

  /** Empty where no reason is needed; undefined where one was not given. */
  private async reason(state: State, you: You, venueId: string, title: string, confirm: string, undoes = false): Promise<string | undefined> {
    if (!undoes && !isOutside(state, you, venueId)) return '';
    const body = undoes ? t('会场操作员静音了他。要改，请写明理由，理由会记入会议记录。') : undefined;
    return askReason({ title, confirm, usual: [t('会场操作员不在'), t('会场操作员没有处理')], ...(body ? { body } : {}) });
  }

  private async admit(state: State, you: You, one: WaitingView, venue: Venue): Promise<void> {
    const name = state.participants.find(({ id }) => id === one.participant_id)?.name ?? '';
    const undoes = one.by?.role === 'venue' && you.role !== 'venue';
    const reason = undoes || isOutside(state, you, venue.id)
      ? await askReason({ title: t('接纳“{0}”', name), confirm: t('接纳'), usual: [t('会场操作员不在'), t('会场操作员没有处理')] })
      : '';
    if (reason !== undefined) this.run({ type: 'admit_waiting', participant_id: one.participant_id, reason });
  }

  private async admitAll(state: State, you: You, venue: Venue, count: number): Promise<void> {
    const reason = await this.reason(state, you, venue.id, t('接纳“{0}”的 {1} 位', venue.name, count), t('全部接纳'));
    if (reason !== undefined) this.run({ type: 'admit_waiting', venue_id: venue.id, reason });
  }

  private async turnAway(who: Participant | undefined): Promise<void> {
    if (!who) return;
    const reason = await askReason({
      title: t('不接纳“{0}”？', who.name), body: t('他会看到理由。以后还可以改为接纳。'), confirm: t('不接纳'), danger: true,
      usual: [t('不在参会名单'), t('请从自己的会场进入'), t('请先核实身份')],
    });
    if (reason !== undefined) this.run({ type: 'turn_away', participant_id: who.id, reason });
  }

  private async toggleMute(state: State, you: You, one: Participant): Promise<void> {
    const mute = muteOf(state, one.id);
    if (mute) {
      const reason = await this.reason(state, you, one.venue_id, t('解除“{0}”的静音', one.name), t('解除静音'), undoesOperator(mute, you));
      if (reason !== undefined) this.run({ type: 'unmute_participant', participant_id: one.id, reason });
      return;
    }
    const reason = isOutside(state, you, one.venue_id)
      ? await askReason({ title: t('让“{0}”静音', one.name), confirm: t('静音'), usual: [t('有杂音'), t('有回声'), t('话筒没有关')] })
      : '';
    if (reason !== undefined) this.run({ type: 'mute_participant', participant_id: one.id, reason });
  }

  private async nameSeat(state: State, you: You, venue: Venue, seat: Seat | null): Promise<void> {
    const blank: Seat = { id: freshSeat(), name: '', title: '', organization: '', capacity: 'attending' };
    const named = await askSeat(seat ?? blank, seat === null, isOutside(state, you, venue.id));
    if (!named) return;
    this.run({ type: 'name_seat', venue_id: venue.id, ...named });
    announce(t('席位写好了：{0}', named.seat.name));
  }

  private async forward(state: State, you: You, name: string, venueId: string, whose: { participant_id: string } | { seat_id: string }): Promise<void> {
    const role = 'participant_id' in whose ? state.participants.find((one) => one.id === whose.participant_id)?.role : 'venue';
    const asked = await askForward(name, kindFor(state, role ?? 'member'), isOutside(state, you, venueId));
    if (asked) this.run({ type: 'forward_request', ...whose, ...asked });
  }
}

function freshSeat(): string {
  return `s-${Array.from(crypto.getRandomValues(new Uint8Array(6)), (one) => one.toString(16).padStart(2, '0')).join('')}`;
}

/** In a dialog: for whoever presides, and from a notice. */
export async function showVenuePanel(part: Participation): Promise<void> {
  const own = part.session.you?.role === 'venue';
  await openDialog<void>(() => html`<h2 id="dialog-title">${own ? t('本会场') : t('会场管理')}</h2>
    <tx-venue-panel .participation=${part}></tx-venue-panel>
    <form method="dialog" class="acts"><button class="btn" data-testid=${ID.dialogCancel}>${t('关闭')}</button></form>`, 'wide');
}
