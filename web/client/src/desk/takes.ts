// <tx-desk-takes>: speakers' own tracks, a file for each time on the floor, read when they are looked at.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ApiError, call, consultationPath } from '../base/api';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { span, timeOfDay } from '../base/time';
import { fileSize } from '../base/words';
import { keepFile } from '../recording/keep';
import { ID } from '../testids';
import type { Lane, RecordingTake, RecordingTakes } from '../wire.gen';
import { explain, type Desk } from './desk';

@customElement('tx-desk-takes')
export class Takes extends TxElement {
  @property({ attribute: false }) desk!: Desk;
  @state() private found: RecordingTakes | null = null;
  @state() private trouble = '';

  private async read(): Promise<void> {
    const { consultation, token } = this.desk.place;
    try {
      this.found = await call('GET', `${consultationPath(consultation)}/recording.takes.json`, { token });
      this.trouble = '';
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.trouble = explain(error);
    }
  }

  override render(): TemplateResult {
    return html`<details class="takes" data-testid=${ID.takes} @toggle=${(event: Event) => { if ((event.target as HTMLDetailsElement).open) void this.read(); }}>
      <summary>${t('分轨文件')}</summary>
      ${this.trouble ? html`<p class="t2" role="alert">${this.trouble}</p>` : nothing}
      ${this.found === null ? nothing : this.list(this.found)}
    </details>`;
  }

  private list({ takes, bytes }: RecordingTakes): TemplateResult {
    if (!takes.length) return html`<p class="t2">${t('还没有分轨文件。')}</p>`;
    return html`<p class="t2 fs-s" role="status">${t('{0} 个文件，共 {1}', takes.length, fileSize(bytes))}</p>
      <ol>${takes.map((one) => this.row(one))}</ol>`;
  }

  private keep(file: string): void {
    const { consultation, token } = this.desk.place;
    this.trouble = '';
    keepFile(consultation, token, `recording.takes/${file}`, (why) => (this.trouble = why));
  }

  private row(one: RecordingTake): TemplateResult {
    const name = t('下载 {0} {1} 的分轨', timeOfDay(one.began_at), one.speaker);
    return html`<li data-testid=${ID.take} data-file=${one.file}>
      <span class="grow"><b>${one.speaker}</b> <span class="t2 fs-s">${one.venue}</span>
        <span class="t2 fs-s">${timeOfDay(one.began_at)} · ${one.seconds === null ? t('正在录') : span(one.seconds)} · ${fileSize(one.bytes)} · ${one.lanes.map(lane).join(t('、'))}</span>
        ${one.cut_off ? html`<span class="t2 fs-s">${t('中断过，录到中断前一秒以内。')}</span>` : nothing}</span>
      <button class="btn quiet sq" type="button" aria-label=${name} title=${one.sha256 ? `SHA-256 ${one.sha256}` : nothing}
        @click=${() => this.keep(one.file)}>${icon('down')}</button>
    </li>`;
  }
}

function lane(one: Lane): string {
  if (one.kind === 'audio') return one.source === 'screen' ? t('共享的声音') : t('声音');
  return one.source === 'screen' ? t('共享画面') : t('画面');
}
