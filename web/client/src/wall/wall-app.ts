// <tx-wall>: the director's wall, 1920 × 1080 and read from four metres. What everybody sees, whose turn
// it is, and every venue in the lane of its level, with whatever is wrong in front.
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state as internal } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { call, consultationPath, place } from '../base/api';
import { TxElement } from '../base/element';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { bindKeys } from '../base/keys';
import { minutes, timeOfDay } from '../base/time';
import { itemKind, levelName } from '../base/words';
import { faultSentence, faultWords, foremost } from '../components/fault-words';
import { levelBadge } from '../components/level-badge';
import { percent } from '../components/line-words';
import { mark } from '../components/mark';
import { statusChip } from '../components/status-chip';
import { attempt } from '../room/attempt';
import { faultyName, layoutName } from '../room/director';
import { stagePictures, type Staged } from '../room/stage';
import { Tiles } from '../room/tiles';
import { LocalDevices } from '../session/local';
import { PictureCheck, SAMPLE } from '../session/picture-check';
import { currentItem, held, LEVELS, participantOf, speakerName, tileOrder, venueOf, type Level } from '../session/select';
import { Sampler } from '../session/sampler';
import { Session } from '../session/session';
import { figures } from '../session/stats';
import type { State } from '../session/state';
import { ID } from '../testids';
import type { Connection, ConnectionList, Fault, Participant } from '../wire.gen';
import { lanePage, turnOf } from './lanes';

const WIDTH = 1920; // px, as wall.css has it
const HEIGHT = 1080;
const PLACES = 3; // of a lane: 220 px wide, where a face is still told from another
const NEXT = 3;
const FAULTS_SHOWN = 6; // of the strip at the foot: two rows of three
const LINES_EVERY = 2_000; // ms, as the relay measures each second
const INTERVALS = [5, 8, 15, 30];

@customElement('tx-wall')
export class Wall extends TxElement {
  private readonly place = place();
  private readonly session = new Session(this.place.token, this.place.consultation);
  private readonly local = new LocalDevices();
  private readonly staged: Staged = { session: this.session, local: this.local, tiles: new Tiles(this.session, this.local) };
  private readonly sampler = new Sampler();
  private readonly checks = new Map<string, PictureCheck>();
  /** What this wall sees itself: of room encoders nobody else looks at the picture. */
  private seen = new Map<string, Fault>();
  private lines = new Map<string, Connection>();
  @internal() private onAir = false;
  private unbind: (() => void) | undefined;
  private timers: ReturnType<typeof setInterval>[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    document.documentElement.dataset['theme'] = 'stage';
    this.unbind = bindKeys({ KeyW: () => this.hold() });
    for (const type of ['change', 'levels']) this.session.addEventListener(type, () => this.requestUpdate());
    this.session.media.addEventListener('tracks', () => this.requestUpdate());
    window.tongxin = { stats: () => figures(this.session.media) };
    window.addEventListener('resize', this.fit);
    this.fit();
    this.session.start();
    this.timers = [
      setInterval(() => this.requestUpdate(), 1_000),
      setInterval(() => this.look(), SAMPLE.every),
      setInterval(() => void this.readLines(), LINES_EVERY),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unbind?.();
    window.removeEventListener('resize', this.fit);
    this.timers.forEach(clearInterval);
    this.session.leave();
  }

  /** Whole on any screen: a director's own is smaller, or scaled by its system. */
  private readonly fit = (): void => {
    this.style.zoom = String(Math.min(innerWidth / WIDTH, innerHeight / HEIGHT));
  };

  override render(): TemplateResult {
    const { state, bye, link } = this.session;
    if (link === 'ended') return html`<main class="empty" data-testid=${ID.linkDead}>${icon('link')}<h1>${bye?.message || t('这个链接已失效。请联系会务人员。')}</h1></main>`;
    if (!state) return html`<main class="empty"><p role="status">${t('正在进入会议…')}</p></main>`;
    document.title = `${t('导播墙')} · ${state.title}`;
    return html`${this.head(state)} ${this.programme(state)} ${this.lanes(state)} ${this.alarm(state)}`;
  }

  private head(state: State): TemplateResult {
    const now = this.session.now();
    return html`<header class="head" data-testid=${ID.directorWall} data-link=${this.session.link}>
      ${mark()}<h1 class="cut">${state.title}</h1><span class="chip line" data-testid=${ID.wallLayout}>${layoutName(state.stage?.layout ?? null)}</span>
      ${statusChip(state.status, this.onAir)}
      ${state.opened_at !== null && state.status === 'open' ? html`<span class="t2 nw">${t('开会 {0}', minutes((now - state.opened_at) / 1000))}</span>` : nothing}
      <time>${timeOfDay(now)}</time>
    </header>`;
  }

  private programme(state: State): TemplateResult {
    const item = currentItem(state);
    return html`<main class="pgm" aria-label=${t('大家看到的画面')} data-testid=${ID.stage} data-layout=${state.stage?.layout ?? 'floor'}>
      ${stagePictures(state, this.staged)}
      <section class="fl" aria-label=${t('发言计时')}>
        <div><p class="t2">${item ? t('议程第 {0} 项 · {1}', item.number, itemKind(item.view.item.kind)) : t('议程')}</p>
          <h2>${item ? item.view.item.title : t('还没有开始议程')}</h2></div>
        <tx-floor-clock .speech=${held(state).at(-1) ?? null} .now=${() => this.session.now()} .idle=${t('现在没有人发言')}></tx-floor-clock>
      </section>
      <section class="nx" aria-label=${t('接下来')}><b>${t('接下来')}</b>
        ${state.requests.slice(0, NEXT).map((one) => html`<div>${this.badge(state, participantOf(state, one.participant_id))}<span class="cut">${speakerName(state, one.participant_id, one.seat_id)}</span></div>`)}
        ${state.requests.length ? nothing : html`<span class="t2">${t('还没有人申请发言')}</span>`}
      </section>
    </main>`;
  }

  private badge(state: State, one: Participant | null): TemplateResult | typeof nothing {
    const venue = venueOf(state, one);
    return venue ? levelBadge(venue.level) : nothing;
  }

  // --- lanes ----------------------------------------------------------------------------------

  private lanes(state: State): TemplateResult {
    const faulty = new Set(this.faults.map((one) => one.participant_id));
    const all = tileOrder(state).filter((one) => this.hasPlace(one));
    const turn = this.session.patrol ? turnOf(this.session.patrol, this.session.now()).turn : 0;
    const wanted: string[] = [];
    const lanes = LEVELS.map((level) => {
      const ids = all.filter((one) => venueOf(state, one)?.level === level).map((one) => one.id);
      const patrolled = !this.session.patrol?.levels.length || this.session.patrol.levels.includes(level);
      const lane = lanePage(ids, faulty, patrolled ? turn : 0, PLACES);
      wanted.push(...lane.shown);
      return { level, ids, lane };
    }).filter(({ ids }) => ids.length);
    this.session.watching.prefer(wanted);
    return html`<section class="lanes n${lanes.length}" aria-label=${t('各级会场')}>
      ${lanes.map(({ level, ids, lane }) => html`<div class="lane" data-testid=${ID.lane} data-level=${level} data-page=${lane.page} data-pages=${lane.pages}>
        <header>${levelBadge(level, true)}<span>${levelName(level)}</span><span>${t('{0} 个', ids.length)}</span>
          ${lane.pages > 1 ? html`<small class="t2">${lane.page} / ${lane.pages}</small>` : nothing}</header>
        ${repeat(lane.shown, (id) => id, (id) => this.tile(state, id))}
      </div>`)}
    </section>`;
  }

  private hasPlace(one: Participant): boolean {
    const there = (this.session.presence.get(one.id)?.state ?? 'gone') !== 'gone';
    return one.role === 'venue' || (one.role !== 'clerk' && there);
  }

  private tile(state: State, id: string): TemplateResult {
    const { view, stream } = this.staged.tiles.of(state, id);
    const fault = this.faults.find((one) => one.participant_id === id);
    const flag = fault ? { kind: 'fault' as const, text: faultWords(fault.code, t) } : view.flag;
    const onAir = state.stage?.participant_id === id;
    const { quality } = this.session.presence.get(id) ?? {};
    const line = this.lines.get(id);
    const loss = Math.max(line?.up?.loss ?? 0, line?.down?.loss ?? 0);
    return html`<div class="cell ${fault ? 'is-faulty' : ''}" data-testid=${ID.wallTile} data-participant=${id} data-fault=${fault?.code ?? ''}>
      <tx-tile .view=${{ ...view, flag }} .stream=${stream}></tx-tile>
      <div class="meta">
        <meter min="-70" low="-50" max="0" .value=${this.session.levels[id] ?? -127} aria-label=${t('音量')}></meter>
        ${loss >= 0.005 ? html`<span class="nw">${t('丢 {0}', percent(loss))}</span>` : nothing}
        ${quality ? html`<span class="sig ${quality}" role="img" aria-label=${quality === 'good' ? t('网络良好') : t('网络较弱')}><i></i><i></i><i></i></span>` : nothing}
        <button type="button" class="pick" aria-pressed=${onAir} aria-label=${t('请大家看{0}', view.name)} data-testid=${ID.wallPick} data-participant=${id}
          @click=${() => this.pick(state, id)}>${onAir ? t('播出中') : t('播出')}</button>
      </div>
    </div>`;
  }

  /** 广播会场: for everybody; pressed again the stage follows the floor. */
  private pick(state: State, id: string): void {
    void attempt(this.session, state.stage?.participant_id === id
      ? { type: 'follow_floor' } : { type: 'set_layout', layout: state.stage?.layout ?? 'single', participant_id: id });
  }

  // --- faults and the patrol ------------------------------------------------------------------

  private get faults(): Fault[] {
    const known = new Set(this.session.faults.map((one) => one.participant_id));
    return [...this.session.faults, ...[...this.seen.values()].filter((one) => !known.has(one.participant_id))];
  }

  private alarm(state: State): TemplateResult {
    const { faults } = this;
    const patrol = this.session.patrol;
    const { shown, more } = foremost(faults, FAULTS_SHOWN);
    const { left } = patrol ? turnOf(patrol, this.session.now()) : { left: null };
    return html`<footer class="alarm ${faults.length ? 'is-on' : ''}">
      <ul data-testid=${ID.faults}>${faults.length ? repeat(shown, (one) => `${one.participant_id} ${one.code}`, (one) => html`<li data-testid=${ID.fault} data-participant=${one.participant_id} data-code=${one.code}>
        ${icon('warn')}<b>${faultSentence(faultyName(state, one), one, this.session.now(), t)}</b></li>`)
        : html`<li class="t2">${icon('check')}${t('画面和声音都正常')}</li>`}
        ${more ? html`<li>${t('另有 {0} 处', more)}</li>` : nothing}</ul>
      <div class="patrol" role="group" aria-label=${t('轮巡')}>
        ${icon('cycle')}<span class="nw" data-testid=${ID.patrol} data-held=${patrol?.held_at != null}>${left === null ? t('轮巡停住') : t('轮巡，{0} 秒后换', left)}</span>
        <select aria-label=${t('轮巡范围')} data-testid=${ID.patrolLevels} @change=${this.onLevels}>
          <option value="" ?selected=${!patrol?.levels.length}>${t('各级')}</option>
          ${LEVELS.map((level) => html`<option value=${level} ?selected=${patrol?.levels[0] === level}>${levelName(level)}</option>`)}
        </select>
        <select aria-label=${t('轮巡间隔')} data-testid=${ID.patrolInterval} @change=${this.onInterval}>
          ${INTERVALS.map((one) => html`<option value=${one} ?selected=${patrol?.interval === one}>${t('{0} 秒', one)}</option>`)}
        </select>
        <button type="button" class="pick" aria-pressed=${patrol?.held_at != null} data-testid=${ID.patrolHold} @click=${() => this.hold()}>${patrol?.held_at == null ? t('停住') : t('继续')} W</button>
      </div>
    </footer>`;
  }

  private hold(): void {
    this.session.setPatrol({ held: this.session.patrol?.held_at == null });
  }

  private readonly onLevels = (event: Event): void => {
    const level = (event.target as HTMLSelectElement).value;
    this.session.setPatrol({ levels: level ? [level as Level] : [] });
  };

  private readonly onInterval = (event: Event): void => {
    this.session.setPatrol({ interval: Number((event.target as HTMLSelectElement).value) });
  };

  /** Looks at every picture that is shown. */
  private look(): void {
    if (document.hidden) return this.checks.clear();
    const seen = new Map<string, Fault>();
    for (const tile of this.querySelectorAll<HTMLElement>('.lane tx-tile')) {
      const id = tile.dataset['participant'] ?? '';
      const video = tile.querySelector('video');
      const pixels = video?.srcObject && tile.dataset['state'] === 'normal' ? this.sampler.read(video) : null;
      let check = this.checks.get(id);
      if (!check) this.checks.set(id, (check = new PictureCheck()));
      if (!pixels) {
        check.forget();
        continue;
      }
      const word = check.see(pixels, performance.now());
      if (word === 'good') continue;
      const before = this.seen.get(id);
      seen.set(id, before?.code === word ? before : { participant_id: id, code: word, since: this.session.now() - 3_000 });
    }
    this.seen = seen;
  }

  private async readLines(): Promise<void> {
    const path = consultationPath(this.place.consultation);
    const [lines, now] = await Promise.all([
      call<ConnectionList>('GET', `${path}/connections`, { token: this.place.token }).catch(() => null),
      call<{ on_air: boolean }>('GET', `${path}/now.json`).catch(() => null),
    ]);
    if (lines) this.lines = new Map(lines.connections.map((one) => [one.participant_id, one]));
    if (now) this.onAir = now.on_air;
  }
}
