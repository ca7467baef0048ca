// <tx-watch>: the public page. Player, what is happening now, the wall, and the way to send an opinion.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { announce } from '../base/announce';
import { call, place } from '../base/api';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { locale, switchLocale, t } from '../base/i18n';
import { largeText, setLargeText } from '../base/prefs';
import { answerWords, itemKind, opinionWords, speaking } from '../base/words';
import { levelBadge } from '../components/level-badge';
import { mark } from '../components/mark';
import { ID } from '../testids';
import { stageName } from '../outcomes/words';
import { showReceipt, stateWords, writeOpinion } from './opinion-sheet';
import { notice } from './notice';
import type { Player } from './player';
import { apiPath, followNow, livePath, wallOf } from './public';
import type { Now, NowQuestion, NowSpeaker, OpinionStatus, Wall } from '../wire.gen';
import { receiptsOf } from './receipts';
import { Timeline } from './timeline';
import { publicVotes } from './votes';

type Reads = 'wall' | 'text';

const TICK = 500;
const OWN_EVERY = 10_000;

@customElement('tx-watch')
export class WatchPage extends TxElement {
  @state() private shown: Now | null = null;
  @state() private wall: Wall | null = null;
  @state() private unreachable = false;
  @state() private unknown = false;
  @state() private own: OpinionStatus | null = null;
  @state() private reads: Reads = 'wall';
  @query('tx-player') private player!: Player | null;
  private readonly consultation = place().consultation;
  private readonly timeline = new Timeline();
  private readonly reader = wallOf(this.consultation);
  private stops: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const now = followNow(
      this.consultation,
      (reading) => {
        this.unreachable = false;
        void this.readWall(reading.value.wall_next);
        this.timeline.add(reading, Date.now());
        this.show();
      },
      (error) => {
        if (error.code === 'not_found') this.unknown = true;
        else this.unreachable = true;
      },
    );
    const tick = setInterval(() => this.show(), TICK);
    const own = setInterval(() => void this.readOwn(), OWN_EVERY);
    this.stops = [now.stop, () => clearInterval(tick), () => clearInterval(own)];
    void this.readOwn();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.stops) stop();
  }

  /** Unix ms by the server of what is seen: the picture's, or the present where there is none. */
  private readonly moment = (): number => this.player?.moment ?? this.timeline.serverTime(Date.now());

  private show(): void {
    const latest = this.timeline.latest;
    const shown = this.timeline.at(this.moment());
    if (!latest || !shown) return;
    // The stream's being there or not is of the present; who speaks is of the picture.
    const { on_air, status, stream, stream_stored, caption_languages } = latest; // captions are in step by themselves
    const next: Now = { ...shown, on_air, status, stream, stream_stored, caption_languages };
    const before = this.shown;
    if (before && JSON.stringify(before) === JSON.stringify(next)) return;
    this.shown = next;
    document.title = `${t('直播')} · ${next.title}`;
    if (before && before.item?.id !== next.item?.id && next.item) announce(next.item.title);
    const speaker = next.speakers[0];
    if (before && speaker && before.speakers[0]?.speech_id !== speaker.speech_id) {
      announce(`${speaker.name}${t('，')}${speaking(speaker.kind)}`);
    }
  }

  private async readWall(next: number): Promise<void> {
    try {
      if (await this.reader.to(next)) this.wall = this.reader.wall;
    } catch {
      // The wall stays as it was; the next `now.json` asks again.
    }
  }

  private async readOwn(): Promise<void> {
    const receipt = receiptsOf(this.consultation)[0];
    if (!receipt || document.hidden) return;
    try {
      this.own = await call('GET', apiPath(this.consultation, `/opinions/${encodeURIComponent(receipt)}`));
    } catch {
      // The row keeps what it knew; it is read again soon.
    }
  }

  private write(): void {
    writeOpinion(this.consultation, (receipt) => {
      announce(t('意见已收到，回执号 {0}', receipt));
      void this.readOwn();
    });
  }

  override render(): TemplateResult {
    if (this.unknown) return missing();
    const now = this.shown;
    return html`<a class="skip" href="#wall">${t('跳到意见墙')}</a>
      <header class="top">
        ${mark()}
        <h1 class="grow">${now?.title ?? ''}</h1>
        <button class="btn quiet sq" type="button" aria-label=${t('大字')} @click=${() => setLargeText(!largeText())}>
          ${icon('textsize')}
        </button>
        <button class="btn quiet" type="button" @click=${() => void switchLocale(locale() === 'en' ? 'zh-CN' : 'en')}>
          ${locale() === 'en' ? '中文' : 'EN'}
        </button>
      </header>
      <tx-player @turned=${() => this.requestUpdate()} .whole=${livePath(this.consultation, 'dvr.m3u8')} .stored=${now?.stream_stored ?? false} .source=${now?.on_air ? now.stream : null} .notice=${now ? notice(now) : t('正在读取…')}></tx-player>
      <tx-watch-document .shown=${now?.document ?? null} .latest=${this.timeline.latest?.document ?? null}></tx-watch-document>
      <section class="now" aria-label=${t('现在')}>
        <tx-watch-captions .consultation=${this.consultation} .languages=${now?.caption_languages ?? []} .moment=${this.moment}></tx-watch-captions>
        ${this.player?.rewound ? this.earlier() : now ? this.happening(now) : nothing}
      </section>
      <main class="scroll" id="wall" tabindex="-1">
        ${this.unreachable
          ? html`<p class="call wait" role="status">${icon('warn')}<span>${t('网络断了，正在重连。')}</span></p>`
          : nothing}
        ${this.own ? this.mine(this.own) : nothing}
        ${now ? publicVotes(now.ballots) : nothing}
        ${this.tabs()}
        ${this.reads === 'text'
          ? html`<tx-watch-text .consultation=${this.consultation}></tx-watch-text>`
          : html`<tx-wall .consultation=${this.consultation} .closed=${now?.status === 'closed'} .wall=${this.wall} .failed=${this.unreachable}></tx-wall>`}
      </main>
      <div class="post">${now?.status === 'closed' ? closed(this.consultation, now.recording) : now?.rehearsal ? rehearsed() : this.invite()}</div>`;
  }

  /** Who spoke then, the recording's page says; here stands what is of the present. */
  private earlier(): TemplateResult {
    return html`<p class="t2">${t('正在回看。发言人和字幕在回到直播后显示。')}</p>
      <p><a href=${`/recordings/${encodeURIComponent(this.consultation)}`}>${t('章节和搜索')}</a></p>`;
  }

  /** What stands below the picture: the opinions, or the meeting in words. */
  private tabs(): TemplateResult {
    const tab = (which: Reads, words: string): TemplateResult => html`<button
      type="button" data-testid=${ID.watchTab} data-tab=${which} aria-pressed=${this.reads === which} @click=${() => { this.reads = which; }}
    >${words}</button>`;
    return html`<div class="seg" role="group" aria-label=${t('看什么')}>${tab('wall', t('意见墙'))}${tab('text', t('图文'))}</div>`;
  }

  private happening(now: Now): TemplateResult {
    const { item } = now;
    const [first, second] = now.speakers;
    return html`<p class="it" data-testid=${ID.nowItem}>
        ${item ? `${t('第 {0} 项', item.number)} · ${item.title}` : notice(now)}
      </p>
      ${first ? speakerLine(first) : html`<p class="sp t2">${item ? `${itemKind(item.kind)} · ${t('主持人主持')}` : ''}</p>`}
      ${second ? speakerLine(second) : nothing}
      ${now.questions.length ? questionList(now.questions) : nothing}
      ${first ? html`<tx-floor-clock .speech=${first} .now=${this.moment}></tx-floor-clock>` : nothing}`;
  }

  private mine(own: OpinionStatus): TemplateResult {
    return html`<button
      class="mine"
      type="button"
      data-testid=${ID.myOpinion}
      data-state=${own.state}
      @click=${() => void showReceipt(this.consultation, own.receipt)}
    >
      ${icon('receipt')}<span class="grow"><b>${t('我的意见')} ${own.receipt}</b><br /><span class="t2">${came(own)}</span></span>${icon('right')}
    </button>`;
  }

  private invite(): TemplateResult {
    return html`<button class="btn primary big wide" type="button" data-testid=${ID.writeOpinion} @click=${this.write}>
      ${icon('chat')}${t('发表意见')}
    </button>`;
  }
}

/** What departments were asked under the item, and how they stand with it. */
function questionList(questions: readonly NowQuestion[]): TemplateResult {
  return html`<details class="asked-now" data-testid=${ID.nowQuestions}><summary>${t('请部门应答的问题 {0} 个', questions.length)}</summary>
    <ul>${questions.map((one) => html`<li>${opinionWords(one.text)}<span class="t2 fs-s">${one.answers.map((each) => html` ${each.department}：${answerWords(each.state)}`)}</span></li>`)}</ul>
  </details>`;
}

function speakerLine(speaker: NowSpeaker): TemplateResult {
  return html`<p class="sp" data-testid=${ID.nowSpeaker} data-participant=${speaker.participant_id}>
    ${levelBadge(speaker.level)}<b>${speaker.name}</b><span class="t2 fs-s">${speaker.venue}</span>
  </p>`;
}

/** How the newest opinion of this device stands: its outcome's stage, once there is one. */
function came(own: OpinionStatus): string {
  const outcome = own.outcomes[own.outcomes.length - 1]?.outcome;
  return outcome ? `${t('已采用')} · ${stageName(outcome.stage)}` : stateWords(own.state);
}

function closed(consultation: string, recording: boolean): TemplateResult {
  return html`<p class="t2">${t('会议已经结束，不再收意见。')}</p>
    <a class="btn" href=${`/outcomes/${encodeURIComponent(consultation)}`}>${icon('gavel')}${t('协商成果')}</a>
    ${recording ? html`<a class="btn" href=${`/recordings/${encodeURIComponent(consultation)}`}>${icon('play')}${t('看录像')}</a>` : nothing}`;
}

function rehearsed(): TemplateResult {
  return html`<p class="t2">${t('正在演练，结束以后可以发表意见。')}</p>`;
}

function missing(): TemplateResult {
  return html`<main class="missing empty">${icon('link')}<b>${t('没有找到这场会议。')}</b><small>${t('请检查链接，或联系会务人员。')}</small></main>`;
}
