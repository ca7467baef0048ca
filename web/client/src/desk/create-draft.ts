// What is written about a new consultation, what is wrong with it, and the command it becomes. Pure.
import { t } from '../base/i18n';
import { levelName } from '../base/words';
import { LEVELS, type Level } from '../session/select';
import type { AgendaItem, CreateConsultation } from '../wire.gen';
import type { Problems } from './fields';
import { freshId } from './key';
import { checkVenueFields, codeAbove, parseSeats } from './venues';

const DAY = 86_400_000;
const MAX_MINUTES = 600;
const MAX_SPEECH = 360; // minutes

export interface DraftVenue {
  id: string;
  name: string;
  level: Level;
  region_code: string;
  /** Id of another, or empty at the top. */
  parent: string;
  /** One per line. */
  seats: string;
}

export interface DraftItem {
  id: string;
  title: string;
  kind: AgendaItem['kind'];
  minutes: string;
  speech: string;
}

export interface Draft {
  title: string;
  /** Whether those who join wait to be admitted. */
  waitingRoom: boolean;
  /** As <input type="datetime-local"> has it. */
  time: string;
  venues: DraftVenue[];
  items: DraftItem[];
}

/** Four levels and the usual script, tomorrow at half past two. */
export function firstDraft(): Draft {
  const venues: DraftVenue[] = [];
  for (const level of LEVELS) {
    const above = venues[venues.length - 1];
    venues.push({
      id: freshId(), name: t('{0}会场', levelName(level)), level, region_code: level === 'national' ? '000000' : '',
      parent: above?.id ?? '', seats: '',
    });
  }
  const item = (title: string, kind: DraftItem['kind'], minutes: string, speech: string): DraftItem => ({
    id: freshId(), title, kind, minutes, speech,
  });
  return {
    title: '',
    waitingRoom: false,
    time: tomorrow(),
    venues,
    items: [
      item(t('有关部门通报情况'), 'briefing', '20', '10'), item(t('委员提问'), 'questions', '30', '3'),
      item(t('部门解答'), 'answers', '30', '5'), item(t('协商发言'), 'statements', '40', '5'),
    ],
  };
}

function tomorrow(): string {
  const date = new Date(Date.now() + DAY);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T14:30`;
}

/** Below the last county's parent, or the lowest there is. */
export function newVenue(draft: Draft): DraftVenue {
  const parent = [...draft.venues].reverse().find((one) => one.level !== 'county') ?? draft.venues[0];
  const level = LEVELS[Math.min(LEVELS.length - 1, LEVELS.indexOf(parent?.level ?? 'national') + 1)] ?? 'county';
  return { id: freshId(), name: '', level, region_code: '', parent: parent?.id ?? '', seats: '' };
}

export function newItem(): DraftItem {
  return { id: freshId(), title: '', kind: 'statements', minutes: '30', speech: '5' };
}

/** A whole code names the regions above too: empty codes up the tree are filled from it. */
export function fillCodes(draft: Draft, from: DraftVenue): void {
  if (!/^\d{6}$/.test(from.region_code)) return;
  for (let at = above(draft, from), steps = 0; at && steps < draft.venues.length; at = above(draft, at), steps += 1) {
    at.region_code ||= codeAbove(from.region_code, at.level);
  }
}

function above(draft: Draft, one: DraftVenue): DraftVenue | undefined {
  return draft.venues.find((each) => each.id === one.parent);
}

/** What is wrong, by the id of the field: `create-title`, `venue-{id}-name`, `item-{id}-minutes`. */
export function checkDraft(draft: Draft): Problems {
  const problems: Problems = {};
  if (!draft.title.trim()) problems['create-title'] = t('写上协商的议题。');
  if (!Number.isFinite(Date.parse(draft.time))) problems['create-time'] = t('选开会的日期和时间。');
  const tops = draft.venues.filter((one) => !one.parent);
  for (const one of draft.venues) {
    const id = `venue-${one.id}`;
    Object.assign(problems, checkVenueFields(id, one));
    const parent = above(draft, one);
    if (parent && LEVELS.indexOf(one.level) < LEVELS.indexOf(parent.level)) problems[`${id}-level`] = t('不能比上级会场的级别高。');
    if (tops.length > 1 && !one.parent && one !== tops[0]) problems[`${id}-parent`] = t('最上级会场只能有一个，给它选一个上级。');
    if (circles(draft, one)) problems[`${id}-parent`] = t('绕回到了自己下面，换一个上级。');
  }
  for (const one of draft.items) {
    const id = `item-${one.id}`;
    if (!one.title.trim()) problems[`${id}-title`] = t('写上议题。');
    if (!whole(one.minutes, MAX_MINUTES)) problems[`${id}-minutes`] = t('填 1 到 600 的整数。');
    if (!whole(one.speech, MAX_SPEECH)) problems[`${id}-speech`] = t('填 1 到 360 的整数。');
  }
  return problems;
}

function circles(draft: Draft, one: DraftVenue): boolean {
  let at = above(draft, one);
  for (let steps = 0; at && steps <= draft.venues.length; steps += 1) {
    if (at === one) return true;
    at = above(draft, at);
  }
  return false;
}

function whole(value: string, most: number): boolean {
  return /^\d{1,3}$/.test(value.trim()) && Number(value) >= 1 && Number(value) <= most;
}

/** The command; `checkDraft` found nothing wrong. */
export function commandOf(draft: Draft): CreateConsultation {
  return {
    type: 'create_consultation',
    title: draft.title.trim(),
    scheduled_at: Date.parse(draft.time),
    waiting_room: draft.waitingRoom,
    venues: draft.venues.map((one) => ({
      id: one.id, name: one.name.trim(), level: one.level, region_code: one.region_code.trim(), parent_id: one.parent || null,
      seats: parseSeats(one.seats).seats,
    })),
    agenda: draft.items.map((one) => ({
      id: one.id, title: one.title.trim(), kind: one.kind, planned_minutes: Number(one.minutes), speech_seconds: Number(one.speech) * 60,
    })),
  };
}
