// <tx-minutes-steps>: where the minutes stand, what was proposed to them, and the next step; then the
// versions that were signed.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { ApiError } from '../base/api';
import { Follow, Ticking, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { dayAndTime } from '../base/time';
import { peek } from '../base/token';
import { marked } from '../minutes/marked';
import { chairOf, participantOf } from '../session/select';
import { ID } from '../testids';
import type { AnyCommand, Correction, MinutesEditor as Editor, SignedVersion } from '../wire.gen';
import { explain } from './desk';
import { download } from './download';
import type { MinutesBook } from './minutes-book';
import { askApproval, askCirculation, askDecline, askReopening, askSignature } from './minutes-dialogs';
import { ChooseEvent } from './minutes-editor';

const SIGNED_FORMS = [['pdf', 'PDF'], ['docx', 'Word'], ['md', '文本']] as const;

@customElement('tx-minutes-steps')
export class MinutesSteps extends TxElement {
  @property({ attribute: false }) book!: MinutesBook;

  override connectedCallback(): void {
    super.connectedCallback();
    new Follow(this, this.book, ['change']);
    new Follow(this, this.book.desk, ['change']);
    new Ticking(this);
  }

  override render(): TemplateResult | typeof nothing {
    const { editor, desk } = this.book;
    if (!editor || !desk.state) return nothing;
    return html`<div class="sec steps" data-testid=${ID.minutesSteps} data-stage=${editor.stage} data-version=${editor.version}>
      <div class="col-title"><h2 class="grow">${t('办理进度')}</h2><span class="chip ${look(editor.stage)}">${stageName(editor)}</span></div>
      <p class="note">${this.standing(editor)}</p>
      ${editor.corrections.length ? html`<h3>${t('修改意见 {0} 条', editor.corrections.length)}</h3><ul>${editor.corrections.map((one) => this.correction(editor, one))}</ul>` : nothing}
      <div class="acts">${this.next(editor)}</div>
      ${editor.signed.length ? html`<h3>${t('签发过的版本')}</h3><ul>${editor.signed.map((one) => this.version(one))}</ul>` : nothing}
    </div>`;
  }

  private standing({ stage, circulation, approval, signed }: Editor): string {
    switch (stage) {
      case 'draft': return t('改好以后送征求意见。改动不会改会议记录。');
      case 'circulated': {
        const due = circulation?.due_at ?? 0;
        const people = circulation?.to.length ?? 0;
        return due > Date.now() ? t('送了 {0} 人，{1} 截止，还有 {2}。', people, dayAndTime(due, Date.now()), left(due)) : t('送了 {0} 人，已经截止。', people);
      }
      case 'approved': return t('{0} 定稿，等签发。', dayAndTime(approval?.at ?? 0, Date.now()));
      case 'signed': return t('{0}，{1}，签发人 {2}。', signed.at(-1)?.signature.number ?? '', signed.at(-1)?.signature.date ?? '', signed.at(-1)?.signature.signer ?? '');
    }
  }

  // --- corrections ----------------------------------------------------------------------------

  private correction(editor: Editor, one: Correction): TemplateResult {
    const block = editor.blocks.find((each) => each.key === one.block);
    const now = block?.text ?? (block?.drafted?.type === 'paragraph' ? block.drafted.text : '');
    const who = this.name(one.participant_id);
    const settled = one.accepted === null ? null : one.accepted ? t('已采纳') : t('没有采纳：{0}', one.answer);
    return html`<li class="correction" data-testid=${ID.minutesCorrection} data-correction=${one.correction_id} data-state=${settled === null ? 'waiting' : one.accepted ? 'accepted' : 'declined'}>
      <b>${who}</b> <button class="link" type="button" @click=${() => this.dispatchEvent(new ChooseEvent(one.block))}>${t('看这一段')}</button>
      <p lang="zh-CN">${settled === null ? marked(now, one.text) : one.text}</p>
      ${one.reason ? html`<p class="t2">${t('理由：{0}', one.reason)}</p>` : nothing}
      ${settled !== null ? html`<p class="${one.accepted ? 'c-floor' : 't2'}">${icon(one.accepted ? 'check' : 'x')} ${settled}</p>`
        : html`<div class="acts"><button class="btn desk primary" type="button" data-testid=${ID.minutesAccept} @click=${() => void this.accept(one)}>${t('采纳')}</button>
          <button class="btn desk" type="button" data-testid=${ID.minutesDecline} @click=${() => void this.decline(one, who)}>${t('不采纳')}</button></div>`}
    </li>`;
  }

  private name(id: string): string {
    const { state } = this.book.desk;
    return (state && participantOf(state, id)?.name) ?? id;
  }

  private async accept(one: Correction): Promise<void> {
    await this.book.drafts.flush();
    const block = this.book.block(one.block);
    await this.act({
      type: 'settle_correction', correction_id: one.correction_id, accept: true, base_revision: block?.revision ?? 0,
      drafted: block?.drafted?.type === 'paragraph' ? block.drafted.text : '',
    }, t('已采纳'));
  }

  private async decline(one: Correction, who: string): Promise<void> {
    const reason = await askDecline(who);
    if (reason) await this.act({ type: 'settle_correction', correction_id: one.correction_id, accept: false, reason }, t('没有采纳，理由已经给提意见的人看到'));
  }

  // --- the next step --------------------------------------------------------------------------

  private next(editor: Editor): TemplateResult {
    const closed = this.book.desk.state?.status === 'closed';
    const why = closed ? '' : t('闭会以后才能送征求意见。');
    const waiting = editor.corrections.filter((one) => one.accepted === null).length;
    switch (editor.stage) {
      case 'draft': return this.button('circulate', t('送征求意见'), why, () => void this.circulate(editor), true);
      case 'circulated': return html`
        ${this.button('approve', t('定稿'), waiting ? t('还有 {0} 条修改意见没有处理。', waiting) : this.notMine(t('定稿由主持人来做。')), () => void this.approve(editor), true)}
        ${this.button('circulate', t('改送谁、改时间'), '', () => void this.circulate(editor), false)}
        ${this.button('reopen', t('退回修改'), '', () => void this.reopen(editor), false)}`;
      case 'approved': return html`
        ${this.button('sign', t('签发'), this.notMine(t('签发由主持人来做。')), () => void this.sign(editor), true)}
        ${this.button('reopen', t('退回修改'), '', () => void this.reopen(editor), false)}`;
      case 'signed': return this.button('reopen', t('开始第 {0} 版', editor.version + 1), '', () => void this.reopen(editor), false);
    }
  }

  /** Whoever presides approves and signs. */
  private notMine(why: string): string {
    const me = peek(this.book.desk.place.token)?.participantId;
    return me && this.book.desk.state?.presiding === me ? '' : why;
  }

  private button(step: string, words: string, why: string, act: () => void, primary: boolean): TemplateResult {
    const id = `minutes-why-${step}`;
    return html`<button
        class="btn desk wide ${primary ? 'primary' : ''}" type="button" data-testid=${ID.minutesStep} data-step=${step}
        aria-disabled=${why ? 'true' : nothing} aria-describedby=${why ? id : nothing} @click=${() => why || act()}
      >${words}</button>${why ? html`<p class="why" id=${id}>${why}</p>` : nothing}`;
  }

  private async circulate({ circulation }: Editor): Promise<void> {
    await this.book.drafts.flush();
    const { state } = this.book.desk;
    const choice = state && (await askCirculation(state, circulation?.to ?? []));
    if (choice) await this.act({ type: 'circulate_minutes', ...choice }, t('已送 {0} 人征求意见', choice.participant_ids.length));
  }

  private async approve({ circulation, version }: Editor): Promise<void> {
    await this.book.drafts.flush();
    const answer = await askApproval(circulation?.due_at ?? null, version);
    if (answer) await this.act({ type: 'approve_minutes', before_deadline: answer.reason }, t('已定稿'));
  }

  private async sign({ version }: Editor): Promise<void> {
    const { state } = this.book.desk;
    const signature = await askSignature(version, (state && chairOf(state)?.name) ?? '');
    if (signature) await this.act({ type: 'sign_minutes', ...signature }, t('已签发 {0}', signature.number));
  }

  private async reopen({ stage, signed, version }: Editor): Promise<void> {
    const reason = await askReopening(stage === 'signed' ? signed.at(-1)?.signature.number ?? '' : null, version);
    if (reason) await this.act({ type: 'reopen_minutes', reason }, t('又可以改了'));
  }

  private async act(command: AnyCommand, done: string): Promise<void> {
    if (await this.book.desk.attempt(command)) announce(done);
    await this.book.load();
  }

  // --- versions -------------------------------------------------------------------------------

  private version({ signature, sha256 }: SignedVersion): TemplateResult {
    return html`<li class="version" data-testid=${ID.minutesVersion} data-version=${signature.version}>
      <b>${t('第 {0} 版', signature.version)} · ${signature.number}</b><small class="t2">${signature.date} · ${signature.signer}</small>
      <small class="t2">${t('校验值')} <code>${sha256.slice(0, 16)}…</code></small>
      <div class="acts">${SIGNED_FORMS.map(([form, label]) => html`<button class="btn desk" type="button" data-form=${form}
        @click=${() => void this.fetch(signature.version, form)}>${icon('down')}${t(label)}</button>`)}</div>
    </li>`;
  }

  private async fetch(version: number, form: string): Promise<void> {
    try {
      await download(this.book.desk.place, `/minutes.${form}?version=${version}`, `minutes-${version}.${form}`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.book.desk.say(explain(error));
    }
  }
}

function stageName({ stage, version }: Editor): string {
  const name = { draft: t('草稿'), circulated: t('征求意见'), approved: t('已定稿'), signed: t('已签发') }[stage];
  return version > 1 ? `${t('第 {0} 版', version)} · ${name}` : name;
}

function look(stage: Editor['stage']): string {
  return { draft: 'wait', circulated: 'ink', approved: 'ink', signed: 'floor' }[stage];
}

function left(due: number): string {
  const hours = Math.max(0, (due - Date.now()) / 3_600_000);
  if (hours >= 48) return t('{0} 天', Math.floor(hours / 24));
  return hours >= 1 ? t('{0} 小时', Math.floor(hours)) : t('{0} 分', Math.max(1, Math.round(hours * 60)));
}
