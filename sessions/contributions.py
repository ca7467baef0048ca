"""What each person contributed 履职: of one log, and summed over many.

A person is the same in another consultation by their number, or else by name and unit.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from sessions.events import Record
from sessions.questions import answer_state
from sessions.state import Consultation
from sessions.state.floor import Speech
from sessions.state.outcomes import Outcome
from sessions.tally import Attendee, tally
from sessions.types import Level, Role


class Contribution(msgspec.Struct, frozen=True):
    """One person's. Whoever they are is as of the latest consultation; all else are sums."""

    number: str
    name: str
    title: str
    organization: str
    sector: str
    level: Level
    role: Role | None
    """None for somebody in a seat."""
    invited: int = 0
    """Consultations that they were on the roster or in a seat of, and that opened."""
    attended: int = 0
    """Of these, where they were present or observing."""
    present_seconds: int = 0
    speeches: int = 0
    speech_ms: int = 0
    """How long they spoke, pauses left out."""
    answers: int = 0
    """Questions put to them that they answered, spoken or in writing."""
    opinions: int = 0
    """Opinions of the public that they answered, as the unit that handled what came of them."""
    outcomes: int = 0
    """Outcomes that stem from what they said."""
    outcomes_settled: int = 0
    """Of these, those that are settled."""

    @property
    def person(self) -> tuple[str, ...]:
        """Equal for the same person of different consultations."""
        return (self.number,) if self.number else (self.name, self.organization)


SUMS = (
    "invited",
    "attended",
    "present_seconds",
    "speeches",
    "speech_ms",
    "answers",
    "opinions",
    "outcomes",
    "outcomes_settled",
)


def contributions(
    state: Consultation, records: Sequence[Record], now_ms: int
) -> list[Contribution]:
    """Of everybody on the attendance list of a log, in its order; none before it opened.

    `state` is what `records` amount to; who is still here or speaks counts until `now_ms`.
    """
    if state.opened_at is None:
        return []
    spoken = _by_person(state, now_ms)
    proposed = _proposed(state)
    return [_of(state, one, spoken, proposed) for one in tally(state, records, now_ms)]


def summed(logs: Iterable[Sequence[Contribution]]) -> list[Contribution]:
    """One of each person over many logs, the latest log last; in the order of first appearance."""
    found: dict[tuple[str, ...], Contribution] = {}
    for log in logs:
        for one in log:
            before = found.get(one.person)
            found[one.person] = one if before is None else _added(before, one)
    return list(found.values())


def _added(before: Contribution, one: Contribution) -> Contribution:
    sums = {name: getattr(before, name) + getattr(one, name) for name in SUMS}
    return replace(one, sector=one.sector or before.sector, **sums)


def _of(
    state: Consultation,
    attendee: Attendee,
    spoken: Mapping[str, Sequence[int]],
    proposed: Mapping[str, Sequence[Outcome]],
) -> Contribution:
    participant = state.participants.get(attendee.participant_id or "")
    who = attendee.participant_id or attendee.seat_id or ""
    lengths = spoken.get(who, ())
    return Contribution(
        number="" if participant is None else participant.number,
        name=attendee.name,
        title=attendee.title,
        organization=attendee.organization,
        sector="" if participant is None else participant.sector,
        level=state.venues[attendee.venue_id].level,
        role=attendee.role,
        invited=1,
        attended=int(attendee.standing in ("present", "observing")),
        present_seconds=attendee.seconds,
        speeches=len(lengths),
        speech_ms=sum(lengths),
        answers=_answered(state, attendee.participant_id),
        opinions=_opinions_answered(state, attendee.participant_id),
        outcomes=len(proposed.get(who, ())),
        outcomes_settled=sum(one.stage == "settled" for one in proposed.get(who, ())),
    )


def _speaker(speech: Speech) -> str:
    """The seat's person where a venue spoke for one."""
    return speech.seat_id or speech.participant_id


def _by_person(state: Consultation, now_ms: int) -> dict[str, list[int]]:
    """How long each speech of a person took, in milliseconds."""
    found: dict[str, list[int]] = {}
    for speech in state.speeches.values():
        if speech.started_at is not None:
            until = speech.ended_at or speech.paused_at or now_ms
            length = max(0, until - speech.started_at - speech.paused_ms)
            found.setdefault(_speaker(speech), []).append(length)
    return found


def _proposed(state: Consultation) -> dict[str, list[Outcome]]:
    """Outcomes that stem from speeches, by who spoke."""
    found: dict[str, list[Outcome]] = {}
    for outcome in state.outcomes.values():
        if outcome.source.kind == "speech":
            who = _speaker(state.speeches[outcome.source.id])
            found.setdefault(who, []).append(outcome)
    return found


def _opinions_answered(state: Consultation, participant_id: str | None) -> int:
    return sum(
        outcome.source.kind == "opinion"
        and outcome.reply is not None
        and outcome.lead is not None
        and outcome.lead.participant_id == participant_id
        for outcome in state.outcomes.values()
        if participant_id is not None
    )


def _answered(state: Consultation, participant_id: str | None) -> int:
    return sum(
        answer_state(state, question, participant_id) in ("spoken", "written")
        for question in state.questions.values()
        if participant_id is not None and participant_id in question.to
    )
