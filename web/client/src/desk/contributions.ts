// <tx-desk-contributions>: what each person contributed over the consultations of a year, one by one or
// by level or sector. The bars are drawings of the numbers that they stand beside.
import { html, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { ApiError, call } from '../base/api';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { minutes } from '../base/time';
import { levelName } from '../base/words';
import type { Level } from '../session/select';
import { ID } from '../testids';
import type { ContributionList } from '../wire.gen';
import { explain } from './desk';
import { downloadFrom } from './download';
import { grouped, ranked, yearFrom, yearUntil, type Group, type Measure, type Row } from './contribution-groups';
import './contributions.css';

const WHERE = '/api/v1/contributions';
const MEASURES: readonly Measure[] = ['attended', 'speeches', 'speech_ms', 'answers', 'opinions', 'outcomes', 'outcomes_settled'];

@customElement('tx-desk-contributions')
export class Contributions extends TxElement {
  @property() token = '';
  @internal() private year = new Date().getFullYear();
  @internal() private by: Group = 'person';
  @internal() private order: Measure = 'speech_ms';
  @internal() private found: ContributionList | null = null;
  @internal() private problem = '';
  @internal() private saving = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private get query(): string {
    return `?from=${yearFrom(this.year)}&until=${yearUntil(this.year)}`;
  }

  private async load(): Promise<void> {
    const { year } = this;
    this.problem = '';
    try {
      const found = await call<ContributionList>('GET', `${WHERE}${this.query}`, { token: this.token });
      if (year === this.year) this.found = found;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problem = explain(error);
    }
  }

  override render(): TemplateResult {
    const now = new Date().getFullYear();
    return html`<main class="home-list">
      <div class="col-title">
        <button class="btn quiet desk" type="button" @click=${() => this.dispatchEvent(new Event('close-contributions'))}>${icon('left')}${t('全部协商')}</button>
        <h2 class="grow">${t('履职情况')}</h2>
        ${this.choice(t('年度'), [now, now - 1, now - 2, now - 3, now - 4].map((year) => [String(year), t('{0} 年', year)]), String(this.year), (year) => {
          this.year = Number(year);
          this.found = null;
          void this.load();
        })}
        ${this.choice(t('怎样汇总'), [['person', t('按人')], ['level', t('按级别')], ['sector', t('按界别')]], this.by, (by) => { this.by = by as Group; })}
        <button class="btn" type="button" ?disabled=${this.saving} data-testid=${ID.contributionsCsv} @click=${() => void this.save()}>
          ${icon('down')}${this.saving ? t('正在生成…') : t('下载表格')}</button>
      </div>
      ${this.problem ? html`<p class="call stop" role="alert">${this.problem}</p>` : nothing}
      ${this.found ? this.table(this.found) : this.problem ? nothing : html`<p class="t2" role="status">${t('正在汇总…')}</p>`}
    </main>`;
  }

  private table(found: ContributionList): TemplateResult {
    if (!found.people.length) return html`<div class="empty panel">${icon('people')}<b>${t('这一年还没有开过会')}</b></div>`;
    const rows = ranked(grouped(found.people, this.by), this.order);
    const most = Math.max(1, ...rows.map((row) => row[this.order]));
    return html`<p class="t2">${t('{0} 场协商，{1} 人', found.consultations, found.people.length)}</p>
      <div class="panel scroll" tabindex="0" role="region" aria-label=${t('履职情况')}><table data-testid=${ID.contributions}>
        <thead><tr>
          <th scope="col">${this.by === 'person' ? t('姓名') : this.by === 'level' ? t('级别') : t('界别')}</th>
          ${MEASURES.map((measure) => this.heading(measure))}
          <th class="bar"><span class="vh">${t('图示')}</span></th>
        </tr></thead>
        <tbody>${rows.map((row) => html`<tr>
          <th scope="row">${keyWords(row, this.by)}${row.detail ? html`<small class="t2">${row.detail}</small>` : nothing}</th>
          ${MEASURES.map((measure) => html`<td>${shown(row, measure)}</td>`)}
          <td class="bar" aria-hidden="true">${bar(row[this.order] / most)}</td>
        </tr>`)}</tbody>
      </table></div>`;
  }

  private heading(measure: Measure): TemplateResult {
    const chosen = this.order === measure;
    return html`<th scope="col" aria-sort=${chosen ? 'descending' : nothing}>
      <button class="btn quiet desk" type="button" aria-pressed=${chosen} @click=${() => { this.order = measure; }}>${measureName(measure)}${chosen ? icon('chev') : nothing}</button></th>`;
  }

  private choice(label: string, offered: [string, string][], chosen: string, choose: (value: string) => void): TemplateResult {
    return html`<select class="inp desk" aria-label=${label} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
      ${offered.map(([value, words]) => html`<option value=${value} ?selected=${value === chosen}>${words}</option>`)}
    </select>`;
  }

  private async save(): Promise<void> {
    this.saving = true;
    this.problem = '';
    try {
      await downloadFrom(this.token, `${WHERE}.csv${this.query}`, 'contributions.csv');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problem = explain(error);
    } finally {
      this.saving = false;
    }
  }
}

function keyWords({ key }: Row, by: Group): string {
  if (by === 'level') return levelName(key as Level);
  return by === 'sector' ? key || t('未填界别') : key;
}

function shown(row: Row, measure: Measure): string {
  if (measure === 'attended') return `${row.attended} / ${row.invited}`;
  return measure === 'speech_ms' ? minutes(row.speech_ms / 1000) : String(row[measure]);
}

function bar(share: number): TemplateResult {
  return html`<svg viewBox="0 0 100 10" preserveAspectRatio="none">${svg`<rect width=${100 * share} height="10"></rect>`}</svg>`;
}

function measureName(measure: Measure): string {
  switch (measure) {
    case 'attended': return t('到会');
    case 'speeches': return t('发言次数');
    case 'speech_ms': return t('发言时长');
    case 'answers': return t('应答次数');
    case 'opinions': return t('答复意见');
    case 'outcomes': return t('形成成果');
    case 'outcomes_settled': return t('办结成果');
  }
}
