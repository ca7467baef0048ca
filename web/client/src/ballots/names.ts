// Who voted what in a named ballot that has closed: by option, in the order of the roster.
import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../base/i18n';
import { speakerName } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { BallotView, VoterView } from '../wire.gen';
import { optionsOf } from './read';

export function namesOf(state: State, ballot: BallotView): TemplateResult | typeof nothing {
  if (ballot.terms.method !== 'named' || ballot.status !== 'closed') return nothing;
  const groups = optionsOf(ballot.terms).map((text, index): [string, VoterView[]] => [text, ballot.votes.filter((one) => one.choices.includes(index))]);
  groups.push([t('弃权'), ballot.votes.filter((one) => !one.choices.length)]);
  return html`<details class="names" data-testid=${ID.ballotNames}><summary>${t('表决名单')}</summary>
    <dl>${groups.map(([text, voters]) => html`<dt>${text} <span class="t2">${t('{0} 人', voters.length)}</span></dt>
      <dd>${voters.map((one) => voterName(state, one)).join(t('、')) || t('没有人')}</dd>`)}</dl>
  </details>`;
}

export function voterName(state: State, { participant_id, seat_id }: VoterView): string {
  return speakerName(state, participant_id ?? '', seat_id);
}
