// <tx-captions>: the latest lines of what is said, below the pictures and never over them, and for
// staff the desk that writes them. Not announced: a reader would talk over the speaker.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state as internal } from 'lit/decorators.js';
import { Follow, TxElement } from '../base/element';
import { t } from '../base/i18n';
import { preference, setPreference } from '../base/prefs';
import { captionLines, captionToggle, languageChoice, OFFERED } from '../components/caption-lines';
import { held } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { CaptionView } from '../wire.gen';
import { attempted } from './attempt';
import type { Participation } from './participation';

const LONGEST = 60_000; // as sessions/config.py: CAPTION_MS_MAX

@customElement('tx-captions')
export class Captions extends TxElement {
  @property({ attribute: false }) participation!: Participation;
  /** With the line to write in, for chair and clerk. */
  @property({ type: Boolean }) desk = false;
  @internal() private off = preference('captions-off');
  @internal() private language = '';
  @internal() private correcting: string | null = null;
  @internal() private writes = 'zh-CN';
  private begun: number | null = null;

  protected override willUpdate(): void {
    if (!this.hasUpdated) new Follow(this, this.participation.session, ['change']);
  }

  override render(): TemplateResult | typeof nothing {
    const { state, drafts } = this.participation.session;
    if (!state || (!this.desk && !state.captions.length && !drafts.length)) return nothing;
    const languages = [...new Set([...state.caption_languages, ...drafts.map((one) => one.language)])];
    const language = languages.includes(this.language) ? this.language : (languages[0] ?? '');
    const lines = this.off ? [] : state.captions.filter((one) => one.language === language);
    const draft = this.off ? undefined : drafts.find((one) => one.language === language);
    return html`<section class="captions" aria-label=${t('字幕')} data-testid=${ID.captions}>
      ${captionLines(lines, language, draft?.text ?? null, ID.captionDraft)}
      <div class="hstack">
        ${captionToggle(this.off, this.toggle, ID.captionsToggle)}
        ${languages.length > 1 ? languageChoice(t('看哪种字幕'), languages, language, (to) => (this.language = to)) : nothing}
        ${this.desk ? this.form(state) : nothing}
      </div>
    </section>`;
  }

  private readonly toggle = (): void => {
    this.off = !this.off;
    setPreference('captions-off', this.off);
  };

  // --- the desk -------------------------------------------------------------------------------

  private form(state: State): TemplateResult {
    const off = state.status !== 'open';
    const languages = [...new Set([...OFFERED, ...state.caption_languages])];
    return html`<form class="hstack grow" @submit=${this.send}>
      <input class="inp desk grow" name="line" maxlength="200" autocomplete="off" ?disabled=${off} data-testid=${ID.captionLine}
        aria-label=${this.correcting ? t('更正上一行字幕') : t('写一行字幕')}
        placeholder=${off ? t('开会以后可以写字幕') : t('写一行字幕，回车发出；空行按 ↑ 改上一行')} @input=${this.typed} @keydown=${this.onKey} />
      ${languageChoice(t('字幕语言'), languages, this.writes, (to) => (this.writes = to))}
    </form>`;
  }

  private readonly typed = (event: Event): void => {
    const empty = (event.target as HTMLInputElement).value === '';
    if (empty) this.correcting = null;
    this.begun = empty ? null : (this.begun ?? this.participation.session.now());
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const input = event.target as HTMLInputElement;
    if (event.key === 'Enter' && event.isComposing) event.preventDefault(); // it ends a word, not the line
    if (event.key === 'Escape') this.clear(input);
    const last = this.last();
    if (event.key !== 'ArrowUp' || input.value !== '' || !last) return;
    event.preventDefault();
    input.value = last.text;
    this.correcting = last.caption_id;
  };

  private last(): CaptionView | undefined {
    return this.participation.session.state?.captions.filter((one) => one.language === this.writes).at(-1);
  }

  private clear(input: HTMLInputElement): void {
    input.value = '';
    this.correcting = this.begun = null;
  }

  private readonly send = (event: Event): void => {
    event.preventDefault();
    const { session } = this.participation;
    const input = this.querySelector<HTMLInputElement>('input[name=line]');
    const text = input?.value.trim() ?? '';
    if (!input || !session.state || !text) return;
    const now = Math.round(session.now());
    const from = Math.max(Math.round(this.begun ?? now), now - LONGEST, session.state.opened_at ?? 0);
    const started_at = Math.min(from, now);
    const speech_id = held(session.state).at(-1)?.speech_id ?? null;
    const correcting = this.correcting;
    void attempted(session, correcting
      ? { type: 'correct_caption', caption_id: correcting, text }
      : { type: 'add_caption', text, started_at, ended_at: now, language: this.writes, speech_id })
      .then((done) => {
        if (done || input.value) return; // what was refused is not lost, nor in the way of the next line
        input.value = text;
        this.correcting = correcting;
      });
    this.clear(input);
  };
}
