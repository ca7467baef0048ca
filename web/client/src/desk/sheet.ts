// The minutes as they will be printed, read on the page. Chinese whatever the page's language is: this
// is the document itself, in the words of its exported forms, and in Beijing's time as they are.
import { html, nothing, type TemplateResult } from 'lit';
import { ID } from '../testids';
import type { Minutes, MinutesItem, MinutesOutcome, MinutesPerson, MinutesSpeech } from './minutes-data';

const LEVELS = { national: '全国', provincial: '省级', municipal: '市级', county: '县级' } as const;
const ITEMS = { briefing: '通报', questions: '提问', answers: '解答', statements: '发言' } as const;
const KINDS = { statement: '发言', question: '提问', answer: '应答' } as const;
const LINKS = { browser: '浏览器接入', room_encoder: '会议室设备接入', bot: '模拟接入' } as const;
const SOURCES = { item: '议程', speech: '发言', opinion: '公众意见' } as const;
const FIGURES = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

export function sheet(m: Minutes): TemplateResult {
  return html`<article class="paper" lang="zh-CN" aria-label=${`${m.title}纪要`} data-testid=${ID.minutesSheet} data-seq=${m.proof.seq}>
    <p class="masthead">远程协商会议纪要</p>
    <p class="issue"><span>${m.closed_at === null ? '草稿' : ''}</span><span>${day(m.closed_at ?? m.opened_at ?? m.scheduled_at)}</span></p>
    <h3>${m.title}纪要</h3>
    <p>${opening(m)}</p>
    <h4>一、会场与接入方式</h4>
    ${table(['层级', '会场', '区划代码', '接入方式'], m.venues.map((one) => [
      LEVELS[one.level], one.name, one.region_code, one.connections.map((each) => LINKS[each]).join('、') || '未接入',
    ]))}
    <h4>二、议程与发言</h4>
    ${m.items.map(item)}
    ${m.other_speeches.length ? html`<h5>（${chinese(m.items.length + 1)}）议程外发言</h5>${speeches(m.other_speeches)}` : nothing}
    <h4>三、公众意见</h4>
    ${opinions(m)}
    <h4>四、协商成果</h4>
    ${m.outcomes.length
      ? html`<p>会议形成协商成果 ${m.outcomes.length} 项。</p>${m.outcomes.map(outcome)}`
      : html`<p>会议没有形成需要办理的成果。</p>`}
    ${attendance(m)}
    <p>本件由会议日志生成，末条记录第 ${m.proof.seq} 号。</p>
  </article>`;
}

function opening(m: Minutes): string {
  const chairs = m.chairs.map((one) => one.name).join('、');
  const presided = chairs ? `${chairs}主持召开` : '召开';
  if (m.opened_at === null) return `本次会议计划于${day(m.scheduled_at)}${spokenClock(m.scheduled_at)}${presided}，尚未开始。本件为会前草稿。`;
  const from = `${day(m.opened_at)}${spokenClock(m.opened_at)}`;
  const when = m.closed_at === null ? `${from}起` : `${from}至${day(m.opened_at) === day(m.closed_at) ? '' : day(m.closed_at)}${spokenClock(m.closed_at)}`;
  const places = m.venues.filter((one) => one.connections.length).map((one) => one.name).join('、');
  const linked = places ? `会议以远程视频方式连接${places}，` : '会议以远程视频方式举行，';
  const clerks = m.clerks.map((one) => one.name).join('、');
  const rest = m.closed_at === null ? `会议尚未结束，本件为截至第 ${m.proof.seq} 号记录的草稿。` : '现将会议情况纪要如下。';
  return `${when}，${presided}${m.title}。${linked}${clerks ? `由${clerks}记录。` : '未指定记录员。'}${rest}`;
}

function item(one: MinutesItem): TemplateResult {
  const plan = `${ITEMS[one.kind]}，计划 ${one.planned_minutes} 分钟。`;
  const spoken = one.speeches.length ? `共有 ${one.speeches.length} 次发言。` : '没有发言。';
  let held = '本项未进行。';
  if (one.started_at !== null) {
    held = one.closed_at === null
      ? `${clock(one.started_at)}开始，尚未结束。${spoken}`
      : `${clock(one.started_at)}开始，${clock(one.closed_at)}结束，用时 ${length((one.closed_at - one.started_at) / 1000)}。${spoken}`;
  }
  return html`<h5 id=${`paper-item-${one.number}`}>（${chinese(one.number)}）${one.title}</h5>
    <p>${plan}${held}</p>
    ${one.speeches.length ? speeches(one.speeches) : nothing}`;
}

function speeches(lines: readonly MinutesSpeech[]): TemplateResult {
  return table(['序号', '发言人', '会场', '类别', '开始', '时长'], lines.map((one) => [
    String(one.number), named(one.speaker), one.speaker.venue, KINDS[one.kind], clock(one.started_at, true),
    one.duration === null ? '发言中' : length(one.duration),
  ]));
}

function opinions({ opinions: o }: Minutes): TemplateResult {
  if (!o.received) return html`<p>会议期间没有收到公众意见。</p>`;
  return html`<p>会议期间共收到公众意见 ${o.received} 条，公布 ${o.published.length} 条，未公布 ${o.withheld} 条，待筛选 ${o.waiting} 条。</p>
    ${o.published.length
      ? table(['序号', '意见', '提出人'], o.published.map((one) => [
          String(one.number), one.text, [one.region, one.name].filter(Boolean).join('·') || '未署名',
        ]))
      : nothing}`;
}

function outcome(one: MinutesOutcome): TemplateResult {
  const text = /[。！？；.!?]$/.test(one.text) ? one.text : `${one.text}。`;
  const [year, month, date] = one.due.split('-').map(Number);
  return html`<p><b>${one.number}. ${text}</b>责任单位：${one.unit}。完成时限：${year}年${month}月${date}日。来源：${SOURCES[one.source]}“${one.source_text}”。</p>`;
}

function attendance({ attendance: sheet }: Minutes): TemplateResult {
  const parts = [['出席', sheet.present], ['请假', sheet.excused], ['列席', sheet.observing], ['缺席', sheet.absent]] as const;
  return html`<dl class="present">${parts.map(([label, lines]) => {
    if (!lines.length) return nothing;
    const venues = new Map<string, string[]>();
    for (const { person } of lines) venues.set(person.venue, [...(venues.get(person.venue) ?? []), named(person)]);
    return html`<dt>${label}：</dt><dd>${[...venues].map(([venue, names]) => html`<span>${venue}　${names.join('、')}</span>`)}</dd>`;
  })}</dl>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): TemplateResult {
  return html`<div class="scroll-x" tabindex="0" role="group" aria-label=${head.join('、')}><table>
    <thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}

/** Unit, name, and what they are, where each says something new. */
export function named(person: MinutesPerson): string {
  const unit = person.name.includes(person.organization) ? '' : person.organization;
  const title = person.name.includes(person.title) ? '' : person.title;
  return `${unit}${person.name}${title ? `（${title}）` : ''}`;
}

function chinese(n: number): string {
  const [tens, ones] = [Math.floor(n / 10), n % 10];
  const head = tens === 0 ? '' : tens === 1 ? '十' : `${FIGURES[tens]}十`;
  return head + (ones || !tens ? FIGURES[ones] : '');
}

function beijing(at: number): Date {
  return new Date(at + 8 * 3_600_000); // read with the UTC getters
}

function day(at: number): string {
  const date = beijing(at);
  return `${date.getUTCFullYear()}年${date.getUTCMonth() + 1}月${date.getUTCDate()}日`;
}

function spokenClock(at: number): string {
  const date = beijing(at);
  return `${date.getUTCHours()}时${String(date.getUTCMinutes()).padStart(2, '0')}分`;
}

export function clock(at: number, seconds = false): string {
  return beijing(at).toISOString().slice(11, seconds ? 19 : 16);
}

export function length(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [[Math.floor(whole / 3600), '小时'], [Math.floor((whole % 3600) / 60), '分'], [whole % 60, '秒']] as const;
  return parts.filter(([n]) => n).map(([n, unit]) => `${n} ${unit}`).join(' ') || '0 秒';
}
