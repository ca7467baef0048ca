// <tx-desk-exports>: what can be taken away of the minutes, the record and the lists, with how far each is.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { ApiError } from '../base/api';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t, type Sentence } from '../base/i18n';
import { timeOfDay } from '../base/time';
import { fileSize } from '../base/words';
import { ID } from '../testids';
import { explain, type Desk } from './desk';
import { download } from './download';

export type Paper = 'minutes' | 'record';

interface Entry {
  /** What a test knows it by. */
  form: string;
  /** As the server names the file. */
  file: string;
  label: Sentence;
  hint: Sentence;
}

const FORMS: readonly Omit<Entry, 'file'>[] = [
  { form: 'pdf', label: 'PDF', hint: '印发用' }, { form: 'docx', label: 'Word', hint: '可以再改' },
  { form: 'md', label: '文本', hint: 'Markdown' }, { form: 'json', label: '数据', hint: 'JSON' },
  { form: 'xml', label: '存档', hint: 'Akoma Ntoso' },
];
const LISTS: readonly Entry[] = [
  { form: 'attendance', file: 'attendance.csv', label: '出席表', hint: '按人和席位，CSV' },
  { form: 'speeches', file: 'speeches.csv', label: '发言表', hint: '带时间码，CSV' },
  { form: 'opinions', file: 'opinions.csv', label: '意见表', hint: '已公布的，CSV' },
  { form: 'outcomes', file: 'outcomes.csv', label: '成果表', hint: '单位和期限，CSV' },
  { form: 'csv', file: 'minutes.csv', label: '总表', hint: '以上四类，CSV' },
];

interface Progress {
  state: 'idle' | 'busy' | 'done' | 'failed';
  words: string;
  /** Of the file that has come, once it comes; null while it is made. */
  share: number | null;
}
const IDLE: Progress = { state: 'idle', words: '', share: null };

@customElement('tx-desk-exports')
export class Exports extends TxElement {
  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) paper: Paper = 'minutes';
  @internal() private progress: { [file: string]: Progress } = {};

  private async download(file: string): Promise<void> {
    if (this.progress[file]?.state === 'busy') return;
    const report = (state: Progress['state'], words: string, share: number | null = null): void => {
      this.progress = { ...this.progress, [file]: { state, words, share } };
    };
    report('busy', t('正在生成…'));
    try {
      const size = await download(this.desk.place, `/${file}`, file, undefined, (share) => report('busy', t('正在下载…'), share));
      const words = t('{0} 已下载，{1}', timeOfDay(Date.now()), fileSize(size));
      report('done', words);
      announce(words);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      report('failed', explain(error));
      announce(explain(error));
    }
  }

  override render(): TemplateResult {
    const { paper } = this;
    return html`<div class="sec">
        <div class="col-title"><h2>${paper === 'minutes' ? t('导出纪要') : t('导出会议记录')}</h2></div>
        <div class="forms">${FORMS.map((one) => this.entry({ ...one, file: `${paper}.${one.form}` }))}</div>
      </div>
      <div class="sec">
        <div class="col-title"><h2>${t('导出表格')}</h2></div>
        <div class="forms">${LISTS.map((one) => this.entry(one))}</div>
      </div>`;
  }

  private entry({ form, file, label, hint }: Entry): TemplateResult {
    const now = this.progress[file] ?? IDLE;
    const busy = now.state === 'busy';
    return html`<div>
      <button
        class="btn desk wide" type="button" data-testid=${ID.exportForm} data-form=${form} data-state=${now.state}
        aria-busy=${busy} aria-describedby=${`export-${form}`} @click=${() => void this.download(file)}
      >${icon(busy ? 'cycle' : 'down')}${t(label)}</button>
      ${busy ? html`<progress max="1" value=${now.share ?? nothing} aria-label=${t('正在导出：{0}', t(label))}></progress>` : nothing}
      <small id=${`export-${form}`} class=${now.state === 'failed' ? 'c-stop' : ''}>${now.words || t(hint)}</small>
    </div>`;
  }
}
