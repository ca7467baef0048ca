// The words of an outcome's life, the same on the board, in the inbox and on the public page.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../base/icons';
import { locale, t } from '../base/i18n';
import type { AppraisalRequest, DeadlineView, OutcomeProgress, OutcomeReply, OutcomeStep, PublicOutcome } from '../wire.gen';

export type OutcomeStage = OutcomeProgress['stage'];
export type ReplyClass = OutcomeReply['reply_class'];
export type Appraisal = AppraisalRequest['appraisal'];

export const SOON = 3; // working days

export function stageName(stage: OutcomeStage): string {
  switch (stage) {
    case 'proposed': return t('待审查');
    case 'merged': return t('已并案');
    case 'declined': return t('不予立案');
    case 'filed': return t('待交办');
    case 'assigned': return t('待签收');
    case 'handling': return t('办理中');
    case 'replied': return t('待评议');
    case 'appraised': return t('已评议');
    case 'settled': return t('已办结');
  }
}

/** What has been done by then, as the public and authors follow it. */
export function reachedName(stage: OutcomeStage): string {
  switch (stage) {
    case 'proposed': return t('采用，形成成果');
    case 'merged': return t('已并案');
    case 'declined': return t('不予立案');
    case 'filed': return t('已立案');
    case 'assigned': return t('已交办');
    case 'handling': return t('开始办理');
    case 'replied': return t('已答复');
    case 'appraised': return t('已评议');
    case 'settled': return t('已办结');
  }
}

export function className(name: ReplyClass): string {
  switch (name) {
    case 'A': return t('A 已解决');
    case 'B': return t('B 正在解决或已列入计划');
    case 'C': return t('C 受条件限制');
    case 'D': return t('D 留作参考');
  }
}

export function appraisalName(appraisal: Appraisal): string {
  switch (appraisal) {
    case 'satisfied': return t('满意');
    case 'mostly_satisfied': return t('基本满意');
    case 'dissatisfied': return t('不满意');
  }
}

export function dayOf(date: string): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const here = new Date(year, month - 1, day);
  const options: Intl.DateTimeFormatOptions = { month: 'long', day: 'numeric' };
  if (year !== new Date().getFullYear()) options.year = 'numeric';
  return here.toLocaleDateString(locale(), options);
}

export function dayAt(at: number): string {
  return new Date(at).toLocaleDateString(locale(), { month: 'long', day: 'numeric' });
}

export function secondOf(at: number): string {
  return new Date(at).toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
}

export function deadlineChip(deadline: DeadlineView | null, sign = false): TemplateResult | typeof nothing {
  if (!deadline) return nothing;
  const { left, late } = deadline;
  if (late) return html`<span class="chip xs stop">${icon('warn')}${left ? t('超期 {0} 个工作日', -left) : t('已超期')}</span>`;
  if (left === 0) return html`<span class="chip xs wait">${icon('clock')}${t('今天到期')}</span>`;
  const words = sign ? t('签收还有 {0} 个工作日', left) : t('还有 {0} 个工作日', left);
  return html`<span class="chip xs ${left <= SOON ? 'wait' : ''}">${icon('clock')}${words}</span>`;
}

/** How it stands beside its deadline. */
export function standingChips(one: OutcomeProgress): TemplateResult {
  const redo = one.stage === 'handling' && one.reply?.appraisal === 'dissatisfied';
  return html`
    ${one.stage === 'filed' && one.reason ? html`<span class="chip xs stop">${icon('reply')}${t('已退回，待改派')}</span>` : nothing}
    ${one.reply && one.stage !== 'assigned' ? html`<span class="chip xs line">${className(one.reply.reply_class)}</span>` : nothing}
    ${redo ? html`<span class="chip xs stop">${icon('cycle')}${t('不满意，重新办理')}</span>` : nothing}
    ${one.stage === 'replied' ? html`<span class="chip xs wait">${t('待评议')}</span>` : nothing}
    ${one.stage === 'handling' && one.met ? html`<span class="chip xs floor">${icon('check')}${t('已面商')}</span>` : nothing}
    ${one.stage === 'handling' && one.extended ? html`<span class="chip xs">${t('已延期')}</span>` : nothing}
    ${['appraised', 'settled'].includes(one.stage) ? appraised(one.reply) : nothing}
    ${['settled', 'declined', 'merged'].includes(one.stage) ? html`<span class="chip xs">${stageName(one.stage)}</span>` : nothing}
    ${pressed(one)}
    ${one.public ? html`<span class="chip xs floor">${icon('eye')}${t('已公开')}</span>` : nothing}`;
}

/** How often it was urged or escalated at this stage. */
function pressed(one: OutcomeProgress): TemplateResult | typeof nothing {
  const events = one.steps.map((step) => step.event);
  const begun = events.map((event) => 'deadline' in event && event.deadline !== null).lastIndexOf(true);
  const since = events.slice(begun + 1);
  const escalated = since.some((event) => event.type === 'outcome_escalated');
  const urged = since.filter((event) => event.type === 'outcome_urged').length;
  if (!one.deadline || (!escalated && !urged)) return nothing;
  return html`<span class="chip xs ${escalated ? 'stop' : 'wait'}">${escalated ? t('已督办') : t('已催办 {0} 次', urged)}</span>`;
}

function appraised(reply: OutcomeReply | null): TemplateResult | typeof nothing {
  return reply?.appraisal ? html`<span class="chip xs floor">${icon('check')}${appraisalName(reply.appraisal)}</span>` : nothing;
}

export function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}

export interface StepWords {
  title: string;
  note: string;
  /** It went back, or somebody is pressed. */
  look: '' | 'back' | 'press';
}

/** One line of the timeline. */
export function stepWords({ event }: OutcomeStep, one: OutcomeProgress): StepWords {
  const say = (title: string, note = '', look: StepWords['look'] = ''): StepWords => ({ title, note, look });
  switch (event.type) {
    case 'outcome_reviewed':
      if (event.decision === 'file') return say(t('已立案'), event.reason);
      if (event.decision === 'decline') return say(t('不予立案'), event.reason, 'back');
      return say(one.into ? t('并入成果 {0}', one.into) : t('已并案'), event.reason);
    case 'outcome_assigned':
      return event.transferred
        ? say(t('改派：{0}', event.lead.name), event.reason, 'back')
        : say(t('交办：{0}', event.lead.name));
    case 'outcome_signed_for': return say(t('已签收'));
    case 'joint_signed_for': return say(t('会办签收：{0}', one.joint[event.unit]?.unit.name ?? ''));
    case 'extension_requested': return say(t('申请延期'), event.reason);
    case 'extension_refused': return say(t('不同意延期'), event.reason, 'back');
    case 'outcome_document_attached': return say(t('添加附件：{0}', event.document.name));
    case 'outcome_document_removed': return say(t('撤下附件'));
    case 'outcome_returned': return say(t('已退回'), event.reason, 'back');
    case 'joint_opinion_filed': return say(t('会办意见：{0}', one.joint[event.unit]?.unit.name ?? ''), event.text);
    case 'proposer_met': return say(t('面商，{0}', dayOf(event.on)), event.text);
    case 'outcome_extended': return say(t('延期到{0}', dayOf(event.deadline.date)), event.reason);
    case 'outcome_replied': return say(t('答复：{0}', className(event.reply_class)), event.text);
    case 'reply_appraised':
      return say(t('评议：{0}', appraisalName(event.appraisal)), event.comment, event.appraisal === 'dissatisfied' ? 'back' : '');
    case 'outcome_followed_up': return say(event.solved ? t('回头看：属实') : t('回头看：没有落实'), event.note, event.solved ? '' : 'back');
    case 'outcome_made_public': return say(t('已公开'));
    case 'outcome_withdrawn': return say(t('已撤回公开'), event.reason, 'back');
    case 'outcome_urged': return say(event.acts ? t('到期提醒，催办') : t('已催办'), event.note, 'press');
    case 'outcome_escalated': return say(event.acts ? t('超期，督办') : t('已督办'), event.note, 'press');
  }
}

/** Lead unit and joint ones on one line each. */
export function units(one: OutcomeProgress | PublicOutcome): TemplateResult {
  const lead = typeof one.lead === 'string' ? one.lead : (one.lead?.name ?? '');
  const joint = one.joint.map((each) => (typeof each === 'string' ? each : each.unit.name));
  return html`${lead ? html`<span class="u"><b>${t('主办')}</b>${lead}</span>` : nothing}
    ${joint.length ? html`<span class="u"><b>${t('会办')}</b>${joint.join(locale() === 'en' ? ', ' : '、')}</span>` : nothing}`;
}
