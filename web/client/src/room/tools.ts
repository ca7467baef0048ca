// The tools of the thumb row: microphone, camera, shared document, leaving.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../base/icons';
import { t } from '../base/i18n';
import { setPreference } from '../base/prefs';
import { ask, openDialog } from '../components/dialog';
import { languageButton, textButton } from '../components/preferences';
import { mayInterrupt, type Interruption } from '../session/select';
import { ID } from '../testids';
import { attempt } from './attempt';
import { muteWords } from './mute-words';
import { INTERRUPTIONS } from './my-floor';
import type { Participation } from './participation';

/** Why the own microphone is off by rule; empty if it is not. */
export function lockReason(part: Participation): string {
  switch (part.microphone.state) {
    case 'not-your-turn': return t('话筒未开，未轮到发言');
    case 'muted': return muteWords(part.session);
    default: return '';
  }
}

export function microphoneTool(part: Participation): TemplateResult {
  const { microphone } = part;
  const tool = (on: boolean, label: string, act: () => void): TemplateResult => html`<button
    class="tool ${on ? 'on' : ''}" type="button" aria-pressed=${on} data-testid=${ID.microphone} @click=${act}
  >${icon(on ? 'mic' : 'micoff')}${label}</button>`;
  const interprets = part.session.you?.role === 'interpreter';
  switch (microphone.state) {
    case 'speaking': return tool(true, t('话筒开着'), () => microphone.toggle());
    case 'paused': return tool(false, t('话筒关着'), () => microphone.toggle());
    case 'none': return tool(false, t('没有话筒'), () => void part.local.open('microphone'));
    case 'muted': return offTool(t('已被静音'), muteWords(part.session));
    case 'may-open': return offTool(t('话筒未开'), interprets ? t('按“开始传译”就打开') : t('按“开始发言”就打开'));
    case 'not-your-turn': return offTool(t('话筒未开'), interprets ? t('按“开始传译”就打开') : part.session.state?.status === 'closed' ? t('已经闭会') : t('还没轮到您，轮到时会请您打开'));
  }
}

function offTool(label: string, why: string): TemplateResult {
  return html`<button
      class="tool" type="button" aria-disabled="true" aria-pressed="false" aria-describedby="why-mic" data-testid=${ID.microphone}
    >${icon('miclock')}${label}</button><span class="why" id="why-mic">${why}</span>`;
}

export function cameraTool(part: Participation): TemplateResult {
  const on = part.local.track('camera') !== null;
  const press = (): void => {
    setPreference('camera-off', on);
    if (on) part.local.close('camera');
    else void part.local.open('camera');
  };
  return html`<button
    class="tool ${on ? 'on' : ''}" type="button" aria-pressed=${on} aria-busy=${part.local.isOpening('camera')}
    data-testid=${ID.camera} @click=${press}
  >${icon(on ? 'cam' : 'camoff')}${t('摄像头')}</button>`;
}

/** Others see a shared document only while its owner leads or holds the floor. */
export function screenTool(part: Participation, may: boolean): TemplateResult | typeof nothing {
  if (!('getDisplayMedia' in (navigator.mediaDevices ?? {}))) return nothing; // phones have none
  const on = part.local.screen !== null;
  const press = (): void => {
    if (on) part.local.closeScreen();
    else if (may) void part.local.openScreen();
  };
  return html`<button
    class="tool opt ${on ? 'on' : ''}" type="button" aria-pressed=${on} aria-disabled=${may || on ? nothing : 'true'}
    aria-describedby=${may || on ? nothing : 'why-screen'} data-testid=${ID.screen} @click=${press}
  >${icon('share')}${t('共享材料')}${may || on ? nothing : html`<span class="vh" id="why-screen">${t('轮到您发言时可以共享')}</span>`}</button>`;
}

export function leaveTool(part: Participation, look = 'tool stop'): TemplateResult {
  return html`<button class=${look} type="button" data-testid=${ID.leave} @click=${() => void leave(part)}>
    ${icon('leave')}${t('离开')}
  </button>`;
}

/** A phone's row has room for four tools; the others are behind this one. */
export function moreTool(part: Participation): TemplateResult {
  return html`<button class="tool ph" type="button" aria-haspopup="dialog" @click=${() => void showMore(part)}>
    ${icon('more')}${t('更多')}
  </button>`;
}

async function showMore(part: Participation): Promise<void> {
  const { state, you } = part.session;
  const asks = state && you ? mayInterrupt(state, you) : [];
  const wish = await openDialog<'leave' | Interruption>((done) => html`<h2 id="dialog-title">${t('更多')}</h2>
    <div class="stack">
      ${asks.map((kind) => html`<button class="btn wide" type="button" data-testid=${INTERRUPTIONS[kind][0]} @click=${() => done(kind)}>${t(INTERRUPTIONS[kind][1])}</button>`)}
      ${textButton('btn wide')} ${languageButton('btn wide')}
      <button class="btn wide stop" type="button" @click=${() => done('leave')}>${icon('leave')}${t('离开')}</button>
      <form method="dialog"><button class="btn wide quiet">${t('关闭')}</button></form>
    </div>`);
  if (wish === 'leave') await leave(part);
  else if (wish) await attempt(part.session, { type: 'request_floor', kind: wish });
}

export async function leave(part: Participation): Promise<void> {
  const closed = part.session.state?.status === 'closed';
  const sure = closed || await ask({
    title: t('离开“{0}”？', part.session.state?.title ?? ''),
    body: t('离开后您的排队位置不再保留。可以用原来的链接再进来。'),
    confirm: t('离开'),
    danger: true,
  });
  if (sure) part.leave();
}
