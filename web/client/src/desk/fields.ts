// Fields of the desk's forms: label, control, hint, and what is wrong in plain words beneath it.
import { html, nothing, type TemplateResult } from 'lit';
import { ID } from '../testids';

/** What is wrong, by the id of the control. */
export type Problems = { [id: string]: string };

/** `control` has the id `id` and `aria-describedby="{id}-problem"`. */
export function field(
  id: string, label: string, problems: Problems, control: TemplateResult, hint: string = '',
): TemplateResult {
  const problem = problems[id] ?? '';
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${control}
    ${hint ? html`<span class="hint">${hint}</span>` : nothing}
    <span class="problem" id=${`${id}-problem`} data-testid=${problem ? ID.fieldProblem : nothing} data-field=${id} ?hidden=${!problem}>${problem}</span>
  </div>`;
}

export function focusFirstProblem(root: HTMLElement): void {
  root.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
