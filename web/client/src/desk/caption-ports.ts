// <tx-caption-ports>: lets a recognizer or a captioner write captions: makes their port, shows its
// command line once, lists the ports that stand, and revokes them.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { PressTwice } from '../base/press-twice';
import { dayAndTime } from '../base/time';
import { languageName } from '../base/languages';
import { OFFERED } from '../components/caption-lines';
import { ID } from '../testids';
import type { CaptionPortView } from '../wire.gen';
import { copy } from './copy';
import type { Desk } from './desk';
import { commandLine, standing } from './ports';
import './caption-ports.css';

const DAY = 24 * 3600;
const DAYS = [1, 3, 7] as const;

@customElement('tx-caption-ports')
export class CaptionPorts extends TxElement {
  @property({ attribute: false }) desk!: Desk;
  @internal() private open = false;
  @internal() private name = '';
  @internal() private language: string = OFFERED[0];
  @internal() private days: number = 1;
  @internal() private busy = false;
  private readonly twice = new PressTwice(this);

  override connectedCallback(): void {
    super.connectedCallback();
    new Follow(this, this.desk, ['change']);
  }

  private readonly make = async (event: Event): Promise<void> => {
    event.preventDefault();
    const name = this.name.trim();
    if (this.busy || !name) return;
    this.busy = true;
    const made = await this.desk.issuePort({ name, languages: [this.language], expires_in: this.days * DAY });
    this.busy = false;
    if (!made) return;
    this.open = false;
    this.name = '';
    announce(t('字幕接口做好了，命令只显示这一次'));
  };

  private async copyCommand(text: string, id: string): Promise<void> {
    const input = this.querySelector<HTMLInputElement>(`[data-invitation="${id}"].inp`);
    announce((await copy(text, input)) ? t('命令已复制') : t('没有复制成。请选中命令自己复制。'));
  }

  // --- rendering ------------------------------------------------------------------------------

  override render(): TemplateResult | typeof nothing {
    const { state } = this.desk;
    if (!state) return nothing;
    const now = Date.now();
    const ports = standing(this.desk.ports, now);
    const closed = state.status === 'closed';
    if (closed && !ports.length) return nothing;
    return html`<section class="panel ports" aria-labelledby="ports-title">
      <header><h2 id="ports-title">${t('字幕接口 {0} 个', ports.length)}</h2><span class="grow"></span>
        ${closed ? nothing : html`<button class="btn desk" type="button" data-testid=${ID.portOpen} aria-expanded=${this.open}
          @click=${() => { this.open = !this.open; }}>${icon(this.open ? 'x' : 'plus')}${this.open ? t('收起') : t('做字幕接口')}</button>`}</header>
      ${this.open && !closed ? this.form() : nothing}
      ${ports.length
        ? html`<ul>${ports.map((one) => this.row(one, now))}</ul>`
        : html`<p class="t2 fs-s none">${t('识别程序或字幕员用它写字幕，别的什么都不能做。记录员自己写，不需要接口。')}</p>`}
    </section>`;
  }

  private form(): TemplateResult {
    return html`<form @submit=${this.make}>
      <label class="grow">${t('给谁用')}<input class="inp desk" maxlength="60" required autocomplete="off" data-testid=${ID.portName}
        placeholder=${t('如：语音识别、张字幕员')} .value=${this.name} @input=${(e: Event) => { this.name = (e.target as HTMLInputElement).value; }} /></label>
      <label>${t('语言')}<select class="inp desk" data-testid=${ID.portLanguage} @change=${(e: Event) => { this.language = (e.target as HTMLSelectElement).value; }}>
        ${OFFERED.map((one) => html`<option value=${one} ?selected=${one === this.language}>${languageName(one)}</option>`)}</select></label>
      <label>${t('有效期')}<select class="inp desk" @change=${(e: Event) => { this.days = Number((e.target as HTMLSelectElement).value); }}>
        ${DAYS.map((one) => html`<option value=${one} ?selected=${one === this.days}>${t('{0} 天', one)}</option>`)}</select></label>
      <button class="btn primary desk" type="submit" data-testid=${ID.portMake} aria-busy=${this.busy} aria-disabled=${this.name.trim() ? 'false' : 'true'}
        aria-describedby="port-why">${icon('link')}${this.busy ? t('正在做…') : t('做接口')}</button>
      <small class="t2" id="port-why" ?hidden=${this.name.trim() !== ''}>${t('先写给谁用')}</small>
    </form>`;
  }

  private row(one: CaptionPortView, now: number): TemplateResult {
    const id = one.invitation_id;
    const made = this.desk.madePorts.get(id);
    const armed = this.twice.isArmed(id);
    return html`<li data-testid=${ID.portRow} data-invitation=${id}>
      <span class="who"><b>${one.name}</b> <span class="t2">${one.languages.map(languageName).join(t('、'))}</span></span>
      <span class="chip xs ${one.used_at === null ? '' : 'floor'}">${one.used_at === null ? t('未使用') : t('已使用')}</span>
      <span class="t2 fs-xs nw">${t('{0} 做，{1} 到期', dayAndTime(one.issued_at, now), dayAndTime(one.expires_at, now))}</span>
      <button class="btn desk stop ${armed ? 'is-armed' : ''}" type="button" data-testid=${ID.portRevoke}
        @click=${() => this.twice.press(id, t('再按一次作废'), () => void this.desk.revoke(id))}
      >${armed ? t('再按一次作废') : t('作废')}<span class="vh">：${one.name}</span></button>
      ${made ? this.command(id, commandLine(made.url, made.languages[0] ?? ''), one.name) : nothing}
    </li>`;
  }

  private command(id: string, text: string, name: string): TemplateResult {
    return html`<div class="command">
      <input class="inp desk" readonly aria-label=${t('{0}的命令', name)} .value=${text} data-testid=${ID.portCommand} data-invitation=${id}
        @focus=${(e: Event) => (e.target as HTMLInputElement).select()} />
      <button class="btn desk primary" type="button" @click=${() => void this.copyCommand(text, id)}>${t('复制')}</button>
      <small class="t2">${t('在识别程序那台电脑上运行。命令只显示这一次，请只交给本人。')}</small>
    </div>`;
  }
}
