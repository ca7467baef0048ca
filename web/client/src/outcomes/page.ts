// <tx-outcomes>: `/outcomes/{id}` for everybody, and `/c/{id}/outcomes#t=…` the inbox of a unit, or of
// whoever spoke, for phone and desk alike.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { place } from '../base/api';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { largeText, setLargeText } from '../base/prefs';
import { peek } from '../base/token';
import { mark } from '../components/mark';
import { languageButton } from '../components/preferences';
import { refusedPage } from '../desk/outside';
import { ID } from '../testids';
import { apiPath, follow } from '../watch/public';
import type { OutcomeProgress, PublicOutcome, PublicOutcomes } from '../wire.gen';
import { OutcomeBook } from './book';
import { outcomeCard } from './detail';
import { publicBody } from './public';

const EVERY = 15_000; // between two looks into the inbox

@customElement('tx-outcomes')
export class OutcomesPage extends TxElement {
  @state() private shown: PublicOutcomes | null = null;
  @state() private unreachable = false;
  @state() private unknown = false;
  @state() private selected = '';
  private readonly place = place();
  private readonly mine = location.pathname.startsWith('/c/');
  private readonly book = new OutcomeBook(this.place);
  private stop: () => void = () => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.mine) {
      new Follow(this, this.book, ['change']);
      void this.book.read();
      const timer = setInterval(() => { if (!document.hidden) void this.book.read(); }, EVERY);
      this.stop = () => clearInterval(timer);
    } else {
      this.stop = follow<PublicOutcomes>(
        apiPath(this.place.consultation, '/outcomes.json'),
        ({ value }) => { this.shown = value; this.unreachable = false; },
        (error) => { if (error.code === 'not_found') this.unknown = true; else this.unreachable = true; },
      ).stop;
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  private pick(id: string): void {
    this.selected = id === this.selected ? '' : id;
    void this.updateComplete.then(() => this.querySelector('.oc-detail')?.scrollIntoView({ block: 'nearest' }));
  }

  override render(): TemplateResult {
    if (this.mine && this.book.failure && !this.book.outcomes) return refusedPage(this.book.failure, () => void this.book.read());
    document.title = this.mine ? t('交给我们办的成果') : `${t('协商成果')} · ${this.shown?.title ?? ''}`;
    return html`<div class="oc-page" data-testid=${ID.outcomesPage} data-role=${this.mine ? peek(this.place.token)?.role ?? '' : 'public'}>
      <header class="top">${mark()}<h1 class="grow">${this.mine ? t('交给我们办的成果') : t('协商成果')}</h1><button class="btn quiet sq" type="button" aria-label=${t('大字')} @click=${() => setLargeText(!largeText())}>${icon('textsize')}</button>${languageButton('btn quiet')}</header>
      <main tabindex="-1">${this.mine ? this.inbox() : this.everybody()}</main>
    </div>`;
  }

  // --- the inbox ------------------------------------------------------------------------------

  private inbox(): TemplateResult {
    const { book } = this;
    if (!book.outcomes) return html`<div class="skeleton"><i></i><i></i></div>`;
    const own = book.outcomes.filter((one) => one.part !== 'reader');
    const todo = own.filter(waits);
    const rest = own.filter((one) => !waits(one));
    return html`
      ${book.problem ? html`<p class="call stop" data-testid=${ID.outcomeProblem}>${icon('warn')}<span class="grow">${book.problem}</span></p>` : nothing}
      ${book.failure ? html`<p class="call wait" role="status">${icon('off')}<span>${t('网络断了，正在重连。')}</span></p>` : nothing}
      ${own.length ? nothing : html`<div class="empty">${icon('gavel')}<b>${t('还没有交给您办的成果')}</b><small>${t('交办以后，这里会列出来，写明期限。')}</small></div>`}
      ${this.group(t('要您办的'), todo)}
      ${this.group(t('在别处办的'), rest)}`;
  }

  private group(name: string, held: readonly OutcomeProgress[]): TemplateResult | typeof nothing {
    if (!held.length) return nothing;
    return html`<section class="oc-group"><h2>${name} <span class="t2">${t('{0} 项', held.length)}</span></h2>
      <ol class="oc-list">${held.map((one) => html`${outcomeCard(one, one.outcome_id === this.selected, () => this.pick(one.outcome_id))}
        ${one.outcome_id === this.selected ? html`<li class="oc-open"><tx-outcome .book=${this.book} .outcome=${one}></tx-outcome></li>` : nothing}`)}</ol>
    </section>`;
  }

  // --- for everybody --------------------------------------------------------------------------

  private everybody(): TemplateResult {
    if (this.unknown) return html`<div class="empty">${icon('link')}<b>${t('没有找到这场会议。')}</b><small>${t('请检查链接，或联系会务人员。')}</small></div>`;
    const { shown } = this;
    if (!shown) return html`<div class="skeleton"><i></i><i></i></div>`;
    return html`<p class="t2">${shown.title}</p>
      ${this.unreachable ? html`<p class="call wait" role="status">${icon('off')}<span>${t('网络断了，正在重连。')}</span></p>` : nothing}
      ${shown.outcomes.length
        ? html`<ol class="oc-list">${shown.outcomes.map((one) => publicCard(one, this.place.consultation))}</ol>`
        : html`<div class="empty">${icon('gavel')}<b>${t('还没有公开的成果')}</b><small>${t('成果立案以后，由工作人员公开。')}</small></div>`}`;
  }
}

/** It is this role's turn. */
function waits(one: OutcomeProgress): boolean {
  switch (one.part) {
    case 'lead': return one.stage === 'assigned' || one.stage === 'handling';
    case 'joint': return (one.stage === 'assigned' || one.stage === 'handling') && one.joint.some((each) => each.unit.participant_id !== null && !each.opinion);
    case 'proposer': return one.stage === 'replied';
    default: return false;
  }
}

function publicCard(one: PublicOutcome, consultation: string): TemplateResult {
  return html`<li class="oc flat" data-testid=${ID.publicOutcome} data-outcome=${one.outcome_id} data-stage=${one.stage}>
    <small>${t('成果 {0}', one.number)}</small><h2>${one.text}</h2>${publicBody(one, consultation)}</li>`;
}
