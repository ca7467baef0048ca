// Votes on the public page: that one is being held, and what came of those before.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { resultView } from '../ballots/chart';
import { methodName, optionsOf, outcomeName } from '../ballots/read';
import { ID } from '../testids';
import type { NowBallot } from '../wire.gen';

export function publicVotes(ballots: readonly NowBallot[]): TemplateResult | typeof nothing {
  if (!ballots.length) return nothing;
  return html`<section class="public-votes" aria-label=${t('表决')}>
    ${ballots.map((ballot, index) => html`<details ?open=${index === 0} data-testid=${ID.nowBallot} data-ballot=${ballot.ballot_id} data-status=${ballot.status}>
      <summary>${ballot.result
        ? html`<span class="chip ${ballot.result.outcome === 'passed' ? 'floor' : 'stop'}">${outcomeName(ballot.result)}</span>`
        : html`<span class="chip wait">${icon('hand')}${t('正在表决')}</span>`}
        <b>${ballot.terms.title}</b></summary>
      ${ballot.terms.text ? html`<p class="wording">${ballot.terms.text}</p>` : nothing}
      ${ballot.result
        ? html`${resultView(ballot.terms, ballot.result)} ${names(ballot)}`
        : html`<p class="t2">${methodName(ballot.terms.method)} · ${t('结束后公布结果')}</p>`}
    </details>`)}
  </section>`;
}

function names({ terms, votes }: NowBallot): TemplateResult | typeof nothing {
  if (!votes.length) return nothing;
  const groups = optionsOf(terms).map((text, index): [string, string[]] => [text, votes.filter((one) => one.choices.includes(index)).map((one) => one.name)]);
  groups.push([t('弃权'), votes.filter((one) => !one.choices.length).map((one) => one.name)]);
  return html`<dl class="names">${groups.map(([text, voters]) => html`<dt>${text}</dt><dd>${voters.join(t('、')) || t('没有人')}</dd>`)}</dl>`;
}
