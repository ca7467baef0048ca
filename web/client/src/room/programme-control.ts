// How the public sees the livestream: one camera's picture, or one composed of the stage with titles,
// captions and an opinion. A choice goes on air at once; players go on.
import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../base/i18n';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { Direction } from '../wire.gen';
import { attempt } from './attempt';
import type { Participation } from './participation';

const OFFERED = 20; // opinions to choose from, the latest published
const WORDS = 18; // of each

export function programmeControl({ session }: Participation, state: State, off: boolean): TemplateResult {
  const { mode = 'passthrough', opinion_id = null } = state.direction ?? {};
  const set = (next: Direction): void => {
    if (off) return;
    void attempt(session, { type: 'direct_programme', mode: next.mode ?? 'passthrough', opinion_id: next.opinion_id ?? null });
  };
  const offered = state.opinions.filter((one) => one.state === 'published').slice(-OFFERED).reverse();
  return html`<label class="hstack fs-s">${t('直播画面')}
      <select class="inp desk" data-testid=${ID.programmeMode} ?disabled=${off} .value=${mode}
        @change=${(event: Event) => set({ mode: valueOf(event) === 'composed' ? 'composed' : 'passthrough', opinion_id })}>
        <option value="passthrough" ?selected=${mode === 'passthrough'}>${t('原画')}</option>
        <option value="composed" ?selected=${mode === 'composed'}>${t('合成，带字幕和姓名条')}</option>
      </select></label>
    ${mode === 'composed'
      ? html`<label class="hstack fs-s">${t('画面上的意见')}
          <select class="inp desk" data-testid=${ID.programmeOpinion} ?disabled=${off} .value=${opinion_id ?? ''}
            @change=${(event: Event) => set({ mode, opinion_id: valueOf(event) || null })}>
            <option value="" ?selected=${!opinion_id}>${t('不放意见')}</option>
            ${offered.map((one) => html`<option value=${one.opinion_id} ?selected=${opinion_id === one.opinion_id}>${short(one.text)}</option>`)}
          </select></label>`
      : nothing}`;
}

function short(text: string): string {
  return text.length > WORDS ? `${text.slice(0, WORDS)}…` : text;
}

function valueOf(event: Event): string {
  return (event.target as HTMLSelectElement).value;
}
