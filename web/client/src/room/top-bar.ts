// The top bar of the meeting: what it is, whether the public sees it, how the network is, who I am.
import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../base/i18n';
import { levelBadge } from '../components/level-badge';
import { mark } from '../components/mark';
import { languageButton, textButton } from '../components/preferences';
import { statusChip } from '../components/status-chip';
import type { OwnLine } from '../session/own-line';
import { participantOf, venueOf } from '../session/select';
import { ID } from '../testids';
import type { Participation } from './participation';
import { quorumChip } from './quorum-chip';

export function topBar(part: Participation, skip: () => void): TemplateResult {
  const { state, you } = part.session;
  if (!state || !you) return html``;
  const participant = participantOf(state, you.participant_id);
  const venue = venueOf(state, participant);
  const where = venue && venue.name !== you.name ? ` · ${venue.name}` : '';
  return html`<header class="top">
    ${skipButton(skip)} ${mark()}
    <h1 class="grow cut">${state.title}</h1>
    ${quorumChip(state)} ${statusChip(state.status, part.onAir)}
    <span class="own ${part.session.line === 'good' ? 'opt opt2' : ''}">${lineChip(part.session.line)}</span>
    <span class="hstack fs-s opt opt2 iam">${venue ? levelBadge(venue.level) : nothing}<span class="cut">${you.name}${where}</span></span>
    <span class="opt">${textButton()}</span>
    <span class="opt">${languageButton()}</span>
  </header>`;
}

/** First in the order of focus; seen only while it has it. */
export function skipButton(skip: () => void): TemplateResult {
  return html`<button class="skip" type="button" @click=${skip}>${t('跳到发言队列')}</button>`;
}

/** How one's own line is: a word beside three bars, calm also where it is bad. */
export function lineChip(line: OwnLine): TemplateResult | typeof nothing {
  if (line === 'unknown') return nothing;
  const bars = line === 'good' || line === 'lost' ? line : 'weak';
  return html`<span class="hstack fs-s t2" data-testid=${ID.ownLine} data-line=${line}><span class="sig ${bars}" aria-hidden="true"><i></i><i></i><i></i></span><span class="word">${lineWord(line)}</span></span>`;
}

function lineWord(line: Exclude<OwnLine, 'unknown'>): string {
  switch (line) {
    case 'good': return t('网络良好');
    case 'weak': return t('网络较弱');
    case 'reduced': return t('网络较弱，已降低画面');
    case 'paused': return t('网络较弱，已停部分画面');
    case 'lost': return t('没有信号');
  }
}
