// <tx-listening>: which sound one hears, the floor's alone or an interpreter's above it. Only where the
// roster has interpreters.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { languageChoice } from '../base/languages';
import { rememberListening } from '../base/prefs';
import { channels, interpreterOn } from '../session/channels';
import { participantOf } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { Participation } from './participation';

@customElement('tx-listening')
export class Listening extends TxElement {
  @property({ attribute: false }) participation!: Participation;

  protected override willUpdate(): void {
    if (!this.hasUpdated) new Follow(this, this.participation.session, ['change']);
  }

  override render(): TemplateResult | typeof nothing {
    const { state, listens } = this.participation.session;
    const languages = state ? channels(state) : [];
    if (!state || !languages.length) return nothing;
    const chosen = languages.includes(listens ?? '') ? listens : null;
    const on = chosen ? interpreterOn(state, chosen) : null;
    return html`<div class="listening" data-testid=${ID.listening} data-listens=${chosen ?? ''} data-on=${on !== null}>
      <label>${icon('vol')}<span>${t('听')}</span><select class="inp desk" data-testid=${ID.listenChoice} @change=${this.choose}>
        <option value="" ?selected=${chosen === null}>${t('原声')}</option>
        ${languages.map((one) => html`<option value=${one} lang=${one} ?selected=${one === chosen}>${languageChoice(one)}</option>`)}
      </select></label>
      <span class="t2 fs-s" role="status">${chosen ? this.words(state, on) : nothing}</span>
    </div>`;
  }

  private words(state: State, on: string | null): string {
    if (state.status !== 'open') return t('没有开会，传译声道关着。');
    return on ? t('{0}正在传译，有译声时原声调低。', participantOf(state, on)?.name ?? on) : t('暂时没有人传译，您听到的是原声。');
  }

  private readonly choose = (event: Event): void => {
    const language = (event.target as HTMLSelectElement).value || null;
    this.participation.session.listen(language);
    if (this.participation.session.you?.role !== 'interpreter') rememberListening(language);
  };
}
