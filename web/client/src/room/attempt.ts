// Does a command for a button: what is refused is said on the page, in the server's words.
import { t } from '../base/i18n';
import { withReason } from '../components/reason';
import { Refusal } from '../session/connection';
import type { Session } from '../session/session';
import type { AnyCommand } from '../wire.gen';

/** Bubbles from `window`; the page's notices show it. */
export class RefusedEvent extends CustomEvent<string> {
  constructor(message: string) {
    super('tx-refused', { detail: message });
  }
}

export async function attempt(session: Session, command: AnyCommand): Promise<void> {
  await attempted(session, command);
}

/** Whether it was done. */
export async function attempted(session: Session, command: AnyCommand): Promise<boolean> {
  const refused = await tried(session, command);
  if (refused) window.dispatchEvent(new RefusedEvent(refused));
  return !refused;
}

/** For a form that says itself why it was refused; empty where it was done. */
export async function tried(session: Session, command: AnyCommand): Promise<string> {
  try {
    await session.do(command);
    return '';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.code === 'lost' ? t('连接断过，这一步没有确认。请看一下，需要的话再按一次。') : error.message;
  }
}

/** Commands one after another, with the reason that saying who is here may need; whether all were done. */
export async function attemptSaying(session: Session, ...commands: readonly AnyCommand[]): Promise<boolean> {
  const { state, you } = session;
  const said = state && you && (await withReason(state, you, commands));
  for (const one of said || []) if (!(await attempted(session, one))) return false;
  return Boolean(said);
}
