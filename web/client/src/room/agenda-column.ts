// The console's right column: the running item, what comes after, who is here.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { minutes, timeOfDay } from '../base/time';
import { itemKind } from '../base/words';
import '../components/clerk-notes';
import { currentItem, nextItem } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { AnyCommand, ItemView } from '../wire.gen';
import { attempted } from './attempt';
import { consoleDocuments } from './console-documents';
import { attendanceSection } from './attendance-panel';
import type { Console } from './console';
import { mustAnswer, whyNotClose } from './must-answer';
import './opinion-board';
import '../ballots/card';
import '../ballots/desk';
import '../ballots/stances';

export function agendaColumn(host: Console, state: State): TemplateResult {
  const current = currentItem(state);
  const next = nextItem(state);
  return html`<section class="a" id="item" tabindex="-1" aria-label=${t('议程')}>
    ${current ? running(host, state, current.view, current.number) : idle(host, state, next)}
    ${notes(host, state)}
    <tx-ballot-desk .participation=${host.participation}></tx-ballot-desk>
    <tx-stances .participation=${host.participation}></tx-stances>
    ${consoleDocuments(host.participation)} ${later(host, state)} ${attendanceSection(host.participation, state)}
    <tx-opinion-board .participation=${host.participation}></tx-opinion-board>
  </section>`;
}

function running(host: Console, state: State, { item, started_at }: ItemView, number: number): TemplateResult {
  const why = whyNotClose(state, item.id);
  const chair = host.participation.session.you?.role === 'chair';
  const used = (host.participation.session.now() - (started_at ?? 0)) / 1000;
  return html`<div class="hd">
      <h2 class="grow">${t('本项议程')}</h2>
      <span class="${used > item.planned_minutes * 60 ? 'c-wait' : 't2'} fs-s nw">${t('已用 {0}，共 {1} 分', minutes(used), item.planned_minutes)}</span>
    </div>
    <div class="now" data-testid=${ID.agendaItem} data-item=${item.id} data-state="now">
      <h3>${number} · ${item.title}</h3>
      <p>${itemKind(item.kind)}</p>
      ${mustAnswer(host, state, item.id)}
      <button class="btn wide" type="button" data-testid=${ID.closeItem} data-item=${item.id}
        aria-disabled=${why ? 'true' : nothing} aria-describedby=${why ? 'endwhy' : nothing} @click=${() => void host.closeItem()}>
        ${t('结束本项')} <kbd>X</kbd>
      </button>
      ${why ? html`<p class="endwhy" id="endwhy">${why}${chair
        ? html`<button class="link nw" type="button" data-testid=${ID.waiveAnswers} @click=${() => void host.closeUnanswered()}>${t('写明理由后结束')}</button>`
        : t('只有主持人能写明理由后结束。')}</p>` : nothing}
    </div>`;
}

function idle(host: Console, state: State, next: { view: ItemView; number: number } | null): TemplateResult {
  const off = state.status !== 'open';
  const heading = html`<div class="hd"><h2>${t('本项议程')}</h2></div>`;
  if (state.status === 'closed') return html`${heading}<div class="now"><p>${t('已经闭会。意见和成果还可以接着办。')}</p></div>`;
  if (!next) return html`${heading}<div class="now"><p>${t('议程都结束了，可以闭会。')}</p></div>`;
  const why = state.status === 'planned'
    ? t('{0} 开会。先按右上角“开会”，再开始议程。', timeOfDay(state.scheduled_at))
    : t('正在休会，复会后可以开始。');
  return html`${heading}
    <div class="now">
      <h3>${next.number} · ${next.view.item.title}</h3>
      <p>${itemKind(next.view.item.kind)} · ${t('计划 {0} 分钟', next.view.item.planned_minutes)}</p>
      <button class="btn wide ${off ? '' : 'primary'}" type="button" data-testid=${ID.startItem} data-item=${next.view.item.id}
        aria-disabled=${off ? 'true' : nothing} aria-describedby=${off ? 'why-start' : nothing}
        @click=${() => off || host.run({ type: 'start_item', item_id: next.view.item.id })}>${icon('play')}${t('开始本项')}</button>
      ${off ? html`<p class="endwhy" id="why-start">${why}</p>` : nothing}
    </div>`;
}

/** A chair who presides has no hand free; the desk has them too. */
function notes({ participation: { session } }: Console, state: State): TemplateResult | typeof nothing {
  if (session.you?.role !== 'clerk' || state.opened_at === null) return nothing;
  return html`<div class="sec"><tx-clerk-notes .state=${state} .now=${() => session.now()}
    .attempt=${(command: AnyCommand) => attempted(session, command)}></tx-clerk-notes></div>`;
}

function later(host: Console, state: State): TemplateResult {
  const current = currentItem(state);
  const first = current ? null : nextItem(state)?.view;
  const startable = state.status === 'open' && !current;
  return html`<div class="sec">
    <div class="hd"><h2>${t('全部议程')}</h2></div>
    <ol class="ag" data-testid=${ID.agenda}>
      ${state.agenda.map((one, index) => {
        const { item, started_at, closed_at } = one;
        const done = closed_at !== null;
        const now = started_at !== null && !done;
        return html`<li class=${done ? 'done' : now ? 'on' : ''} data-state=${done ? 'done' : now ? 'now' : 'later'}>
          ${done ? icon('check', 'c-floor', t('已结束')) : html`<span class="no">${index + 1}</span>`}
          <span>${item.title}</span>
          ${startable && !done && one !== first
            ? html`<button class="btn desk" type="button" data-testid=${ID.startItem} data-item=${item.id}
                aria-label=${t('开始：{0}', item.title)} @click=${() => host.run({ type: 'start_item', item_id: item.id })}>${t('开始')}</button>`
            : html`<span class="t3 nw">${done && started_at !== null ? t('用时 {0}', minutes((closed_at - started_at) / 1000)) : t('{0} 分', item.planned_minutes)}</span>`}
        </li>`;
      })}
    </ol>
  </div>`;
}
