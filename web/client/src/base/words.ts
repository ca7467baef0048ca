// Words for the protocol's values, the same everywhere.
import type { AgendaItem, Participant, SpeechView, Snapshot } from '../wire.gen';
import type { AnswerState } from '../session/attending';
import type { Level } from '../session/select';
import { t } from './i18n';

export function levelName(level: Level): string {
  switch (level) {
    case 'national': return t('全国');
    case 'provincial': return t('省级');
    case 'municipal': return t('市级');
    case 'county': return t('县级');
  }
}

export function levelCharacter(level: Level): string {
  switch (level) {
    case 'national': return t('国');
    case 'provincial': return t('省');
    case 'municipal': return t('市');
    case 'county': return t('县');
  }
}

export function speechKind(kind: SpeechView['kind']): string {
  switch (kind) {
    case 'statement': return t('发言');
    case 'question': return t('提问');
    case 'answer': return t('应答');
    case 'interposed_question': return t('插问');
    case 'point_of_order': return t('程序');
  }
}

/** 正在发言 and its like, for whoever holds the floor. */
export function speaking(kind: SpeechView['kind']): string {
  switch (kind) {
    case 'statement': return t('正在发言');
    case 'question': return t('正在提问');
    case 'answer': return t('正在应答');
    case 'interposed_question': return t('正在插问');
    case 'point_of_order': return t('正在提程序问题');
  }
}

export function itemKind(kind: AgendaItem['kind']): string {
  switch (kind) {
    case 'briefing': return t('情况通报');
    case 'questions': return t('提问');
    case 'answers': return t('解答');
    case 'statements': return t('发言');
  }
}

export function roleName(role: Participant['role']): string {
  switch (role) {
    case 'organizer': return t('会务人员');
    case 'chair': return t('主持人');
    case 'clerk': return t('记录员');
    case 'member': return t('委员');
    case 'expert': return t('专家');
    case 'department': return t('承办单位');
    case 'public_rep': return t('群众代表');
    case 'venue': return t('会场');
    case 'interpreter': return t('译员');
    case 'viewer': return t('观众');
  }
}

export function statusName(status: Snapshot['status']): string {
  switch (status) {
    case 'planned': return t('还没开会');
    case 'open': return t('正在开会');
    case 'adjourned': return t('休会中');
    case 'closed': return t('已闭会');
  }
}

/** Why the floor was taken back: a rule's code, or the chair's own words. */
export function revokeReason(reason: string): string {
  switch (reason) {
    case 'next_speaker': return t('轮到下一位');
    case 'item_closed': return t('本项已结束');
    case 'adjourned': return t('休会了');
    case 'closed': return t('已经闭会');
    case 'left': return t('离开太久');
    case 'time_up': return t('时间到了');
    default: return reason;
  }
}

export function answerWords(state: AnswerState): string {
  switch (state) {
    case 'answering': return t('应答中');
    case 'spoken': return t('已答复（口头）');
    case 'written': return t('已答复（书面）');
    case 'waiting': return t('须应答');
    case 'asked': return t('未应答');
  }
}

/** Why a clock stands: a rule's code, or the chair's own words. */
export function pauseReason(reason: string): string {
  switch (reason) {
    case 'interposed': return t('有人插问或提程序问题');
    case 'absent': return t('发言人离线');
    case 'chair_absent': return t('主持人离线');
    default: return reason || t('主持人暂停');
  }
}

/** Words of an opinion where something was made of them; empty where they were taken back. */
export function opinionWords(text: string): string {
  return text || t('（意见原文已撤回）');
}

export function fileSize(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
