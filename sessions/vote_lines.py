"""Votes and stances as lines of the minutes."""

from typing import Literal

import msgspec

from sessions.ballot_types import MOTION, BallotTerms, Result, Stance
from sessions.ballot_views import BallotView, StanceView
from sessions.views import Snapshot


class NamedVotes(msgspec.Struct, frozen=True):
    """Who chose an option, by name in the order of the roster; abstentions are the last."""

    option: str
    names: list[str]


class BallotLine(msgspec.Struct, frozen=True):
    """A vote that was opened. Times are Unix ms.

    `names` is empty unless it was a named ballot that has closed: a show of hands is recorded by
    numbers alone.
    """

    number: int
    ballot_id: str
    terms: BallotTerms
    options: list[str]
    status: Literal["open", "closed", "cancelled"]
    opened_at: int
    closed_at: int | None
    by_clock: bool
    reason: str
    """Why it was cancelled."""
    result: Result | None
    names: list[NamedVotes]


class StanceLine(msgspec.Struct, frozen=True):
    """Who took which stance on an item or an outcome."""

    kind: Literal["item", "outcome"]
    title: str
    stances: dict[Stance, list[str]]


ABSTENTION = "弃权"


def ballot_lines(view: Snapshot) -> list[BallotLine]:
    """The votes that were opened, in that order."""
    opened = [one for one in view.ballots if one.opened_at is not None]
    opened.sort(key=lambda one: one.opened_at or 0)
    return [_ballot(n, one, _Names(view)) for n, one in enumerate(opened, start=1)]


def stance_lines(view: Snapshot) -> list[StanceLine]:
    """By subject, in the order in which the first stance was taken."""
    names, found = _Names(view), dict[tuple[str, str], StanceLine]()
    titles = {("item", one.item.id): one.item.title for one in view.agenda}
    titles |= {("outcome", one.outcome_id): one.text for one in view.outcomes}
    for one in view.stances:
        subject = (one.subject.kind, one.subject.id)
        line = found.setdefault(
            subject,
            StanceLine(
                one.subject.kind, titles[subject], {"for": [], "against": [], "abstain": []}
            ),
        )
        line.stances[one.stance].append(names.with_note(one))
    return list(found.values())


class _Names:
    """Of participants and seats."""

    def __init__(self, view: Snapshot) -> None:
        self._participants = {one.id: one.name for one in view.participants}
        self._seats = {seat.id: seat.name for venue in view.venues for seat in venue.seats}

    def of(self, participant_id: str | None, seat_id: str | None) -> str:
        if seat_id is not None:
            return self._seats[seat_id]
        return self._participants[participant_id or ""]

    def with_note(self, one: StanceView) -> str:
        name = self.of(one.participant_id, one.seat_id)
        return f"{name}（{one.note}）" if one.note else name


def _ballot(number: int, one: BallotView, names: _Names) -> BallotLine:
    assert one.opened_at is not None
    assert one.status != "prepared"
    options = list(one.terms.options or MOTION)
    named = one.terms.method == "named" and one.status == "closed"
    return BallotLine(
        number=number,
        ballot_id=one.ballot_id,
        terms=one.terms,
        options=options,
        status=one.status,
        opened_at=one.opened_at,
        closed_at=one.closed_at,
        by_clock=one.by_clock,
        reason=one.reason,
        result=one.result,
        names=_by_option(one, options, names) if named else [],
    )


def _by_option(one: BallotView, options: list[str], names: _Names) -> list[NamedVotes]:
    chosen = [[v for v in one.votes if index in v.choices] for index in range(len(options))]
    chosen.append([vote for vote in one.votes if not vote.choices])
    return [
        NamedVotes(option, [names.of(v.participant_id, v.seat_id) for v in votes])
        for option, votes in zip([*options, ABSTENTION], chosen, strict=True)
    ]
