// <tx-outcome>: one outcome whole, with what happened to it and what may be done next.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { opinionWords } from '../base/words';
import { ID } from '../testids';
import type { OutcomeProgress, OutcomeStep, Participant } from '../wire.gen';
import { actsFor, type Act } from './acts';
import { askFields } from './asking';
import { gathered, ownFiles } from './attachments';
import type { OutcomeBook } from './book';
import { appraisalName, className, dayAt, dayOf, deadlineChip, secondOf, short, standingChips, stageName, stepWords, units } from './words';

const NEXT: readonly [OutcomeProgress['stage'], () => string][] = [
  ['proposed', () => t('审查')], ['filed', () => t('交办')], ['assigned', () => t('签收')], ['handling', () => t('答复（A、B、C、D 四类）')],
  ['replied', () => t('评议')], ['appraised', () => t('回头看')],
];

/** Fires `source` when somebody wants to see what it came from. */
@customElement('tx-outcome')
export class OutcomeDetail extends TxElement {
  @property({ attribute: false }) book!: OutcomeBook;
  @property({ attribute: false }) outcome!: OutcomeProgress;
  /** Of the roster, for those who assign. */
  @property({ attribute: false }) departments: readonly Participant[] = [];

  private async act(act: Act): Promise<void> {
    if (act.off || this.book.busy) return;
    const words = await askFields(act.label, this.outcome.text, act.fields, act.label);
    if (words) await this.book.attempt(act.command(words), t('已经记下：{0}', act.label));
  }

  override render(): TemplateResult {
    const one = this.outcome;
    return html`<div class="oc-detail" data-testid=${ID.outcomeDetail} data-outcome=${one.outcome_id} data-stage=${one.stage}>
      <div class="chips"><span class="chip xs line">${stageName(one.stage)}</span>${deadlineChip(one.deadline, one.stage === 'assigned')}${standingChips(one)}</div>
      <h2>${one.text}</h2>
      ${this.facts(one)}
      ${one.extension ? html`<p class="call wait" data-testid=${ID.outcomeExtension}>${icon('clock')}<span class="grow">${t('主办单位申请延期：{0}', one.extension.reason)}</span></p>` : nothing}
      ${one.reply ? replyBlock(one, this.book) : nothing}
      ${gathered(one, this.book)}
      ${this.actions(one)}
      ${this.opinions(one)}
      ${one.steps.length ? this.timeline(one) : nothing}
    </div>`;
  }

  private facts(one: OutcomeProgress): TemplateResult {
    const { deadline } = one;
    return html`<dl>
      ${one.lead ? html`<dt>${t('主办')}</dt><dd>${one.lead.name}</dd>` : html`<dt>${t('建议单位')}</dt><dd>${one.unit}</dd>`}
      ${one.joint.length ? html`<dt>${t('会办')}</dt><dd>${one.joint.map((each) => html`<span class="line">${each.unit.name}${each.filed_at ? html` <small class="t2">${t('{0}已交会办意见', dayAt(each.filed_at))}</small>` : jointSigned(one, each.signed_at ?? null)}</span>`)}
        ${one.joint_due && one.stage === 'handling' ? html`<small class="t2">${t('会办意见 {0} 前', dayOf(one.joint_due))}</small>` : nothing}</dd>` : nothing}
      ${deadline ? html`<dt>${deadlineName(one)}</dt><dd>${dayOf(deadline.date)}${deadline.assumed ? html` <small class="t2">${t('没有录入节假日，按周一到周五算')}</small>` : nothing}</dd>` : nothing}
      <dt>${t('完成时限')}</dt><dd>${dayOf(one.due)} <small class="t2">${t('会上议定')}</small></dd>
      <dt>${t('来源')}</dt><dd>${this.source(one)}</dd>
      ${one.into ? html`<dt>${t('并入')}</dt><dd>${t('成果 {0}', one.into)}</dd>` : nothing}
      ${one.reason ? html`<dt>${t('理由')}</dt><dd>${one.reason}</dd>` : nothing}
    </dl>`;
  }

  /** To the second, and where the page has it a way there. */
  private source(one: OutcomeProgress): TemplateResult {
    const at = one.source_at === null ? '' : secondOf(one.source_at);
    const words = one.source.kind === 'speech' ? `${t('发言')} ${at} ${one.source_text}`
      : one.source.kind === 'opinion' ? `${t('公众意见')} ${at}` : `${t('议程')} ${one.source_text}`;
    return html`${one.part === 'staff'
      ? html`<button class="btn-link" type="button" data-testid=${ID.outcomeSourceLink} @click=${() => this.dispatchEvent(new CustomEvent('source', { detail: one.source, bubbles: true }))}>${words}</button>`
      : words}
      ${one.source.kind === 'opinion' ? html`<blockquote class="quote">${opinionWords(one.source_text)}</blockquote>` : nothing}`;
  }

  private opinions(one: OutcomeProgress): TemplateResult | typeof nothing {
    const filed = one.joint.filter((each) => each.opinion);
    if (!filed.length) return nothing;
    return html`<details class="oc-opinions"><summary>${t('会办意见 {0} 份', filed.length)}</summary>
      ${filed.map((each) => html`<p><b>${each.unit.name}</b></p><p class="full">${each.opinion}</p>`)}</details>`;
  }

  private timeline(one: OutcomeProgress): TemplateResult {
    const at = NEXT.findIndex(([stage]) => stage === one.stage);
    const todo = at < 0 ? [] : NEXT.slice(at);
    return html`<ol class="oc-steps" aria-label=${t('办理过程')}>
      <li><span class="d"></span><span>${t('提出')}</span><time>${dayAt(one.recorded_at)}</time></li>
      ${one.steps.map((step) => stepLine(step, one))}
      ${todo.map(([, name], i) => html`<li class=${i ? 'todo' : 'cur'} aria-current=${i ? nothing : 'step'}><span class="d"></span>
        <span>${i ? name() : html`<b>${name()}</b>`}</span>${i ? nothing : html`<time>${t('现在')}</time>`}</li>`)}
    </ol>`;
  }

  private actions(one: OutcomeProgress): TemplateResult | typeof nothing {
    const acts = actsFor(one, this.book.meetFirst, this.departments, this.book.outcomes ?? []);
    if (!acts.length) return nothing;
    const why = acts.filter((act) => act.off);
    return html`<div class="oc-acts">
      ${acts.map((act) => html`<button
        class="btn ${act.off ? '' : act.look ?? ''}" type="button" data-testid=${ID.outcomeAct} data-act=${act.name}
        aria-disabled=${act.off ? 'true' : nothing} aria-describedby=${act.off ? `why-${act.name}` : nothing}
        @click=${() => void this.act(act)}>${act.icon ? icon(act.icon) : nothing}${act.label}</button>`)}
      ${why.map((act) => html`<p class="why" id=${`why-${act.name}`}>${act.off}</p>`)}
    </div>`;
  }
}

/** Whether a joint unit has signed, where it is to. */
function jointSigned(one: OutcomeProgress, at: number | null): TemplateResult | typeof nothing {
  if (at) return html` <small class="t2">${t('{0}已签收', dayAt(at))}</small>`;
  return ['assigned', 'handling'].includes(one.stage) ? html` <small class="t2">${t('还没有签收')}</small>` : nothing;
}

function stepLine(step: OutcomeStep, one: OutcomeProgress): TemplateResult {
  const { title, note, look } = stepWords(step, one);
  return html`<li class=${look}><span class="d"></span>
    <span>${title}${note ? html`<small>${short(note)}</small>` : nothing}</span><time>${dayAt(step.at)}</time></li>`;
}

function replyBlock(one: OutcomeProgress, book: OutcomeBook): TemplateResult {
  const { reply } = one;
  return html`<section class="oc-reply"><h3>${t('答复：{0}', className(reply!.reply_class))} <small class="t2">${dayAt(reply!.at)}</small></h3>
    <p class="full">${reply!.text}</p>
    ${ownFiles(book.place, one.outcome_id, reply!.documents)}
    ${reply!.appraisal ? html`<p class="t2">${t('评议：{0}', appraisalName(reply!.appraisal))}${reply!.comment ? `　${reply!.comment}` : ''}</p>` : nothing}
  </section>`;
}

export function deadlineName(one: OutcomeProgress): string {
  switch (one.stage) {
    case 'proposed': return t('审查期限');
    case 'assigned': return t('签收期限');
    case 'replied': return t('评议期限');
    case 'appraised': return t('回头看');
    default: return t('答复期限');
  }
}

/** A card of a board or a list. */
export function outcomeCard(one: OutcomeProgress, selected: boolean, pick: () => void): TemplateResult {
  return html`<li><button
    class="oc ${one.deadline?.late ? 'late' : ''} ${selected ? 'sel' : ''}" type="button" aria-pressed=${selected}
    data-testid=${ID.outcome} data-outcome=${one.outcome_id} data-stage=${one.stage} @click=${pick}
  >
    <small>${t('成果 {0}', one.number)}</small>
    <b>${one.text}</b>
    ${one.lead ? units(one) : html`<span class="u"><b>${t('建议单位')}</b>${one.unit}</span>`}
    <span class="c">${deadlineChip(one.deadline, one.stage === 'assigned')}${standingChips(one)}</span>
    ${one.stage === 'filed' && one.reason ? html`<small>${t('退回理由：{0}', short(one.reason))}</small>` : nothing}
  </button></li>`;
}
