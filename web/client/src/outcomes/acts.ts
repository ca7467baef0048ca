// Which acts a page offers for an outcome, to whom, why one is off, and what each asks before it is done.
import { t } from '../base/i18n';
import type { IconName } from '../base/icons';
import type { AnyCommand, OutcomeProgress, Participant, UnitRef } from '../wire.gen';
import { dayOf } from './words';

type Type = Extract<AnyCommand, { outcome_id: string }>['type'];

export interface Field {
  name: string;
  label: string;
  kind: 'area' | 'line' | 'date' | 'choice';
  required?: boolean;
  max?: number;
  options?: readonly (readonly [value: string, words: string])[];
  /** Words to choose from in a line. */
  usual?: readonly string[];
  hint?: string;
  value?: string;
}

export interface Act {
  /** The command's type, with the decision where one type has several buttons. */
  name: string;
  label: string;
  icon?: IconName;
  look?: 'primary' | 'stop';
  fields: readonly Field[];
  /** Why it is off now; empty where it is not. */
  off?: string;
  command: (words: (name: string) => string) => AnyCommand;
}

const MAX_REASON = 500; // characters, as the server takes
const MAX_REPLY = 5000;
const MAX_UNIT = 120;

const reason = (label = t('理由')): Field => ({ name: 'reason', label, kind: 'area', required: true, max: MAX_REASON });

/** What this role may do now, the likeliest first. */
export function actsFor(one: OutcomeProgress, meetFirst: boolean, departments: readonly Participant[], others: readonly OutcomeProgress[]): Act[] {
  const staff = one.part === 'staff';
  const lead = staff || one.part === 'lead';
  const acts: (Act | false)[] = [];
  switch (one.stage) {
    case 'proposed':
      acts.push(...(staff ? review(one, others) : []));
      break;
    case 'filed':
      acts.push(staff && assign(one, departments));
      break;
    case 'assigned':
      acts.push(lead && simple(one, 'sign_for_outcome', t('签收'), 'check'), lead && giveBack(one), signJoint(one), staff && transfer(one, departments));
      break;
    case 'handling':
      acts.push(
        lead && meet(one), lead && reply(one, meetFirst), one.part === 'lead' && askForTime(one), ...(staff ? extend(one) : []), signJoint(one),
        (one.part === 'joint' || (staff && one.joint.length > 0)) && jointOpinion(one), staff && transfer(one, departments),
      );
      break;
    case 'replied':
      acts.push((staff || one.part === 'proposer') && appraise(one));
      break;
    case 'appraised':
      acts.push(staff && followUp(one));
      break;
  }
  if (staff) acts.push(...press(one), ...publish(one));
  return acts.filter((act): act is Act => act !== false);
}

function simple(one: OutcomeProgress, type: Type, label: string, icon?: IconName): Act {
  const { outcome_id } = one;
  return { name: type, label, fields: [], look: 'primary', ...(icon ? { icon } : {}), command: () => ({ type, outcome_id }) as AnyCommand };
}

function review(one: OutcomeProgress, others: readonly OutcomeProgress[]): Act[] {
  const { outcome_id } = one;
  const targets = others.filter((each) => each !== one && each.stage !== 'merged' && each.stage !== 'declined');
  return [
    { name: 'file', label: t('立案'), icon: 'check', look: 'primary', fields: [], command: () => ({ type: 'review_outcome', outcome_id, decision: 'file' }) },
    {
      name: 'merge', label: t('并案'), icon: 'merge', off: targets.length ? '' : t('还没有别的成果可以并入。'),
      fields: [{
        name: 'into', label: t('并入哪一项'), kind: 'choice', required: true,
        options: targets.map((each) => [each.outcome_id, `${t('成果 {0}', each.number)} ${each.text}`] as const),
      }],
      command: (words) => ({ type: 'review_outcome', outcome_id, decision: 'merge', into: words('into') }),
    },
    {
      name: 'decline', label: t('不立案'), icon: 'x', fields: [reason()],
      command: (words) => ({ type: 'review_outcome', outcome_id, decision: 'decline', reason: words('reason') }),
    },
  ];
}

export const unitName = (one: Participant): string => one.organization || one.name;

/** The department of that name; else the name, for which staff act. */
function unitOf(name: string, departments: readonly Participant[]): UnitRef {
  const found = departments.find((one) => unitName(one) === name || one.name === name);
  return found ? { participant_id: found.id } : { name };
}

function unitFields(one: OutcomeProgress, departments: readonly Participant[]): Field[] {
  const usual = departments.map(unitName);
  return [
    { name: 'lead', label: t('主办单位'), kind: 'line', required: true, max: MAX_UNIT, usual, value: one.stage === 'filed' && !one.reason ? one.unit : '', hint: t('名单里的单位自己签收；写别的名称，由会务人员代办。') },
    { name: 'joint', label: t('会办单位'), kind: 'line', max: 1000, hint: t('可以不填；多个单位用顿号分开。') },
  ];
}

function joint(words: string, departments: readonly Participant[]): UnitRef[] {
  return words.split(/[、,，;；\n]/).map((one) => one.trim()).filter(Boolean).map((one) => unitOf(one, departments));
}

function assign(one: OutcomeProgress, departments: readonly Participant[]): Act {
  return {
    name: 'assign_outcome', label: t('交办'), icon: 'send', look: 'primary', fields: unitFields(one, departments),
    command: (words) => ({
      type: 'assign_outcome', outcome_id: one.outcome_id, lead: unitOf(words('lead'), departments), joint: joint(words('joint'), departments),
    }),
  };
}

function transfer(one: OutcomeProgress, departments: readonly Participant[]): Act {
  return {
    name: 'transfer_outcome', label: t('改派'), icon: 'share', fields: [...unitFields(one, departments), reason()],
    command: (words) => ({
      type: 'transfer_outcome', outcome_id: one.outcome_id, lead: unitOf(words('lead'), departments),
      joint: joint(words('joint'), departments), reason: words('reason'),
    }),
  };
}

function giveBack(one: OutcomeProgress): Act {
  const late = one.part === 'lead' && one.deadline?.late === true;
  return {
    name: 'return_outcome', label: t('退回'), icon: 'reply', fields: [reason(t('退回的理由'))],
    off: late ? t('退回的期限已经过去。请联系会务人员改派。') : '',
    command: (words) => ({ type: 'return_outcome', outcome_id: one.outcome_id, reason: words('reason') }),
  };
}

function meet(one: OutcomeProgress): Act {
  return {
    name: 'meet_proposer', label: t('登记面商'), icon: 'people', look: one.met || !one.has_proposer ? undefined : 'primary',
    fields: [
      { name: 'on', label: t('哪一天'), kind: 'date', required: true, value: today() },
      { name: 'text', label: t('怎么谈的，谈成什么'), kind: 'area', required: true, max: 2000 },
    ],
    command: (words) => ({ type: 'meet_proposer', outcome_id: one.outcome_id, on: words('on'), text: words('text') }),
  } as Act;
}

function reply(one: OutcomeProgress, meetFirst: boolean): Act {
  const waits = meetFirst && one.has_proposer && !one.met;
  return {
    name: 'reply_outcome', label: t('登记答复'), icon: 'doc', look: waits ? undefined : 'primary',
    off: waits ? t('登记面商以后才能登记答复。') : '',
    fields: [
      { name: 'class', label: t('答复类别'), kind: 'choice', required: true, options: [
        ['A', t('A 已解决')], ['B', t('B 正在解决或已列入计划')], ['C', t('C 受条件限制')], ['D', t('D 留作参考')],
      ] },
      { name: 'text', label: t('答复全文'), kind: 'area', required: true, max: MAX_REPLY },
    ],
    command: (words) => ({ type: 'reply_outcome', outcome_id: one.outcome_id, reply_class: words('class') as 'A', text: words('text') }),
  } as Act;
}

function askForTime(one: OutcomeProgress): Act {
  const off = one.extension ? t('已经申请延期，请等会务人员答复。')
    : one.extended ? t('已经延期一次。再延请联系会务人员。') : one.deadline?.late ? t('期限已过，请联系会务人员延期。') : '';
  return {
    name: 'request_extension', label: t('申请延期'), icon: 'clock', off, fields: [reason()],
    command: (words) => ({ type: 'request_extension', outcome_id: one.outcome_id, reason: words('reason') }),
  };
}

function extend(one: OutcomeProgress): Act[] {
  const { outcome_id, extension } = one;
  const until: Field = { name: 'due', label: t('延到哪一天'), kind: 'date', hint: one.deadline ? t('现在的期限是{0}。不填按规定的天数。', dayOf(one.deadline.date)) : '' };
  const grant: Act = {
    name: 'extend_outcome', label: extension ? t('同意延期') : t('延期'), icon: 'clock', look: extension ? 'primary' : undefined,
    fields: [until, reason()],
    command: (words) => ({ type: 'extend_outcome', outcome_id, reason: words('reason'), due: words('due') || null }),
  } as Act;
  if (!extension) return [grant];
  return [grant, {
    name: 'refuse_extension', label: t('不同意延期'), icon: 'x', fields: [reason()],
    command: (words) => ({ type: 'refuse_extension', outcome_id, reason: words('reason') }),
  }];
}

/** A joint unit for itself, staff for one that has not. */
function signJoint(one: OutcomeProgress): Act | false {
  const waiting = one.joint.flatMap((each, i) => (each.signed_at ? [] : [[String(i), each.unit.name] as const]));
  if (!waiting.length || (one.part !== 'joint' && one.part !== 'staff')) return false;
  const { outcome_id } = one;
  if (one.part === 'joint') return one.own_joint === null || !waiting.some(([i]) => i === String(one.own_joint)) ? false : simple(one, 'sign_for_joint', t('会办签收'), 'check');
  return {
    name: 'sign_for_joint', label: t('会办签收'), icon: 'check',
    fields: [{ name: 'unit', label: t('会办单位'), kind: 'choice', required: true, options: waiting }],
    command: (words) => ({ type: 'sign_for_joint', outcome_id, unit: Number(words('unit')) }),
  };
}

function jointOpinion(one: OutcomeProgress): Act {
  const which: Field = {
    name: 'unit', label: t('会办单位'), kind: 'choice', required: true, options: one.joint.map((each, i) => [String(i), each.unit.name] as const),
  };
  return {
    name: 'file_joint_opinion', label: t('会办意见'), icon: 'chat', look: one.part === 'joint' ? 'primary' : undefined,
    fields: [...(one.part === 'staff' ? [which] : []), { name: 'text', label: t('会办意见'), kind: 'area', required: true, max: MAX_REPLY }],
    command: (words) => ({
      type: 'file_joint_opinion', outcome_id: one.outcome_id, text: words('text'), unit: words('unit') === '' ? null : Number(words('unit')),
    }),
  } as Act;
}

export function appraisalFields(): Field[] {
  return [
    { name: 'appraisal', label: t('对答复满意吗'), kind: 'choice', required: true, options: [
      ['satisfied', t('满意')], ['mostly_satisfied', t('基本满意')], ['dissatisfied', t('不满意')],
    ] },
    { name: 'comment', label: t('意见'), kind: 'area', max: MAX_REASON, hint: t('不满意时要写明原因，单位会重新办理。') },
  ];
}

function appraise(one: OutcomeProgress): Act {
  return {
    name: 'appraise_reply', label: one.part === 'staff' ? t('登记评议') : t('评议'), icon: 'check', look: 'primary', fields: appraisalFields(),
    command: (words) => ({
      type: 'appraise_reply', outcome_id: one.outcome_id, appraisal: words('appraisal') as 'satisfied', comment: words('comment'),
    }),
  };
}

function followUp(one: OutcomeProgress): Act {
  return {
    name: 'follow_up_outcome', label: t('回头看'), icon: 'eye', look: 'primary',
    fields: [
      { name: 'solved', label: t('答复的事落实了吗'), kind: 'choice', required: true, options: [['yes', t('已经落实')], ['no', t('没有落实，重新办理')]] },
      { name: 'note', label: t('查看的情况'), kind: 'area', required: true, max: MAX_REASON },
    ],
    command: (words) => ({ type: 'follow_up_outcome', outcome_id: one.outcome_id, solved: words('solved') === 'yes', note: words('note') }),
  };
}

function press(one: OutcomeProgress): Act[] {
  if (!one.deadline) return [];
  const note: Field = { name: 'note', label: t('要说的话'), kind: 'area', max: MAX_REASON };
  const { outcome_id } = one;
  return [
    { name: 'urge_outcome', label: t('催办'), fields: [note], command: (words) => ({ type: 'urge_outcome', outcome_id, note: words('note') }) },
    ...(one.deadline.late
      ? [{ name: 'escalate_outcome', label: t('督办'), icon: 'warn', fields: [note], command: (words) => ({ type: 'escalate_outcome', outcome_id, note: words('note') }) } as Act]
      : []),
  ];
}

function publish(one: OutcomeProgress): Act[] {
  const { outcome_id } = one;
  if (['proposed', 'merged', 'declined'].includes(one.stage)) return [];
  return [one.public
    ? { name: 'withdraw_outcome', label: t('撤回公开'), icon: 'x', fields: [reason()], command: (words) => ({ type: 'withdraw_outcome', outcome_id, reason: words('reason') }) }
    : { name: 'make_outcome_public', label: t('公开'), icon: 'eye', fields: [], command: () => ({ type: 'make_outcome_public', outcome_id }) }];
}

function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}
