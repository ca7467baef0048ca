"""Interpretation for the minutes: who interpreted into which language, from when to when."""

from collections.abc import Sequence

import msgspec

from sessions.events import InterpretationEnded, InterpretationStarted, Record
from sessions.state import Consultation


class InterpretationTurn(msgspec.Struct, frozen=True):
    """Heard from `started_at` until `ended_at`, Unix ms; None while it lasts."""

    started_at: int
    ended_at: int | None


class InterpretationLine(msgspec.Struct, frozen=True):
    """One interpreter; `language` is a BCP 47 tag, `seconds` the length of the turns that ended."""

    interpreter: str
    organization: str
    venue: str
    language: str
    turns: list[InterpretationTurn]
    seconds: int


def interpretation_lines(
    state: Consultation, records: Sequence[Record]
) -> list[InterpretationLine]:
    """Those who interpreted, in the order of the roster; `state` is what `records` amount to."""
    turns: dict[str, list[InterpretationTurn]] = {}
    for record in records:
        match record.event:
            case InterpretationStarted(participant_id=id):
                turns.setdefault(id, []).append(InterpretationTurn(record.at, None))
            case InterpretationEnded(participant_id=id):
                begun = turns[id].pop()
                turns[id].append(InterpretationTurn(begun.started_at, record.at))
            case _:
                pass
    return [_line(state, id, turns[id]) for id in state.participants if id in turns]


def _line(
    state: Consultation, participant_id: str, turns: list[InterpretationTurn]
) -> InterpretationLine:
    who = state.participants[participant_id]
    assert who.interprets_into is not None
    lasted = (one.ended_at - one.started_at for one in turns if one.ended_at is not None)
    return InterpretationLine(
        interpreter=who.name,
        organization=who.organization,
        venue=state.venues[who.venue_id].name,
        language=who.interprets_into,
        turns=turns,
        seconds=sum(lasted) // 1000,
    )
