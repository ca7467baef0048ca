// How it stands with a meeting that shows no picture, in words.
import { t } from '../base/i18n';
import { dayAndTime } from '../base/time';
import type { Now } from '../wire.gen';

export function notice(now: Now): string {
  if (now.rehearsal) return t('演练中，还没有直播。{0}开会。', dayAndTime(now.scheduled_at, Date.now()));
  switch (now.status) {
    case 'planned': return t('直播还没开始，{0}开会。', dayAndTime(now.scheduled_at, Date.now()));
    case 'adjourned': return t('休会中，复会后继续直播。');
    case 'closed': return t('会议已经结束。');
    case 'open': return now.on_air ? t('等待下一项议程') : t('直播马上开始。');
  }
}
