// 发言规则 and 代理主持人 in a dialog of the chair's console that follows the meeting.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { Follow, Ticking, TxElement } from '../base/element';
import { t } from '../base/i18n';
import { openDialog } from '../components/dialog';
import type { Run } from '../rules/floor-rules';
import '../rules/deputies';
import { ID } from '../testids';
import { tried } from './attempt';
import type { Participation } from './participation';

@customElement('tx-rules')
export class Rules extends TxElement {
  @property({ attribute: false }) participation!: Participation;
  protected readonly ticking = new Ticking(this);
  private readonly run: Run = (command) => tried(this.participation.session, command);
  private readonly now = (): number => this.participation.session.now();

  protected override willUpdate(): void {
    if (!this.hasUpdated) new Follow(this, this.participation.session, ['change']);
  }

  override render(): TemplateResult | typeof nothing {
    const { state } = this.participation.session;
    if (!state) return nothing;
    return html`<div class="stack"><tx-floor-rules .state=${state} .run=${this.run} .now=${this.now}></tx-floor-rules>
      <tx-deputies .state=${state} .run=${this.run}></tx-deputies></div>`;
  }
}

export async function showRules(participation: Participation): Promise<void> {
  await openDialog<void>(() => html`<h2 id="dialog-title">${t('会议规则')}</h2>
    <tx-rules .participation=${participation}></tx-rules>
    <form method="dialog" class="acts"><button class="btn" data-testid=${ID.dialogCancel}>${t('关闭')}</button></form>`, 'wide');
}
