// <tx-minutes-template>: the office's own DOCX that the minutes stand in: chosen, sent with its progress,
// which fields it has, looked at, removed.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { ApiError } from '../base/api';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { PressTwice } from '../base/press-twice';
import { fileSize } from '../base/words';
import { ID } from '../testids';
import type { OfficeTemplate } from '../wire.gen';
import { explain } from './desk';
import { download } from './download';
import type { MinutesBook } from './minutes-book';
import './minutes-template.css';
import { sendFile } from './upload';

const TYPE = '.docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const MEGABYTES = 5; // as the server takes
const PLACE = '纪要'; // the field where the minutes go

@customElement('tx-minutes-template')
export class MinutesTemplate extends TxElement {
  @property({ attribute: false }) book!: MinutesBook;
  /** How much has been sent, 1 while the server tries it; null: nothing is on its way. */
  @internal() private share: number | null = null;
  @internal() private problem = '';
  private readonly twice = new PressTwice(this);

  override connectedCallback(): void {
    super.connectedCallback();
    new Follow(this, this.book, ['change']);
  }

  override render(): TemplateResult | typeof nothing {
    const { editor } = this.book;
    if (!editor) return nothing;
    const { template, stage } = editor;
    const state = this.share !== null ? 'sending' : this.problem ? 'failed' : template ? 'set' : 'none';
    return html`<div class="sec" data-testid=${ID.minutesTemplate} data-state=${state}>
      <div class="col-title"><h2>${t('公文模板')}</h2></div>
      <div class="desk-template">
        ${template ? this.set(template) : html`<p class="t2 fs-s">${t('本次会议没有上传模板。Word 用服务器的模板；服务器也没有，就用国标版式。')}</p>`}
        ${this.share === null ? nothing : this.sending(this.share)}
        ${this.problem ? html`<p class="c-stop fs-s" role="alert">${this.problem}</p>` : nothing}
        ${stage === 'signed' ? html`<p class="t2 fs-s">${icon('lock')} ${t('签发的版本一直用签发时的模板。要换模板，先开始下一版。')}</p>` : this.chooser(template)}
      </div>
    </div>`;
  }

  private set({ name, bytes, fields }: OfficeTemplate): TemplateResult {
    const filled = fields.filter((one) => one !== PLACE);
    return html`<p class="name">${icon('doc')} ${name} <small class="t2">${fileSize(bytes)}</small></p>
      <p class="fs-s">${fields.includes(PLACE) ? t('正文放在模板写着“纪要”的地方。') : t('模板没有写正文放在哪里，正文接在最后。')}</p>
      <p class="fs-s">${filled.length ? t('会填写：{0}。', filled.join(t('、'))) : t('没有要填写的字段。')}</p>
      <p class="acts"><button class="btn desk" type="button" @click=${() => void this.look(name)}>${icon('down')}${t('下载模板')}</button>
        ${this.book.editor?.stage === 'signed' ? nothing : this.remover()}</p>`;
  }

  private remover(): TemplateResult {
    const armed = this.twice.isArmed('template');
    return html`<button class="btn desk stop ${armed ? 'is-armed' : ''}" type="button" data-testid=${ID.minutesTemplateRemove}
      @click=${() => this.twice.press('template', t('再按一次移除'), () => void this.takeAway())}>${armed ? t('再按一次移除') : t('移除模板')}</button>`;
  }

  private sending(share: number): TemplateResult {
    const words = share < 1 ? t('正在上传 {0}%', Math.round(share * 100)) : t('正在检查…');
    return html`<p class="fs-s">${words}<progress max="1" value=${share < 1 ? share : nothing} aria-label=${t('上传模板')}></progress></p>`;
  }

  private chooser(template: OfficeTemplate | null | undefined): TemplateResult {
    return html`<p class="acts"><input class="vh" id="minutes-template" type="file" accept=${TYPE} aria-describedby="minutes-template-hint"
        data-testid=${ID.minutesTemplateFile} ?disabled=${this.share !== null} @change=${this.onChosen} />
      <label class="btn desk wide" for="minutes-template">${icon('up')}${template ? t('换一份模板') : t('上传模板（DOCX）')}</label></p>
      <p class="t2 fs-xs" id="minutes-template-hint">${t('在模板里单独一段写 {{纪要}}，正文就放在那里。{{文号}} {{日期}} {{签发人}} {{机关}} {{抄送}} {{标题}} {{标志}} 会自动填写。5 MB 以内。')}</p>`;
  }

  // --- doing ----------------------------------------------------------------------------------

  private readonly onChosen = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = '';
    if (file) void this.send(file);
  };

  private async send(file: File): Promise<void> {
    this.problem = '';
    if (file.size > MEGABYTES * 1024 * 1024) return this.fail(t('模板超过 5 MB。请压缩图片再传。'));
    this.share = 0;
    try {
      const path = `/minutes/template?${new URLSearchParams({ name: file.name })}`;
      await sendFile(this.book.desk.place, path, file, (share) => (this.share = share));
      await this.book.load();
      announce(t('模板传好了：{0}', file.name));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.fail(error.message || t('没有传上去。请检查网络，再试一次。'));
    } finally {
      this.share = null;
    }
  }

  private fail(problem: string): void {
    this.problem = problem;
  }

  private async look(name: string): Promise<void> {
    try {
      await download(this.book.desk.place, '/minutes/template', name);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.fail(explain(error));
    }
  }

  private async takeAway(): Promise<void> {
    this.problem = '';
    if (await this.book.desk.attempt({ type: 'remove_minutes_template' })) await this.book.load();
  }
}
