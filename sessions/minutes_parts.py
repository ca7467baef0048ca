"""The parts of the minutes about who was here, who answered and what the public said: levels,
quorum, roll calls, questions, opinions.
"""

from collections import Counter
from collections.abc import Sequence

import msgspec

from sessions.events import AnswersWaived, QuorumWaived, Record
from sessions.questions import AnswerState, answer_state, wording
from sessions.quorum import entitled, needed
from sessions.roll_call import counts
from sessions.state import Consultation
from sessions.state.attendance import RollCall
from sessions.state.opinions import Opinion
from sessions.tally import Attendee
from sessions.types import LEVELS, Level, Voter


class LevelLine(msgspec.Struct, frozen=True):
    """How many of a level were 出席, 列席, 请假 and 缺席; and late or gone early of those here."""

    level: Level
    present: int
    observing: int
    excused: int
    absent: int
    late: int
    early: int


class CalledLine(msgspec.Struct, frozen=True):
    """How many of a venue were called, and how many of them answered."""

    venue: str
    level: Level
    called: int
    answered: int


class RollCallLine(msgspec.Struct, frozen=True):
    """A roll call by venue; `missing` are the names of who did not answer."""

    number: int
    started_at: int
    ended_at: int | None
    venues: list[CalledLine]
    missing: list[str]


class WaiverLine(msgspec.Struct, frozen=True):
    """The sitting began or went on without a quorum."""

    at: int
    needed: int
    present: int
    entitled: int
    reason: str


class Quorum(msgspec.Struct, frozen=True):
    """The rule as it stands: how many of those entitled are needed; and where it was waived."""

    needed: int
    entitled: int
    waived: list[WaiverLine]


class AnswerLine(msgspec.Struct, frozen=True):
    """How a department answered; `reply` is what it filed."""

    department: str
    state: AnswerState
    reply: str
    on_behalf: bool


class QuestionLine(msgspec.Struct, frozen=True):
    """A question put under an item; `withdrawn` is why, None where it stood."""

    number: int
    text: str
    put_at: int
    withdrawn: str | None
    answers: list[AnswerLine]


class UnansweredLine(msgspec.Struct, frozen=True):
    """An item was closed without the answers of `departments`, for the chair's reason."""

    departments: list[str]
    reason: str


def levels(state: Consultation, attendees: Sequence[Attendee]) -> list[LevelLine]:
    """From the highest level; levels that nobody is of are left out."""
    by_level: dict[Level, list[Attendee]] = {}
    for one in attendees:
        by_level.setdefault(state.venues[one.venue_id].level, []).append(one)
    return [_level(level, by_level[level]) for level in LEVELS if level in by_level]


def _level(level: Level, attendees: Sequence[Attendee]) -> LevelLine:
    found = Counter(one.standing for one in attendees)
    return LevelLine(
        level=level,
        present=found["present"],
        observing=found["observing"],
        excused=found["excused"],
        absent=found["absent"],
        late=sum(one.late_seconds > 0 for one in attendees),
        early=sum(one.early_seconds > 0 for one in attendees),
    )


def quorum(state: Consultation, records: Sequence[Record]) -> Quorum | None:
    """None where no rule is set and none was waived."""
    waived = [
        WaiverLine(record.at, e.needed, e.present, e.entitled, e.reason)
        for record in records
        if isinstance(e := record.event, QuorumWaived)
    ]
    people = len(entitled(state))
    asked = needed(state.attendance_rules.quorum, people)
    return Quorum(asked, people, waived) if asked or waived else None


def roll_calls(state: Consultation) -> list[RollCallLine]:
    """In the order in which they were called."""
    return [_roll_call(state, n, one) for n, one in enumerate(state.roll_calls.values(), start=1)]


def _roll_call(state: Consultation, number: int, one: RollCall) -> RollCallLine:
    people = [
        *((Voter("participant", p.id), p.name) for p in state.participants.values()),
        *((Voter("seat", at.seat.id), at.seat.name) for at in state.seats.values()),
    ]
    missing = [name for voter, name in people if voter in one.called and voter not in one.answers]
    venues = [
        CalledLine(state.venues[c.venue_id].name, c.level, c.called, c.answered)
        for c in counts(state, one)
    ]
    return RollCallLine(number, one.started_at, one.ended_at, venues, missing)


def questions(state: Consultation, item_id: str) -> list[QuestionLine]:
    """Put under an item, in order."""
    put = [one for one in state.questions.values() if one.item_id == item_id]
    return [
        QuestionLine(
            number=number,
            text=wording(one),
            put_at=one.put_at,
            withdrawn=one.withdrawn,
            answers=[
                AnswerLine(
                    department=state.participants[id].name,
                    state=answer_state(state, one, id),
                    reply=one.replies[id].text if id in one.replies else "",
                    on_behalf=id in one.replies and one.replies[id].on_behalf,
                )
                for id in one.to
            ],
        )
        for number, one in enumerate(put, start=1)
    ]


def unanswered(
    state: Consultation, waived: Sequence[AnswersWaived], item_id: str
) -> UnansweredLine | None:
    """Where the chair closed an item without all answers."""
    for event in waived:
        if event.item_id == item_id:
            names = [state.participants[id].name for id in event.missing]
            return UnansweredLine(names, event.reason)
    return None


def public_opinions(state: Consultation) -> list[Opinion]:
    """Those that are public, in the order of their numbers."""
    public = [one for one in state.opinions.values() if one.state == "published"]
    return sorted(public, key=lambda one: (one.published_at or 0, one.opinion_id))
