// Whether opinions are screened before or after they are public, and the consultation's sensitive words.
import { html, type TemplateResult } from 'lit';
import { t } from '../base/i18n';
import { ask, openDialog } from '../components/dialog';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { Desk } from './desk';

export function screeningSettings(desk: Desk, state: State): TemplateResult {
  const after = state.moderation === 'after';
  return html`<div class="set">
    <p class="fs-xs t2">${after ? t('先发后审：不含敏感词的意见提交后直接公布。') : t('先审后发：公布以前都由人筛选。')}</p>
    <button class="btn quiet desk" type="button" data-testid=${ID.deskModeration} data-mode=${state.moderation} @click=${() => void turn(desk, after)}>
      ${after ? t('改为先审后发') : t('改为先发后审')}</button>
    <button class="btn quiet desk" type="button" data-testid=${ID.deskWords} @click=${() => void words(desk, state)}>${t('敏感词 {0} 个', state.sensitive_words.length)}</button>
  </div>`;
}

async function turn(desk: Desk, after: boolean): Promise<void> {
  const sure = after || await ask({
    title: t('改为先发后审？'), body: t('新的意见不经筛选就公开，只有含敏感词的留下待筛。公布以后可以撤下。'), confirm: t('改为先发后审'), danger: true,
  });
  if (sure) await desk.attempt({ type: 'set_moderation', mode: after ? 'before' : 'after' });
}

async function words(desk: Desk, state: State): Promise<void> {
  const written = await openDialog<string>((done) => html`<h2 id="dialog-title">${t('这次协商的敏感词')}</h2>
    <p class="t2">${t('一行一个。繁体、全角、中间加符号的写法都会标出来；只作标记，不会自动拒绝。')}</p>
    <form class="stack" @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      done(String(new FormData(event.target as HTMLFormElement).get('words') ?? ''));
    }}>
      <textarea class="inp ta" name="words" rows="10" aria-labelledby="dialog-title" .value=${state.sensitive_words.join('\n')}></textarea>
      <div class="acts">
        <button class="btn" type="button" data-testid=${ID.dialogCancel} @click=${(event: Event) => (event.target as HTMLElement).closest('dialog')?.close()}>${t('取消')}</button>
        <button class="btn primary" data-testid=${ID.dialogConfirm}>${t('保存')}</button>
      </div>
    </form>`);
  if (written === undefined) return;
  await desk.attempt({ type: 'set_sensitive_words', words: written.split('\n').map((one) => one.trim()).filter(Boolean) });
}
