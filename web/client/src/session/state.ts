// What has happened so far, from a snapshot and the records after it. Pure: the server decides, this
// only reads. Mirrors the `apply` of `sessions/`, as far as a client sees it.
import { ballotChange, isBallotEvent } from './ballots.ts';
import { isLiveNoteEvent, liveNoteChange } from './live-notes.ts';
import { isMinutesEvent, minutesChange } from './minutes.ts';
import { expiry, isRecordingEvent, recordingChange } from './recording.ts';
import type {
  Actor, AnyEvent, AttendanceView, DocumentView, ItemView, OpinionCounts, OpinionView, Record, RequestView, Seat, Snapshot, SpeechView,
} from '../wire.gen';
import * as attending from './attending.ts';
import { isOutcomeLife, outcomeChanged } from './outcomes.ts';
import { decision, FRESH, isScreeningEvent, screeningChange, screeningCounted } from './screening.ts';

export type State = Snapshot;

const CAPTIONS_KEPT = 20; // as sessions/config.py
const NOTES_SHOWN = 200; // as the server

/** The state after one more record; a record that is already in it changes nothing. */
export function apply(state: State, record: Record): State {
  if (record.seq <= state.seq) return state;
  const { event, seq, hash } = record;
  return { ...state, ...change(state, record), opinion_counts: counted(state, event), seq, hash };
}

export function applyAll(state: State, records: readonly Record[]): State {
  return records.reduce(apply, state);
}

/**
 * How many opinions stand how after one more event, also of those that `opinions` does not hold.
 * Staff hold all that wait: what they do not hold was withheld before it is published, and was
 * public, so taken back first, before it is withheld. Others know the public ones alone.
 */
export function counted(state: State, event: AnyEvent): OpinionCounts {
  if (isScreeningEvent(event)) return screeningCounted(state, event);
  const { opinions, opinion_counts } = state;
  const { submitted, published, withheld } = opinion_counts;
  switch (event.type) {
    case 'opinion_submitted':
      return { ...opinion_counts, submitted: submitted + 1 };
    case 'opinion_published':
      return waits(opinions, event.opinion_id)
        ? { ...opinion_counts, submitted: submitted - 1, published: published + 1 }
        : { ...opinion_counts, published: published + 1, withheld: Math.max(0, withheld - 1) };
    case 'opinion_retracted': // the reason follows, and counts it as withheld
      return { ...opinion_counts, published: published - 1 };
    case 'opinion_withheld':
      return { ...opinion_counts, submitted: submitted - (waits(opinions, event.opinion_id) ? 1 : 0), withheld: withheld + 1 };
    default:
      return opinion_counts;
  }
}

function waits(opinions: readonly OpinionView[], id: string): boolean {
  return opinions.find((one) => one.opinion_id === id)?.state === 'submitted';
}

function change(state: State, { event, at, seq, actor }: Record): Partial<State> {
  if (isBallotEvent(event)) return ballotChange(state, event, at);
  if (isOutcomeLife(event)) return outcomeChanged(state, event, seq);
  if (isLiveNoteEvent(event)) return { live_notes: liveNoteChange(state.live_notes, event, at) };
  if (isScreeningEvent(event)) return screeningChange(state, event, at, actor);
  if (isMinutesEvent(event)) return { minutes: minutesChange(state.minutes, event, seq) };
  if (isRecordingEvent(event)) return { recording: recordingChange(state.recording, state.closed_at, event, { at, actor }) };
  switch (event.type) {
    case 'consultation_created':
      return { id: event.id, title: event.title, scheduled_at: event.scheduled_at };
    case 'venue_added':
      return { venues: [...state.venues, event.venue] };
    case 'item_added':
      return { agenda: [...state.agenda, { item: event.item, started_at: null, closed_at: null }] };
    case 'participant_registered':
      return {
        participants: [...state.participants, event.participant],
        presiding: state.presiding ?? (event.participant.role === 'chair' ? event.participant.id : null),
      };
    case 'invitation_issued':
    case 'invitation_revoked':
    case 'invitation_used':
    case 'caption_port_issued':
      return {};
    case 'rehearsal_started':
      return { rehearsal: { since: at, until: event.until } };
    case 'rehearsal_ended': // a snapshot of what was before follows
      return { rehearsal: null };
    case 'waiting_room_set': {
      const { on, venue_id } = event;
      const { waiting_room } = state;
      return { waiting_room: venue_id === null ? { on, venues: {} } : { ...waiting_room, venues: { ...waiting_room.venues, [venue_id]: on } } };
    }
    case 'participant_waiting':
      return { waiting: [...atTheDoor(state, event.participant_id), { participant_id: event.participant_id, since: at, turned_away: null, by: null }] };
    case 'waiting_ended':
    case 'participant_admitted':
      return { waiting: atTheDoor(state, event.participant_id) };
    case 'participant_turned_away': {
      const { participant_id, reason } = event;
      return { waiting: [...atTheDoor(state, participant_id), { participant_id, since: at, turned_away: reason, by: actor }] };
    }
    case 'participant_muted':
      return { muted: [...state.muted, { participant_id: event.participant_id, reason: event.reason, by: actor, at }] };
    case 'participant_unmuted':
      return { muted: state.muted.filter((one) => one.participant_id !== event.participant_id) };
    case 'seat_named':
      return { venues: state.venues.map((one) => (one.id === event.venue_id ? { ...one, seats: seated(one.seats ?? [], event.seat) } : one)) };
    case 'authority_overridden':
      return {}; // what was done follows
    case 'interpretation_started': {
      const { language, participant_id } = event;
      return { interpreting: [...channels(state, language), { language, participant_id, since: at }] };
    }
    case 'interpretation_ended':
      return { interpreting: channels(state, event.language) };
    case 'consultation_opened':
      return { status: 'open', opened_at: at };
    case 'consultation_adjourned':
      return { status: 'adjourned', interrupted_at: null };
    case 'consultation_resumed':
      return { status: 'open' };
    case 'consultation_closed':
      return {
        status: 'closed', closed_at: at, interrupted_at: null,
        recording: state.recording && { ...state.recording, expires_at: expiry(state.recording.keep_days, at) },
      };
    case 'item_started':
      return { agenda: item(state, event.item_id, { started_at: at }) };
    case 'item_closed':
      return { agenda: item(state, event.item_id, { closed_at: at }) };
    case 'floor_requested': {
      const { request_id, participant_id, kind, note, item_id, seat_id, question_id = null, forwarded_by = null } = event;
      const place = event.position ?? state.requests.length;
      const request = { request_id, participant_id, kind, note, item_id, seat_id, requested_at: at, question_id, forwarded_by };
      return { requests: [...state.requests.slice(0, place), request, ...state.requests.slice(place)] };
    }
    case 'request_withdrawn':
      return { requests: without(state.requests, event.request_id) };
    case 'request_moved':
      return { requests: moved(state.requests, event.request_id, event.position) };
    case 'floor_granted': {
      const { speech_id, participant_id, kind, seconds, item_id, seat_id, question_id = null } = event;
      const speech: SpeechView = {
        speech_id, participant_id, kind, seconds, item_id, seat_id,
        granted_at: at, started_at: null, ended_at: null, ended: null, question_id, paused_at: null, pause_reason: '', paused_ms: 0,
      };
      return { requests: without(state.requests, event.request_id), speeches: [...state.speeches, speech] };
    }
    case 'speech_started':
      return { speeches: speech(state, event.speech_id, () => ({ started_at: at })) };
    case 'speech_extended':
      return { speeches: speech(state, event.speech_id, ({ seconds }) => ({ seconds: seconds + event.seconds })) };
    case 'speech_paused':
      return { speeches: speech(state, event.speech_id, () => ({ paused_at: at, pause_reason: event.reason })) };
    case 'speech_resumed':
      return { speeches: speech(state, event.speech_id, (one) => unpaused(one, at)) };
    case 'floor_rules_set':
      return { floor_rules: event.rules };
    case 'deputies_named':
      return { deputies: event.participant_ids };
    case 'presiding_interrupted':
      return { interrupted_at: at };
    case 'presiding_continued':
      return { interrupted_at: null };
    case 'chair_taken':
      return { presiding: event.participant_id };
    case 'floor_yielded':
      return { speeches: speech(state, event.speech_id, (one) => ({ ...unpaused(one, at), ended_at: at, ended: 'yielded' })) };
    case 'floor_revoked':
      return { speeches: speech(state, event.speech_id, (one) => ({ ...unpaused(one, at), ended_at: at, ended: 'revoked' })) };
    case 'document_attached': {
      const { type: _, ...document } = event;
      return { documents: inAgendaOrder(state, [...state.documents, document]) };
    }
    case 'document_removed':
      return { documents: state.documents.filter((one) => one.document_id !== event.document_id) };
    case 'document_moved':
      return { documents: movedDocument(state, event.document_id, event.position) };
    case 'document_presented': {
      const { document_id, page, presenter_id, speech_id } = event;
      return { presentation: { document_id, page, presenter_id, speech_id, turned_at: at } };
    }
    case 'page_turned':
      return { presentation: state.presentation && { ...state.presentation, page: event.page, turned_at: at } };
    case 'presentation_stopped':
      return { presentation: null };
    case 'layout_set':
      return { stage: { layout: event.layout, participant_id: event.participant_id } };
    case 'floor_followed':
      return { stage: null };
    case 'programme_directed':
      return { direction: { mode: event.mode } };
    case 'opinion_submitted': {
      const { opinion_id, receipt, text, name, region } = event;
      const opinion: OpinionView = {
        ...FRESH, opinion_id, receipt, text, name, region, state: 'submitted', submitted_at: at, marks: event.marks ?? [],
      };
      return { opinions: [...state.opinions, opinion] };
    }
    case 'opinion_published':
      return {
        opinions: published(state.opinions, event, at, actor),
        questions: attending.questionsReworded(state, event.opinion_id, event.text),
      };
    case 'opinions_supported': {
      const counts = new Map(event.counts.map((one) => [one.opinion_id, one.supports]));
      return { opinions: state.opinions.map((one) => ({ ...one, supports: counts.get(one.opinion_id) ?? one.supports })) };
    }
    case 'opinion_retracted':
      return {
        opinions: retracted(state.opinions, event.opinion_id),
        questions: attending.questionsReworded(state, event.opinion_id, ''),
      };
    case 'opinion_withheld':
      return {
        opinions: state.opinions.map((one) =>
          one.opinion_id === event.opinion_id ? { ...one, ...decision(actor, at), state: 'withheld' as const, reason: event.reason } : one,
        ),
      };
    case 'outcome_recorded': {
      const { outcome_id, text, unit, due, source } = event;
      return { outcomes: [...state.outcomes, { outcome_id, text, unit, due, source, recorded_at: at, seq }] };
    }
    case 'participant_joined':
      return { joined: [...state.joined.filter((id) => id !== event.participant_id), event.participant_id] };
    case 'participant_left':
      return { joined: state.joined.filter((id) => id !== event.participant_id) };
    case 'attendance_marked':
      return { attendance: marked(state.attendance, event) };
    case 'attendance_rules_set':
      return { attendance_rules: event.rules };
    case 'seat_taken':
      return attending.seatTaken(state, event, at);
    case 'seat_left':
      return attending.seatLeft(state, event);
    case 'seats_swapped':
      return attending.seatsSwapped(state, event);
    case 'roll_call_started':
      return attending.rollCallStarted(state, event, at);
    case 'roll_call_answered':
      return attending.rollCallAnswered(state, event, at);
    case 'roll_call_ended':
      return attending.rollCallEnded(state, event, at);
    case 'question_put':
      return attending.questionPut(state, event, at);
    case 'question_withdrawn':
      return attending.questionWithdrawn(state, event);
    case 'reply_filed':
      return attending.replyFiled(state, event, at);
    case 'quorum_waived':
    case 'answers_waived':
      return {};
    case 'caption_added': {
      const { caption_id, speech_id, participant_id, language, text, started_at, ended_at, line_id = null } = event;
      const caption = { caption_id, speech_id, participant_id, language, text, started_at, ended_at, line_id };
      const known = state.caption_languages;
      return {
        captions: [...state.captions, caption].slice(-CAPTIONS_KEPT),
        caption_languages: known.includes(language) ? known : [...known, language],
      };
    }
    case 'caption_corrected':
      return {
        captions: state.captions.map((one) => (one.caption_id === event.caption_id ? { ...one, text: event.text } : one)),
      };
    case 'note_written': {
      const { note_id, text, noted_at } = event;
      return { notes: [...(state.notes ?? []), { note_id, text, noted_at }].slice(-NOTES_SHOWN) };
    }
    case 'note_corrected':
      return { notes: (state.notes ?? []).map((one) => (one.note_id === event.note_id ? { ...one, text: event.text } : one)) };
    default:
      event satisfies never;
      // A newer server: what we do not know we do not show.
      console.warn('unknown event', (event as { type: string }).type, seq);
      return {};
  }
}

function channels(state: State, except: string): State['interpreting'] {
  return state.interpreting.filter((one) => one.language !== except);
}

function atTheDoor(state: State, except: string): State['waiting'] {
  return state.waiting.filter((one) => one.participant_id !== except);
}

function seated(seats: Seat[], seat: Seat): Seat[] {
  return seats.some((one) => one.id === seat.id) ? seats.map((one) => (one.id === seat.id ? seat : one)) : [...seats, seat];
}

function item(state: State, id: string, change: Partial<ItemView>): ItemView[] {
  return state.agenda.map((one) => (one.item.id === id ? { ...one, ...change } : one));
}

function speech(state: State, id: string, change: (one: SpeechView) => Partial<SpeechView>): SpeechView[] {
  return state.speeches.map((one) => (one.speech_id === id ? { ...one, ...change(one) } : one));
}

/** What a speech is once its pause, if it has one, is over. */
function unpaused(one: SpeechView, at: number): Partial<SpeechView> {
  if (one.paused_at === null) return {};
  return { paused_at: null, pause_reason: '', paused_ms: one.paused_ms + at - one.paused_at };
}

function without(requests: RequestView[], id: string | null): RequestView[] {
  return requests.filter((one) => one.request_id !== id);
}

function moved(requests: RequestView[], id: string, position: number): RequestView[] {
  const request = requests.find((one) => one.request_id === id);
  if (!request) return requests;
  const rest = without(requests, id);
  return [...rest.slice(0, position), request, ...rest.slice(position)];
}

/** Item by item, as the snapshot has them; the order within an item stays. */
function inAgendaOrder(state: State, documents: DocumentView[]): DocumentView[] {
  return state.agenda.flatMap(({ item }) => documents.filter((one) => one.item_id === item.id));
}

function movedDocument(state: State, id: string, position: number): DocumentView[] {
  const document = state.documents.find((one) => one.document_id === id);
  if (!document) return state.documents;
  const rest = state.documents.filter((one) => one !== document);
  const own = rest.filter((one) => one.item_id === document.item_id);
  const ordered = [...own.slice(0, position), document, ...own.slice(position)];
  return inAgendaOrder(state, [...rest.filter((one) => one.item_id !== document.item_id), ...ordered]);
}

function published(
  opinions: OpinionView[],
  event: { opinion_id: string; text: string; name: string; region: string },
  at: number,
  actor: Actor,
): OpinionView[] {
  const { opinion_id, text, name, region } = event;
  const known = opinions.find((one) => one.opinion_id === opinion_id);
  const opinion: OpinionView = {
    ...FRESH, receipt: null, submitted_at: at, ...known, ...decision(actor, at),
    opinion_id, text, name, region, state: 'published', published_at: at, reason: null,
  };
  return known
    ? opinions.map((one) => (one === known ? opinion : one))
    : [...opinions, opinion];
}

/** Only staff keep what is no longer public; they knew its receipt. */
function retracted(opinions: OpinionView[], id: string): OpinionView[] {
  return opinions
    .filter((one) => one.opinion_id !== id || one.receipt !== null)
    .map((one) => (one.opinion_id === id ? { ...one, state: 'withheld' as const, published_at: null } : one));
}

function marked(marks: AttendanceView[], mark: AttendanceView): AttendanceView[] {
  const { status, participant_id, seat_id } = mark;
  const others = marks.filter((one) => one.participant_id !== participant_id || one.seat_id !== seat_id);
  return [...others, { status, participant_id, seat_id }];
}
