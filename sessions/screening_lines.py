"""Screening in the record of the meeting: what each moderator decided, summed over a stretch of an
item, so that ten thousand opinions are a few lines. Each decision by itself is in `screening.csv`.
"""

from collections import Counter
from collections.abc import Sequence

import msgspec

from sessions import events as e
from sessions.events import Record
from sessions.minutes_speeches import acted_by, item_number, timecode
from sessions.roles import is_staff
from sessions.state import Consultation

REASONS_TOLD = 5
"""Of a line: most are chosen from a few, but any may be written."""


class ReasonCount(msgspec.Struct, frozen=True):
    """How often a reason was given."""

    reason: str
    count: int


class ScreenedLine(msgspec.Struct, frozen=True, tag="screening"):
    """What one moderator decided from `at` until `until` (Unix ms), counted by opinions."""

    seq: int
    at: int
    timecode: int
    item: int | None
    by: str
    until: int
    published: int = 0
    withheld: int = 0
    reasons: list[ReasonCount] = []
    """Why they were withheld, the most frequent `REASONS_TOLD`."""
    merged: int = 0
    separated: int = 0
    """No longer follow another."""
    reopened: int = 0


class _Sum:
    """One line as it grows."""

    def __init__(self, first: Record, item: int | None) -> None:
        self.first, self.item = first, item
        self.until = first.at
        self.counts = Counter[str]()
        self.reasons = Counter[str]()

    def add(self, record: Record) -> None:
        self.until = record.at
        match record.event:
            case e.OpinionPublished():
                self.counts["published"] += 1
            case e.OpinionWithheld(reason=reason):
                self.counts["withheld"] += 1
                self.reasons[reason] += 1
            case e.OpinionsMerged(opinion_ids=ids):
                self.counts["merged"] += len(ids)
            case e.OpinionsUnmerged(opinion_ids=ids):
                self.counts["separated"] += len(ids)
            case _:
                self.counts["reopened"] += 1

    def line(self, state: Consultation) -> ScreenedLine:
        told = sorted(self.reasons.items(), key=lambda one: (-one[1], one[0]))[:REASONS_TOLD]
        first = self.first
        return ScreenedLine(
            seq=first.seq,
            at=first.at,
            timecode=timecode(state, first.at),
            item=self.item,
            by=acted_by(state, first.actor),
            until=self.until,
            reasons=[ReasonCount(reason, count) for reason, count in told],
            **self.counts,
        )


def screening_lines(state: Consultation, records: Sequence[Record]) -> list[ScreenedLine]:
    """A line per moderator and stretch; `state` is what `records` amount to."""
    sums: dict[tuple[int, str], _Sum] = {}
    item, stretch = None, 0
    for record in records:
        event = record.event
        if isinstance(event, e.ItemStarted | e.ItemClosed):
            stretch += 1
            started = isinstance(event, e.ItemStarted)
            item = item_number(state, event.item_id) if started else None
        elif _decides(record):
            key = stretch, record.actor.participant_id or acted_by(state, record.actor)
            sums.setdefault(key, _Sum(record, item)).add(record)
    return [one.line(state) for one in sums.values()]


def _decides(record: Record) -> bool:
    """What is published as it comes, and withdrawn by its author, no moderator decides."""
    event = record.event
    if isinstance(event, e.OpinionReopened):
        return event.was != "merged"  # then it was separated, which is counted
    kinds = e.OpinionPublished | e.OpinionWithheld | e.OpinionsMerged | e.OpinionsUnmerged
    return isinstance(event, kinds) and is_staff(record.actor)
