// To whoever is muted: by whom and why; empty if they are not.
import { t } from '../base/i18n';
import { roleName } from '../base/words';
import { muteOf } from '../session/authority';
import type { Session } from '../session/session';
import type { Actor } from '../wire.gen';

export function muteWords({ state, you }: Session): string {
  const mute = state && you ? muteOf(state, you.participant_id) : null;
  if (!mute) return '';
  const who = actorName(mute.by);
  return mute.reason ? t('{0}已将您静音：{1}', who, mute.reason) : t('{0}已将您静音，需要时请和他联系。', who);
}

export function actorName({ role, name }: Actor): string {
  if (role === 'venue') return t('{0}操作员', name);
  const as = role === 'system' || role === 'captioner' ? '' : roleName(role);
  return name && as && name !== as ? `${as}${t('“{0}”', name)}` : name || as;
}
