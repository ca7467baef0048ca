// <tx-desk-work>: the desk of one consultation. What it is and how it stands on top, then six tabs.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import type { Place } from '../base/api';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { PressTwice } from '../base/press-twice';
import { dayAndTime, minutes } from '../base/time';
import { roleName } from '../base/words';
import '../components/connections';
import { ask } from '../components/dialog';
import { mark } from '../components/mark';
import { endButton, rehearsalBar, startButton } from '../components/rehearsal';
import { languageButton, textButton } from '../components/preferences';
import { statusChip } from '../components/status-chip';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { Participant, Source } from '../wire.gen';
import { Desk, RUNS_THE_DESK } from './desk';
import { alone, Patience, refusedPage } from './outside';
import { NoteDraft } from './note-draft';
import { MinutesBook } from './minutes-book';
import { emptyOutcome } from './outcome-form';
import { emptyAdditions } from './additions';
import type { OutcomeFromEvent } from './screening';
import './live-notes';
import './minutes';
import './outcomes';
import './prepare';
import './screening';

type Tab = 'prepare' | 'text' | 'opinions' | 'outcomes' | 'minutes' | 'lines';
const TABS: readonly Tab[] = ['prepare', 'text', 'opinions', 'outcomes', 'minutes', 'lines'];

@customElement('tx-desk-work')
export class Work extends TxElement {
  @property({ attribute: false }) place!: Place;
  @internal() private tab: Tab = 'opinions';
  @internal() private fromOpinion = false;
  private desk!: Desk;
  private minutes!: MinutesBook;
  private readonly outcome = emptyOutcome();
  private readonly additions = emptyAdditions();
  private readonly note = new NoteDraft();
  private readonly patience = new Patience(this);
  private readonly twice = new PressTwice(this);

  override connectedCallback(): void {
    super.connectedCallback();
    this.desk = new Desk(this.place);
    this.minutes = new MinutesBook(this.desk);
    new Follow(this, this.desk, ['change']);
    this.desk.start();
    this.tab = asked() ?? 'opinions';
    window.addEventListener('popstate', this.back);
    this.patience.start();
    void this.desk.refresh().then(() => {
      if (!asked() && this.desk.state?.status === 'planned') this.tab = 'prepare';
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.desk.stop();
    window.removeEventListener('popstate', this.back);
  }

  private readonly back = (): void => {
    this.tab = asked() ?? this.tab;
  };

  private go(tab: Tab, fromOpinion = false): void {
    this.fromOpinion = fromOpinion;
    this.desk.say('');
    if (tab === this.tab) return;
    this.tab = tab;
    history.pushState(null, '', `?tab=${tab}${location.hash}`);
  }

  private readonly outcomeFrom = (event: OutcomeFromEvent): void => {
    this.outcome.source = `opinion:${event.detail}`;
    this.go('outcomes', true);
  };

  /** Where an outcome came from: the opinion in its list, the speech in its minutes. */
  private readonly toSource = (event: CustomEvent<Source>): void => {
    this.go(event.detail.kind === 'opinion' ? 'opinions' : event.detail.kind === 'speech' ? 'minutes' : 'prepare');
  };

  // --- the sitting ----------------------------------------------------------------------------

  private async adjourn(state: State): Promise<void> {
    const sure = await ask({
      title: t('休会：{0}', state.title), body: t('正在发言的人会失去发言权。'), confirm: t('休会'), danger: true,
    });
    if (sure) await this.desk.attempt({ type: 'adjourn_consultation' });
  }

  private async close(state: State): Promise<void> {
    const left = state.agenda.filter((one) => one.closed_at === null).length;
    const body = left
      ? t('还有 {0} 项议程没有结束。闭会后不能再开，只能筛选意见、记录成果。', left)
      : t('闭会后不能再开，只能筛选意见、记录成果。');
    if (await ask({ title: t('闭会：{0}', state.title), body, confirm: t('闭会'), danger: true })) {
      await this.desk.attempt({ type: 'close_consultation' });
    }
  }

  // --- rendering ------------------------------------------------------------------------------

  override render(): TemplateResult | typeof nothing {
    const { desk } = this;
    if (desk.failure) return refusedPage(desk.failure, () => location.reload());
    const { state } = desk;
    if (!state) return this.patience.render(t('正在读取会议…'), () => location.reload());
    if (!RUNS_THE_DESK.has(desk.role)) return this.notForYou();
    document.title = `${tabName(this.tab)} · ${state.title}`;
    return html`<div
      class="desk-page" data-testid=${ID.desk} data-consultation=${state.id} data-status=${state.status}
      data-role=${desk.role} data-tab=${this.tab}
    >
      <a class="skip" href="#desk-main" @click=${this.skip}>${t('跳到正文')}</a>
      ${this.top(state)}
      <div class="bars">
        ${rehearsalBar(state, endButton(this.twice, () => void this.desk.attempt({ type: 'end_rehearsal' })))}
        ${desk.unreachable
          ? html`<p class="call wait" role="status">${icon('off')}<span class="grow">${t('网络断了，正在重连。页面上的内容可能不是最新的。')}</span></p>`
          : nothing}
        ${desk.problem
          ? html`<p class="call stop" data-testid=${ID.deskProblem}>${icon('warn')}<span class="grow">${desk.problem}</span>
              <button class="btn" type="button" @click=${() => desk.say('')}>${t('知道了')}</button></p>`
          : nothing}
      </div>
      <main id="desk-main" tabindex="-1" aria-label=${tabName(this.tab)}>${this.body()}</main>
    </div>`;
  }

  /** By hand: the address's fragment holds the token. */
  private skip(event: Event): void {
    event.preventDefault();
    this.querySelector<HTMLElement>('#desk-main')?.focus();
  }

  private body(): TemplateResult {
    const { desk } = this;
    switch (this.tab) {
      case 'prepare': return html`<tx-desk-prepare .desk=${desk} .additions=${this.additions}></tx-desk-prepare>`;
      case 'text': return html`<tx-desk-live-notes .desk=${desk} .draft=${this.note}></tx-desk-live-notes>`;
      case 'opinions': return html`<tx-desk-screening .desk=${desk} @outcome-from=${this.outcomeFrom}></tx-desk-screening>`;
      case 'outcomes': return html`<tx-desk-outcomes .desk=${desk} .draft=${this.outcome} .writing=${this.fromOpinion} @source=${this.toSource}></tx-desk-outcomes>`;
      case 'minutes': return html`<tx-desk-minutes .desk=${desk} .book=${this.minutes}></tx-desk-minutes>`;
      case 'lines': return html`<div class="lines-page"><h2 class="vh">${t('连接')}</h2><tx-connections .place=${this.place} .read=${() => desk.state}></tx-connections></div>`;
    }
  }

  private top(state: State): TemplateResult {
    const { consultation, token } = this.place;
    const waiting = state.opinion_counts.submitted;
    const id = encodeURIComponent(consultation);
    const inMeeting = this.desk.role === 'chair' || this.desk.role === 'clerk';
    return html`<header class="top">
      ${this.desk.role === 'organizer'
        ? html`<a class="home" href=${`/desk#t=${token}`} aria-label=${t('全部协商')}>${mark()}</a>`
        : mark()}
      <h1 class="cut">${state.title}</h1>
      <nav class="tabs" aria-label=${t('工作台')}>
        ${TABS.map((tab) => html`<button
          type="button" data-testid=${ID.deskTab} data-tab=${tab} aria-current=${tab === this.tab ? 'page' : nothing} @click=${() => this.go(tab)}
        >${tabName(tab)}${tab === 'opinions' && waiting ? html`<span class="n">${waiting}</span>` : nothing}</button>`)}
      </nav>
      <span class="grow"></span>
      <span class="standing">${statusChip(state.status, false)}<span class="fs-xs t2 nw opt">${when(state)}</span></span>
      <span class="links">
        ${inMeeting
          ? html`<a class="btn quiet desk" target="_blank" rel="noopener" href=${`/c/${id}#t=${token}`}>${icon('cam')}${t('会议')}</a>`
          : nothing}
        <a class="btn quiet desk" target="_blank" rel="noopener" href=${`/live/${id}`}>${icon('eye')}${t('直播页')}</a>
        <span class="opt2">${textButton('btn quiet desk')}</span>${languageButton('btn quiet desk')}
        <span class="fs-xs t2 nw opt">${roleName(this.desk.role as Participant['role'])}</span>
      </span>
      <span class="sitting">${this.sitting(state)}</span>
    </header>`;
  }

  private sitting(state: State): TemplateResult {
    const close = html`<button class="btn desk stop" type="button" data-testid=${ID.closeConsultation} @click=${() => void this.close(state)}>${t('闭会')}</button>`;
    switch (state.status) {
      case 'planned':
        return html`${startButton(state, () => void this.desk.attempt({ type: 'start_rehearsal' }))}<button
          class="btn desk primary" type="button" data-testid=${ID.openConsultation}
          @click=${() => void this.desk.attempt({ type: 'open_consultation' })}>${t('开会')}</button>`;
      case 'open':
        return html`<button class="btn desk" type="button" data-testid=${ID.adjournConsultation} @click=${() => void this.adjourn(state)}>${t('休会')}</button>${close}`;
      case 'adjourned':
        return html`<button class="btn desk primary" type="button" data-testid=${ID.resumeConsultation}
          @click=${() => void this.desk.attempt({ type: 'resume_consultation' })}>${t('复会')}</button>${close}`;
      case 'closed':
        return html``;
    }
  }

  private notForYou(): TemplateResult {
    const { consultation, token } = this.place;
    return alone(html`${icon('lock')}<h1 class="fs-l">${t('工作台给会务人员、主持人和记录员用。')}</h1>
      <a class="btn primary" href=${`/c/${encodeURIComponent(consultation)}#t=${token}`}>${t('进入会议')}</a>`);
  }
}

function asked(): Tab | null {
  const tab = new URLSearchParams(location.search).get('tab');
  return TABS.find((one) => one === tab) ?? null;
}

function tabName(tab: Tab): string {
  switch (tab) {
    case 'prepare': return t('筹备');
    case 'text': return t('图文');
    case 'opinions': return t('意见');
    case 'outcomes': return t('成果');
    case 'minutes': return t('纪要');
    case 'lines': return t('连接');
  }
}

function when(state: State): string {
  const now = Date.now();
  switch (state.status) {
    case 'planned': return t('{0} 开会', dayAndTime(state.scheduled_at, now));
    case 'closed': return state.closed_at === null ? '' : t('{0} 闭会', dayAndTime(state.closed_at, now));
    default: return state.opened_at === null ? '' : t('开会 {0}', minutes((now - state.opened_at) / 1000));
  }
}
