// When our microphone may sound. The relay enforces the floor anyway; this keeps a microphone from
// being open without its owner's press: only a room's opens by itself, with the floor.
import { muteOf } from './authority';
import { speechOf } from './select';
import type { LocalDevices } from './local';
import type { Session } from './session';

/** In the place of a speech: an interpreter's turn. */
export const CHANNEL = 'channel';

export type MicState = 'speaking' | 'paused' | 'may-open' | 'not-your-turn' | 'muted' | 'none';

/** Fires `change` when the state does. */
export class Microphone extends EventTarget {
  /** The speech whose holder pressed 开始发言 here. */
  private openedFor: string | null = null;
  /** A speaker's switch while they speak. */
  private switchedOn = true;
  private last: MicState | null = null;

  /** `chairOpen`: the chair's own switch, which no floor turns. */
  constructor(private readonly session: Session, private readonly local: LocalDevices, private chairOpen: boolean) {
    super();
    session.addEventListener('change', () => this.apply());
    local.addEventListener('change', () => this.apply());
    this.apply();
  }

  /** speaking: open; paused: by the own switch; may-open: waits for a press; muted: by somebody else; none: no device. */
  get state(): MicState {
    if (!this.local.track('microphone')) return 'none';
    if (this.isChair) return this.chairOpen ? 'speaking' : 'paused';
    const { state, you } = this.session;
    if (state && you && muteOf(state, you.participant_id)) return 'muted';
    if (you?.role === 'interpreter') return this.onChannel;
    const speech = state && you ? speechOf(state, you.participant_id) : null;
    if (!speech || state?.status !== 'open') return 'not-your-turn';
    if (speech.started_at === null && !this.isRoom) return 'may-open';
    if (this.openedFor !== speech.speech_id && !this.isRoom) return 'may-open';
    return this.switchedOn ? 'speaking' : 'paused';
  }

  /** An interpreter's: open for the channel, by a press of this page. */
  private get onChannel(): MicState {
    const { state, you } = this.session;
    if (!state?.interpreting.some((one) => one.participant_id === you?.participant_id)) return 'not-your-turn';
    if (this.openedFor !== CHANNEL) return 'may-open';
    return this.switchedOn ? 'speaking' : 'paused';
  }

  /** 开始发言 was pressed, or, for the `CHANNEL`, 开始传译. */
  openFor(speechId: string): void {
    this.openedFor = speechId;
    this.switchedOn = true;
    this.apply();
  }

  /** The switch, while it means anything. */
  toggle(): void {
    if (this.isChair) this.chairOpen = !this.chairOpen;
    else if (this.state === 'speaking' || this.state === 'paused') this.switchedOn = !this.switchedOn;
    this.apply();
  }

  /** Another turn on the channel needs another press. */
  private endTurn(state: MicState): void {
    if (this.openedFor === CHANNEL && (state === 'not-your-turn' || state === 'muted')) this.openedFor = null;
  }

  private get isChair(): boolean {
    const { state, you } = this.session;
    return you !== null && (state ? state.presiding === you.participant_id : you.role === 'chair');
  }

  private get isRoom(): boolean {
    return this.session.you?.role === 'venue';
  }

  private apply(): void {
    const { state } = this;
    const track = this.local.track('microphone');
    if (track) track.enabled = state === 'speaking';
    if (state === this.last) return;
    // The switch is on again with every new turn.
    if (state === 'not-your-turn') this.switchedOn = true;
    if (this.last === 'speaking' || this.last === 'paused') this.endTurn(state);
    this.last = state;
    this.dispatchEvent(new Event('change'));
  }
}
