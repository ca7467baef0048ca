// What has happened so far, from a snapshot and the records after it. Pure: the server decides, this
// only reads. Mirrors the `apply` of `sessions/`, as far as a client sees it.
import type {
  AnyEvent, AttendanceView, ItemView, OpinionCounts, OpinionView, Record, RequestView, Snapshot, SpeechView,
} from '../wire.gen';

export type State = Snapshot;

const CAPTIONS_KEPT = 20; // as sessions/config.py

/** The state after one more record; a record that is already in it changes nothing. */
export function apply(state: State, record: Record): State {
  if (record.seq <= state.seq) return state;
  const { event, at, seq, hash } = record;
  return { ...state, ...change(state, event, at, seq), opinion_counts: counted(state, event), seq, hash };
}

export function applyAll(state: State, records: readonly Record[]): State {
  return records.reduce(apply, state);
}

/**
 * How many opinions stand how after one more event, also of those that `opinions` does not hold.
 * Staff hold all that wait: what they do not hold was withheld before it is published, and was
 * public, so taken back first, before it is withheld. Others know the public ones alone.
 */
export function counted({ opinions, opinion_counts }: State, event: AnyEvent): OpinionCounts {
  const { submitted, published, withheld } = opinion_counts;
  switch (event.type) {
    case 'opinion_submitted':
      return { ...opinion_counts, submitted: submitted + 1 };
    case 'opinion_published':
      return waits(opinions, event.opinion_id)
        ? { submitted: submitted - 1, published: published + 1, withheld }
        : { submitted, published: published + 1, withheld: Math.max(0, withheld - 1) };
    case 'opinion_retracted': // the reason follows, and counts it as withheld
      return { ...opinion_counts, published: published - 1 };
    case 'opinion_withheld':
      return { submitted: submitted - (waits(opinions, event.opinion_id) ? 1 : 0), published, withheld: withheld + 1 };
    default:
      return opinion_counts;
  }
}

function waits(opinions: readonly OpinionView[], id: string): boolean {
  return opinions.find((one) => one.opinion_id === id)?.state === 'submitted';
}

function change(state: State, event: AnyEvent, at: number, seq: number): Partial<State> {
  switch (event.type) {
    case 'consultation_created':
      return { id: event.id, title: event.title, scheduled_at: event.scheduled_at };
    case 'venue_added':
      return { venues: [...state.venues, event.venue] };
    case 'item_added':
      return { agenda: [...state.agenda, { item: event.item, started_at: null, closed_at: null }] };
    case 'participant_registered':
      return { participants: [...state.participants, event.participant] };
    case 'invitation_issued':
    case 'invitation_revoked':
      return {};
    case 'consultation_opened':
      return { status: 'open', opened_at: at };
    case 'consultation_adjourned':
      return { status: 'adjourned' };
    case 'consultation_resumed':
      return { status: 'open' };
    case 'consultation_closed':
      return { status: 'closed', closed_at: at };
    case 'item_started':
      return { agenda: item(state, event.item_id, { started_at: at }) };
    case 'item_closed':
      return { agenda: item(state, event.item_id, { closed_at: at }) };
    case 'floor_requested': {
      const { request_id, participant_id, kind, note, item_id, seat_id } = event;
      return {
        requests: [...state.requests, { request_id, participant_id, kind, note, item_id, seat_id, requested_at: at }],
      };
    }
    case 'request_withdrawn':
      return { requests: without(state.requests, event.request_id) };
    case 'request_moved':
      return { requests: moved(state.requests, event.request_id, event.position) };
    case 'floor_granted': {
      const { speech_id, participant_id, kind, seconds, item_id, seat_id } = event;
      const speech: SpeechView = {
        speech_id, participant_id, kind, seconds, item_id, seat_id,
        granted_at: at, started_at: null, ended_at: null, ended: null,
      };
      return { requests: without(state.requests, event.request_id), speeches: [...state.speeches, speech] };
    }
    case 'speech_started':
      return { speeches: speech(state, event.speech_id, () => ({ started_at: at })) };
    case 'speech_extended':
      return { speeches: speech(state, event.speech_id, ({ seconds }) => ({ seconds: seconds + event.seconds })) };
    case 'floor_yielded':
      return { speeches: speech(state, event.speech_id, () => ({ ended_at: at, ended: 'yielded' })) };
    case 'floor_revoked':
      return { speeches: speech(state, event.speech_id, () => ({ ended_at: at, ended: 'revoked' })) };
    case 'opinion_submitted': {
      const { opinion_id, receipt, text, name, region } = event;
      const opinion: OpinionView = {
        opinion_id, receipt, text, name, region,
        state: 'submitted', submitted_at: at, published_at: null, reason: null,
      };
      return { opinions: [...state.opinions, opinion] };
    }
    case 'opinion_published':
      return { opinions: published(state.opinions, event, at) };
    case 'opinion_retracted':
      return { opinions: retracted(state.opinions, event.opinion_id) };
    case 'opinion_withheld':
      return {
        opinions: state.opinions.map((one) =>
          one.opinion_id === event.opinion_id ? { ...one, state: 'withheld' as const, reason: event.reason } : one,
        ),
      };
    case 'outcome_recorded': {
      const { outcome_id, text, unit, due, source } = event;
      return { outcomes: [...state.outcomes, { outcome_id, text, unit, due, source, recorded_at: at }] };
    }
    case 'participant_joined':
      return { joined: [...state.joined.filter((id) => id !== event.participant_id), event.participant_id] };
    case 'participant_left':
      return { joined: state.joined.filter((id) => id !== event.participant_id) };
    case 'attendance_marked':
      return { attendance: marked(state.attendance, event) };
    case 'caption_added': {
      const { caption_id, speech_id, participant_id, language, text, started_at, ended_at } = event;
      const caption = { caption_id, speech_id, participant_id, language, text, started_at, ended_at };
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
    default:
      event satisfies never;
      // A newer server: what we do not know we do not show.
      console.warn('unknown event', (event as { type: string }).type, seq);
      return {};
  }
}

function item(state: State, id: string, change: Partial<ItemView>): ItemView[] {
  return state.agenda.map((one) => (one.item.id === id ? { ...one, ...change } : one));
}

function speech(state: State, id: string, change: (one: SpeechView) => Partial<SpeechView>): SpeechView[] {
  return state.speeches.map((one) => (one.speech_id === id ? { ...one, ...change(one) } : one));
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

function published(
  opinions: OpinionView[],
  event: { opinion_id: string; text: string; name: string; region: string },
  at: number,
): OpinionView[] {
  const { opinion_id, text, name, region } = event;
  const known = opinions.find((one) => one.opinion_id === opinion_id);
  const opinion: OpinionView = {
    receipt: null, submitted_at: at, ...known,
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
