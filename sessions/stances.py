"""Stances 表态: 赞成, 反对 or 弃权 on an agenda item or an outcome, straight into the minutes."""

from msgspec.structs import replace

from sessions.ballot_types import StanceSubject
from sessions.commands import TakeStance
from sessions.config import STANCES_MAX
from sessions.electorate import NEVER, key
from sessions.errors import Refused
from sessions.events import AnyEvent, StanceTaken
from sessions.state import Consultation
from sessions.state.ballots import StanceOf
from sessions.status import require_open
from sessions.types import Actor
from sessions.venues import require_own_room


def take_stance(state: Consultation, actor: Actor, command: TakeStance) -> list[AnyEvent]:
    """By anybody here as 出席, while the consultation sits; again to change it.

    On an item once it has begun, on an outcome once it is recorded. A stance decides nothing: it
    is an opinion with a name, where a vote is asked for, counted and closed.
    """
    require_open(state)
    _check_subject(state, command.subject)
    participant_id = None if command.seat_id else actor.participant_id
    if command.seat_id is not None:
        at = state.seats.get(command.seat_id)
        if at is None:
            raise Refused("no_such_seat")
        require_own_room(state, actor, at.venue_id)
        capacity = at.seat.capacity
    else:
        capacity = state.participants[actor.participant_id or ""].capacity
        if actor.role in NEVER:
            raise Refused("no_right_to_vote")
    if capacity != "attending":
        raise Refused("no_right_to_vote")
    known = state.stances.get(_key(command.subject, key(participant_id, command.seat_id)))
    if known is not None and (known.stance, known.note) == (command.stance, command.note):
        return []
    if known is None and len(state.stances) >= STANCES_MAX:
        raise Refused("too_many", limit=STANCES_MAX)
    return [
        StanceTaken(
            subject=command.subject,
            stance=command.stance,
            note=command.note,
            participant_id=participant_id,
            seat_id=command.seat_id,
        )
    ]


def _check_subject(state: Consultation, subject: StanceSubject) -> None:
    if subject.kind == "outcome":
        if subject.id not in state.outcomes:
            raise Refused("no_such_source")
        return
    item = state.agenda.get(subject.id)
    if item is None:
        raise Refused("no_such_item")
    if item.started_at is None:
        raise Refused("item_not_begun", title=item.item.title)


def _key(subject: StanceSubject, voter: str) -> str:
    return f"{subject.kind}:{subject.id}:{voter}"


def stance_taken(state: Consultation, event: StanceTaken, at: int) -> Consultation:
    """The last of each holds."""
    stance = StanceOf(
        subject=event.subject,
        stance=event.stance,
        note=event.note,
        participant_id=event.participant_id,
        seat_id=event.seat_id,
        at=at,
    )
    voter = key(event.participant_id, event.seat_id)
    return replace(state, stances=state.stances.set(_key(event.subject, voter), stance))
