// Opinions in words on the screening desk: how they stand, since when, by whom.
import { html, type TemplateResult } from 'lit';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { dayAndTime, span } from '../base/time';
import { roleName } from '../base/words';
import type { Actor, OpinionView } from '../wire.gen';

export type OpinionState = OpinionView['state'];

/** Who acts, by name; organizers are no persons of the roster. */
export function whose(actor: Actor): string {
  return actor.name || (actor.role === 'system' || actor.role === 'captioner' ? '' : roleName(actor.role));
}

export function fromWhom(one: OpinionView): string {
  return [one.name, one.region].filter(Boolean).join(' · ') || t('未署名');
}

export function age(since: number): string {
  const seconds = Math.max(0, (Date.now() - since) / 1000);
  return seconds < 3600 ? span(seconds) : dayAndTime(since, Date.now());
}

export function stateName(state: OpinionState): string {
  switch (state) {
    case 'submitted': return t('待筛');
    case 'published': return t('已公布');
    case 'withheld': return t('没有公布');
    case 'merged': return t('已并入');
    case 'withdrawn': return t('作者已撤回');
  }
}

export function nothingIn(state: OpinionState): string {
  switch (state) {
    case 'submitted': return t('没有待筛的意见');
    case 'published': return t('还没有公布的意见');
    case 'withheld': return t('没有不公布的意见');
    case 'merged': return t('没有并入的意见');
    case 'withdrawn': return t('没有撤回的意见');
  }
}

/** What was just done to many. */
export function doneWords(state: OpinionState, count: number): string {
  switch (state) {
    case 'published': return t('已公布 {0} 条', count);
    case 'merged': return t('已并入 {0} 条', count);
    default: return t('没有公布 {0} 条', count);
  }
}

export function stateChip(state: OpinionState): TemplateResult {
  switch (state) {
    case 'submitted': return html`<span class="chip wait">${stateName(state)}</span>`;
    case 'published': return html`<span class="chip floor">${icon('check')}${stateName(state)}</span>`;
    case 'withheld': return html`<span class="chip stop">${icon('x')}${stateName(state)}</span>`;
    case 'merged': return html`<span class="chip ink">${icon('merge')}${stateName(state)}</span>`;
    case 'withdrawn': return html`<span class="chip line">${stateName(state)}</span>`;
  }
}
