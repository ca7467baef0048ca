// The list of the screening keys, and the switch that turns them off.
import { html } from 'lit';
import { t, type Sentence } from '../base/i18n';
import { preference, setPreference } from '../base/prefs';
import { openDialog } from '../components/dialog';
import { ID } from '../testids';

const KEYS: readonly (readonly [string, Sentence])[] = [
  ['J', '下一条'], ['K', '上一条'], ['1 P', '公布'], ['2 W', '不公布，再按 1 到 6 选理由'], ['X', '选中这条，一起处理'],
  ['M', '并入相近的'], ['S', '上屏'], ['G', '送议程'], ['D', '交承办单位'], ['Z', '撤回上一步'],
  ['O', '由此意见形成成果'], ['/', '查找意见'], ['Esc', '返回'], ['?', '全部快捷键'],
];

export async function showScreeningKeys(): Promise<void> {
  const set = (event: Event): void => setPreference('keys-off', !(event.target as HTMLInputElement).checked);
  await openDialog<void>(() => html`<h2 id="dialog-title">${t('快捷键')}</h2>
    <dl class="keylist">${KEYS.map(([key, what]) => html`<dt><kbd>${key}</kbd></dt><dd>${t(what)}</dd>`)}</dl>
    <label class="option"><input type="checkbox" .checked=${!preference('keys-off')} @change=${set} />${t('使用单键快捷键')}</label>
    <form method="dialog" class="acts"><button class="btn" data-testid=${ID.dialogCancel}>${t('知道了')}</button></form>`);
}
