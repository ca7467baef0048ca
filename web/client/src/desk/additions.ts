// <tx-additions>: the forms that add a person, a venue or an agenda item.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { LANGUAGES, languageName } from '../base/languages';
import { itemKind, levelName, roleName } from '../base/words';
import { branches, LEVELS, type Level } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { Participant, Venue } from '../wire.gen';
import type { Desk } from './desk';
import { field, focusFirstProblem, type Problems } from './fields';
import { freshId } from './key';
import { checkVenueFields, codeHint, parseSeats } from './venues';

type Role = Participant['role'];
const ROLES: readonly Role[] = ['chair', 'clerk', 'member', 'expert', 'department', 'public_rep', 'venue', 'interpreter', 'viewer'];
const KINDS = ['briefing', 'questions', 'answers', 'statements'] as const;
const MAX_NAME = 60; // characters, as the server takes
const MAX_TITLE = 120;
const MAX_NOTE = 200;
const MAX_NUMBER = 40;

/** What is being written; kept while the page lives, whatever tab is shown. */
export interface Additions {
  form: 'participant' | 'venue' | 'item';
  participant: { name: string; role: Role; venue_id: string; title: string; organization: string; capacity: 'attending' | 'observing'; interprets_into: string; sector: string; number: string; link: boolean };
  venue: { name: string; level: Level; region_code: string; parent_id: string; seats: string };
  item: { title: string; kind: (typeof KINDS)[number]; minutes: string; speech: string };
}

export function emptyAdditions(): Additions {
  return { form: 'participant', participant: noParticipant(), venue: noVenue(), item: noItem() };
}

const noParticipant = (): Additions['participant'] => ({
  name: '', role: 'member', venue_id: '', title: '', organization: '', capacity: 'attending', interprets_into: LANGUAGES[0], sector: '', number: '', link: true,
});
const noVenue = (): Additions['venue'] => ({ name: '', level: 'county', region_code: '', parent_id: '', seats: '' });
const noItem = (): Additions['item'] => ({ title: '', kind: 'statements', minutes: '30', speech: '5' });

@customElement('tx-additions')
export class AdditionForms extends TxElement {
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) additions: Additions = emptyAdditions();
  /** It lies over the page and can be closed. */
  @property({ type: Boolean }) drawer = false;
  @internal() private problems: Problems = {};
  @internal() private busy = false;

  override connectedCallback(): void {
    super.connectedCallback();
    new Follow(this, this.desk, ['change']);
  }

  focusFirst(): void {
    this.problems = {};
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('.inp')?.focus());
  }

  private async send(event: Event, state: State): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const { form } = this.additions;
    this.problems = this.check(state);
    if (Object.keys(this.problems).length) {
      await this.updateComplete;
      focusFirstProblem(this);
      return;
    }
    this.busy = true;
    const done = await (form === 'participant' ? this.addParticipant(state) : form === 'venue' ? this.addVenue(state) : this.addItem());
    this.busy = false;
    if (!done) return; // what was written stays; the page says why
    announce(t('已加上'));
    await this.updateComplete;
    this.dispatchEvent(new Event('added'));
  }

  private check(state: State): Problems {
    const { form, participant, venue, item } = this.additions;
    const problems: Problems = {};
    if (form === 'participant' && !participant.name.trim()) problems['participant-name'] = t('写上姓名或席位名。');
    if (form === 'venue') {
      Object.assign(problems, checkVenueFields('venue', venue));
      const parent = state.venues.find((one) => one.id === (venue.parent_id || state.venues[0]?.id));
      if (parent && LEVELS.indexOf(venue.level) < LEVELS.indexOf(parent.level)) problems['venue-level'] = t('不能比上级会场的级别高。');
    }
    if (form === 'item') {
      if (!item.title.trim()) problems['item-title'] = t('写上议题。');
      if (!within(item.minutes, 600)) problems['item-minutes'] = t('填 1 到 600 的整数。');
      if (!within(item.speech, 360)) problems['item-speech'] = t('填 1 到 360 的整数。');
    }
    return problems;
  }

  private async addParticipant(state: State): Promise<boolean> {
    const { name, role, title, organization, capacity, interprets_into, sector, number, link } = this.additions.participant;
    const venue_id = this.additions.participant.venue_id || (state.venues[0]?.id ?? '');
    const who = { name: name.trim(), role, venue_id, title: title.trim(), organization: organization.trim(), capacity, short_name: '',
      interprets_into: role === 'interpreter' ? interprets_into : null, sector: sector.trim(), number: number.trim() };
    const done = link
      ? (await this.desk.invite(who)) !== null
      : await this.desk.attempt({ type: 'register_participant', participant: { id: freshId(), ...who } });
    if (done) this.additions.participant = { ...noParticipant(), role, venue_id, capacity, interprets_into, link };
    return done;
  }

  private async addVenue(state: State): Promise<boolean> {
    const { name, level, region_code, parent_id, seats } = this.additions.venue;
    const venue: Venue = {
      id: freshId(), name: name.trim(), level, region_code: region_code.trim(),
      parent_id: parent_id || (state.venues[0]?.id ?? null), seats: parseSeats(seats).seats,
    };
    const done = await this.desk.attempt({ type: 'add_venue', venue });
    if (done) this.additions.venue = { ...noVenue(), level, parent_id };
    return done;
  }

  private async addItem(): Promise<boolean> {
    const { title, kind, minutes, speech } = this.additions.item;
    const done = await this.desk.attempt({
      type: 'add_item',
      item: { id: freshId(), title: title.trim(), kind, planned_minutes: Number(minutes), speech_seconds: Number(speech) * 60 },
    });
    if (done) this.additions.item = noItem();
    return done;
  }

  // --- the forms ------------------------------------------------------------------------------

  override render(): TemplateResult | typeof nothing {
    const { state } = this.desk;
    if (!state) return nothing;
    const { form } = this.additions;
    const tab = (which: Additions['form'], words: string): TemplateResult => html`<button
      class="btn desk ${form === which ? 'primary' : ''}" type="button" aria-pressed=${form === which}
      @click=${() => { this.additions.form = which; this.problems = {}; this.requestUpdate(); }}
    >${words}</button>`;
    if (state.status === 'closed') return html`<p class="call">${icon('lock')}<span>${t('已经闭会，名单、会场和议程不能再改。')}</span></p>`;
    return html`${this.drawer
        ? html`<button class="btn quiet desk" type="button" @click=${() => this.dispatchEvent(new Event('back'))}>${icon('left')}${t('返回')}</button>`
        : nothing}
      <div class="switch" role="group" aria-label=${t('添加')}>${tab('participant', t('加人'))}${tab('venue', t('加会场'))}${tab('item', t('加议程'))}</div>
      <form class="stack" novalidate @submit=${(event: Event) => void this.send(event, state)}>
        <div class="col-title"><h2>${form === 'participant' ? t('加一位') : form === 'venue' ? t('加一个会场') : t('加一项议程')}</h2></div>
        ${form === 'participant' ? this.participantForm(state) : form === 'venue' ? this.venueForm(state) : this.itemForm()}
        <button class="btn primary wide" aria-busy=${this.busy}
          data-testid=${form === 'participant' ? ID.participantAdd : form === 'venue' ? ID.venueAdd : ID.itemAdd}
        >${this.busy ? t('正在加…') : t('加上')}</button>
      </form>`;
  }

  private participantForm(state: State): TemplateResult {
    const draft = this.additions.participant;
    const { problems } = this;
    return html`${field('participant-name', t('姓名或席位名'), problems, this.text('participant-name', draft, 'name', MAX_NAME, ID.participantName))}
      <div class="two">
        ${field('participant-role', t('身份'), problems, this.choice('participant-role', draft, 'role', ROLES.map((one) => [one, roleName(one)]), ID.participantRole))}
        ${field('participant-venue', t('会场'), problems, this.choice(
          'participant-venue', draft, 'venue_id', branches(state.venues).map(({ venue, depth }) => [venue.id, `${'　'.repeat(depth)}${venue.name}`]), ID.participantVenue,
        ))}
      </div>
      <div class="two">
        ${field('participant-organization', t('单位'), problems, this.text('participant-organization', draft, 'organization', MAX_NOTE))}
        ${field('participant-title', t('职务'), problems, this.text('participant-title', draft, 'title', MAX_NOTE))}
      </div>
      <div class="two">
        ${field('participant-sector', t('界别'), problems, this.text('participant-sector', draft, 'sector', MAX_NOTE))}
        ${field('participant-number', t('编号'), problems, this.text('participant-number', draft, 'number', MAX_NUMBER), t('同一人在各场协商用同一个编号，履职情况按它汇总'))}
      </div>
      ${draft.role === 'interpreter'
        ? field('participant-language', t('传译语言'), problems, this.choice('participant-language', draft, 'interprets_into', LANGUAGES.map((one) => [one, languageName(one)]), ID.participantLanguage))
        : field('participant-capacity', t('怎样参加'), problems, this.choice('participant-capacity', draft, 'capacity', [['attending', t('出席')], ['observing', t('列席')]]))}
      <label class="option"><input type="checkbox" .checked=${draft.link} @change=${(e: Event) => { draft.link = (e.target as HTMLInputElement).checked; }} />${t('同时做入会链接，7 天有效')}</label>`;
  }

  private venueForm(state: State): TemplateResult {
    const draft = this.additions.venue;
    const { problems } = this;
    return html`${field('venue-name', t('会场名称'), problems, this.text('venue-name', draft, 'name', MAX_NAME))}
      <div class="two">
        ${field('venue-level', t('级别'), problems, this.choice('venue-level', draft, 'level', LEVELS.map((one) => [one, levelName(one)])))}
        ${field('venue-region_code', t('区划代码'), problems, this.text('venue-region_code', draft, 'region_code', 6), codeHint(draft.level))}
      </div>
      ${field('venue-parent', t('上级会场'), problems, this.choice(
        'venue-parent', draft, 'parent_id', branches(state.venues).map(({ venue, depth }) => [venue.id, `${'　'.repeat(depth)}${venue.name}`]),
      ))}
      ${field('venue-seats', t('席位'), problems, html`<textarea
        id="venue-seats" class="inp desk" rows="3" aria-describedby="venue-seats-problem" aria-invalid=${problems['venue-seats'] ? 'true' : nothing}
        .value=${draft.seats} @input=${(e: Event) => { draft.seats = (e.target as HTMLTextAreaElement).value; }}
      ></textarea>`, t('一行一位：姓名，职务，单位。列席的在行末写“列席”。'))}`;
  }

  private itemForm(): TemplateResult {
    const draft = this.additions.item;
    const { problems } = this;
    return html`${field('item-title', t('议题'), problems, this.text('item-title', draft, 'title', MAX_TITLE))}
      ${field('item-kind', t('环节'), problems, this.choice('item-kind', draft, 'kind', KINDS.map((one) => [one, itemKind(one)])))}
      <div class="two">
        ${field('item-minutes', t('计划几分钟'), problems, this.text('item-minutes', draft, 'minutes', 3))}
        ${field('item-speech', t('每人几分钟'), problems, this.text('item-speech', draft, 'speech', 3))}
      </div>`;
  }

  private text<K extends string>(id: string, draft: { [key in K]: string }, key: K, most: number, hook = ''): TemplateResult {
    return html`<input
      id=${id} class="inp desk" maxlength=${most} autocomplete="off" data-testid=${hook || nothing}
      aria-invalid=${this.problems[id] ? 'true' : nothing} aria-describedby=${`${id}-problem`}
      .value=${draft[key]} @input=${(e: Event) => { (draft as { [key: string]: string })[key] = (e.target as HTMLInputElement).value; }}
    />`;
  }

  private choice<K extends string>(
    id: string, draft: { [key in K]: string }, key: K, options: readonly (readonly [string, string])[], hook = '',
  ): TemplateResult {
    const change = (event: Event): void => {
      (draft as { [key: string]: string })[key] = (event.target as HTMLSelectElement).value;
      this.requestUpdate();
    };
    return html`<select
      id=${id} class="inp desk" data-testid=${hook || nothing}
      aria-invalid=${this.problems[id] ? 'true' : nothing} aria-describedby=${`${id}-problem`} @change=${change}
    >${options.map(([value, words]) => html`<option value=${value} ?selected=${draft[key] === value}>${words}</option>`)}</select>`;
  }
}

function within(value: string, most: number): boolean {
  return /^\d{1,3}$/.test(value.trim()) && Number(value) >= 1 && Number(value) <= most;
}

declare global {
  interface HTMLElementTagNameMap {
    'tx-additions': AdditionForms;
  }
}
