// <tx-minutes-editor>: the minutes as they will be printed, paragraph by paragraph. One is chosen at a time;
// its words are changed in place, saved as one pauses, and shown against what was drafted.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { Follow, TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { timeOfDay } from '../base/time';
import { openDialog } from '../components/dialog';
import type { Draft } from '../minutes/drafts';
import { marked } from '../minutes/marked';
import { ID } from '../testids';
import type { EditorBlock, MinutesEditor as Editor } from '../wire.gen';
import type { MinutesBook } from './minutes-book';
import { draw, momentOf, type Leads } from './sheet';

const MAX_TEXT = 5000; // characters, as the server takes

export class ChooseEvent extends CustomEvent<string> {
  constructor(key: string) {
    super('choose-block', { detail: key, bubbles: true });
  }
}

@customElement('tx-minutes-editor')
export class MinutesEditor extends TxElement {
  @property({ attribute: false }) book!: MinutesBook;
  /** The chosen block's key, or empty. */
  @property() chosen = '';
  @property({ type: Boolean }) changes = false;
  @property({ attribute: false }) leads: Leads = null;

  override connectedCallback(): void {
    super.connectedCallback();
    new Follow(this, this.book, ['change']);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    void this.book.drafts.flush();
  }

  protected override updated(changed: PropertyValues): void {
    const before = changed.get('chosen') as string | undefined;
    if (before === undefined) return;
    void this.book.drafts.save(before);
    (this.querySelector<HTMLElement>('.blk.on textarea') ?? this.pick(this.chosen || before))?.focus();
  }

  private pick(key: string): HTMLElement | null {
    return this.querySelector<HTMLElement>(`[data-block="${key}"] .pick`);
  }

  private choose(key: string): void {
    if (key !== this.chosen) this.dispatchEvent(new ChooseEvent(key));
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.code === 'Escape' && this.chosen) this.choose('');
    else if (event.altKey && (event.code === 'ArrowDown' || event.code === 'ArrowUp')) this.step(event.code === 'ArrowDown' ? 1 : -1);
    else return;
    event.preventDefault();
  };

  private step(by: 1 | -1): void {
    const keys = this.book.editor?.blocks.flatMap((one) => (one.key ? [one.key] : [])) ?? [];
    const at = keys.indexOf(this.chosen);
    const to = keys[at < 0 ? 0 : at + by];
    if (to) this.choose(to);
  }

  override render(): TemplateResult | typeof nothing {
    const { editor } = this.book;
    if (!editor) return nothing;
    return html`<article class="paper" lang="zh-CN" aria-label=${editor.title} data-testid=${ID.minutesSheet} data-seq=${editor.seq}
      data-stage=${editor.stage} data-version=${editor.version} @keydown=${this.onKey}>
      <p class="masthead">${editor.mark}</p>
      ${issueLine(editor)}
      <h3>${editor.title}</h3>
      ${editor.blocks.map((one) => (one.key ? this.block(editor, one) : one.drafted ? draw(one.drafted, this.leads) : nothing))}
    </article>`;
  }

  private block(editor: Editor, one: EditorBlock): TemplateResult {
    const on = one.key === this.chosen;
    const draft = this.book.drafts.of(one.key);
    const words = textOf(one, draft);
    const changed = one.text !== null || draft !== null;
    return html`<div
      class="blk ${on ? 'on' : ''} ${one.removed ? 'removed' : ''}" data-testid=${ID.minutesBlock} data-block=${one.key}
      data-revision=${one.revision} data-changed=${changed && !one.removed} data-removed=${one.removed} @click=${() => this.choose(one.key)}
    >
      <button class="pick" type="button" lang=${document.documentElement.lang} aria-pressed=${on}
        aria-label=${t('看这一段：{0}', words.slice(0, 24) || t('表格'))}>${icon('right')}</button>
      ${on && isText(one) && !one.removed && open(editor) ? this.writing(one, draft) : this.reading(one, draft, words)}
      ${on ? this.below(editor, one, draft) : nothing}
    </div>`;
  }

  private reading(one: EditorBlock, draft: Draft | null, words: string): TemplateResult {
    const flags = html`<span class="flags" lang=${document.documentElement.lang}>
      ${one.removed ? html`<span class="chip xs stop">${icon('x')}${t('没有写进纪要')}</span>` : nothing}
      ${one.text !== null && one.drafted ? html`<span class="chip xs ink">${t('改过')}</span>` : nothing}
      ${one.drafted === null ? html`<span class="chip xs ink">${icon('plus')}${t('后加的')}</span>` : nothing}
      ${one.drafted_then !== null ? html`<span class="chip xs wait">${icon('warn')}${t('原稿有变')}</span>` : nothing}
      ${draft ? html`<span class="chip xs wait">${t('还没有存')}</span>` : nothing}
    </span>`;
    if (!isText(one)) return html`${one.drafted ? draw(one.drafted, this.leads) : nothing}${flags}`;
    const moment = one.drafted?.type === 'paragraph' && !one.removed ? one.drafted.moment : null;
    return html`<p>${this.changes && one.drafted ? marked(drafted(one), one.removed ? '' : words) : words}${momentOf(moment, this.leads)}</p>${flags}`;
  }

  private writing(one: EditorBlock, draft: Draft | null): TemplateResult {
    const words = textOf(one, draft);
    return html`<label class="vh" for="minutes-text" lang=${document.documentElement.lang}>${t('这一段的文字')}</label>
      <textarea
        id="minutes-text" class="write" rows=${Math.max(3, Math.ceil(words.length / 26) + 1)} maxlength=${MAX_TEXT} data-testid=${ID.minutesText}
        aria-describedby="minutes-save" .value=${words}
        @input=${(event: Event) => this.book.drafts.write(one.key, (event.target as HTMLTextAreaElement).value, one.revision)}
        @blur=${() => void this.book.drafts.save(one.key)}
      ></textarea>`;
  }

  // --- below the chosen one -------------------------------------------------------------------

  private below(editor: Editor, one: EditorBlock, draft: Draft | null): TemplateResult {
    return html`<div class="below" lang=${document.documentElement.lang} @click=${(event: Event) => event.stopPropagation()}>
      ${open(editor) ? this.saved(one, draft) : html`<p class="why" data-testid=${ID.minutesWhy}>${icon('lock')}${whyClosed(editor)}</p>`}
      ${draft?.state === 'conflict' && open(editor) ? this.conflict(one, draft) : nothing}
      ${draft && (draft.state === 'refused' || !open(editor)) ? html`<div class="call stop">${icon('warn')}<span class="grow"><b>${t('这些字没有存：')}</b><br>${draft.text}</span>
        <button class="btn desk" type="button" data-testid=${ID.minutesTheirs} @click=${() => this.book.drafts.forget(one.key)}>${t('放弃这些字')}</button></div>` : nothing}
      ${one.drafted_then !== null ? html`<div class="call wait" data-testid=${ID.minutesSourceChanged}>${icon('warn')}<span class="grow">
        <b>${t('您改过以后，会议记录有了变化。原稿现在是这样：')}</b><br>${marked(one.drafted_then, drafted(one))}</span></div>` : nothing}
      ${isText(one) && one.drafted && !one.removed && textOf(one, draft) !== drafted(one)
        ? html`<div class="differs"><b>${t('和原稿的差别')}</b><p data-testid=${ID.minutesDiff}>${marked(drafted(one), textOf(one, draft))}</p></div>`
        : nothing}
      ${open(editor) ? this.acts(one) : nothing}
    </div>`;
  }

  private saved(one: EditorBlock, draft: Draft | null): TemplateResult | typeof nothing {
    if (!isText(one) || one.removed) return nothing;
    const state = draft?.state ?? 'saved';
    const by = one.by?.name ? t('{0} 存于 {1}', one.by.name, timeOfDay(one.at ?? 0)) : one.at ? t('已存 {0}', timeOfDay(one.at)) : t('和原稿一样');
    const empty = draft !== null && !draft.text.trim();
    const words = {
      saved: by, unsaved: empty ? t('这一段没有字，不会存。不要这一段，请按“不写进纪要”。') : t('还没有存，停下来就存'), saving: t('正在存…'),
      unsent: t('没有发出去。您写的还在，联网后会再发。'), conflict: t('没有存：别人刚改过这一段。'), refused: draft?.problem ?? '',
    }[state];
    const look = state === 'saved' ? 'c-floor' : state === 'conflict' || state === 'refused' ? 'c-stop' : 'c-wait';
    return html`<p class="save" id="minutes-save" role="status" data-testid=${ID.minutesSave} data-state=${state}>
      ${icon(state === 'saved' ? 'check' : state === 'saving' || state === 'unsaved' ? 'cycle' : 'warn', look)}<span>${words}</span></p>`;
  }

  private conflict(one: EditorBlock, draft: Draft): TemplateResult {
    return html`<div class="call stop">${icon('warn')}<span class="grow"><b>${t('别人的和您的有这些差别：')}</b><br>${marked(readable(one), draft.text)}</span>
      <button class="btn desk" type="button" data-testid=${ID.minutesMine} @click=${() => void this.book.drafts.insist(one.key, one.revision)}>${t('用我的')}</button>
      <button class="btn desk" type="button" data-testid=${ID.minutesTheirs} @click=${() => this.book.drafts.forget(one.key)}>${t('用别人的')}</button></div>`;
  }

  private acts(one: EditorBlock): TemplateResult {
    const reset = one.drafted !== null && (one.text !== null || one.removed);
    return html`<div class="acts">
      ${reset ? html`<button class="btn desk" type="button" data-testid=${ID.minutesReset} @click=${() => void this.undo(one, 'reset_minutes_block')}>${icon('cycle')}${t('恢复原稿')}</button>` : nothing}
      ${one.removed ? nothing : html`<button class="btn desk" type="button" data-testid=${ID.minutesRemove} @click=${() => void this.undo(one, 'remove_minutes_block')}>${icon('x')}${t('不写进纪要')}</button>`}
      <button class="btn desk" type="button" data-testid=${ID.minutesAdd} @click=${() => void this.add(one)}>${icon('plus')}${t('在下面加一段')}</button>
      <span class="grow"></span><button class="btn desk" type="button" @click=${() => this.choose('')}>${t('完成')} <kbd>Esc</kbd></button>
    </div>`;
  }

  private async undo(one: EditorBlock, type: 'reset_minutes_block' | 'remove_minutes_block'): Promise<void> {
    this.book.drafts.forget(one.key);
    await this.book.desk.attempt({ type, block: one.key, base_revision: this.book.block(one.key)?.revision ?? one.revision });
    await this.book.load();
  }

  private async add(one: EditorBlock): Promise<void> {
    const text = await askText(t('在下面加一段'), t('加上'));
    if (text && (await this.book.desk.attempt({ type: 'add_minutes_paragraph', after: one.key, text }))) await this.book.load();
  }

  /** Words of a source go to the end of the chosen paragraph. */
  quote(words: string): void {
    const one = this.book.block(this.chosen);
    if (!one || !isText(one) || one.removed) return;
    this.book.drafts.write(one.key, textOf(one, this.book.drafts.of(one.key)) + words, one.revision);
  }
}

/** A paragraph's words from a dialog; undefined if it was closed. */
function askText(title: string, confirm: string): Promise<string | undefined> {
  let text = '';
  return openDialog<string>((done) => html`<h2 id="dialog-title">${title}</h2>
    <textarea class="inp" rows="5" maxlength=${MAX_TEXT} aria-labelledby="dialog-title" data-testid=${ID.minutesAddText}
      @input=${(event: Event) => (text = (event.target as HTMLTextAreaElement).value)}></textarea>
    <div class="acts"><form method="dialog"><button class="btn" data-testid=${ID.dialogCancel}>${t('取消')}</button></form>
      <button class="btn primary" type="button" data-testid=${ID.dialogConfirm} @click=${() => text.trim() && done(text.trim())}>${confirm}</button></div>`, 'wide');
}

export function open(editor: Pick<Editor, 'stage'>): boolean {
  return editor.stage === 'draft' || editor.stage === 'circulated';
}

function whyClosed({ stage, signed }: Editor): string {
  return stage === 'approved' ? t('已经定稿，不能再改。要改，先退回修改。') : t('已经签发（{0}），不能再改。要改，先开始下一版。', signed.at(-1)?.signature.number ?? '');
}

function issueLine({ stage, signed }: Editor): TemplateResult | typeof nothing {
  const issue = stage === 'signed' ? signed.at(-1)?.signature : undefined;
  return issue ? html`<p class="issue"><span>${issue.number}</span><span>${issue.date}</span><span>签发人：${issue.signer}</span></p>` : nothing;
}

function isText(one: EditorBlock): boolean {
  return one.drafted === null || one.drafted.type === 'paragraph';
}

function drafted(one: EditorBlock): string {
  return one.drafted?.type === 'paragraph' ? one.drafted.text : '';
}

/** As the server has it. */
function readable(one: EditorBlock): string {
  return one.text ?? drafted(one);
}

function textOf(one: EditorBlock, draft: Draft | null): string {
  return draft?.text ?? readable(one);
}
