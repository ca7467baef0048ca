// The two sheets of a viewer's opinion: writing it, and how it stands. Sound goes on behind them.
import { html, nothing, render, type TemplateResult } from 'lit';
import { ApiError, call } from '../base/api';
import { announce } from '../base/announce';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { timeOfDay } from '../base/time';
import { ask } from '../components/dialog';
import { appraisalFields } from '../outcomes/acts';
import { askFields } from '../outcomes/asking';
import { publicBody } from '../outcomes/public';
import { ID } from '../testids';
import { OpinionDraft } from './opinion-draft';
import { apiPath } from './public';
import type { OpinionStatus, PublicOutcome } from '../wire.gen';
import { prove } from './proving';
import { keepReceipt, tokenOf } from './receipts';
import { browserToken } from './supports';

const MAX_TEXT = 2000; // characters, as the server takes
const MAX_WORDS = 200; // of a name or region
const MAX_PROOFS = 2; // one is enough unless it was too slow

const drafts = new Map<string, OpinionDraft>();

function draftOf(consultation: string): OpinionDraft {
  let draft = drafts.get(consultation);
  if (!draft) drafts.set(consultation, (draft = new OpinionDraft(consultation, sessionMemory())));
  return draft;
}

function sessionMemory(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null; // blocked
  }
}

function sheet(label: string): { dialog: HTMLDialogElement; body: HTMLElement } {
  const before = document.activeElement;
  const dialog = document.createElement('dialog');
  dialog.className = 'sheet bottom';
  dialog.setAttribute('aria-label', label);
  const body = document.createElement('div');
  body.className = 'stack';
  dialog.append(body);
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, body };
}

/** Lets the viewer write; `sent` is called with the receipt, after which the second sheet opens. */
export function writeOpinion(consultation: string, sent: (receipt: string) => void): void {
  const { dialog, body } = sheet(t('发表意见'));
  const draft = draftOf(consultation);
  let problem = '';
  let busy = false;
  let queue: number | null = null; // how likely the work is done, 0 to 1, while there is any

  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    if (!draft.get('text').trim()) {
      problem = t('请写下您的意见。');
      draw();
      body.querySelector('textarea')?.focus();
      return;
    }
    busy = true;
    problem = '';
    draw();
    try {
      const { receipt } = await post(consultation, draft.sending(), (likely) => {
        queue = likely;
        draw();
      });
      keepReceipt(consultation, receipt, draft.token);
      draft.sent();
      dialog.close();
      sent(receipt);
      void showReceipt(consultation, receipt, true);
    } catch (error) {
      busy = false;
      queue = null;
      problem = explain(error);
      draw();
    }
  };

  const draw = (): void => void render(form(), body);
  const form = (): TemplateResult => html`
    <div class="sh">
      <h2>${t('发表意见')}</h2>
      <button class="btn quiet" type="button" @click=${() => dialog.close()}>${t('取消')}</button>
    </div>
    <form class="stack" novalidate @submit=${send}>
      <div class="field">
        <label for="opinion-text">${t('您的意见')}</label>
        <textarea
          id="opinion-text"
          class="inp ta"
          maxlength=${MAX_TEXT}
          aria-describedby="opinion-hint opinion-problem"
          data-testid=${ID.opinionText}
          .value=${draft.get('text')}
          @input=${(e: Event) => { draft.set('text', (e.target as HTMLTextAreaElement).value); draw(); }}
        ></textarea>
        <span class="hint hstack" id="opinion-hint">
          <span class="grow">${t('请不要写电话、身份证号。')}</span>
          <span class="nw">${draft.get('text').length} / ${MAX_TEXT}</span>
        </span>
      </div>
      <div class="two">
        ${optional('name', t('怎么称呼您'), ID.opinionName)}
        ${optional('region', t('您在哪里'), ID.opinionRegion)}
      </div>
      <p class="fs-s t2">${t('提交后由工作人员筛选，再公布到意见墙。您会拿到一个回执号，用它查进度。')}</p>
      <p class="c-stop" id="opinion-problem" role="alert">${problem}</p>
      <button class="btn primary big wide" aria-busy=${String(busy)} data-testid=${ID.opinionSubmit}>
        ${busy ? t('正在提交…') : t('提交')}
      </button>
      ${queue === null ? nothing : html`<div class="stack" role="status" data-testid=${ID.proving}>
        <p>${t('现在提交的人多，正在排队，请不要关闭页面。')}</p>
        <progress max="1" .value=${queue} aria-label=${t('排队进度')}></progress>
      </div>`}
    </form>`;

  const optional = (key: 'name' | 'region', label: string, id: string): TemplateResult => html`<div class="field">
    <label for=${`opinion-${key}`}>${label} <span class="t2 fw-r">${t('可以不填')}</span></label>
    <input
      id=${`opinion-${key}`}
      class="inp"
      maxlength=${MAX_WORDS}
      data-testid=${id}
      .value=${draft.get(key)}
      @input=${(e: Event) => { draft.set(key, (e.target as HTMLInputElement).value); }}
    />
  </div>`;

  draw();
  body.querySelector('textarea')?.focus();
}

/** Sends it; where too many send at once, works first and sends it again, telling `queue` how far. */
async function post(
  consultation: string, sending: { body: unknown; key: string }, queue: (likely: number) => void,
): Promise<{ receipt: string }> {
  const path = apiPath(consultation, '/opinions');
  let extra: { [name: string]: string } = { 'Tongxin-Browser': browserToken() };
  for (let tries = 0; ; tries += 1) {
    try {
      return await call('POST', path, { ...sending, extra });
    } catch (error) {
      const challenge = error instanceof ApiError && error.code === 'proof_needed' ? error.challenge : null;
      if (!challenge || tries >= MAX_PROOFS) throw error;
      queue(0);
      extra = { ...extra, 'Tongxin-Proof': await prove(challenge, queue) };
    }
  }
}

function explain(error: unknown): string {
  if (!(error instanceof ApiError) || error.code === 'unreachable') {
    return t('没有发出去。您写的内容还在，联网后再提交。');
  }
  return error.message || t('没有发出去。您写的内容还在，联网后再提交。');
}

/** How an opinion stands; `fresh` right after it was sent. */
export async function showReceipt(consultation: string, receipt: string, fresh = false): Promise<void> {
  const { dialog, body } = sheet(t('我的意见'));
  const draw = (inside: TemplateResult): void => {
    render(
      html`<div class="sh">
          <h2>${fresh ? t('意见已收到') : t('我的意见')}</h2>
          <button class="btn quiet" type="button" @click=${() => dialog.close()}>${t('关闭')}</button>
        </div>
        <div class="code">
          <span class="fs-s t2">${t('回执号')}</span>
          <b data-testid=${ID.receipt}>${receipt}</b>
          <span class="fs-s t2">${t('换手机也能用它查进度')}</span>
        </div>
        ${inside}
        <button class="btn primary big wide" type="button" data-testid=${ID.receiptClose} @click=${() => dialog.close()}>
          ${t('回到直播')}
        </button>`,
      body,
    );
  };
  const path = apiPath(consultation, `/opinions/${encodeURIComponent(receipt)}`);
  const token = tokenOf(consultation, receipt);
  const show = (status: OpinionStatus): void => draw(html`${standing(status)}${whatCame(status, (outcome) => void appraise(path, outcome, show))}
    ${status.withdrawable && token
      ? html`<button class="btn wide" type="button" data-testid=${ID.opinionWithdraw} @click=${() => void withdraw(path, token, show)}>${t('撤回这条意见')}</button>`
      : nothing}`);
  draw(html`<div class="skeleton"><i></i><i></i></div>`);
  try {
    show(await call<OpinionStatus>('GET', path));
  } catch {
    draw(html`<p class="t2">${t('没有读到进度。您的意见已经收好。')}</p>`);
  }
}

/** 采用 → 办理 → 答复: the outcomes that came of it, and its author's say about a reply. */
function whatCame(status: OpinionStatus, say: (outcome: PublicOutcome) => void): TemplateResult | typeof nothing {
  if (!status.outcomes.length) return nothing;
  return html`${status.outcomes.map(({ outcome, own }) => html`<section
    class="oc-receipt" data-testid=${ID.authorOutcome} data-outcome=${outcome.outcome_id} data-stage=${outcome.stage}
  >
    <h3>${own ? t('您的意见已采用') : t('成果 {0}', outcome.number)}</h3>
    <p>${outcome.text}</p>
    ${publicBody(outcome, null)}
    ${own && outcome.stage === 'replied'
      ? html`<button class="btn primary wide" type="button" data-testid=${ID.appraise} data-outcome=${outcome.outcome_id} @click=${() => say(outcome)}>
          ${icon('check')}${t('评议这次答复')}</button>`
      : nothing}
  </section>`)}`;
}

async function withdraw(path: string, token: string, show: (status: OpinionStatus) => void): Promise<void> {
  const sure = await ask({
    title: t('撤回这条意见？'), body: t('撤回以后不再公开，也不再处理，不能恢复。'), confirm: t('撤回'), danger: true,
  });
  if (!sure) return;
  try {
    show(await call<OpinionStatus>('DELETE', path, { token }));
    announce(t('已撤回'));
  } catch (error) {
    const words = error instanceof ApiError && error.message ? error.message : t('没有撤回成。联网后再试。');
    await ask({ title: t('没有撤回成'), body: words, confirm: t('知道了') });
  }
}

async function appraise(path: string, outcome: PublicOutcome, show: (status: OpinionStatus) => void): Promise<void> {
  const words = await askFields(t('评议这次答复'), outcome.text, appraisalFields(), t('提交评议'));
  if (!words) return;
  const body = { outcome_id: outcome.outcome_id, appraisal: words('appraisal'), comment: words('comment') };
  try {
    show(await call<OpinionStatus>('POST', `${path}/appraisal`, { body }));
    announce(t('评议已收到'));
  } catch (error) {
    await ask({ title: t('没有评议成'), body: explain(error), confirm: t('知道了') });
  }
}

/** The words for a state, as the row on the page and the sheet say it. */
export function stateWords(state: OpinionStatus['state']): string {
  switch (state) {
    case 'submitted': return t('工作人员正在筛选');
    case 'published': return t('已公布到意见墙');
    case 'withheld': return t('没有公布');
    case 'merged': return t('已并入相近的意见');
    case 'withdrawn': return t('您已撤回');
  }
}

function standing(status: OpinionStatus): TemplateResult {
  if (status.state === 'withdrawn') return html`<p class="c-floor" data-testid=${ID.opinionState} data-state="withdrawn">${icon('check')}${t('您已撤回这条意见，它不再公开。')}</p>`;
  const state = status.follows ?? status.state;
  const screened = state !== 'submitted';
  return html`<blockquote class="quote t2">${status.text}</blockquote>
    <ol class="steps" aria-label=${t('进度')} data-testid=${ID.opinionState} data-state=${status.state}>
      <li class="ok"><span class="d">${icon('check')}</span><b>${t('已收到')}</b><small>${timeOfDay(status.submitted_at)}</small></li>
      ${status.state === 'merged'
        ? html`<li class="ok"><span class="d">${icon('merge')}</span><b>${t('已并入相近的意见')}</b><small>${t('随那一条处理')}</small></li>`
        : nothing}
      ${screened
        ? nothing
        : html`<li class="cur" aria-current="step"><span class="d"></span><b>${t('正在筛选')}</b><small>${t('现在')}</small></li>
            <li><span class="d"></span><span>${t('公布到意见墙')}</span></li>`}
      ${state === 'published'
        ? html`<li class="ok">
            <span class="d">${icon('check')}</span><b>${t('已公布到意见墙')}</b>
            <small>${status.published_at === null ? '' : timeOfDay(status.published_at)}</small>
          </li>`
        : nothing}
      ${state === 'withheld'
        ? html`<li class="no"><span class="d">${icon('x')}</span><span><b>${t('没有公布')}</b><br /><small>${status.reason}</small></span></li>`
        : nothing}
      ${status.shown ? html`<li class="ok"><span class="d">${icon('screen')}</span><b>${t('在大屏上')}</b></li>` : nothing}
      ${status.item ? html`<li class="ok"><span class="d">${icon('list')}</span><b>${t('已采用，送入议程')}</b><small>${status.item}</small></li>` : nothing}
      ${status.answers.map((one) => html`<li class=${one.answered ? 'ok' : 'cur'}><span class="d">${one.answered ? icon('check') : ''}</span>
        <span><b>${one.answered ? t('{0}已答复', one.department) : t('已交{0}答复', one.department)}</b>${one.text ? html`<br /><small>${one.text}</small>` : nothing}</span></li>`)}
    </ol>`;
}
