// <tx-meeting>: the page of everybody who takes part but does not preside. The floor is the
// interface: who speaks, how long is left, who is next, where am I. In the document the order is now,
// my floor, list, agenda; the stylesheet puts my floor below and the agenda above the list.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { Media } from '../base/media-query';
import { timeOfDay } from '../base/time';
import { itemKind, levelName } from '../base/words';
import { levelBadge } from '../components/level-badge';
import { waitersFor } from '../session/authority';
import { currentItem, held, LEVELS, participantOf, speechOf, tileOrder, venueOf } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { Participant } from '../wire.gen';
import { documentTool } from './document-tool';
import { leaveTool, moreTool, microphoneTool, cameraTool, screenTool, lockReason } from './tools';
import type { Participation } from './participation';
import { holderIds, stagePictures } from './stage';
import { topBar } from './top-bar';
import '../ballots/card';
import '../ballots/stances';
import './booth';
import './captions';
import './listening';
import './my-floor';
import './notices';
import './asked';
import './roll-call';
import { seatsTool } from './seats-dialog';
import './venue-panel';

const STRIP_FITS = 5; // as many tiles as stand side by side

type Tab = 'queue' | 'agenda' | 'venues' | 'opinions' | 'venue';

@customElement('tx-meeting')
export class Meeting extends TxElement {
  @property({ attribute: false }) participation!: Participation;
  @internal() private tab: Tab = 'queue';
  @internal() private opinionsOpen = false;
  @internal() private venueOpen = false;
  private readonly phone = new Media(this, '(max-width: 767px)');

  protected override willUpdate(): void {
    if (this.hasUpdated) return;
    new Follow(this, this.participation.session, ['change']);
    new Follow(this, this.participation.session.media, ['tracks', 'transport']);
    new Follow(this, this.participation, ['change']);
  }

  override render(): TemplateResult | typeof nothing {
    const { state, you, link } = this.participation.session;
    if (!state || !you) return nothing;
    const tab = this.phone.matches ? this.tab : null;
    return html`<div
      class="meeting"
      data-testid=${ID.meeting}
      data-status=${state.status}
      data-link=${link}
      data-role=${you.role}
      data-me=${you.participant_id}
    >
      ${topBar(this.participation, () => this.toQueue())}
      <tx-notices .participation=${this.participation}></tx-notices>
      <tx-roll-call .participation=${this.participation}></tx-roll-call>
      <tx-asked .participation=${this.participation}></tx-asked>
      <tx-ballot .participation=${this.participation}></tx-ballot>
      <main class="room">
        ${this.stage(state)} ${this.controls(state)}
        <aside class="side ${this.opinionsOpen || this.venueOpen ? 'is-opinions' : ''}" data-tab=${tab ?? nothing}>
          ${tab ? this.tabs(state, tab) : nothing}
          ${this.sections(state, tab)}
        </aside>
      </main>
    </div>`;
  }

  // --- the stage ------------------------------------------------------------------------------

  private stage(state: State): TemplateResult {
    const current = currentItem(state);
    const me = this.participation.session.you?.participant_id ?? '';
    const speech = speechOf(state, me) ?? held(state).at(-1) ?? null; // in a dialogue, my own time
    return html`<section class="stage" data-theme="stage" aria-label=${t('会场画面')} data-testid=${ID.stage} data-holder=${holderIds(state)} data-layout=${state.stage?.layout ?? 'floor'}>
      <div class="band">
        <div class="item">
          <p>${current ? t('议程第 {0} 项 · {1}', current.number, itemKind(current.view.item.kind)) : t('议程')}</p>
          <h2>${current ? current.view.item.title : this.noItem(state)}</h2>
        </div>
        <tx-floor-clock .speech=${speech} .now=${() => this.participation.session.now()} .idle=${this.idle(state)}></tx-floor-clock>
      </div>
      ${stagePictures(state, this.participation)} ${this.phone.matches ? nothing : this.strip(state)}
      <tx-listening .participation=${this.participation}></tx-listening>
      <tx-captions .participation=${this.participation}></tx-captions>
    </section>`;
  }

  private noItem(state: State): string {
    switch (state.status) {
      case 'planned': return t('{0} 开会', timeOfDay(state.scheduled_at));
      case 'adjourned': return t('正在休会');
      case 'closed': return t('已经闭会');
      case 'open': return t('还没有开始议程');
    }
  }

  private idle(state: State): string {
    return state.status === 'open' ? t('现在没有人发言') : this.noItem(state);
  }

  private strip(state: State): TemplateResult {
    const shown = this.participation.tiles.shown(state);
    const arrow = (step: -1 | 1): TemplateResult | typeof nothing => shown.length <= STRIP_FITS ? nothing : html`<button
      class="btn" type="button" aria-label=${step < 0 ? t('前面的会场') : t('后面的会场')} @click=${() => this.scrollStrip(step)}
    >${icon(step < 0 ? 'left' : 'right')}</button>`;
    return html`<div class="reel">
      ${arrow(-1)}
      <div class="strip" tabindex="0" role="group" aria-label=${t('会场')}>
        ${repeat(shown, (one) => one.id, (one) => this.tile(state, one))}
      </div>
      ${arrow(1)}
    </div>`;
  }

  private scrollStrip(step: -1 | 1): void {
    const strip = this.querySelector('.strip');
    strip?.scrollBy({ left: step * strip.clientWidth * 0.8 });
  }

  private tile(state: State, participant: Participant): TemplateResult {
    const { view, stream } = this.participation.tiles.of(state, participant.id, lockReason(this.participation));
    return html`<tx-tile .view=${view} .stream=${stream}></tx-tile>`;
  }

  /** Not a link: the address's fragment holds the token. */
  private toQueue(): void {
    this.tab = 'queue';
    this.opinionsOpen = this.venueOpen = false;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('#queue')?.focus());
  }

  // --- the side -------------------------------------------------------------------------------

  private tabs(state: State, selected: Tab): TemplateResult {
    const tabs: [Tab, string][] = [
      ['queue', this.operates ? t('队列 {0}', state.requests.length) : t('发言队列 {0}', state.requests.length)],
      ['agenda', t('议程')],
      ['venues', t('会场 {0}', this.participation.tiles.shown(state).length)],
      ['opinions', t('意见')],
      ...(this.operates ? [['venue', this.venueLabel(state)] as [Tab, string]] : []),
    ];
    return html`<div class="tabs" role="tablist" aria-label=${t('会议内容')} @keydown=${this.onTabKey}>
      ${tabs.map(([tab, label]) => html`<button
        role="tab" type="button" id="tab-${tab}" aria-selected=${tab === selected} aria-controls=${tab}
        tabindex=${tab === selected ? 0 : -1} @click=${() => (this.tab = tab)}
      >${label}</button>`)}
    </div>`;
  }

  private readonly onTabKey = (event: KeyboardEvent): void => {
    const order: Tab[] = ['queue', 'agenda', 'venues', 'opinions', ...(this.operates ? ['venue' as const] : [])];
    const step = event.code === 'ArrowRight' ? 1 : event.code === 'ArrowLeft' ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    this.tab = order[(order.indexOf(this.tab) + step + order.length) % order.length] ?? 'queue';
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`#tab-${this.tab}`)?.focus());
  };

  /** On a phone one at a time; else list and agenda together, or the opinions instead. */
  private sections(state: State, tab: Tab | null): TemplateResult {
    if (tab === 'agenda') return this.agenda(state);
    if (tab === 'queue') return this.queue(state);
    if (tab === 'venues') return this.venues(state);
    if (tab === 'venue' || (!tab && this.venueOpen)) return this.ownVenue();
    if (tab === 'opinions' || this.opinionsOpen) return this.opinionList(state);
    return html`${this.queue(state)} ${this.agenda(state)}`;
  }

  private agenda(state: State): TemplateResult {
    return html`<section class="agenda" id="agenda" tabindex="0" aria-labelledby="agenda-title">
      <tx-agenda .items=${state.agenda}></tx-agenda>
      <tx-stances .participation=${this.participation}></tx-stances>
    </section>`;
  }

  private queue(state: State): TemplateResult {
    const { session } = this.participation;
    return html`<section class="queue" id="queue" tabindex="0" aria-labelledby="queue-title">
      <tx-speaking-list
        .state=${state}
        .presence=${session.presence}
        .me=${session.you?.participant_id ?? ''}
        .now=${() => session.now()}
        ?canAsk=${state.status === 'open' && session.you?.role !== 'interpreter'}
      ></tx-speaking-list>
    </section>`;
  }

  private opinionList(state: State): TemplateResult {
    return html`<section class="voices" id="opinions" tabindex="0" aria-labelledby="opinions-title">
      <tx-opinions .opinions=${state.opinions}></tx-opinions>
    </section>`;
  }

  private ownVenue(): TemplateResult {
    return html`<section class="voices" id="venue" tabindex="0" aria-label=${t('本会场')}>
      <tx-venue-panel .participation=${this.participation}></tx-venue-panel>
    </section>`;
  }

  private get operates(): boolean {
    return this.participation.session.you?.role === 'venue';
  }

  private venueLabel(state: State): string {
    const { you } = this.participation.session;
    const waiting = you ? waitersFor(state, you).length : 0;
    return waiting ? t('本会场 {0}', waiting) : t('本会场');
  }

  private venueTool(state: State): TemplateResult | typeof nothing {
    if (!this.operates) return nothing;
    const toggle = (): void => {
      this.venueOpen = !this.venueOpen;
      this.opinionsOpen = false;
    };
    return html`<button
      class="tool opt ${this.venueOpen ? 'on' : ''}" type="button" aria-pressed=${this.venueOpen}
      data-testid=${ID.venueToggle} @click=${toggle}
    >${icon('people')}${this.venueLabel(state)}</button>`;
  }

  private venues(state: State): TemplateResult {
    const shown = new Set(this.participation.tiles.shown(state).map((one) => one.id));
    const all = tileOrder(state).filter((one) => shown.has(one.id));
    return html`<section class="venues" id="venues" data-theme="stage" aria-label=${t('会场')}>
      ${LEVELS.map((level) => {
        const here = all.filter((one) => venueOf(state, one)?.level === level);
        return here.length
          ? html`<h2>${levelBadge(level, true)}${levelName(level)}</h2>
              <div class="grid">${repeat(here, (one) => one.id, (one) => this.tile(state, one))}</div>`
          : nothing;
      })}
    </section>`;
  }

  // --- my own ---------------------------------------------------------------------------------

  private controls(state: State): TemplateResult {
    const toggleOpinions = (): void => {
      this.opinionsOpen = !this.opinionsOpen;
      this.venueOpen = false;
    };
    const published = state.opinions.filter((one) => one.state === 'published').length;
    return html`<section class="ctl" aria-label=${t('我的操作')}>
      ${microphoneTool(this.participation)}
      ${this.participation.session.you?.role === 'interpreter'
        ? html`<tx-booth .participation=${this.participation}></tx-booth>`
        : this.onFloor(state)}
      <button
        class="tool opt ${this.opinionsOpen ? 'on' : ''}" type="button" aria-pressed=${this.opinionsOpen}
        data-testid=${ID.opinions} @click=${toggleOpinions}
      >${icon('chat')}${published ? t('意见 {0}', published) : t('意见')}</button>
      ${seatsTool(this.participation)} ${moreTool(this.participation)} ${leaveTool(this.participation)}
    </section>`;
  }

  private onFloor(state: State): TemplateResult {
    return html`${cameraTool(this.participation)}
      <tx-my-floor .session=${this.participation.session} .microphone=${this.participation.microphone}></tx-my-floor>
      ${documentTool(this.participation)} ${screenTool(this.participation, this.mayShare(state))} ${this.venueTool(state)}`;
  }

  private mayShare(state: State): boolean {
    const me = this.participation.session.you?.participant_id ?? '';
    const chosen = state.stage?.layout === 'shared' && state.stage.participant_id === me;
    return (chosen || speechOf(state, me) !== null) && participantOf(state, me)?.role !== 'public_rep';
  }
}
