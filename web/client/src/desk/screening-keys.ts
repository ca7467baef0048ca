// The screening keys: the line of them under the desk, the list of all, and the switch that turns them off.
import { html, type TemplateResult } from 'lit';
import { t, type Sentence } from '../base/i18n';
import { preference, setPreference } from '../base/prefs';
import { openDialog } from '../components/dialog';
import { ID } from '../testids';

const KEYS: readonly (readonly [string, Sentence])[] = [
  ['J', '下一条'], ['K', '上一条'], ['1 P', '公布'], ['2 W', '不公布，再按 1 到 6 选理由'], ['X', '选中这条，一起处理'],
  ['M', '并入相近的'], ['S', '上屏'], ['G', '送议程'], ['D', '交承办单位'], ['Z', '撤回上一步'],
  ['O', '由此意见形成成果'], ['/', '查找意见'], ['Esc', '返回'], ['?', '全部快捷键'],
];

/** `changed`: whether the keys are on may have changed. */
export function screeningFoot(decided: number, changed: () => void): TemplateResult {
  const off = preference('keys-off');
  const flip = (): void => {
    setPreference('keys-off', !off);
    changed();
  };
  return html`<footer class="desk-keys" aria-label=${t('快捷键')}>
    <span><kbd>J</kbd><kbd>K</kbd>${t('下一条、上一条')}</span><span><kbd>1</kbd>${t('公布')}</span>
    <span><kbd>2</kbd>${t('不公布')}<kbd>1</kbd>–<kbd>6</kbd>${t('理由')}</span><span><kbd>X</kbd>${t('选中')}</span><span><kbd>M</kbd>${t('并入相近的')}</span><span><kbd>Z</kbd>${t('撤回上一步')}</span><span><kbd>/</kbd>${t('查找意见')}</span>
    <button class="btn quiet desk" type="button" @click=${() => void showScreeningKeys().then(changed)}><kbd>?</kbd>${t('全部快捷键')}</button>
    <button class="btn quiet desk" type="button" aria-pressed=${!off} @click=${flip}>${off ? t('快捷键：关') : t('快捷键：开')}</button>
    <span class="grow"></span><span>${t('在这个窗口处理了 {0} 条', decided)}</span>
  </footer>`;
}

export async function showScreeningKeys(): Promise<void> {
  const set = (event: Event): void => setPreference('keys-off', !(event.target as HTMLInputElement).checked);
  await openDialog<void>(() => html`<h2 id="dialog-title">${t('快捷键')}</h2>
    <dl class="keylist">${KEYS.map(([key, what]) => html`<dt><kbd>${key}</kbd></dt><dd>${t(what)}</dd>`)}</dl>
    <label class="option"><input type="checkbox" .checked=${!preference('keys-off')} @change=${set} />${t('使用单键快捷键')}</label>
    <form method="dialog" class="acts"><button class="btn" data-testid=${ID.dialogCancel}>${t('知道了')}</button></form>`);
}
