"""Overrides for the minutes: who acted in whose place, on what, and why."""

from collections.abc import Sequence

import msgspec

from sessions.events import AuthorityOverridden, Record
from sessions.state import Consultation


class OverrideLine(msgspec.Struct, frozen=True):
    """One act outside the actor's own venue, or over an operator's decision. `at` is Unix ms."""

    number: int
    at: int
    by: str
    action: str
    """The command's tag."""
    venue: str
    about: str
    """The name of the person or seat; empty where it was the venue as a whole."""
    overridden: list[str]
    """Names of the operators in whose place it was done."""
    reason: str


def override_lines(state: Consultation, records: Sequence[Record]) -> list[OverrideLine]:
    """Those of a log, in order; `state` is what `records` amount to."""
    acts = [(r, r.event) for r in records if isinstance(r.event, AuthorityOverridden)]
    return [
        OverrideLine(
            number=number,
            at=record.at,
            by=record.actor.name or record.actor.role,
            action=event.action,
            venue=state.venues[event.venue_id].name,
            about=_about(state, event),
            overridden=[state.participants[id].name for id in event.overridden],
            reason=event.reason,
        )
        for number, (record, event) in enumerate(acts, start=1)
    ]


def _about(state: Consultation, event: AuthorityOverridden) -> str:
    if event.seat_id is not None:
        return state.seats[event.seat_id].seat.name
    if event.participant_id is not None:
        return state.participants[event.participant_id].name
    return ""
