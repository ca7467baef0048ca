// <tx-tile>: one participant's picture and name, and what is out of the ordinary about them. The
// video element lives as long as the tile; only its stream is exchanged.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { TxElement } from '../base/element';
import { icon, type IconName } from '../base/icons';
import { t } from '../base/i18n';
import { levelName } from '../base/words';
import type { Level } from '../session/select';
import { sights } from '../session/sights';
import { ID } from '../testids';
import { levelBadge } from './level-badge';

/** normal; voice: no camera; lost: should be there but is not; offline: place kept; away: not joined. */
export type TileState = 'normal' | 'voice' | 'lost' | 'offline' | 'away';

export interface TileView {
  participantId: string;
  /** Full name, then for narrow places a short one. */
  name: string;
  shortName: string;
  level: Level;
  state: TileState;
  /** Two short lines instead of the picture, unless `state` is normal. */
  note: readonly [string, string] | null;
  /** At most one flag: a fault on the wall, speaking before asking before weak network. */
  flag: { kind: 'speaking' | 'asking' | 'poor' | 'fault'; text: string } | null;
  me: boolean;
  /** Own tile only: why the microphone is off by rule. */
  lock: string;
  /** Everything above in one sentence, for assistive technology. */
  label: string;
}

const NOTE_ICON: { [state in TileState]: IconName } = {
  normal: 'cam', voice: 'camoff', lost: 'camoff', offline: 'off', away: 'people',
};
const FLAG_ICON: { [kind in 'speaking' | 'asking' | 'poor' | 'fault']: IconName } = {
  fault: 'warn', speaking: 'vol', asking: 'hand', poor: 'wifi',
};

@customElement('tx-tile')
export class Tile extends TxElement {
  @property({ attribute: false }) view: TileView | null = null;
  @property({ attribute: false }) stream: MediaStream | null = null;
  /** What stands after the name on the stage: a role, the kind of speech. */
  @property() extra = '';
  /** `strip`: fixed 16:9, short name; `stage`: fills its cell, full name. */
  @property() size: 'strip' | 'stage' = 'strip';
  /** Show the whole picture, with bars beside it: documents. */
  @property({ type: Boolean }) whole = false;
  private frame: Element | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.frame = this.querySelector('.pic'); // it may have been moved
    if (this.frame) sights.add(this.frame);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.frame) sights.remove(this.frame);
  }

  override render(): TemplateResult | typeof nothing {
    const { view } = this;
    if (!view) return nothing;
    const name = this.size === 'stage' ? view.name : view.shortName;
    return html`<div class="pic">
        <video muted playsinline autoplay disablepictureinpicture aria-hidden="true" tabindex="-1"></video>
        ${view.note
          ? html`<span class="note">${icon(NOTE_ICON[view.state])}<span>${view.note[0]}<br />${view.note[1]}</span></span>`
          : nothing}
      </div>
      ${view.flag
        ? html`<span class="flag">${icon(FLAG_ICON[view.flag.kind])}${view.flag.text}</span>`
        : nothing}
      <div class="bar">
        ${view.me && this.size === 'strip' ? nothing : levelBadge(view.level)}
        <span class="nm">${name}${this.extra ? html`<span class="t2 sub"> · ${this.extra}</span>` : nothing}</span>
        ${view.lock ? icon('miclock', '', view.lock) : nothing}
      </div>`;
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const { view, classList } = this;
    if (!view) return;
    this.className = this.className.replace(/\b(tile|r169|is-\S+)\b ?/g, '').trim();
    classList.add('tile');
    if (this.size === 'strip') classList.add('r169');
    if (view.state !== 'normal') classList.add(`is-${view.state}`);
    if (view.flag) classList.add(`is-${view.flag.kind}`);
    if (view.me) classList.add('is-me', ...(this.whole ? [] : ['is-mirrored']));
    if (this.whole) classList.add('is-whole');
    this.setAttribute('role', 'group');
    this.setAttribute('aria-label', view.label);
    this.dataset['testid'] = ID.tile;
    this.dataset['participant'] = view.participantId;
    this.dataset['state'] = view.state;
    this.dataset['level'] = view.level;
  }

  protected override updated(_changed: PropertyValues): void {
    const video = this.querySelector('video');
    if (!video) return;
    video.muted = true; // the attribute alone does not mute an element made by script
    this.frame = video.parentElement;
    if (this.frame) sights.add(this.frame);
    if (video.srcObject === this.stream) return;
    video.srcObject = this.stream;
    sights.changed();
  }
}

/** The label's sentence: 市级，市会场，正在应答，网络良好. */
export function tileLabel(level: Level, ...parts: string[]): string {
  return [levelName(level), ...parts.filter(Boolean)].join(t('，'));
}
