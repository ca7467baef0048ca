// 出席 on the console: the counts and the quorum in the column; by level, roll calls and seats in a
// dialog that follows the meeting.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { Follow, Ticking, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { digits, timeOfDay } from '../base/time';
import { levelName } from '../base/words';
import { openDialog } from '../components/dialog';
import { levelBadge } from '../components/level-badge';
import { byLevel, quorum, runningRollCall, unanswered, type Called } from '../session/attending';
import { LEVELS, venueOf } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { AnyCommand, QuorumRule, RollCallView } from '../wire.gen';
import { attempt, attemptSaying } from './attempt';
import type { Participation } from './participation';
import { quorumChip } from './quorum-chip';
import './seats-dialog';

const ROLL_CALL_SECONDS = 120;

export function attendanceSection(part: Participation, state: State): TemplateResult {
  const rows = byLevel(state);
  const sum = (key: 'present' | 'observing' | 'excused'): number => rows.reduce((all, one) => all + one.counts[key], 0);
  const roster = rows.reduce((all, one) => all + one.of, 0);
  const here = new Set(state.joined);
  const dropped = state.participants.filter((one) => here.has(one.id) && part.session.presence.get(one.id)?.state === 'reconnecting').length;
  const figures: [number, string, boolean][] = [
    [sum('present'), t('出席'), false],
    [sum('observing'), t('列席'), false],
    [sum('excused'), t('请假'), false],
    [dropped, t('掉线'), dropped > 0],
  ];
  return html`<div class="sec">
    <div class="hd"><h2 class="grow">${t('出席')} <span class="t2 fs-s thin nw">${t('应到 {0}', roster)}</span></h2>${quorumChip(state)}</div>
    <div class="att">
      ${figures.map(([count, label, bad]) => html`<span><b class=${bad ? 'c-stop' : ''}>${count}</b>${label}</span>`)}
    </div>
    <div class="pad"><button class="btn desk wide" type="button" aria-haspopup="dialog" data-testid=${ID.attendanceOpen}
      @click=${() => void showAttendance(part)}>${icon('people')}${runningRollCall(state) ? t('正在点名签到') : t('签到和席位')}</button></div>
  </div>`;
}

export async function showAttendance(part: Participation): Promise<void> {
  await openDialog<void>(() => html`<h2 id="dialog-title">${t('签到和席位')}</h2>
    <tx-attendance .participation=${part}></tx-attendance>
    <form method="dialog" class="acts"><button class="btn" data-testid=${ID.dialogCancel}>${t('关闭')}</button></form>`, 'wide');
}

@customElement('tx-attendance')
export class AttendancePanel extends TxElement {
  @property({ attribute: false }) participation!: Participation;
  protected readonly ticking = new Ticking(this);

  protected override willUpdate(): void {
    if (!this.hasUpdated) new Follow(this, this.participation.session, ['change']);
  }

  override render(): TemplateResult | typeof nothing {
    const { state } = this.participation.session;
    if (!state) return nothing;
    return html`<div class="attpanel">
      <section aria-label=${t('各级出席')}>${this.levels(state)} ${this.rule(state)}</section>
      <section aria-label=${t('点名签到')}>${this.rollCall(state)}</section>
      <section class="all" aria-label=${t('席位')}><tx-seats .participation=${this.participation}></tx-seats></section>
    </div>`;
  }

  private run(command: AnyCommand): void {
    void attempt(this.participation.session, command);
  }

  private levels(state: State): TemplateResult {
    const rows = byLevel(state);
    return html`<h3>${t('各级出席')}</h3><table class="bylevel">
      <thead><tr><th scope="col">${t('层级')}</th><th scope="col">${t('出席')}</th><th scope="col">${t('列席')}</th><th scope="col">${t('请假')}</th><th scope="col">${t('未到')}</th></tr></thead>
      <tbody>${rows.map(({ level, counts }) => html`<tr><th scope="row">${levelBadge(level, true)} ${levelName(level)}</th>
        <td>${counts.present}</td><td>${counts.observing}</td><td>${counts.excused}</td><td>${counts.away}</td></tr>`)}</tbody>
    </table>`;
  }

  // --- the quorum -----------------------------------------------------------------------------

  private rule(state: State): TemplateResult {
    const now = quorum(state);
    const { kind } = state.attendance_rules.quorum;
    return html`<p class="sum">${quorumChip(state)}<span class="t2 fs-s grow">${kind === 'none'
      ? t('没有规定法定人数。') : t('计入法定人数的 {0} 人，要到 {1} 人，现在 {2} 人。', now.entitled, now.needed, now.present)}</span>
      ${state.status === 'closed' ? nothing : html`<button class="btn desk" type="button" @click=${() => void this.setRule(state)}>${t('规定人数')}</button>`}</p>`;
  }

  private async setRule(state: State): Promise<void> {
    const rules = state.attendance_rules;
    const kinds: readonly (readonly [QuorumRule['kind'], string])[] = [['none', t('不规定')], ['share', t('应到的百分之几')], ['number', t('多少人')]];
    const field = (name: string, label: string, value: number, most: number): TemplateResult => html`<label class="field"><span>${label}</span>
      <input class="inp" name=${name} type="number" min="0" max=${most} required .value=${String(value)} /></label>`;
    const chosen = await openDialog<AnyCommand>((done) => html`<h2 id="dialog-title">${t('出席的规定')}</h2>
      <form @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        const form = new FormData(event.target as HTMLFormElement);
        const number = (name: string): number => Number(form.get(name) ?? 0);
        const kind = String(form.get('kind')) as QuorumRule['kind'];
        done({
          type: 'set_attendance_rules',
          rules: {
            quorum: { kind, amount: kind === 'none' ? 0 : number('amount') },
            late_minutes: number('late'), early_minutes: number('early'),
          },
        });
      }}>
        <label class="field"><span>${t('法定人数')}</span><select class="inp" name="kind">
          ${kinds.map(([kind, words]) => html`<option value=${kind} ?selected=${rules.quorum.kind === kind}>${words}</option>`)}</select></label>
        ${field('amount', t('数'), rules.quorum.amount, 7000)}
        ${field('late', t('晚到超过几分钟算迟到'), rules.late_minutes, 120)}
        ${field('early', t('早走超过几分钟算早退'), rules.early_minutes, 120)}
        <div class="acts"><button class="btn primary" data-testid=${ID.dialogConfirm}>${t('定下')}</button></div>
      </form>
      <form method="dialog" class="acts"><button class="btn" data-testid=${ID.dialogCancel}>${t('取消')}</button></form>`);
    if (chosen) this.run(chosen);
  }

  // --- roll calls -----------------------------------------------------------------------------

  private rollCall(state: State): TemplateResult {
    const call = state.roll_calls.at(-1);
    const running = runningRollCall(state);
    return html`<h3>${t('点名签到')} ${state.roll_calls.length ? html`<span class="t2 fs-s thin">${t('第 {0} 次', state.roll_calls.length)}</span>` : nothing}</h3>
      ${running ? this.open(running) : state.status === 'closed' ? nothing : html`<button class="btn primary" type="button" data-testid=${ID.rollCallStart}
        @click=${() => { this.run({ type: 'start_roll_call', seconds: ROLL_CALL_SECONDS }); announce(t('点名签到开始，请答到。')); }}>${icon('hand')}${t('开始点名签到')}</button>
        <p class="t2 fs-s">${t('{0} 分钟内，各人在自己的设备上答到，席位由操作员答到。', ROLL_CALL_SECONDS / 60)}</p>`}
      ${call ? this.result(state, call) : nothing}`;
  }

  private open(call: RollCallView): TemplateResult {
    const left = Math.max(0, (call.started_at - this.participation.session.now()) / 1000 + call.seconds);
    return html`<p class="sum"><span class="chip wait nw">${t('还剩 {0}', digits(left))}</span><span class="grow"></span>
      <button class="btn desk stop" type="button" data-testid=${ID.rollCallEnd} @click=${() => this.run({ type: 'end_roll_call', roll_call_id: call.roll_call_id })}>${t('结束点名')}</button></p>`;
  }

  private result(state: State, call: RollCallView): TemplateResult {
    const missing = unanswered(state, call);
    return html`<table class="bylevel">
        <thead><tr><th scope="col">${t('层级')}</th><th scope="col" class="name">${t('会场')}</th><th scope="col">${t('应到')}</th><th scope="col">${t('答到')}</th></tr></thead>
        <tbody>${this.counts(state, call, missing).map((one) => html`<tr data-testid=${ID.rollCallRow} data-level=${one.level} data-answered=${one.answered} data-called=${one.called}>
          <th scope="row">${levelBadge(one.level, true)} ${levelName(one.level)}</th><td class="name">${one.name}</td><td>${one.called}</td><td>${one.answered}</td></tr>`)}</tbody>
      </table>
      ${missing.length && call.answers.length
        ? html`<details><summary>${t('没有答到 {0} 位', missing.length)}</summary><ul class="missing">${missing.map((one) => this.missingRow(state, call, one))}</ul></details>`
        : nothing}
      <p class="t2 fs-s">${t('{0} 开始', timeOfDay(call.started_at))}${call.ended_at === null ? '' : ` · ${t('{0} 结束', timeOfDay(call.ended_at))}`}</p>`;
  }

  /** By venue, as the record has it once it has ended. */
  private counts(state: State, call: RollCallView, missing: readonly Called[]): { level: (typeof LEVELS)[number]; name: string; called: number; answered: number }[] {
    const rank = (level: (typeof LEVELS)[number]): number => LEVELS.indexOf(level);
    return state.venues.flatMap((venue) => {
      const done = call.counts.find((one) => one.venue_id === venue.id);
      if (call.ended_at !== null && !done) return [];
      const answered = done?.answered ?? call.answers.filter((one) => this.venueOfAnswer(state, one) === venue.id).length;
      const all = done?.called ?? answered + missing.filter((one) => one.venueId === venue.id).length;
      return all ? [{ level: venue.level, name: venue.name, called: all, answered }] : [];
    }).sort((a, b) => rank(a.level) - rank(b.level));
  }

  private venueOfAnswer(state: State, { participant_id, seat_id }: { participant_id: string | null; seat_id: string | null }): string | undefined {
    if (participant_id !== null) return state.participants.find((one) => one.id === participant_id)?.venue_id;
    return state.venues.find((one) => one.seats?.some((seat) => seat.id === seat_id))?.id;
  }

  private missingRow(state: State, call: RollCallView, who: Called): TemplateResult {
    const venue = state.venues.find((one) => one.id === who.venueId) ?? venueOf(state, null);
    return html`<li><span>${who.person.name}<small class="t2"> ${venue?.name ?? ''}</small></span>
      ${call.ended_at === null ? html`<button class="btn desk" type="button"
        @click=${() => void attemptSaying(this.participation.session, { type: 'answer_roll_call', roll_call_id: call.roll_call_id, participant_id: who.participantId, seat_id: who.seatId })}>${t('代为答到')}</button>` : nothing}</li>`;
  }
}
