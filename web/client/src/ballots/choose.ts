// <tx-choose>: the options of a vote as big buttons, and what pressing them does. A show of hands is
// one press; elsewhere a choice is made, then cast, so that a slip of the finger is no vote.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { ID } from '../testids';
import type { BallotTerms } from '../wire.gen';
import { optionsOf } from './read';

/** Fired with the choices when they are cast; none is an abstention. */
export class CastEvent extends CustomEvent<number[]> {
  constructor(choices: number[]) {
    super('cast', { detail: choices });
  }
}

const ABSTAIN = -1;

@customElement('tx-choose')
export class Choose extends TxElement {
  @property({ attribute: false }) terms!: BallotTerms;
  /** Cast before; null where nothing was. */
  @property({ attribute: false }) cast: readonly number[] | null = null;
  @property({ type: Boolean }) busy = false;
  @property() name = 'choose';
  /** A choice that is made and not cast. */
  @internal() private picked: readonly number[] | null = null;

  override render(): TemplateResult {
    const { terms } = this;
    const several = terms.choices_max > 1;
    return html`<div class="choices" role="group" aria-label=${t('您的选择')}>
        ${[...optionsOf(terms), t('弃权')].map((text, index, all) => this.option(text, index === all.length - 1 ? ABSTAIN : index))}
      </div>
      ${several ? html`<p class="t2">${t('最多选 {0} 项', terms.choices_max)}</p>` : nothing}
      ${terms.method === 'hands' && !several ? nothing : this.castButton()}`;
  }

  private option(text: string, index: number): TemplateResult {
    const now = this.picked ?? this.cast;
    const on = now !== null && (index === ABSTAIN ? now.length === 0 : now.includes(index));
    const kind = this.terms.options.length ? '' : index === 0 ? 'is-for' : index === 1 ? 'is-against' : '';
    return html`<button class="btn choice ${kind} ${on ? 'on' : ''}" type="button" aria-pressed=${on} aria-busy=${this.busy}
      data-testid=${ID.ballotOption} data-option=${index === ABSTAIN ? 'abstain' : index}
      @click=${() => this.pick(index)}>${on ? icon('check') : nothing}<span>${text}</span></button>`;
  }

  private castButton(): TemplateResult {
    const ready = this.picked !== null && String(this.picked) !== String(this.cast);
    const why = this.picked === null ? t('先选一项') : t('没有改动');
    const label = this.cast === null ? t('投出这一票') : t('改投');
    return html`<button class="btn primary big wide" type="button" data-testid=${ID.ballotCast}
        aria-disabled=${ready ? nothing : 'true'} aria-busy=${this.busy} aria-describedby=${ready ? nothing : `why-${this.name}`}
        @click=${() => ready && this.send(this.picked ?? [])}>${icon('send')}${this.busy ? t('正在投…') : label}</button>
      ${ready || this.cast !== null ? nothing : html`<p class="t2 fs-s" id="why-${this.name}">${why}</p>`}`;
  }

  private pick(index: number): void {
    if (this.busy) return;
    const { choices_max, method } = this.terms;
    const now = this.picked ?? this.cast ?? [];
    if (index === ABSTAIN) this.picked = [];
    else if (choices_max === 1) this.picked = [index];
    else if (now.includes(index)) this.picked = now.filter((one) => one !== index);
    else if (now.length < choices_max) this.picked = [...now, index].sort((a, b) => a - b);
    if (method === 'hands' && choices_max === 1) this.send(this.picked ?? []);
  }

  private send(choices: readonly number[]): void {
    if (this.busy) return;
    this.dispatchEvent(new CastEvent([...choices]));
    this.picked = null;
  }
}
