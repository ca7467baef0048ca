// <tx-desk-recording>: the recording at the desk: watch it, keep it for so long, publish it, delete it; speakers'
// own tracks beside it.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { locale, t } from '../base/i18n';
import { dayAndTime, span } from '../base/time';
import { askReason } from '../components/reason';
import { ID } from '../testids';
import type { RecordingView } from '../wire.gen';
import type { Desk } from './desk';
import './recording.css';
import type { Leads } from './sheet';
import './storage';
import './takes';

/** Leads into the recording with one's own token; null where there is none. */
export function leadsOf({ state, place }: Desk): Leads {
  if (!state?.recording || state.recording.deleted_at !== null || state.opened_at === null) return null;
  return (at) => `/recordings/${encodeURIComponent(place.consultation)}#at=${at}&t=${place.token}`;
}

const PERIODS = [30, 90, 365, 1095, 3650]; // days

@customElement('tx-desk-recording')
export class RecordingDesk extends TxElement {
  @property({ attribute: false }) desk!: Desk;

  override connectedCallback(): void {
    super.connectedCallback();
    new Follow(this, this.desk, ['change']);
  }

  override render(): TemplateResult | typeof nothing {
    const recording = this.desk.state?.recording;
    if (!recording) return nothing;
    return html`<div class="sec" data-testid=${ID.deskRecording} data-published=${recording.published_at !== null} data-deleted=${recording.deleted_at !== null}>
      <div class="col-title"><h2>${t('录像')}</h2></div>
      <div class="desk-recording">${recording.deleted_at === null ? this.kept(recording) : this.gone(recording, recording.deleted_at)}<tx-desk-storage></tx-desk-storage></div>
    </div>`;
  }

  private kept(recording: RecordingView): TemplateResult {
    const { state, place } = this.desk;
    const opened = state?.opened_at != null;
    const closed = state?.status === 'closed';
    return html`<label class="field"><span>${t('保存多久')}</span>
        <select class="inp desk" data-testid=${ID.recordingPeriod} .value=${String(recording.keep_days ?? '')} @change=${(event: Event) => void this.keep(event.target as HTMLSelectElement, recording)}>
          ${[null, ...PERIODS].map((days) => html`<option value=${days ?? ''} ?selected=${days === recording.keep_days}>${period(days)}</option>`)}
          ${recording.keep_days === null || PERIODS.includes(recording.keep_days) ? nothing
            : html`<option value=${recording.keep_days} selected>${period(recording.keep_days)}</option>`}
        </select></label>
      ${closed ? nothing : html`<label class="option"><input type="checkbox" data-testid=${ID.recordingOwnTracks} .checked=${live(recording.own_tracks)}
          @change=${(event: Event) => void this.set(recording.keep_days, (event.target as HTMLInputElement).checked)} />
        <span>${t('分轨录制：发言人的声音和画面另存')}</span></label>
        <p class="t2 fs-s">${t('从拿到发言权录到交还；主持人一直录。只有会务人员能下载。')}</p>`}
      ${recording.expires_at === null ? nothing : html`<p class="t2 fs-s">${t('{0} 自动删除。', day(recording.expires_at))}</p>`}
      ${opened ? html`<p><a class="btn desk wide" href=${`/recordings/${encodeURIComponent(place.consultation)}#t=${place.token}`} data-testid=${ID.recordingOpen}>${icon('play')}${t('看录像')}</a></p>
        <tx-desk-takes .desk=${this.desk}></tx-desk-takes>` : nothing}
      ${closed ? this.afterwards(recording) : html`<p class="t2 fs-s">${t('闭会以后可以公开或删除录像。')}</p>`}`;
  }

  private afterwards(recording: RecordingView): TemplateResult {
    return html`<p>${recording.published_at === null
        ? html`<button class="btn desk wide" type="button" data-testid=${ID.recordingPublish} @click=${() => void this.desk.attempt({ type: 'publish_recording' })}>${icon('eye')}${t('公开录像')}</button>`
        : html`<button class="btn desk wide" type="button" data-testid=${ID.recordingWithdraw} @click=${() => void this.withdraw()}>${icon('lock')}${t('收回录像')}</button>`}</p>
      <p class="t2 fs-s">${recording.published_at === null ? t('现在只有会务人员能看。') : t('所有人都能看。')}</p>
      <p><button class="btn desk wide" type="button" data-testid=${ID.recordingDelete} @click=${() => void this.delete()}>${icon('x')}${t('删除录像')}</button></p>`;
  }

  private gone(recording: RecordingView, at: number): TemplateResult {
    const by = recording.deleted_by;
    const who = by?.role === 'system' ? t('系统') : by?.name || t('会务人员');
    return html`<p>${t('录像已经删除：{0}，{1}。', dayAndTime(at, Date.now()), who)}</p>
      <p class="t2">${t('理由：{0}', recording.reason === 'expired' ? t('保存期限已到') : recording.reason)}</p>
      ${recording.bytes === null || recording.seconds === null ? html`<p class="t2">${t('文件正在清除。')}</p>`
        : html`<p class="t2">${t('已清除 {0} MB，时长 {1}。', Math.ceil(recording.bytes / 1_000_000), span(recording.seconds))}</p>`}`;
  }

  private async set(keep_days: number | null, own_tracks: boolean): Promise<boolean> {
    const done = await this.desk.attempt({ type: 'set_recording', keep_days, own_tracks });
    this.requestUpdate();
    return done;
  }

  private async keep(period: HTMLSelectElement, { keep_days, own_tracks }: RecordingView): Promise<void> {
    if (!await this.set(Number(period.value) || null, own_tracks)) period.value = String(keep_days ?? '');
  }

  private async withdraw(): Promise<void> {
    const reason = await askReason({ title: t('收回录像'), body: t('公众不能再看。理由会记入日志。'), confirm: t('收回'), usual: [t('需要校对'), t('涉及个人信息')] });
    if (reason) await this.desk.attempt({ type: 'withdraw_recording', reason });
  }

  private async delete(): Promise<void> {
    const reason = await askReason({
      title: t('删除录像'), body: t('删除后不能恢复。会议记录和纪要不受影响。删除的人、时间和理由会记入日志。'), confirm: t('删除录像'), danger: true,
      usual: [t('保存期限已到'), t('涉及个人信息')],
    });
    if (reason) await this.desk.attempt({ type: 'delete_recording', reason });
  }
}

function period(days: number | null): string {
  if (days === null) return t('不自动删除');
  return days % 365 ? t('闭会后 {0} 天', days) : t('闭会后 {0} 年', days / 365);
}

function day(at: number): string {
  return new Date(at).toLocaleDateString(locale(), { year: 'numeric', month: 'long', day: 'numeric' });
}
