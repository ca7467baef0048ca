// An outcome as everybody may follow it, and as the author of its opinion does.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import type { PublicOutcome } from '../wire.gen';
import { publicFiles } from './attachments';
import { appraisalName, className, dayAt, dayOf, reachedName, stageName, units } from './words';

/** The line by line of what has been done, the last as it stands now. */
export function reached(one: PublicOutcome): TemplateResult {
  const last = one.reached.length - 1;
  const back = (i: number): boolean => one.reached[i]?.stage === 'handling' && one.reached.slice(0, i).some((each) => each.stage === 'handling');
  return html`<ol class="oc-steps" aria-label=${t('进度')}>
    ${one.reached.map((each, i) => html`<li class=${i === last && !done(one) ? 'cur' : back(i) ? 'back' : ''} aria-current=${i === last ? 'step' : nothing}>
      <span class="d"></span><span>${back(i) ? t('重新办理') : reachedName(each.stage)}</span><time>${dayAt(each.at)}</time></li>`)}
  </ol>`;
}

function done(one: PublicOutcome): boolean {
  return ['settled', 'declined', 'merged'].includes(one.stage);
}

export function publicReply(one: PublicOutcome, consultation: string | null): TemplateResult | typeof nothing {
  const { reply } = one;
  if (!reply) return nothing;
  return html`<section class="oc-reply"><h3>${t('答复：{0}', className(reply.reply_class))} <small class="t2">${dayAt(reply.at)}</small></h3>
    <p class="full">${reply.text}</p>
    ${publicFiles(consultation, one.outcome_id, reply.documents)}
    ${reply.appraisal ? html`<p class="t2">${t('评议：{0}', appraisalName(reply.appraisal))}</p>` : nothing}
  </section>`;
}

export function publicBody(one: PublicOutcome, consultation: string | null): TemplateResult {
  return html`<span class="c"><span class="chip xs ${done(one) ? 'floor' : 'ink'}">${done(one) ? icon('check') : icon('doc')}${stageName(one.stage)}</span>
      ${one.into ? html`<span class="chip xs line">${icon('merge')}${t('并入成果 {0}', one.into)}</span>` : nothing}</span>
    ${units(one)}
    ${one.deadline && one.stage === 'handling' ? html`<span class="u"><b>${t('答复期限')}</b>${dayOf(one.deadline)}</span>` : nothing}
    ${one.reason ? html`<span class="u"><b>${t('理由')}</b>${one.reason}</span>` : nothing}
    ${publicReply(one, consultation)}
    ${reached(one)}`;
}
