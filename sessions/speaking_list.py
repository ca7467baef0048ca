"""The speaking list 发言队列: who waits, for what, and in which place.

Each kind has its lane: one place in each for everybody, so that a point of order or an interposed
question may be put beside a waiting request. Points of order come first, then interposed questions,
then the rest; within a lane who asked first. The chair may order the list otherwise.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec.structs import replace

from sessions import questions
from sessions.commands import MoveRequest, RequestFloor, WithdrawRequest
from sessions.errors import Refused
from sessions.events import AnyEvent, FloorRequested, RequestMoved, RequestWithdrawn
from sessions.overrides import overridden
from sessions.speaking import holders, participant_named, waiting_request, without_request
from sessions.state import Consultation
from sessions.state.floor import Request
from sessions.status import require_open, require_sitting
from sessions.types import Actor, Participant, RequestKind
from sessions.venues import within

LANE: Mapping[RequestKind, int] = {
    "point_of_order": 0,
    "interposed_question": 1,
    "statement": 2,
    "question": 2,
    "answer": 2,
}
"""Lower lanes stand before higher ones."""


def place_for(kind: RequestKind, waiting: Sequence[RequestKind]) -> int:
    """Where a new request joins the list: behind all of its own lane and those before it, 0 first.

    Whatever the chair moved stays where it was put: the new one comes before the first of a later
    lane.
    """
    lane = LANE[kind]
    return next((n for n, other in enumerate(waiting) if LANE[other] > lane), len(waiting))


# --- decided ----------------------------------------------------------------------------------


def request_floor(
    state: Consultation, actor: Actor, command: RequestFloor, new_id: Callable[[], str]
) -> list[AnyEvent]:
    """One waiting request per participant and lane; a seat only by the operator of its venue."""
    require_open(state)
    participant = participant_named(state, actor.participant_id)
    if command.seat_id is not None:
        _check_seat(state, participant, command.seat_id)
    kind = command.kind
    if command.question_id is not None:
        questions.require_asked(state, command.question_id, participant)
        kind = "answer"
    if participant.id in holders(state):
        raise Refused("you_hold_floor")
    if kind == "interposed_question" and not state.floor:
        raise Refused("nobody_speaks")
    for number, request in enumerate(state.requests, 1):
        same_lane = LANE[request.kind] == LANE[kind]
        if request.participant_id == participant.id and same_lane:
            raise Refused("already_waiting", place=number)
    place = place_for(kind, [request.kind for request in state.requests])
    return [
        FloorRequested(
            request_id=new_id(),
            participant_id=participant.id,
            kind=kind,
            note=command.note,
            item_id=state.running_item,
            seat_id=command.seat_id,
            question_id=command.question_id,
            position=None if place == len(state.requests) else place,
        )
    ]


def _check_seat(state: Consultation, operator: Participant, seat_id: str) -> None:
    seat = state.seats.get(seat_id)
    if seat is None:
        raise Refused("no_such_seat")
    if operator.role != "venue" or not within(state, seat.venue_id, operator.venue_id):
        raise Refused("seat_not_yours")


def withdraw_request(state: Consultation, actor: Actor, command: WithdrawRequest) -> list[AnyEvent]:
    """Off the list, during an adjournment too; somebody else's for a reason."""
    require_sitting(state)
    request = waiting_request(state, command.request_id)
    override = overridden(
        state,
        actor,
        "withdraw_request",
        command.reason,
        venue_id=state.participants[request.participant_id].venue_id,
        participant_id=request.participant_id,
        seat_id=request.seat_id,
        overruling=True,
    )
    return [*override, RequestWithdrawn(request_id=request.request_id)]


def move_request(state: Consultation, command: MoveRequest) -> list[AnyEvent]:
    """To a place of the list; beyond its end means last. Nothing happens where it stands there."""
    require_sitting(state)
    request = waiting_request(state, command.request_id)
    position = min(command.position, len(state.requests) - 1)
    if state.requests[position] is request:
        return []
    return [RequestMoved(request_id=request.request_id, position=position)]


def requests_lapsed(requests: Iterable[Request]) -> list[AnyEvent]:
    """The given requests leave the list unheard."""
    return [RequestWithdrawn(request_id=r.request_id, lapsed=True) for r in requests]


# --- applied ----------------------------------------------------------------------------------


def floor_requested(state: Consultation, event: FloorRequested, at: int) -> Consultation:
    """One more on the list."""
    request = Request(
        request_id=event.request_id,
        participant_id=event.participant_id,
        kind=event.kind,
        note=event.note,
        item_id=event.item_id,
        seat_id=event.seat_id,
        requested_at=at,
        question_id=event.question_id,
        forwarded_by=event.forwarded_by,
    )
    place = len(state.requests) if event.position is None else event.position
    return replace(state, requests=(*state.requests[:place], request, *state.requests[place:]))


def request_withdrawn(state: Consultation, event: RequestWithdrawn) -> Consultation:
    """One less on the list."""
    return replace(state, requests=without_request(state, event.request_id))


def request_moved(state: Consultation, event: RequestMoved) -> Consultation:
    """The same list in another order."""
    rest = without_request(state, event.request_id)
    moved = waiting_request(state, event.request_id)
    return replace(state, requests=(*rest[: event.position], moved, *rest[event.position :]))
