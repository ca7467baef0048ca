// How the public sees the livestream: one camera's picture, or one composed of the stage with titles and
// captions; and the opinion on the screens, which is drawn into the composed one too. It goes on air at once.
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { t } from '../base/i18n';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { AnyCommand, OpinionView } from '../wire.gen';
import { attempt } from './attempt';
import type { Participation } from './participation';

const OFFERED = 20; // opinions to choose from, the latest published
const WORDS = 18; // of each

export function programmeControl({ session }: Participation, state: State, off: boolean): TemplateResult {
  const mode = state.direction?.mode ?? 'passthrough';
  const run = (command: AnyCommand): void => {
    if (!off) void attempt(session, command);
  };
  const shown = state.shown_opinion ?? null;
  const choices = offered(state);
  return html`<label class="hstack fs-s">${t('直播画面')}
      <select class="inp desk" data-testid=${ID.programmeMode} ?disabled=${off} .value=${mode}
        @change=${(event: Event) => run({ type: 'direct_programme', mode: valueOf(event) as typeof mode })}>
        <option value="passthrough" ?selected=${mode === 'passthrough'}>${t('原画')}</option>
        <option value="composed" ?selected=${mode === 'composed'}>${t('合成，带字幕和姓名条')}</option>
      </select></label>
    ${choices.length === 0 ? nothing : html`<label class="hstack fs-s">${t('大屏上的意见')}
      <select class="inp desk" data-testid=${ID.programmeOpinion} ?disabled=${off} .value=${shown?.opinion_id ?? ''}
        @change=${(event: Event) => run(valueOf(event) ? { type: 'show_opinion', opinion_id: valueOf(event) } : { type: 'hide_opinion' })}>
        <option value="" ?selected=${!shown}>${t('不放意见')}</option>
        ${repeat(choices, (one) => one.opinion_id, (one) => html`<option value=${one.opinion_id} ?selected=${shown?.opinion_id === one.opinion_id}>${short(one.text)}</option>`)}
      </select></label>`}`;
}

/** The latest published, and what is shown wherever it stands. */
function offered({ opinions, shown_opinion }: State): OpinionView[] {
  const latest = opinions.filter((one) => one.state === 'published').slice(-OFFERED).reverse();
  const shown = shown_opinion && !latest.some((one) => one.opinion_id === shown_opinion.opinion_id) ? [shown_opinion] : [];
  return [...shown, ...latest];
}

function short(text: string): string {
  return text.length > WORDS ? `${text.slice(0, WORDS)}…` : text;
}

function valueOf(event: Event): string {
  return (event.target as HTMLSelectElement).value;
}
