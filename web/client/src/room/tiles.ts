// What a tile says about somebody: from the roster, presence, the floor and what the relay sends.
import { t } from '../base/i18n';
import { span } from '../base/time';
import { roleName, speaking } from '../base/words';
import { tileLabel, type TileState, type TileView } from '../components/tile';
import type { LocalDevices } from '../session/local';
import { participantOf, requestOf, speechOf, tileOrder, venueOf } from '../session/select';
import type { RemoteTrack } from '../session/media';
import type { Session } from '../session/session';
import type { State } from '../session/state';
import type { Participant, Presence } from '../wire.gen';

const MISSING_AFTER = 3_000; // a picture may take this long to begin

export interface Tiled {
  view: TileView;
  stream: MediaStream | null;
}

/** Builds tiles and remembers since when a picture has been missing. */
export class Tiles {
  private readonly missingSince = new Map<string, number>();

  constructor(private readonly session: Session, private readonly local: LocalDevices) {}

  /** Those who have a tile, by level; venues even while they are away. The own one is last. */
  shown(state: State): Participant[] {
    const me = this.session.you?.participant_id;
    const all = tileOrder(state).filter((one) => one.id === me || one.role === 'venue' || this.isHere(one));
    return [...all.filter((one) => one.id !== me), ...all.filter((one) => one.id === me)];
  }

  private isHere(participant: Participant): boolean {
    const seen = this.session.presence.get(participant.id);
    if (!seen || seen.state === 'gone') return false;
    return participant.role !== 'clerk' || seen.camera;
  }

  of(state: State, participantId: string, lock = ''): Tiled {
    const participant = participantOf(state, participantId);
    const me = participantId === this.session.you?.participant_id;
    return me ? this.own(state, participant, lock) : this.other(state, participantId, participant);
  }

  private own(state: State, participant: Participant | null, lock: string): Tiled {
    const stream = this.local.stream(this.local.track('camera'));
    const kind: TileState = stream ? 'normal' : 'voice';
    const view = this.view(state, this.session.you?.participant_id ?? '', participant, kind, {
      note: stream ? null : [t('没开摄像头'), t('只有声音')],
      quality: this.session.presence.get(participant?.id ?? '')?.quality ?? null,
      lock,
    });
    return { view: { ...view, me: true, shortName: t('我的画面') }, stream };
  }

  private other(state: State, id: string, participant: Participant | null): Tiled {
    const seen = this.session.presence.get(id);
    const received = this.session.media.find(id, 'camera');
    const { kind, note } = this.stateOf(id, seen, received);
    const quality = this.deaf ? null : (seen?.quality ?? null);
    const view = this.view(state, id, participant, kind, { note, quality, lock: '' });
    return { view, stream: received?.stream ?? null };
  }

  private stateOf(
    id: string,
    seen: Presence | undefined,
    received: RemoteTrack | null,
  ): { kind: TileState; note: readonly [string, string] | null } {
    if (!seen || seen.state === 'gone') return { kind: 'away', note: [seen ? t('已经离会') : t('还没到会'), t('席位保留')] };
    if (seen.state === 'reconnecting') {
      const away = span((this.session.now() - seen.since) / 1000);
      return { kind: 'offline', note: [t('离线 {0}', away), t('席位保留')] };
    }
    const track = received?.track ?? null;
    if (received && this.session.reduced.paused.includes(received.track_id)) {
      this.missingSince.delete(id);
      return { kind: 'voice', note: [t('网络较弱'), t('先停画面')] };
    }
    const unasked = received !== null && this.session.watching.isHidden(received.track_id);
    if (unasked || (this.deaf && (seen.camera || track))) {
      this.missingSince.delete(id); // counts anew once anything can arrive
      return { kind: 'normal', note: null };
    }
    // Room encoders and bots do not tell of their cameras: what arrives is what counts.
    const arrives = seen.quality !== 'lost' && track !== null && !track.muted;
    if (!seen.camera && !arrives) return { kind: 'voice', note: [t('没开摄像头'), t('只有声音')] };
    if (!this.isMissing(id, arrives)) return { kind: 'normal', note: null };
    return { kind: 'lost', note: [t('画面中断'), seen.quality === 'lost' ? t('声音也断了') : t('声音正常')] };
  }

  /** Nothing arrives for want of our own transport: that tells nothing of anybody else's line. */
  private get deaf(): boolean {
    const { downState } = this.session.media;
    return downState !== 'none' && downState !== 'connected';
  }

  private isMissing(id: string, there: boolean): boolean {
    if (there) {
      this.missingSince.delete(id);
      return false;
    }
    const since = this.missingSince.get(id) ?? Date.now();
    this.missingSince.set(id, since);
    return Date.now() - since > MISSING_AFTER;
  }

  private view(
    state: State,
    id: string,
    participant: Participant | null,
    kind: TileState,
    more: { note: readonly [string, string] | null; quality: Presence['quality']; lock: string },
  ): TileView {
    const level = venueOf(state, participant)?.level ?? 'county';
    const name = participant?.name ?? id;
    const flag = flagOf(state, id, kind, more.quality);
    const role = participant ? roleName(participant.role) : '';
    const line = more.quality === null ? '' : more.quality === 'weak' ? t('网络较弱') : t('网络良好');
    const fault = more.note ? more.note.join(t('，')) : line;
    return {
      participantId: id,
      name,
      shortName: participant?.short_name || name,
      level,
      state: kind,
      note: more.note,
      flag,
      me: false,
      lock: more.lock,
      label: tileLabel(level, name, name === role ? '' : role, flag?.kind === 'poor' ? '' : (flag?.text ?? ''), fault),
    };
  }
}

function flagOf(state: State, id: string, kind: TileState, quality: Presence['quality']): TileView['flag'] {
  const speech = speechOf(state, id);
  if (speech) {
    return { kind: 'speaking', text: speech.started_at === null ? t('已获准') : speaking(speech.kind) };
  }
  const waiting = requestOf(state, id);
  if (waiting) return { kind: 'asking', text: t('申请 {0}', waiting.place) };
  return quality === 'weak' && kind === 'normal' ? { kind: 'poor', text: t('网络较弱') } : null;
}
