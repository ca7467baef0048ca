// The console's dialogs: calling somebody by name, and the list of keys.
import { html, nothing, type TemplateResult } from 'lit';
import { t, type Sentence } from '../base/i18n';
import { preference, setPreference } from '../base/prefs';
import { roleName } from '../base/words';
import { openDialog } from '../components/dialog';
import '../components/connections';
import { levelBadge } from '../components/level-badge';
import { held, tileOrder, venueOf } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { Participation } from './participation';

/** 点名: whom to give the floor unasked; undefined if nobody. */
export function chooseSpeaker(state: State): Promise<string | undefined> {
  const speaking = new Set(held(state).map((one) => one.participant_id));
  const there = tileOrder(state).filter((one) => one.role !== 'chair' && state.joined.includes(one.id) && !speaking.has(one.id));
  return openDialog<string>((done) => html`<h2 id="dialog-title">${t('点名请谁发言？')}</h2>
    ${there.length
      ? html`<ul class="people">
          ${there.map((one) => {
            const venue = venueOf(state, one);
            const more = [one.name === roleName(one.role) ? '' : roleName(one.role), venue?.name === one.name ? '' : venue?.name].filter(Boolean).join(' · ');
            return html`<li><button class="person" type="button" data-testid=${ID.callPerson} data-participant=${one.id} @click=${() => done(one.id)}>
              ${venue ? levelBadge(venue.level) : nothing}<span><b>${one.name}</b><small>${more}</small></span></button></li>`;
          })}
        </ul>`
      : html`<p>${t('现在没有别人在会。')}</p>`}
    ${cancel()}`);
}

const KEYS: readonly (readonly [string, Sentence])[] = [
  ['G', '准许下一位'], ['Enter', '准许选中的人'], ['N', '点名'], ['A', '请部门应答'], ['I', '准许插问'], ['E', '加 1 分钟'],
  ['R R', '收回发言'], ['X', '结束本项'], ['W', '停住或继续轮巡'], ['↑ ↓', '选人'], ['Alt ↑ ↓', '调整次序'], ['F6', '换到下一栏'], ['Esc', '取消选择'],
];

export async function showKeys(): Promise<void> {
  const set = (event: Event): void => setPreference('keys-off', !(event.target as HTMLInputElement).checked);
  await openDialog<void>(() => html`<h2 id="dialog-title">${t('快捷键')}</h2>
    <dl class="keylist">${KEYS.map(([key, what]) => html`<dt><kbd>${key}</kbd></dt><dd>${t(what)}</dd>`)}</dl>
    <label class="option"><input type="checkbox" .checked=${!preference('keys-off')} @change=${set} />${t('使用单键快捷键')}</label>
    ${cancel(t('知道了'))}`);
}

/** 连接: how everybody's line is, until it is closed. */
export async function showConnections(part: Participation): Promise<void> {
  await openDialog<void>(() => html`<h2 id="dialog-title">${t('连接')}</h2>
    <tx-connections .place=${part.place} .read=${() => part.session.state}></tx-connections>
    ${cancel(t('关闭'))}`, 'wide');
}

function cancel(label = t('取消')): TemplateResult {
  return html`<form method="dialog" class="acts"><button class="btn" data-testid=${ID.dialogCancel}>${label}</button></form>`;
}
