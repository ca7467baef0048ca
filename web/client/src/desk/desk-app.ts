// <tx-desk>: `/desk` lists and creates consultations, `/desk/{id}` runs one.
import { html, type TemplateResult } from 'lit';
import { customElement, state as internal } from 'lit/decorators.js';
import { place } from '../base/api';
import { TxElement } from '../base/element';
import './list';
import './work';

@customElement('tx-desk')
export class DeskApp extends TxElement {
  @internal() private place = place();

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', this.moved);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.moved);
  }

  /** Another link pasted into this window is another desk. */
  private readonly moved = (): void => {
    if (place().token && place().token !== this.place.token) location.reload();
  };

  override render(): TemplateResult {
    return this.place.consultation
      ? html`<tx-desk-work .place=${this.place}></tx-desk-work>`
      : html`<tx-desk-list .place=${this.place}></tx-desk-list>`;
  }
}
