// Says aloud, once each, what ui rules name; everything else on the page stays silent.
import { outcomeName } from '../ballots/read';
import { announce } from '../base/announce';
import { t } from '../base/i18n';
import { pauseReason, revokeReason, speechKind } from '../base/words';
import { mayAdmit } from '../session/authority';
import { interpreterOn } from '../session/channels';
import { clockOf, held, participantOf, presides, requestOf, shownDocument, speakerName, speechOf } from '../session/select';
import { RecordsEvent, type Session } from '../session/session';
import type { State } from '../session/state';
import { muteWords } from './mute-words';

const BATCH = 5_000; // new requests are told to the chair together

export class Announcer {
  private saidClock = new Map<string, number>();
  private newRequests = 0;
  private batching: ReturnType<typeof setTimeout> | undefined;
  private readonly ticking: ReturnType<typeof setInterval>;

  constructor(private readonly session: Session) {
    session.addEventListener('records', this.onRecords as EventListener);
    this.ticking = setInterval(() => this.tick(), 500);
  }

  stop(): void {
    this.session.removeEventListener('records', this.onRecords as EventListener);
    clearInterval(this.ticking);
    clearTimeout(this.batching);
  }

  private readonly onRecords = ({ before, after, records }: RecordsEvent): void => {
    const me = this.session.you?.participant_id ?? '';
    for (const { event } of records) {
      switch (event.type) {
        case 'floor_granted':
          if (event.participant_id === me) announce(t('轮到您了。按“开始发言”后别人能听到。'), 'assertive');
          else announce(t('{0}获准{1}', speakerName(after, event.participant_id, event.seat_id), speechKind(event.kind)));
          break;
        case 'floor_revoked':
          if (this.speaker(before, event.speech_id) === me) {
            announce(t('主持人收回了发言：{0}', revokeReason(event.reason) || t('没有写明理由')), 'assertive');
          }
          break;
        case 'document_presented':
        case 'page_turned': {
          const shown = shownDocument(after);
          if (shown) announce(t('正在展示：{0}，第 {1} 页', shown.document.name, shown.page));
          break;
        }
        case 'presentation_stopped': announce(t('材料不再展示')); break;
        case 'item_started':
          announce(t('议程：{0}', after.agenda.find((one) => one.item.id === event.item_id)?.item.title ?? ''));
          break;
        case 'consultation_opened': announce(t('开会了')); break;
        case 'consultation_adjourned': announce(t('现在休会')); break;
        case 'consultation_resumed': announce(t('复会了')); break;
        case 'consultation_closed': announce(t('会议结束了')); break;
        case 'floor_requested':
          if (event.kind === 'point_of_order' && this.runs(after)) announce(t('{0}提程序问题', speakerName(after, event.participant_id, event.seat_id)));
          else this.batch();
          break;
        case 'speech_paused': {
          const who = this.speaker(after, event.speech_id);
          if (who === me || this.runs(after)) announce(t('{0}的计时暂停：{1}', speakerName(after, who, null), pauseReason(event.reason)));
          break;
        }
        case 'speech_resumed': announce(t('计时继续')); break;
        case 'presiding_interrupted': announce(t('主持人离线，会议中断')); break;
        case 'chair_taken': announce(t('{0}主持会议', speakerName(after, event.participant_id, null))); break;
        case 'interpretation_started':
          if (event.participant_id !== me && event.language === this.interprets(after)) announce(t('{0}正在传译', speakerName(after, event.participant_id, null)));
          break;
        case 'interpretation_ended':
          if (event.participant_id === me && event.reason === 'relieved') {
            announce(t('{0}接替了您，您的声音停了', speakerName(after, interpreterOn(after, event.language) ?? '', null)), 'assertive');
          } else if (event.participant_id !== me && event.reason !== 'relieved' && event.language === this.interprets(after)) {
            announce(t('{0}停止了传译', speakerName(after, event.participant_id, null)), 'assertive');
          }
          break;
        case 'participant_muted':
          if (event.participant_id === me) announce(muteWords(this.session), 'assertive');
          break;
        case 'participant_unmuted':
          if (event.participant_id === me) announce(t('静音已经解除'), 'assertive');
          break;
        case 'recording_set':
          if (event.own_tracks !== (before.recording?.own_tracks ?? false)) {
            announce(event.own_tracks ? t('发言人的声音和画面另外分轨录制。') : t('不再分轨录制'));
          }
          break;
        case 'participant_waiting':
          if (this.session.you && mayAdmit(after, this.session.you, event.participant_id)) {
            announce(t('{0}在等候接纳', participantOf(after, event.participant_id)?.name ?? ''));
          }
          break;
        case 'ballot_opened': announce(t('开始表决：{0}', ballotTitle(after, event.ballot_id)), 'assertive'); break;
        case 'ballot_closed':
          announce(t('表决结果：{0}，{1}', ballotTitle(after, event.ballot_id), outcomeName(event.result)));
          break;
        case 'ballot_cancelled': announce(t('表决取消了：{0}', ballotTitle(after, event.ballot_id))); break;
        default: break;
      }
    }
    this.tellPlace(before, after, me);
  };

  /** Our own language, if we are an interpreter. */
  private interprets(state: State): string | null {
    return participantOf(state, this.session.you?.participant_id ?? '')?.interprets_into ?? null;
  }

  private runs(state: State): boolean {
    return this.session.you !== null && presides(state, this.session.you);
  }

  private speaker(state: State, speechId: string): string {
    return state.speeches.find((one) => one.speech_id === speechId)?.participant_id ?? '';
  }

  private tellPlace(before: State, after: State, me: string): void {
    const place = requestOf(after, me)?.place;
    const old = requestOf(before, me)?.place;
    if (place !== undefined && old !== undefined && place !== old && place <= 2) announce(t('您排第 {0} 位', place));
  }

  private batch(): void {
    const { state, you } = this.session;
    if (!state || !you || !presides(state, you)) return;
    this.newRequests += 1;
    this.batching ??= setTimeout(() => {
      announce(t('新增 {0} 位，共 {1} 位', this.newRequests, this.session.state?.requests.length ?? 0));
      this.newRequests = 0;
      this.batching = undefined;
    }, BATCH);
  }

  /** The clock speaks at one minute, at 30 s and when over, to its holder and to whoever presides. */
  private tick(): void {
    const { state, you } = this.session;
    if (!state || !you) return;
    const speeches = presides(state, you) ? held(state) : [speechOf(state, you.participant_id)];
    for (const speech of speeches) {
      if (!speech || speech.started_at === null || speech.paused_at !== null) continue;
      const { left } = clockOf(speech, this.session.now());
      const mark = left < 0 ? 0 : left <= 30 ? 30 : left <= 60 ? 60 : Infinity;
      const said = this.saidClock.get(speech.speech_id);
      this.saidClock.set(speech.speech_id, mark);
      if (said === undefined || mark >= said) continue;
      announce(mark === 0 ? t('已超时') : mark === 30 ? t('剩余 30 秒') : t('剩余 1 分钟'));
    }
  }
}

function ballotTitle(state: State, id: string): string {
  return state.ballots.find((one) => one.ballot_id === id)?.terms.title ?? '';
}
