// Who is here and who owes an answer: how the state changes by it, and what pages read from it.
// Mirrors `sessions/seating.py`, `roll_call.py`, `quorum.py` and `questions.py`.
import type { AnyEvent, Participant, QuestionView, RollCallView, Seat, SitterView, Venue } from '../wire.gen';
import { held, LEVELS, type Level } from './select.ts';
import type { State } from './state';

type EventOf<T extends AnyEvent['type']> = Extract<AnyEvent, { type: T }>;

// --- how the state changes -----------------------------------------------------------------------

export function seatTaken(state: State, event: EventOf<'seat_taken'>, at: number): Partial<State> {
  const { seat_id, person_id, substitute, by_word } = event;
  const others = state.sitters.filter((one) => one.seat_id !== seat_id && one.person_id !== person_id);
  return {
    sitters: [...others, { seat_id, person_id, substitute, by_word, since: at }],
    left_seats: state.left_seats.filter((id) => id !== person_id),
    attendance: state.attendance.filter((one) => one.seat_id !== person_id),
  };
}

export function seatLeft(state: State, event: EventOf<'seat_left'>): Partial<State> {
  return {
    sitters: state.sitters.filter((one) => one.seat_id !== event.seat_id),
    left_seats: [...state.left_seats.filter((id) => id !== event.person_id), event.person_id],
  };
}

export function seatsSwapped(state: State, { seat_id, other_id }: EventOf<'seats_swapped'>): Partial<State> {
  const to = (id: string): string => (id === seat_id ? other_id : id === other_id ? seat_id : id);
  return { sitters: state.sitters.map((one) => ({ ...one, seat_id: to(one.seat_id) })) };
}

export function rollCallStarted(state: State, event: EventOf<'roll_call_started'>, at: number): Partial<State> {
  const { roll_call_id, seconds } = event;
  return { roll_calls: [...state.roll_calls, { roll_call_id, seconds, started_at: at, ended_at: null, counts: [], answers: [] }] };
}

export function rollCallAnswered(state: State, event: EventOf<'roll_call_answered'>, at: number): Partial<State> {
  const { participant_id, seat_id, here, roll_call_id } = event;
  const call = state.roll_calls.find((one) => one.roll_call_id === roll_call_id);
  if (!call) return {};
  const mine = (one: { participant_id: string | null; seat_id: string | null }): boolean =>
    one.participant_id === participant_id && one.seat_id === seat_id;
  const before = call.answers.find(mine);
  const others = call.answers.filter((one) => !mine(one));
  const answers = here === false ? others : [...others, { participant_id, seat_id, at }];
  const roll_calls = state.roll_calls.map((one) => (one === call ? { ...one, answers } : one));
  if (seat_id === null) return { roll_calls };
  const sitter = state.sitters.find((one) => one.person_id === seat_id);
  if (here !== false && !sitter) {
    return {
      roll_calls,
      sitters: [...state.sitters, { seat_id, person_id: seat_id, substitute: '', by_word: false, since: at }],
      left_seats: state.left_seats.filter((id) => id !== seat_id),
    };
  }
  // A mistaken answer seated them: nothing was said about them after all.
  const undone = here === false && sitter?.since === before?.at;
  return undone ? { roll_calls, sitters: state.sitters.filter((one) => one !== sitter) } : { roll_calls };
}

export function rollCallEnded(state: State, event: EventOf<'roll_call_ended'>, at: number): Partial<State> {
  return {
    roll_calls: state.roll_calls.map((one) =>
      one.roll_call_id === event.roll_call_id ? { ...one, ended_at: at, counts: event.counts } : one),
  };
}

export function questionPut(state: State, event: EventOf<'question_put'>, at: number): Partial<State> {
  const { question_id, item_id, to, text, speech_id } = event;
  const question: QuestionView = { question_id, item_id, to, text, speech_id, put_at: at, withdrawn: null, replies: [], opinion_id: null };
  return { questions: [...state.questions, question] };
}

/** Questions that have an opinion's words, as these read now. */
export function questionsReworded({ questions }: State, opinionId: string, text: string): QuestionView[] {
  if (!questions.some((one) => one.opinion_id === opinionId)) return questions;
  return questions.map((one) => (one.opinion_id === opinionId ? { ...one, text } : one));
}

export function questionWithdrawn(state: State, event: EventOf<'question_withdrawn'>): Partial<State> {
  return { questions: question(state, event.question_id, () => ({ withdrawn: event.reason })) };
}

export function replyFiled(state: State, event: EventOf<'reply_filed'>, at: number): Partial<State> {
  const { participant_id, text, on_behalf } = event;
  return {
    questions: question(state, event.question_id, ({ replies }) => ({
      replies: [...replies.filter((one) => one.participant_id !== participant_id), { participant_id, text, on_behalf, filed_at: at }],
    })),
  };
}

function question(state: State, id: string, change: (one: QuestionView) => Partial<QuestionView>): QuestionView[] {
  return state.questions.map((one) => (one.question_id === id ? { ...one, ...change(one) } : one));
}

// --- seats and the quorum ------------------------------------------------------------------------

/** `unsaid`: nobody said anything yet, and the list supposes that they are here as their room is. */
export type SeatState = 'here' | 'cut' | 'left' | 'excused' | 'absent' | 'unsaid';

/** How the person of a seat stands now, wherever they sit; `cut`: the room has no line. */
export function seatState(state: State, personId: string): SeatState {
  const sitter = state.sitters.find((one) => one.person_id === personId);
  if (sitter) return sitter.by_word || roomIsHere(state, venueOfSeat(state, sitter.seat_id)?.id ?? '') ? 'here' : 'cut';
  const mark = state.attendance.find((one) => one.seat_id === personId)?.status;
  if (mark === 'excused' || mark === 'absent') return mark;
  return state.left_seats.includes(personId) ? 'left' : 'unsaid';
}

export function sitterAt(state: State, seatId: string): SitterView | null {
  return state.sitters.find((one) => one.seat_id === seatId) ?? null;
}

export function seatOf(state: State, id: string): Seat | null {
  return state.venues.flatMap((one) => one.seats ?? []).find((one) => one.id === id) ?? null;
}

export function venueOfSeat(state: State, seatId: string): Venue | null {
  return state.venues.find((one) => one.seats?.some((seat) => seat.id === seatId)) ?? null;
}

/** Whether an operator of the venue is connected, and with them the room. */
export function roomIsHere(state: State, venueId: string): boolean {
  return state.participants.some((one) => one.role === 'venue' && one.venue_id === venueId && state.joined.includes(one.id));
}

/** The venue and all below it. */
export function subtree(state: State, venueId: string): Set<string> {
  const found = new Set([venueId]);
  for (const one of state.venues) if (one.parent_id && found.has(one.parent_id)) found.add(one.id); // parents come first
  return found;
}

const DELIBERATING: ReadonlySet<string> = new Set(['chair', 'member', 'expert', 'department', 'public_rep']);

export interface Quorum {
  needed: number;
  present: number;
  entitled: number;
  met: boolean;
}

export function quorum(state: State): Quorum {
  const people = state.participants.filter((one) => DELIBERATING.has(one.role) && one.capacity !== 'observing');
  const seats = state.venues.flatMap((one) => one.seats ?? []).filter((one) => one.capacity !== 'observing');
  const entitled = people.length + seats.length;
  const present = people.filter((one) => isHere(state, one)).length
    + seats.filter((one) => seatState(state, one.id) === 'here').length;
  const needed = neededOf(state, entitled);
  return { needed, present, entitled, met: present >= needed };
}

function neededOf({ attendance_rules: { quorum: rule } }: State, of: number): number {
  switch (rule.kind) {
    case 'none': return 0;
    case 'number': return rule.amount;
    case 'share': return Math.ceil((of * rule.amount) / 100);
  }
}

/** By a mark, else by the connection. */
export function isHere(state: State, { id }: Participant): boolean {
  const mark = state.attendance.find((one) => one.participant_id === id)?.status;
  return mark ? mark === 'present' : state.joined.includes(id);
}

export type Standing = 'present' | 'observing' | 'excused' | 'away';

export interface LevelFigures {
  level: Level;
  of: number;
  counts: { [one in Standing]: number };
}

/** How many of each level are here now: people and the persons of seats, operators left out. */
export function byLevel(state: State): LevelFigures[] {
  const rows = new Map<Level, LevelFigures>();
  const count = (venueId: string, standing: Standing): void => {
    const level = state.venues.find((one) => one.id === venueId)?.level ?? 'county';
    const row = rows.get(level) ?? { level, of: 0, counts: { present: 0, observing: 0, excused: 0, away: 0 } };
    row.of += 1;
    row.counts[standing] += 1;
    rows.set(level, row);
  };
  for (const one of called(state)) {
    const marked = state.attendance.find((mark) => mark.participant_id === one.participantId && mark.seat_id === one.seatId)?.status;
    const here = one.participantId ? isHere(state, one.person as Participant) : seatState(state, one.seatId ?? '') === 'here';
    const observing = one.person.capacity === 'observing';
    count(one.venueId, marked === 'excused' ? 'excused' : !here ? 'away' : observing ? 'observing' : 'present');
  }
  return LEVELS.flatMap((level) => rows.get(level) ?? []);
}

// --- roll calls ----------------------------------------------------------------------------------

export interface Called {
  participantId: string | null;
  seatId: string | null;
  venueId: string;
  person: Participant | Seat;
}

/** Whom a roll call calls, excused or not: the list without operators, interpreters and viewers. */
export function called(state: State): Called[] {
  return [
    ...state.participants
      .filter((one) => one.role !== 'viewer' && one.role !== 'venue' && one.role !== 'interpreter')
      .map((one) => ({ participantId: one.id, seatId: null, venueId: one.venue_id, person: one })),
    ...state.venues.flatMap((venue) =>
      (venue.seats ?? []).map((one) => ({ participantId: null, seatId: one.id, venueId: venue.id, person: one }))),
  ];
}

export function excused(state: State, { participantId, seatId }: Called): boolean {
  return state.attendance.some((one) => one.status === 'excused' && one.participant_id === participantId && one.seat_id === seatId);
}

export function runningRollCall(state: State): RollCallView | null {
  const last = state.roll_calls.at(-1);
  return last && last.ended_at === null ? last : null;
}

export function hasAnswered(call: RollCallView, who: { participantId: string | null; seatId: string | null }): boolean {
  return call.answers.some((one) => one.participant_id === who.participantId && one.seat_id === who.seatId);
}

/** Who was called and has not answered. */
export function unanswered(state: State, call: RollCallView): Called[] {
  return called(state).filter((one) => !excused(state, one) && !hasAnswered(call, one));
}

// --- must-answer items ---------------------------------------------------------------------------

export type AnswerState = 'answering' | 'spoken' | 'written' | 'waiting' | 'asked';

export function answerState(state: State, { question_id, replies }: QuestionView, participantId: string): AnswerState {
  const own = state.speeches.filter((one) => one.question_id === question_id && one.participant_id === participantId);
  if (own.some((one) => one.ended === null)) return 'answering';
  if (own.some((one) => one.started_at !== null)) return 'spoken';
  if (replies.some((one) => one.participant_id === participantId)) return 'written';
  const waits = state.requests.some((one) => one.question_id === question_id && one.participant_id === participantId);
  return waits ? 'waiting' : 'asked';
}

/** Departments that have neither spoken under a question nor replied in writing. */
export function owes(state: State, question: QuestionView): string[] {
  if (question.withdrawn !== null) return [];
  const { question_id, replies, to } = question;
  const spoken = new Set(state.speeches
    .filter((one) => one.question_id === question_id && one.started_at !== null && one.ended !== null)
    .map((one) => one.participant_id));
  return to.filter((id) => !spoken.has(id) && !replies.some((one) => one.participant_id === id));
}

export function outstanding(state: State, itemId: string): string[] {
  return [...new Set(state.questions.filter((one) => one.item_id === itemId).flatMap((one) => owes(state, one)))];
}

/** The questions of an item that stand, in the order in which they were put. */
export function questionsOf(state: State, itemId: string): QuestionView[] {
  return state.questions.filter((one) => one.item_id === itemId && one.withdrawn === null);
}

/** Whom `A` asks next: the first department that owes an answer, is here and is not on the floor. */
export function nextToAsk(state: State, itemId: string): { question: QuestionView; participantId: string } | null {
  const speaking = new Set(held(state).map((one) => one.participant_id));
  for (const question of questionsOf(state, itemId)) {
    const participantId = owes(state, question).find((id) => state.joined.includes(id) && !speaking.has(id));
    if (participantId) return { question, participantId };
  }
  return null;
}
