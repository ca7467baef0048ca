// <tx-roster-import>: a roster from a CSV or XLSX sheet. A file is chosen or dropped, every row is shown
// as it was understood with what is wrong in its place, and all of it is imported or nothing.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { ApiError } from '../base/api';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { ID } from '../testids';
import type { PreviewedRow, RosterIssue, RosterPreview } from '../wire.gen';
import { explain, type Desk } from './desk';
import { download } from './download';
import './roster-import.css';

type Column = RosterPreview['columns'][number];
const SHOWN: readonly Column[] = ['name', 'role', 'venue', 'organization', 'title', 'short_name', 'capacity', 'interprets_into', 'sector', 'number', 'parent', 'level', 'region_code'];
const ROWS_SHOWN = 200; // a page of thousands answers no key press
const BYTES_MAX = 2 * 1024 * 1024; // as the server takes

@customElement('tx-roster-import')
export class RosterImport extends TxElement {
  @property({ attribute: false }) desk!: Desk;
  @internal() private file: File | null = null;
  @internal() private preview: RosterPreview | null = null;
  @internal() private problem = '';
  @internal() private busy: '' | 'reading' | 'importing' = '';
  @internal() private over = false;
  @internal() private onlyIssues = false;

  // --- doing ----------------------------------------------------------------------------------

  private async choose(file: File | null | undefined): Promise<void> {
    if (!file || this.busy) return;
    this.file = file;
    this.preview = null;
    this.problem = '';
    if (file.size > BYTES_MAX) {
      this.refuse(t('这个文件超过 2 MB，没有读。请分成几个文件。'));
      return;
    }
    await this.read(file);
  }

  private async read(file: File): Promise<void> {
    this.busy = 'reading';
    try {
      this.preview = await this.desk.previewRoster(file);
      const { errors, adds } = sums(this.preview);
      this.onlyIssues = errors > 0;
      announce(errors ? t('{0} 处要改，还没有导入。', errors) : t('没有错误，可以加 {0} 行。', adds));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.refuse(explain(error));
    } finally {
      this.busy = '';
    }
  }

  private refuse(problem: string): void {
    this.problem = problem;
    announce(problem, 'assertive');
  }

  private async apply(): Promise<void> {
    const { preview, file } = this;
    if (!preview?.command || !file || this.busy) return;
    const { adds } = sums(preview);
    this.busy = 'importing';
    const done = await this.desk.importRoster(preview.command);
    this.busy = '';
    if (done) {
      announce(t('已导入 {0} 行', adds));
      this.dispatchEvent(new CustomEvent('imported', { detail: adds }));
    } else await this.read(file); // what changed meanwhile is shown by row
  }

  private async template(form: 'xlsx' | 'csv'): Promise<void> {
    try {
      await download(this.desk.place, `/roster/template.${form}`, `${t('参会名单')}.${form}`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.refuse(explain(error));
    }
  }

  private readonly drop = (event: DragEvent): void => {
    event.preventDefault();
    this.over = false;
    void this.choose(event.dataTransfer?.files[0]);
  };

  // --- rendering ------------------------------------------------------------------------------

  override render(): TemplateResult {
    return html`<div class="import" role="group" aria-label=${t('导入名单')}>
      ${this.picker()}
      ${this.busy === 'reading' ? html`<p class="t2" role="status">${t('正在读…')}</p>` : nothing}
      ${this.problem ? html`<p class="call stop" data-testid=${ID.importProblem}>${icon('warn')}<span>${this.problem}</span></p>` : nothing}
      ${this.preview ? this.found(this.preview) : nothing}
    </div>`;
  }

  private picker(): TemplateResult {
    const pick = (event: Event): void => {
      const input = event.target as HTMLInputElement;
      void this.choose(input.files?.[0]);
      input.value = ''; // the same file again, once it was corrected
    };
    return html`<div
      class="drop ${this.over ? 'over' : ''}" @dragover=${(event: DragEvent) => { event.preventDefault(); this.over = true; }}
      @dragleave=${() => { this.over = false; }} @drop=${this.drop}
    >
      <label class="btn ${this.preview ? '' : 'primary'} desk">${icon('doc')}${this.file ? t('换一个文件') : t('选文件')}
        <input class="vh" type="file" accept=".csv,.xlsx,text/csv" data-testid=${ID.importFile} @change=${pick} /></label>
      <span class="t2 grow">${this.file ? this.file.name : t('或把 XLSX、CSV 文件拖到这里。先看预览，确认后才导入。')}</span>
      <span class="hstack fs-s">${t('模板')}
        <button class="btn quiet desk" type="button" @click=${() => void this.template('xlsx')}>XLSX</button>
        <button class="btn quiet desk" type="button" @click=${() => void this.template('csv')}>CSV</button></span>
    </div>`;
  }

  private found(preview: RosterPreview): TemplateResult {
    const { errors, warnings, adds, skips } = sums(preview);
    const rows = this.onlyIssues ? preview.rows.filter((one) => one.issues.length) : preview.rows;
    const columns = SHOWN.filter((one) => preview.columns.includes(one) && rows.some(
      (row) => row.cells[one] || row.issues.some((issue) => issue.column === one),
    ));
    return html`<div class="sum" data-testid=${ID.importSum} data-errors=${errors} data-adds=${adds}>
        <span class="chip ${adds ? 'floor' : ''}">${t('要加 {0} 行', adds)}</span>
        ${skips ? html`<span class="chip">${t('已在名单 {0} 行', skips)}</span>` : nothing}
        ${errors ? html`<span class="chip stop">${icon('warn')}${t('错误 {0} 处', errors)}</span>` : nothing}
        ${warnings ? html`<span class="chip wait">${t('提醒 {0} 处', warnings)}</span>` : nothing}
        ${preview.encoding ? html`<span class="t2 fs-xs">${preview.encoding.toUpperCase()}</span>` : nothing}
        <span class="grow"></span>
        ${errors || warnings
          ? html`<label class="option"><input type="checkbox" .checked=${this.onlyIssues}
              @change=${(event: Event) => { this.onlyIssues = (event.target as HTMLInputElement).checked; }} />${t('只看有问题的行')}</label>`
          : nothing}
        ${this.applyButton(preview, errors, adds)}
      </div>
      ${preview.issues.map((issue) => this.issue(issue))}
      ${rows.length ? this.table(rows.slice(0, ROWS_SHOWN), columns) : nothing}
      ${rows.length > ROWS_SHOWN ? html`<p class="t2">${t('还有 {0} 行没有显示。', rows.length - ROWS_SHOWN)}</p>` : nothing}`;
  }

  private applyButton(preview: RosterPreview, errors: number, adds: number): TemplateResult {
    const why = errors ? t('先改好表里的 {0} 处错误，再选一次文件', errors) : preview.command ? '' : t('没有要加的行');
    return html`<button
      class="btn primary desk" type="button" data-testid=${ID.importApply} aria-busy=${this.busy === 'importing'}
      aria-disabled=${why ? 'true' : 'false'} aria-describedby=${why ? 'import-why' : nothing}
      @click=${() => { if (!why) void this.apply(); }}
    >${icon('check')}${this.busy === 'importing' ? t('正在导入…') : t('导入 {0} 行', adds)}</button>
    ${why ? html`<span class="t2 fs-xs why" id="import-why">${why}</span>` : nothing}`;
  }

  private table(rows: readonly PreviewedRow[], columns: readonly Column[]): TemplateResult {
    return html`<div class="scroll-x" tabindex="0" role="group" aria-label=${t('名单预览')}><table class="sheet-rows">
      <thead><tr><th scope="col">${t('行')}</th>${columns.map((one) => html`<th scope="col">${columnName(one)}</th>`)}<th scope="col">${t('结果')}</th></tr></thead>
      <tbody>${rows.map((row) => this.row(row, columns))}</tbody>
    </table></div>`;
  }

  private row(row: PreviewedRow, columns: readonly Column[]): TemplateResult {
    const elsewhere = row.issues.filter((one) => one.column === null || !columns.includes(one.column));
    return html`<tr data-testid=${ID.importRow} data-row=${row.row} data-action=${row.action}>
      <th scope="row">${row.row}</th>
      ${columns.map((column) => {
        const issues = row.issues.filter((one) => one.column === column);
        const worst = issues.some((one) => one.severity === 'error') ? 'bad' : issues.length ? 'odd' : '';
        return html`<td class=${worst} data-label=${columnName(column)}>${row.cells[column] ?? ''}${issues.map((one) => this.issue(one))}</td>`;
      })}
      <td data-label=${t('结果')}><span class="chip xs ${actionLook(row.action)}">${actionName(row.action)}</span>${elsewhere.map((one) => this.issue(one))}</td>
    </tr>`;
  }

  private issue({ severity, code, message }: RosterIssue): TemplateResult {
    return html`<span class="issue ${severity}" data-testid=${ID.importIssue} data-code=${code} data-severity=${severity}>
      ${icon('warn')}<span><span class="vh">${severity === 'error' ? t('错误：') : t('提醒：')}</span>${message}</span></span>`;
  }
}

function sums({ rows, issues }: RosterPreview): { errors: number; warnings: number; adds: number; skips: number } {
  const all = [...issues, ...rows.flatMap((row) => row.issues)];
  const errors = all.filter((one) => one.severity === 'error').length;
  return {
    errors,
    warnings: all.length - errors,
    adds: rows.filter((row) => row.action !== 'skip' && row.action !== 'none').length,
    skips: rows.filter((row) => row.action === 'skip').length,
  };
}

function columnName(column: Column): string {
  switch (column) {
    case 'name': return t('姓名');
    case 'role': return t('身份');
    case 'venue': return t('会场');
    case 'organization': return t('单位');
    case 'title': return t('职务');
    case 'sector': return t('界别');
    case 'number': return t('编号');
    case 'short_name': return t('简称');
    case 'capacity': return t('怎样参加');
    case 'interprets_into': return t('传译语言');
    case 'parent': return t('上级会场');
    case 'level': return t('级别');
    case 'region_code': return t('区划代码');
  }
}

function actionName(action: PreviewedRow['action']): string {
  switch (action) {
    case 'participant': return t('加入名单');
    case 'seat': return t('加席位');
    case 'venue': return t('加会场');
    case 'skip': return t('已有，跳过');
    case 'none': return t('要改');
  }
}

function actionLook(action: PreviewedRow['action']): string {
  return action === 'none' ? 'stop' : action === 'skip' ? '' : 'floor';
}
