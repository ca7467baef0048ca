// Whether the quorum is met, in a chip for everybody in the meeting.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { quorum } from '../session/attending';
import type { State } from '../session/state';
import { ID } from '../testids';

/** 已达法定人数, or how many are missing; nothing where no rule is set. */
export function quorumChip(state: State): TemplateResult | typeof nothing {
  const { needed, present, met } = quorum(state);
  if (!needed) return nothing;
  return html`<span class="chip ${met ? 'floor' : 'wait'}" data-testid=${ID.quorum} data-met=${met} data-present=${present} data-needed=${needed}>
    ${icon(met ? 'check' : 'people')}${met ? t('已达法定人数') : t('到 {0}，法定 {1}', present, needed)}</span>`;
}
