"""Who may see what: those who run a meeting, those in it, and those who watch."""

from typing import Literal, assert_never

from sessions.events import MEETING_ONLY, STAFF_ONLY, AtTheDoor, Event, Record
from sessions.roles import is_staff
from sessions.types import Actor


def visible(record: Record, actor: Actor) -> bool:
    """Whether the actor may see a record at all."""
    if isinstance(record.event, AtTheDoor) and not is_staff(actor):
        return actor.role == "venue" and actor.venue_id in record.event.venues
    return shown_to(audience(actor), record.event)


Audience = Literal["staff", "meeting", "public"]
"""Those who run the meeting, those in it, and those who watch, or write captions."""


def audience(actor: Actor) -> Audience:
    """To whom an actor belongs."""
    if is_staff(actor):
        return "staff"
    return "public" if actor.role in ("viewer", "captioner") else "meeting"


def shown_to(audience: Audience, event: Event) -> bool:
    """Whether an event is for all of an audience."""
    match audience:
        case "staff":
            return True
        case "meeting":
            return not isinstance(event, STAFF_ONLY)
        case "public":
            return not isinstance(event, STAFF_ONLY + MEETING_ONLY)
        case _:
            assert_never(audience)
