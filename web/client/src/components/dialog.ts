// A question in a modal dialog that names its object; the answer is a promise.
import { html, nothing, render, type TemplateResult } from 'lit';
import { t } from '../base/i18n';
import { ID } from '../testids';

export interface Question {
  title: string;
  body?: string | TemplateResult;
  /** The verb on the button. */
  confirm: string;
  danger?: boolean;
}

/** Asks; true if confirmed. Focus returns to where it was. */
export async function ask(question: Question): Promise<boolean> {
  const answer = await openDialog<boolean>((done) => html`<h2 id="dialog-title">${question.title}</h2>
    ${question.body ? html`<div>${question.body}</div>` : nothing}
    <div class="acts">
      <button class="btn" type="button" data-testid=${ID.dialogCancel} @click=${() => done(false)}>${t('取消')}</button>
      <button
        class="btn ${question.danger ? 'stop' : 'primary'}"
        type="button"
        data-testid=${ID.dialogConfirm}
        @click=${() => done(true)}
      >
        ${question.confirm}
      </button>
    </div>`);
  return answer ?? false;
}

/** Shows `content` in a modal dialog until it calls `done`; undefined if closed by Esc. `look`: `wide`. */
export function openDialog<T>(content: (done: (value: T) => void) => TemplateResult, look = ''): Promise<T | undefined> {
  const before = document.activeElement;
  const dialog = document.createElement('dialog');
  dialog.className = `sheet ${look}`.trim();
  dialog.setAttribute('aria-labelledby', 'dialog-title');
  document.body.append(dialog);
  return new Promise((resolve) => {
    let value: T | undefined;
    const done = (answer: T): void => {
      value = answer;
      dialog.close();
    };
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      resolve(value);
    });
    render(html`<div class="stack">${content(done)}</div>`, dialog);
    dialog.showModal();
  });
}
