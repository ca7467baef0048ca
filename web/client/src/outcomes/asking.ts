// The dialog of an act: its fields, checked as the browser checks, and what was written in them.
import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../base/i18n';
import { openDialog } from '../components/dialog';
import { ID } from '../testids';
import type { Field } from './acts';

export type Words = (name: string) => string;

/** What was written; undefined if nothing is to be done. Fields that ask nothing are not asked. */
export async function askFields(title: string, about: string, fields: readonly Field[], confirm: string): Promise<Words | undefined> {
  if (!fields.length) return () => '';
  return openDialog<Words>((done) => html`<h2 id="dialog-title">${title}</h2>
    <p class="t2">${about}</p>
    <form class="stack" @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      const form = new FormData(event.target as HTMLFormElement);
      done((name) => String(form.get(name) ?? '').trim());
    }}>
      ${fields.map(drawn)}
      <div class="acts">
        <button class="btn" type="button" data-testid=${ID.dialogCancel} @click=${(event: Event) => {
          (event.target as HTMLElement).closest('dialog')?.close();
        }}>${t('取消')}</button>
        <button class="btn primary" data-testid=${ID.dialogConfirm}>${confirm}</button>
      </div>
    </form>`);
}

function drawn(one: Field): TemplateResult {
  const hint = one.hint ? html`<span class="hint">${one.hint}</span>` : nothing;
  if (one.kind === 'choice') {
    const few = (one.options?.length ?? 0) <= 4;
    return few ? radios(one, hint) : html`<label class="field"><span>${one.label}</span>
      <select class="inp desk" name=${one.name} ?required=${one.required} data-testid=${ID.outcomeField} data-name=${one.name}>
        <option value="">${t('请选择')}</option>
        ${one.options?.map(([value, words]) => html`<option value=${value}>${words}</option>`)}
      </select>${hint}</label>`;
  }
  return html`<label class="field"><span>${one.label}</span>${control(one)}${hint}</label>`;
}

function radios(one: Field, hint: unknown): TemplateResult {
  return html`<fieldset class="choices"><legend>${one.label}</legend>
    ${one.options?.map(([value, words]) => html`<label><input
      type="radio" name=${one.name} value=${value} ?required=${one.required} data-testid=${ID.outcomeField} data-name=${one.name}
    /><span>${words}</span></label>`)}${hint}</fieldset>`;
}

function control(one: Field): TemplateResult {
  if (one.kind === 'area') {
    return html`<textarea class="inp ta" rows="4" name=${one.name} ?required=${one.required} maxlength=${one.max ?? nothing}
      data-testid=${ID.outcomeField} data-name=${one.name}></textarea>`;
  }
  const list = one.usual ? `usual-${one.name}` : nothing;
  return html`<input class="inp" type=${one.kind === 'date' ? 'date' : 'text'} name=${one.name} ?required=${one.required}
      maxlength=${one.max ?? nothing} list=${list} .value=${one.value ?? ''} autocomplete="off"
      data-testid=${ID.outcomeField} data-name=${one.name} />
    ${one.usual ? html`<datalist id=${list}>${one.usual.map((each) => html`<option value=${each}></option>`)}</datalist>` : nothing}`;
}
