// What the chosen paragraph rests on, beside it: events of the log with their times, and what was said.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { beijingTime } from '../base/time';
import { speechKind } from '../base/words';
import { sourcesOf, type Source } from '../minutes/sources';
import { speakerName } from '../session/select';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { Record } from '../wire.gen';

export interface SourcesView {
  state: State;
  log: readonly Record[];
  block: string;
  /** Takes words into the paragraph; null where it cannot be changed. */
  quote: ((words: string) => void) | null;
  close: () => void;
}

export function sourcesColumn({ state, log, block, quote, close }: SourcesView): TemplateResult {
  const found = sourcesOf(block, log);
  return html`<div class="col-title"><h2 class="grow" id="spoken-title">${t('这一段的来源')}</h2>
      <button class="btn quiet desk" type="button" @click=${close}>${t('全部发言')}</button></div>
    ${found.length ? html`<ol data-testid=${ID.minutesSources}>${found.map((one) => row(state, one, quote))}</ol>`
      : html`<div class="empty">${icon('list')}<b>${t('会议记录里没有这一段的来源')}</b><small>${t('后加的段落由您负责。')}</small></div>`}`;
}

function row(state: State, source: Source, quote: SourcesView['quote']): TemplateResult {
  const [title, said] = words(state, source);
  return html`<li data-seq=${source.seq}>
    <time>${beijingTime(source.at)}</time><b>${title}</b>
    ${said ? html`<p>${said}</p>` : nothing}
    <small class="t2">${t('第 {0} 号记录', source.seq)}</small>
    ${said && quote ? html`<span class="go"><button class="btn desk" type="button" data-testid=${ID.minutesQuote} @click=${() => quote(said)}>${icon('right')}${t('摘到纪要')}</button></span>` : nothing}
  </li>`;
}

/** What happened, and the words that can be quoted. */
function words(state: State, { event, words: said }: Source): [string, string] {
  switch (event.type) {
    case 'speech_started': {
      const speech = state.speeches.find((one) => one.speech_id === event.speech_id);
      return [speech ? `${speakerName(state, speech.participant_id, speech.seat_id)} · ${speechKind(speech.kind)}` : t('发言'), said];
    }
    case 'opinion_published': return [t('公布意见'), event.text];
    case 'opinion_withheld': return [t('没有公布一条意见'), ''];
    case 'outcome_recorded': return [t('记下成果'), `${event.text}（${event.unit}，${event.due}）`];
    case 'question_put': return [t('提出须应答的问题'), event.text];
    case 'answers_waived': return [t('未应答仍结束'), event.reason];
    case 'ballot_prepared': return [t('表决'), event.terms.title];
    case 'item_started': return [t('开始本项'), ''];
    case 'item_closed': return [t('结束本项'), ''];
    case 'consultation_opened': return [t('开会'), ''];
    case 'consultation_adjourned': return [t('休会'), event.reason];
    case 'consultation_resumed': return [t('复会'), ''];
    case 'consultation_closed': return [t('闭会'), ''];
    case 'chair_taken': return [t('{0} 主持', speakerName(state, event.participant_id, null)), ''];
    case 'quorum_waived': return [t('人数不足仍开会'), event.reason];
    case 'roll_call_ended': return [t('点名签到结束'), ''];
    default: return [event.type, ''];
  }
}
