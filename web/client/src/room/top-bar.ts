// The top bar of the meeting: what it is, whether the public sees it, how the network is, who I am.
import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../base/i18n';
import { levelBadge } from '../components/level-badge';
import { mark } from '../components/mark';
import { languageButton, textButton } from '../components/preferences';
import { statusChip } from '../components/status-chip';
import { participantOf, venueOf } from '../session/select';
import type { Presence } from '../wire.gen';
import type { Participation } from './participation';

export function topBar(part: Participation, skip: () => void): TemplateResult {
  const { state, you, presence } = part.session;
  if (!state || !you) return html``;
  const participant = participantOf(state, you.participant_id);
  const venue = venueOf(state, participant);
  const where = venue && venue.name !== you.name ? ` · ${venue.name}` : '';
  return html`<header class="top">
    ${skipButton(skip)} ${mark()}
    <h1 class="grow cut">${state.title}</h1>
    ${statusChip(state.status, part.onAir)}
    <span class="opt opt2">${network(presence.get(you.participant_id)?.quality ?? null)}</span>
    <span class="hstack fs-s opt opt2 iam">${venue ? levelBadge(venue.level) : nothing}<span class="cut">${you.name}${where}</span></span>
    <span class="opt">${textButton()}</span>
    <span class="opt">${languageButton()}</span>
  </header>`;
}

/** First in the order of focus; seen only while it has it. */
export function skipButton(skip: () => void): TemplateResult {
  return html`<button class="skip" type="button" @click=${skip}>${t('跳到发言队列')}</button>`;
}

function network(quality: Presence['quality']): TemplateResult {
  const word = quality === 'weak' ? t('网络较弱') : quality === 'lost' ? t('没有信号') : t('网络良好');
  return quality === null
    ? html``
    : html`<span class="hstack fs-s t2"><span class="sig ${quality}" aria-hidden="true"><i></i><i></i><i></i></span>${word}</span>`;
}
