// A result as bars with their numbers beside them, all together and by level. The bars are drawings of
// the table that they stand in, so nothing depends on seeing them.
import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../base/i18n';
import { levelName } from '../base/words';
import { bar } from '../components/bar';
import { levelBadge } from '../components/level-badge';
import { ID } from '../testids';
import type { BallotTerms, LevelTally, Result } from '../wire.gen';
import { baseWords, methodName, optionsOf, outcomeName, ruleWords, type Standing } from './read';

/** A row per option, then 弃权. */
export function bars(terms: BallotTerms, standing: Standing, adopted: readonly number[] = []): TemplateResult {
  const rows: [string, number, string][] = optionsOf(terms).map((text, index) => [text, standing.counts[index] ?? 0, look(terms, index)]);
  rows.push([t('弃权'), standing.abstentions, 'abstain']);
  const most = Math.max(1, standing.voted);
  return html`<table class="bars">
    <caption class="vh">${t('各选项票数')}</caption>
    <thead class="vh"><tr><th scope="col">${t('选项')}</th><th scope="col"></th><th scope="col">${t('票数')}</th></tr></thead>
    <tbody>${rows.map(([text, count, kind], index) => html`<tr data-testid=${ID.ballotCount} data-option=${index} data-count=${count}>
      <th scope="row">${text}${adopted.includes(index) && terms.options.length ? html` <span class="chip xs floor">${t('当选')}</span>` : nothing}</th>
      <td aria-hidden="true">${bar([[count / most, kind]])}</td>
      <td><b>${count}</b> <span class="t2">${t('票')}</span></td>
    </tr>`)}</tbody>
  </table>`;
}

/** What came of it: the word, the numbers that decided, the bars, the levels. */
export function resultView(terms: BallotTerms, result: Result): TemplateResult {
  const { tally } = result;
  return html`<div class="result" data-testid=${ID.ballotResult} data-outcome=${result.outcome}>
    <p class="verdict is-${result.outcome}"><b>${outcomeName(result)}</b><span>${numbers(terms, result)}</span></p>
    ${bars(terms, tally, result.adopted)} ${levels(terms, tally.levels)}
    <p class="t2 fs-s">${methodName(terms.method)} · ${ruleWords(terms)}</p>
  </div>`;
}

function numbers(terms: BallotTerms, { quorum_needed, majority_needed, majority_of, tally }: Result): string {
  const parts = [t('应到 {0}，实到 {1}，投票 {2}', tally.entitled, tally.present, tally.voted)];
  if (quorum_needed) parts.push(t('法定人数 {0}', quorum_needed));
  if (majority_needed !== null) parts.push(t('{0} {1}，需 {2} 票', baseWords(terms.majority.of), majority_of, majority_needed));
  if (terms.method === 'secret') parts.push(t('发出选票 {0}，收回 {1}', tally.issued, tally.voted));
  return parts.join(t('；'));
}

function levels(terms: BallotTerms, all: LevelTally[]): TemplateResult | typeof nothing {
  if (all.length < 2) return nothing;
  const secret = terms.method === 'secret';
  const options = secret ? [] : [...optionsOf(terms), t('弃权')];
  return html`<div class="levels" tabindex="0" role="group" aria-label=${t('按层级')}><table>
    <caption>${secret ? t('按层级领票（无记名投票不分层级计票）') : t('按层级')}</caption>
    <thead><tr><th scope="col">${t('层级')}</th>${options.map((text) => html`<th scope="col">${text}</th>`)}
      <th scope="col">${secret ? t('领票') : t('投票')}</th><th scope="col">${t('应投')}</th></tr></thead>
    <tbody>${all.map((one) => html`<tr>
      <th scope="row">${levelBadge(one.level)}<span>${levelName(one.level)}</span></th>
      ${options.map((_, index) => html`<td>${one.counts[index] ?? one.abstentions}</td>`)}
      <td>${one.voted}</td><td>${one.entitled}</td>
    </tr>
    <tr class="stroke" aria-hidden="true" ?hidden=${!one.voted}><td colspan=${options.length + 3}>${bar(strokes(terms, one))}</td></tr>`)}</tbody>
  </table></div>`;
}

function strokes(terms: BallotTerms, { counts, abstentions, voted, entitled }: LevelTally): [number, string][] {
  const of = Math.max(1, entitled, counts.reduce((a, b) => a + b, abstentions));
  if (!counts.length) return [[voted / of, 'choice']];
  return [...counts.map((count, index): [number, string] => [count / of, look(terms, index)]), [abstentions / of, 'abstain']];
}

function look(terms: BallotTerms, index: number): string {
  return terms.options.length ? `choice c${index % 4}` : index === 0 ? 'for' : 'against';
}
