// <tx-room>: from the join link to the meeting and out of it. Which page somebody sees is decided here.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state as internal } from 'lit/decorators.js';
import { ApiError, place, readConsultation } from '../base/api';
import { announce, prepareAnnouncements } from '../base/announce';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { peek } from '../base/token';
import { mark } from '../components/mark';
import { LocalDevices } from '../session/local';
import { retryAfter } from '../session/patience';
import { presides } from '../session/select';
import { figures, type Figures } from '../session/stats';
import { ID } from '../testids';
import type { Participant, Snapshot } from '../wire.gen';
import { Announcer } from './announcer';
import { EnterEvent } from './join';
import { Participation } from './participation';
import { waitingPage } from './waiting-page';
import './console';
import './meeting';

declare global {
  interface Window {
    /** Figures for browser tests and for looking into faults; see session/stats.ts. */
    tongxin?: { stats(): Promise<Figures> };
  }
}

const QUIET = 300; // show nothing for this long, then a skeleton
const SLOW = 8_000; // then words and a way to try again

@customElement('tx-room')
export class Room extends TxElement {
  private readonly place = place();
  private readonly local = new LocalDevices();
  private participation: Participation | null = null;
  private announcer: Announcer | null = null;
  @internal() private snapshot: Snapshot | null = null;
  @internal() private me: Participant | null = null;
  @internal() private failed: ApiError | null = null;
  @internal() private waited = 0;
  private looks = 0; // in vain, in a row
  private again: ReturnType<typeof setTimeout> | undefined;
  /** We were at the door when we looked last. */
  private held = false;

  override connectedCallback(): void {
    super.connectedCallback();
    prepareAnnouncements();
    void this.look();
  }

  /** What the link leads to, before entering. */
  private look(): Promise<void> {
    this.failed = null;
    this.wait();
    return this.ask();
  }

  private async ask(): Promise<void> {
    clearTimeout(this.again);
    try {
      this.snapshot = await readConsultation(this.place);
      this.failed = null;
      const id = peek(this.place.token)?.participantId;
      this.me = this.snapshot.participants.find((one) => one.id === id) ?? null;
      document.title = this.snapshot.title;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.missed(error);
    }
  }

  /** What may pass by itself is asked for again; a network that changes has cost one answer, and is not told of. */
  private missed(error: ApiError): void {
    const passing = mayPass(error);
    if (!passing || this.looks) this.failed = error;
    if (passing) this.again = setTimeout(() => void this.ask(), retryAfter(this.looks++));
  }

  private wait(): void {
    this.waited = 0;
    setTimeout(() => (this.waited = QUIET), QUIET);
    setTimeout(() => (this.waited = SLOW), SLOW);
  }

  override render(): TemplateResult | typeof nothing {
    if (this.participation) return this.inside(this.participation);
    if (this.failed) return this.dead(this.failed);
    if (peek(this.place.token)?.role === 'captioner') {
      return this.page('link', t('这是字幕接口的链接，给识别程序或字幕软件用，不能进入会议。'), '', 'captioner');
    }
    if (!this.snapshot) return this.waiting(t('正在读取会议…'), () => void this.look());
    return html`<tx-join
      .local=${this.local} .snapshot=${this.snapshot} .me=${this.me} @enter=${this.onEnter}
    ></tx-join>`;
  }

  private readonly onEnter = (event: EnterEvent): void => {
    const participation = new Participation(this.place, this.local, event.detail);
    const { session } = participation;
    this.participation = participation;
    this.announcer = new Announcer(session);
    window.tongxin = { stats: () => figures(session.media) };
    session.addEventListener('change', () => {
      if (this.held && session.state) announce(t('已接纳，您进入了会议。'), 'assertive');
      this.held = session.waiting !== null;
      this.requestUpdate();
    });
    this.wait();
    this.requestUpdate();
  };

  // --- inside ---------------------------------------------------------------------------------

  private inside(participation: Participation): TemplateResult | typeof nothing {
    const { session } = participation;
    const code = session.bye?.code;
    if (code === 'taken_over') return this.takenOver(participation);
    if (session.link === 'ended') return this.out(code ?? 'left', session.bye?.message ?? '');
    if (session.waiting && session.link !== 'lost') return waitingPage(session.waiting, () => participation.leave());
    if (!session.state || !session.you) return this.entering(participation);
    return presides(session.state, session.you)
      ? html`<tx-console .participation=${participation}></tx-console>`
      : html`<tx-meeting .participation=${participation}></tx-meeting>`;
  }

  /** Reloading would not help a slow line: what was waited for would start again. */
  private entering({ session }: Participation): TemplateResult | typeof nothing {
    if (session.slow) return this.waiting(`${t('网络很慢，会议内容还在路上。')}${t('请不要关掉页面，也可以换一个网络。')}`, null);
    const what = session.lostAt === null ? t('正在进入会议…') : `${t('连不上会议。')}${t('请检查网络，页面会一直重试。')}`;
    return this.waiting(what, () => location.reload());
  }

  /** Only one window takes part; the server has closed this one. */
  private takenOver({ session }: Participation): TemplateResult {
    return this.page('link', t('您在另一个窗口进入了会议。'), html`<p class="t2">${t('这个窗口已经停下。')}</p>
      <button class="btn primary" type="button" data-testid=${ID.takenOver} @click=${() => session.takeBack()}>${t('用这个窗口')}</button>`, 'taken_over');
  }

  private out(code: string, message: string): TemplateResult {
    this.announcer?.stop();
    if (code === 'token_expired') return this.page('link', t('这个链接已失效。请联系会务人员。'), '', code);
    if (code === 'turned_away') return this.page('people', message, html`<p class="t2">${t('请联系会场的操作员或会务人员。')}</p>
      <button class="btn" type="button" @click=${() => location.reload()}>${t('再试一次')}</button>`, code);
    if (code !== 'left') return this.page('link', message || t('这个链接已失效。请联系会务人员。'), '', code);
    return this.page('check', t('您已离开会议'), html`<button class="btn primary" type="button" @click=${() => location.reload()}>
      ${t('重新进入')}
    </button>`, code);
  }

  // --- outside --------------------------------------------------------------------------------

  private dead(error: ApiError): TemplateResult {
    if (mayPass(error)) {
      return this.page('off', t('连不上会议。请检查网络。'), html`<button class="btn primary" type="button" @click=${() => void this.look()}>
        ${t('重试')}
      </button>`, error.code);
    }
    return this.page('link', error.message || t('这个链接已失效。请联系会务人员。'), '', error.code);
  }

  private page(drawing: 'link' | 'off' | 'check' | 'people', what: string, action: TemplateResult | string, code: string): TemplateResult {
    return html`<div class="alone">
      <header class="top">${mark()}<b class="grow fs-l">${t('同心')}</b></header>
      <main class="empty" data-testid=${ID.linkDead} data-code=${code}>${icon(drawing)}<h1 class="fs-l">${what}</h1>${action}</main>
    </div>`;
  }

  private waiting(what: string, retry: (() => void) | null): TemplateResult | typeof nothing {
    if (this.waited < QUIET) return nothing;
    return html`<div class="alone">
      <header class="top">${mark()}<b class="grow fs-l">${t('同心')}</b></header>
      <main class="empty">
        <span class="skeleton" aria-hidden="true"><i></i><i></i><i></i></span>
        <p role="status">${this.waited < SLOW ? nothing : what}</p>
        ${this.waited < SLOW || !retry ? nothing : html`<button class="btn" type="button" @click=${retry}>${t('重试')}</button>`}
      </main>
    </div>`;
  }
}

function mayPass({ code, status }: ApiError): boolean {
  return code === 'unreachable' || status >= 500;
}
