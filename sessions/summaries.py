"""A consultation as one line of a list."""

import msgspec
from msgspec.structs import replace

from sessions.events import (
    ConsultationAdjourned,
    ConsultationClosed,
    ConsultationCreated,
    ConsultationOpened,
    ConsultationResumed,
    Record,
)
from sessions.state import Consultation, Status


class Summary(msgspec.Struct, frozen=True):
    """A consultation in a list. Times are Unix ms."""

    id: str
    title: str
    status: Status
    scheduled_at: int
    opened_at: int | None
    closed_at: int | None


def summary(state: Consultation) -> Summary:
    """One line of a list."""
    return Summary(
        id=state.id,
        title=state.title,
        status=state.status,
        scheduled_at=state.scheduled_at,
        opened_at=state.opened_at,
        closed_at=state.closed_at,
    )


def summarized(before: Summary | None, record: Record) -> Summary:
    """The line of a list after one more record, made without replaying the whole log."""
    event = record.event
    if isinstance(event, ConsultationCreated):
        return Summary(event.id, event.title, "planned", event.scheduled_at, None, None)
    assert before is not None, "a log creates its consultation first"
    match event:
        case ConsultationOpened():
            return replace(before, status="open", opened_at=record.at)
        case ConsultationAdjourned():
            return replace(before, status="adjourned")
        case ConsultationResumed():
            return replace(before, status="open")
        case ConsultationClosed():
            return replace(before, status="closed", closed_at=record.at)
        case _:
            return before
