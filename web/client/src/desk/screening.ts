// <tx-desk-screening>: opinions one after another, by keys or by pointer. What waits stands oldest
// first; a decision moves on to the next at once and is taken back in one press.
import { html, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { Follow, TxElement } from '../base/element';
import { t } from '../base/i18n';
import { bindKeys, type KeyMap } from '../base/keys';
import { Media } from '../base/media-query';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { OpinionView } from '../wire.gen';
import { Decisions } from './decisions';
import type { Desk } from './desk';
import './opinion-card';
import type { OpinionCard } from './opinion-card';
import { Screener } from './screener';
import { assign, promote, show } from './screening-chosen';
import { screeningFilters } from './screening-filters';
import { screeningFoot, showScreeningKeys } from './screening-keys';
import { screeningList } from './screening-list';
import { recentlyDecided, takeBackBar } from './screening-recent';
import type { OpinionState } from './screening-words';

/** Asks the page to go on with an outcome from a published opinion. */
export class OutcomeFromEvent extends CustomEvent<string> {
  constructor(opinionId: string) {
    super('outcome-from', { detail: opinionId, bubbles: true });
  }
}

@customElement('tx-desk-screening')
export class Screening extends TxElement {
  @property({ attribute: false }) desk!: Desk;
  /** The drawer of narrow screens is open. */
  @internal() private open = false;
  private screener!: Screener;
  private decisions!: Decisions;
  private readonly narrow = new Media(this, '(max-width: 1099px)');
  private readonly phone = new Media(this, '(max-width: 767px)');
  private unbind: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.screener = new Screener(this.desk);
    this.decisions = new Decisions(this.screener);
    new Follow(this, this.screener, ['change']);
    this.screener.start();
    this.unbind = bindKeys(this.keys());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unbind?.();
    this.screener.stop();
  }

  private keys(): KeyMap {
    const { screener, decisions } = this;
    const digit = (n: number) => () => this.card?.press(n);
    const publish = (): void => {
      if (screener.current) decisions.publish(screener.current);
    };
    return {
      KeyJ: () => screener.move(1), KeyK: () => screener.move(-1),
      Digit1: digit(1), Digit2: digit(2), Digit3: digit(3), Digit4: digit(4), Digit5: digit(5), Digit6: digit(6),
      KeyP: publish, KeyW: () => this.card?.ask(), KeyX: () => screener.check(screener.selected),
      KeyM: () => void decisions.merge(), KeyS: () => this.withPublic((one) => show(this.desk, one)),
      KeyG: () => this.withPublic((one, state) => promote(this.desk, state, one)), KeyD: () => this.withPublic((one, state) => assign(this.desk, state, one)),
      KeyZ: () => void decisions.undo(), KeyO: this.makeOutcome, Escape: () => this.back(),
      Slash: () => this.querySelector<HTMLInputElement>('#desk-find')?.focus(),
      'Shift+Slash': () => void showScreeningKeys().then(() => this.requestUpdate()),
    };
  }

  private get card(): OpinionCard | null {
    return this.querySelector('tx-opinion-card');
  }

  private withPublic(act: (one: OpinionView, state: State) => unknown): void {
    const { current } = this.screener;
    if (current?.state === 'published' && this.desk.state) void act(current, this.desk.state);
  }

  private readonly makeOutcome = (): void => this.withPublic((one) => this.dispatchEvent(new OutcomeFromEvent(one.opinion_id)));

  private back(): void {
    if (this.card?.leave()) return;
    if (this.open) this.close();
    else this.decisions.forget();
  }

  private readonly close = (): void => {
    this.open = false;
    void this.updateComplete.then(this.toList); // under the drawer nothing takes the focus
  };

  private readonly toList = (): void => this.querySelector<HTMLElement>('.rows')?.focus();

  private readonly pick = (id: string): void => {
    this.screener.select(id);
    if (!this.narrow.matches) return;
    this.open = true;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('#desk-detail')?.focus());
  };

  private readonly show = (state: OpinionState): void => {
    this.open = false;
    this.screener.show(state);
  };

  override render(): TemplateResult {
    const { screener, decisions } = this;
    const covered = this.open && this.phone.matches;
    return html`<div class="screening">
        <section class="filters" aria-label=${t('分类')} ?inert=${covered}>${screeningFilters(screener, this.narrow.matches, this.show)}</section>
        <section class="list" aria-labelledby="desk-list-title" ?inert=${covered}>${screeningList(screener, this.pick)}</section>
        <section
          class="det ${this.open ? 'is-open' : ''}" id="desk-detail" tabindex="-1" aria-label=${t('当前意见')}
          ?hidden=${this.narrow.matches && !this.open}
          data-testid=${ID.deskDetail} data-opinion=${screener.selected}
        ><tx-opinion-card .screener=${screener} .decisions=${decisions} @close=${this.close} @left=${this.toList} @outcome=${this.makeOutcome}></tx-opinion-card></section>
        <section class="recent" aria-labelledby="desk-recent-title">${recentlyDecided(screener, decisions)}</section>
      </div>
      ${takeBackBar(decisions)} ${screeningFoot(decisions.done.length, () => this.requestUpdate())}`;
  }
}
