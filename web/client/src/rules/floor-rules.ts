// <tx-floor-rules>: how long who may speak, and what happens when the time is up: the rules that
// hold, and the form that replaces them. On the desk and in the chair's console.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { limit, span } from '../base/time';
import { levelName, roleName } from '../base/words';
import { branches, LEVELS, type Level } from '../session/select';
import { used } from '../session/quota';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { AnyCommand, FloorRules, Quota } from '../wire.gen';
import { check, draftOf, isSame, QUOTAS_MAX, rulesOf, SPEAKERS, type Problem, type QuotaDraft, type RulesDraft } from './draft';

/** Does a command; why it was refused, empty where it was done. */
export type Run = (command: AnyCommand) => Promise<string>;

@customElement('tx-floor-rules')
export class FloorRulesPanel extends TxElement {
  @property({ attribute: false }) state!: State;
  @property({ attribute: false }) run!: Run;
  @property({ attribute: false }) now: () => number = Date.now;
  /** What is being written; null while the rules are only read. */
  @internal() private draft: RulesDraft | null = null;
  @internal() private problems: { [where: string]: Problem } = {};
  @internal() private refused = '';
  @internal() private busy = false;
  /** The rules that the draft began from. */
  private from: FloorRules | null = null;

  override render(): TemplateResult {
    const closed = this.state.status === 'closed';
    return html`<section class="panel rules" aria-labelledby="rules-title" data-testid=${ID.floorRules}
      data-cut=${this.state.floor_rules.cut ?? 'manual'} data-quotas=${this.state.floor_rules.quotas?.length ?? 0}>
      <header><h2 id="rules-title">${t('发言规则')}</h2><span class="grow"></span>
        ${this.draft ? nothing : html`<button class="btn desk" type="button" data-testid=${ID.rulesEdit} aria-disabled=${closed ? 'true' : nothing}
          aria-describedby=${closed ? 'rules-why' : nothing} @click=${() => closed || this.begin()}>${t('修改')}<span class="vh">${t('发言规则')}</span></button>`}
      </header>
      ${closed ? html`<p class="why" id="rules-why">${t('已经闭会，不能再改。')}</p>` : nothing}
      ${this.draft && !closed ? this.form(this.draft) : this.holding(this.state.floor_rules)}
    </section>`;
  }

  // --- the rules that hold --------------------------------------------------------------------

  private holding({ cut, by_role, quotas }: FloorRules): TemplateResult {
    return html`<dl class="now-rules">
      <dt>${t('时间到时')}</dt><dd>${cut === 'automatic' ? t('自动收回发言权') : t('由主持人收回')}</dd>
      <dt>${t('每人时间')}</dt><dd>${by_role?.length ? by_role.map((one) => html`<span class="nw">${roleName(one.role)} ${limit(one.seconds)}</span>`) : t('按各项议程')}</dd>
      <dt>${t('时间配额')}</dt><dd>${quotas?.length ? quotas.map((one) => this.quota(one)) : t('没有')}</dd>
    </dl>`;
  }

  private quota(one: Quota): TemplateResult {
    const spent = used(this.state, one, this.now());
    return html`<span>${this.scopeName(one)} ${per(one.per ?? 'meeting')} ${limit(one.seconds)}${spent >= 1 ? html`<small class="t2"> · ${t('已用 {0}', span(spent))}</small>` : nothing}</span>`;
  }

  private scopeName({ venue_id, level }: Quota): string {
    if (!venue_id) return t('{0}会场合计', levelName(level as Level));
    const venue = this.state.venues.find((one) => one.id === venue_id);
    const above = this.state.venues.some((one) => one.parent_id === venue_id);
    return above ? t('{0}和下级会场', venue?.name ?? venue_id) : (venue?.name ?? venue_id);
  }

  // --- the form -------------------------------------------------------------------------------

  private begin(): void {
    this.from = this.state.floor_rules;
    this.draft = draftOf(this.from);
    this.problems = {};
    this.refused = '';
    this.focus$('[name="cut"]:checked');
  }

  private end(): void {
    this.draft = null;
    this.focus$(`[data-testid="${ID.rulesEdit}"]`);
  }

  private focus$(selector: string): void {
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(selector)?.focus());
  }

  private change(how: (draft: RulesDraft) => void): void {
    if (!this.draft) return;
    how(this.draft);
    if (Object.keys(this.problems).length) this.problems = check(this.draft);
    this.requestUpdate();
  }

  private async save(event: Event, draft: RulesDraft): Promise<void> {
    event.preventDefault();
    if (this.busy || isSame(draft, this.state.floor_rules)) return;
    this.problems = check(draft);
    if (Object.keys(this.problems).length) return this.focus$('[aria-invalid="true"]');
    this.busy = true;
    this.refused = await this.run({ type: 'set_floor_rules', rules: rulesOf(draft) });
    this.busy = false;
    if (this.refused) return; // what was written stays
    announce(t('发言规则改好了'));
    this.end();
  }

  private form(draft: RulesDraft): TemplateResult {
    const same = isSame(draft, this.state.floor_rules);
    const overtaken = this.from !== null && !same && JSON.stringify(this.from) !== JSON.stringify(this.state.floor_rules);
    const full = draft.quotas.length >= QUOTAS_MAX;
    return html`<form class="rules-form" novalidate @submit=${(event: Event) => void this.save(event, draft)}>
      <fieldset><legend>${t('时间到时')}</legend>
        ${this.cut(draft, 'manual', t('由主持人收回'))} ${this.cut(draft, 'automatic', t('自动收回发言权'))}</fieldset>
      <fieldset><legend>${t('每人时间')}</legend>
        <p class="hint">${t('填分钟，也可以写 1:30。空着的按各项议程的“每人几分钟”。')}</p>
        <div class="by-role">${SPEAKERS.map((role) => this.roleTime(draft, role))}</div></fieldset>
      <fieldset><legend>${t('时间配额')}</legend>
        <p class="hint">${t('一个会场和下级会场，或者一级会场合计能讲多久。插问和程序问题不算。')}</p>
        ${draft.quotas.map((one, index) => this.row(draft, one, index))}
        <button class="btn desk" type="button" data-testid=${ID.quotaAdd} aria-disabled=${full ? 'true' : nothing} aria-describedby=${full ? 'quota-full' : nothing}
          @click=${() => full || this.add()}>${icon('plus')}${t('加一条配额')}</button>
        ${full ? html`<span class="why" id="quota-full">${t('最多 {0} 条配额', QUOTAS_MAX)}</span>` : nothing}</fieldset>
      ${overtaken ? html`<p class="call wait">${icon('warn')}<span>${t('写的时候别人改过规则。保存会换成您写的。')}</span></p>` : nothing}
      ${this.refused ? html`<p class="call stop" role="alert">${icon('warn')}<span>${this.refused}</span></p>` : nothing}
      <div class="acts">
        <span class="why grow" id="rules-same">${same ? t('还没有改动') : t('时间从下一次发言起有效，怎样收回马上有效')}</span>
        <button class="btn desk" type="button" data-testid=${ID.rulesCancel} @click=${() => this.end()}>${t('取消')}</button>
        <button class="btn desk primary" data-testid=${ID.rulesSave} aria-busy=${this.busy} aria-disabled=${same ? 'true' : nothing} aria-describedby="rules-same">${t('保存')}</button>
      </div>
    </form>`;
  }

  private cut(draft: RulesDraft, value: RulesDraft['cut'], words: string): TemplateResult {
    return html`<label class="option"><input type="radio" name="cut" value=${value} .checked=${draft.cut === value}
      @change=${() => this.change((one) => { one.cut = value; })} />${words}</label>`;
  }

  private roleTime(draft: RulesDraft, role: (typeof SPEAKERS)[number]): TemplateResult {
    const id = `role-${role}`;
    const { problems } = this;
    return html`<div class="field"><label for=${id}>${roleName(role)}</label>
      <input id=${id} class="inp desk" inputmode="decimal" maxlength="6" autocomplete="off" data-testid=${ID.roleTime} data-role=${role}
        aria-invalid=${problems[id] ? 'true' : nothing} aria-describedby=${`${id}-problem`} .value=${draft.times[role] ?? ''}
        @input=${(event: Event) => this.change((one) => { one.times[role] = valueOf(event); })} />
      ${this.problem(id)}</div>`;
  }

  private row(draft: RulesDraft, one: QuotaDraft, index: number): TemplateResult {
    const id = `quota-${index}`;
    const wrong = this.problems[id];
    const off = (kind: 'time' | 'scope'): 'true' | typeof nothing =>
      wrong && (wrong.kind === kind || (wrong.kind === 'same' && kind === 'scope')) ? 'true' : nothing;
    return html`<div class="quota" role="group" aria-label=${t('第 {0} 条配额', index + 1)} data-testid=${ID.quotaRow}>
      <select class="inp desk" aria-label=${t('谁')} data-testid=${ID.quotaScope} aria-invalid=${off('scope')} aria-describedby=${`${id}-problem`}
        @change=${(event: Event) => this.change(() => { one.scope = valueOf(event); })}>
        ${one.scope ? nothing : html`<option value="" selected>${t('选会场或级别')}</option>`}
        <optgroup label=${t('一级会场合计')}>${LEVELS.map((level) => option(`level:${level}`, levelName(level), one.scope))}</optgroup>
        <optgroup label=${t('会场和下级会场')}>${branches(this.state.venues).map(({ venue, depth }) => option(`venue:${venue.id}`, `${'　'.repeat(depth)}${venue.name}`, one.scope))}</optgroup>
      </select>
      <select class="inp desk" aria-label=${t('算在哪里')} @change=${(event: Event) => this.change(() => { one.per = valueOf(event) as QuotaDraft['per']; })}>
        ${(['meeting', 'item'] as const).map((each) => option(each, per(each), one.per))}</select>
      <input class="inp desk" inputmode="decimal" maxlength="6" autocomplete="off" aria-label=${t('几分钟')} placeholder=${t('分钟')} data-testid=${ID.quotaTime}
        aria-invalid=${off('time')} aria-describedby=${`${id}-problem`} .value=${one.time}
        @input=${(event: Event) => this.change(() => { one.time = valueOf(event); })} />
      <button class="btn desk sq" type="button" aria-label=${t('去掉第 {0} 条配额', index + 1)} data-testid=${ID.quotaRemove} @click=${() => this.drop(draft, index)}>${icon('x')}</button>
      ${this.problem(id)}
    </div>`;
  }

  private problem(id: string): TemplateResult {
    const wrong = this.problems[id];
    return html`<span class="problem" id=${`${id}-problem`} data-testid=${wrong ? ID.fieldProblem : nothing} data-field=${id} ?hidden=${!wrong}>${wrong ? words(wrong) : ''}</span>`;
  }

  private add(): void {
    this.change((draft) => draft.quotas.push({ scope: '', time: '', per: 'meeting' }));
    this.focus$('.quota:last-of-type select');
  }

  private drop(draft: RulesDraft, index: number): void {
    this.change((one) => one.quotas.splice(index, 1));
    const left = draft.quotas.length;
    this.focus$(left ? `.quota:nth-of-type(${Math.min(index, left - 1) + 1}) .sq` : `[data-testid="${ID.quotaAdd}"]`);
  }
}

function per(which: QuotaDraft['per']): string {
  return which === 'item' ? t('每项议程') : t('全场');
}

function words(problem: Problem): string {
  switch (problem.kind) {
    case 'time': return t('填分钟，像 5 或 1:30，最多 360。');
    case 'scope': return t('选一个会场或级别。');
    case 'same': return t('和第 {0} 条一样。', problem.as);
  }
}

function option(value: string, label: string, chosen: string): TemplateResult {
  return html`<option value=${value} ?selected=${value === chosen}>${label}</option>`;
}

const valueOf = (event: Event): string => (event.target as HTMLInputElement | HTMLSelectElement).value;
