"""The roll call 点名签到: everybody on the list is called, and answers within a time.

People with a connection answer on their own device, seats through their operator, anybody by the
hand of staff. Called is whoever the attendance list names, but for operators, who answer for their
room, and for those excused.
"""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from sessions.commands import AnswerRollCall, EndRollCall, StartRollCall
from sessions.config import ROLL_CALLS_MAX
from sessions.errors import Refused
from sessions.events import (
    AnyEvent,
    AttendanceMarked,
    RollCallAnswered,
    RollCallEnded,
    RollCallStarted,
)
from sessions.overrides import spoken_for
from sessions.roles import is_staff
from sessions.seating import name_of, seat_of
from sessions.state import Consultation
from sessions.state.attendance import RollCall, Sitter
from sessions.status import require_unclosed
from sessions.types import Actor, VenueCount, Voter

# --- readings ---------------------------------------------------------------------------------


def called(state: Consultation) -> frozenset[Voter]:
    """Whom a roll call that begins now calls."""
    return frozenset(
        [
            *(
                Voter("participant", p.id)
                for p in state.participants.values()
                if p.role not in ("viewer", "venue", "interpreter")
                and state.participant_marks.get(p.id) != "excused"
            ),
            *(Voter("seat", id) for id in state.seats if state.seat_marks.get(id) != "excused"),
        ]
    )


def running(state: Consultation) -> RollCall | None:
    """The roll call that waits for answers."""
    last = next(iter(state.roll_calls.last(1)), None)
    return last if last is not None and last.ended_at is None else None


def counts(state: Consultation, roll_call: RollCall) -> list[VenueCount]:
    """The result by venue, in the order of the tree; only venues that were called."""
    all_called = _by_venue(state, roll_call.called)
    answered = _by_venue(state, roll_call.answers)
    return [
        VenueCount(venue.id, venue.level, all_called[venue.id], answered.get(venue.id, 0))
        for venue in state.venues.values()
        if venue.id in all_called
    ]


def _by_venue(state: Consultation, voters: Iterable[Voter]) -> dict[str, int]:
    found: dict[str, int] = {}
    for voter in voters:
        venue_id = (
            state.seats[voter.id].venue_id
            if voter.kind == "seat"
            else state.participants[voter.id].venue_id
        )
        found[venue_id] = found.get(venue_id, 0) + 1
    return found


def next_due(state: Consultation) -> int | None:
    """When the running roll call is over, Unix ms."""
    roll_call = running(state)
    return None if roll_call is None else roll_call.started_at + roll_call.seconds * 1000


def due_ends(state: Consultation, now_ms: int) -> list[EndRollCall]:
    """The end of the roll call whose time is over."""
    roll_call, at = running(state), next_due(state)
    if roll_call is None or at is None or now_ms < at:
        return []
    return [EndRollCall(roll_call.roll_call_id)]


# --- decided ----------------------------------------------------------------------------------


def start_roll_call(
    state: Consultation, actor: Actor, command: StartRollCall, new_id: Callable[[], str]
) -> list[AnyEvent]:
    """One at a time, before the opening too; whoever calls has answered."""
    require_unclosed(state)
    if running(state) is not None:
        raise Refused("roll_call_runs")
    if len(state.roll_calls) >= ROLL_CALLS_MAX:
        raise Refused("too_many", limit=ROLL_CALLS_MAX)
    roll_call_id = new_id()
    caller = actor.participant_id
    answered = [RollCallAnswered(roll_call_id, caller, None)] if caller is not None else []
    return [RollCallStarted(roll_call_id, command.seconds), *answered]


def answer_roll_call(state: Consultation, actor: Actor, command: AnswerRollCall) -> list[AnyEvent]:
    """For somebody who was called; whom staff answer for without a connection is marked present."""
    require_unclosed(state)
    if command.participant_id is not None and command.seat_id is not None:
        raise Refused("name_one")
    roll_call = _waiting(state, command.roll_call_id)
    voter = _voter(state, actor, command)
    if voter not in roll_call.called:
        raise Refused("not_called")
    if (voter in roll_call.answers) == command.here:
        return []
    if voter.kind == "seat" and command.here:
        _check_seat(state, voter.id)
    participant_id = voter.id if voter.kind == "participant" else None
    seat_id = voter.id if voter.kind == "seat" else None
    override = spoken_for(
        state,
        actor,
        "answer_roll_call",
        command.reason,
        participant_id=participant_id,
        seat_id=seat_id,
    )
    answered = RollCallAnswered(roll_call.roll_call_id, participant_id, seat_id, command.here)
    seen = command.here and participant_id is not None and participant_id not in state.joined
    if seen and is_staff(actor) and state.participant_marks.get(voter.id) != "present":
        return [*override, answered, AttendanceMarked("present", participant_id, None)]
    return [*override, answered]


def _voter(state: Consultation, actor: Actor, command: AnswerRollCall) -> Voter:
    if command.seat_id is not None:
        if command.seat_id not in state.seats:
            raise Refused("no_such_seat")
        return Voter("seat", command.seat_id)
    participant_id = command.participant_id or actor.participant_id
    if participant_id is None or participant_id not in state.participants:
        raise Refused("no_such_participant")
    return Voter("participant", participant_id)


def _check_seat(state: Consultation, person_id: str) -> None:
    """Somebody who was not said to be in the room sits on their own seat, if nobody else does."""
    sitter = state.sitters.get(person_id)
    if sitter is not None and seat_of(state, person_id) is None:
        raise Refused("seat_occupied", name=name_of(state, sitter))


def end_roll_call(state: Consultation, actor: Actor, command: EndRollCall) -> list[AnyEvent]:
    """By whoever may start one, or by the clock."""
    roll_call = _waiting(state, command.roll_call_id)
    return [_ended(state, roll_call, by_clock=actor.role == "system")]


def running_roll_call_ended(state: Consultation) -> list[AnyEvent]:
    """The end of the roll call that a closing consultation cuts short."""
    roll_call = running(state)
    return [] if roll_call is None else [_ended(state, roll_call)]


def _waiting(state: Consultation, roll_call_id: str) -> RollCall:
    roll_call = state.roll_calls.get(roll_call_id)
    if roll_call is None:
        raise Refused("no_such_roll_call")
    if roll_call.ended_at is not None:
        raise Refused("roll_call_over")
    return roll_call


def _ended(state: Consultation, roll_call: RollCall, *, by_clock: bool = False) -> RollCallEnded:
    return RollCallEnded(roll_call.roll_call_id, counts(state, roll_call), by_clock)


# --- applied ----------------------------------------------------------------------------------


def roll_call_started(state: Consultation, event: RollCallStarted, at: int) -> Consultation:
    """The list is called as it stands."""
    return _changed(state, RollCall(event.roll_call_id, event.seconds, at, called(state)))


def roll_call_answered(state: Consultation, event: RollCallAnswered, at: int) -> Consultation:
    """One answer more or less; somebody of a seat who answers is in the room."""
    roll_call = state.roll_calls[event.roll_call_id]
    voter = _answering(event)
    if voter not in roll_call.called:
        return state
    before = roll_call.answers.get(voter)
    answers = roll_call.answers.set(voter, at) if event.here else roll_call.answers.delete(voter)
    state = _changed(state, replace(roll_call, answers=answers))
    if event.seat_id is None:
        return state
    return (
        _seated(state, event.seat_id, at) if event.here else _unsaid(state, event.seat_id, before)
    )


def _answering(event: RollCallAnswered) -> Voter:
    if event.seat_id is not None:
        return Voter("seat", event.seat_id)
    assert event.participant_id is not None
    return Voter("participant", event.participant_id)


def _seated(state: Consultation, person_id: str, at: int) -> Consultation:
    if seat_of(state, person_id) is not None:
        return state
    sitters = state.sitters.set(person_id, Sitter(person_id, "", by_word=False, since=at))
    left = state.left_seats
    left = left.delete(person_id) if person_id in left else left
    return replace(state, sitters=sitters, left_seats=left)


def _unsaid(state: Consultation, person_id: str, answered_at: int | None) -> Consultation:
    """A mistaken answer seated them: nothing was said about them after all."""
    sitter = state.sitters.get(person_id)
    if sitter is None or sitter.since != answered_at:
        return state
    return replace(state, sitters=state.sitters.delete(person_id))


def roll_call_ended(state: Consultation, event: RollCallEnded, at: int) -> Consultation:
    """Nobody answers any more."""
    return _changed(state, replace(state.roll_calls[event.roll_call_id], ended_at=at))


def _changed(state: Consultation, roll_call: RollCall) -> Consultation:
    return replace(state, roll_calls=state.roll_calls.set(roll_call.roll_call_id, roll_call))
