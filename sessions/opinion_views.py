"""Readings of the public's opinions: for staff, for their author, for everybody."""

from collections import Counter
from itertools import dropwhile, islice
from typing import Literal

import msgspec

from sessions.config import SNAPSHOT_OPINIONS_MAX, WALL_OPINIONS_MAX
from sessions.errors import Refused
from sessions.roles import is_staff
from sessions.state import Consultation
from sessions.state.opinions import Opinion
from sessions.types import Actor, Mark


class OpinionView(msgspec.Struct, frozen=True):
    """An opinion; `receipt` and `reason` are filled for staff and for its author, `marks` and who
    decided for staff. `merged` counts those that follow it, also for the public.
    """

    opinion_id: str
    text: str
    name: str
    region: str
    state: Literal["submitted", "published", "withheld", "merged", "withdrawn"]
    submitted_at: int
    published_at: int | None
    receipt: str | None = None
    reason: str | None = None
    supports: int = 0
    """How many of the public support it."""
    marks: tuple[Mark, ...] = ()
    """Where sensitive words stood when it came, by characters (Unicode code points)."""
    decided_by: Actor | None = None
    decided_at: int | None = None
    merged_into: str | None = None
    merged: int = 0
    item_id: str | None = None
    question_id: str | None = None


class OpinionCounts(msgspec.Struct, frozen=True):
    """How many there are by state as of the snapshot; others than staff get `published` alone."""

    submitted: int
    published: int
    withheld: int
    merged: int = 0
    withdrawn: int = 0


class Wall(msgspec.Struct, frozen=True):
    """The public opinions, newest first; the same for everybody until `version` changes."""

    id: str
    version: int
    """Number of the record that last changed it."""
    total: int
    """How many are public; `opinions` holds the newest of them."""
    opinions: list[OpinionView]


def opinion_by_receipt(state: Consultation, receipt: str) -> OpinionView:
    """How an opinion stands, for its author; raises `Refused("no_such_opinion")`."""
    opinion_id = state.receipts.get(receipt)
    if opinion_id is None:
        raise Refused("no_such_opinion")
    return opinion_view(state.opinions[opinion_id], in_full=True)


def opinions_before(
    state: Consultation, actor: Actor, before: str | None, limit: int
) -> list[OpinionView]:
    """Up to `limit` opinions, the newest first, from the one that came before opinion `before`.

    For staff alone; raises `Refused`.
    """
    if not is_staff(actor):
        raise Refused("not_authorized")
    if before is not None and before not in state.opinions:
        raise Refused("no_such_opinion")
    newest_first = state.opinions.last(len(state.opinions))
    if before is not None:
        newest_first = dropwhile(lambda one: one.opinion_id != before, newest_first)
        next(newest_first)
    return [opinion_view(one, in_full=True) for one in islice(newest_first, limit)]


def wall(state: Consultation) -> Wall:
    """The newest `WALL_OPINIONS_MAX` public opinions."""
    newest = published(state)[: -WALL_OPINIONS_MAX - 1 : -1]
    return Wall(
        id=state.id,
        version=state.wall_seq,
        total=len(state.published),
        opinions=[opinion_view(opinion, in_full=False) for opinion in newest],
    )


def published(state: Consultation) -> list[Opinion]:
    """In the order in which they became public."""
    ids = sorted(state.published.items(), key=lambda entry: entry[1])
    return [state.opinions[id] for id, _ in ids]


def bounded(state: Consultation, opinions: list[Opinion]) -> list[Opinion]:
    """What a snapshot holds of `opinions`, which are in order."""
    screened = [one.opinion_id for one in opinions if one.state != "submitted"]
    sources = (one.source for one in state.outcomes.values())
    kept = {one.id for one in sources if one.kind == "opinion"}
    kept.update({state.shown_opinion} if state.shown_opinion else ())
    kept.update(screened[-SNAPSHOT_OPINIONS_MAX:])
    return [one for one in opinions if one.state == "submitted" or one.opinion_id in kept]


def counts(opinions: list[Opinion]) -> OpinionCounts:
    found = Counter(one.state for one in opinions)
    return OpinionCounts(
        found["submitted"],
        found["published"],
        found["withheld"],
        found["merged"],
        found["withdrawn"],
    )


def shown_opinion(state: Consultation, *, in_full: bool) -> OpinionView | None:
    """What is on the screens."""
    shown = state.opinions.get(state.shown_opinion or "")
    return None if shown is None else opinion_view(shown, in_full=in_full)


def opinion_view(opinion: Opinion, *, in_full: bool) -> OpinionView:
    return OpinionView(
        opinion_id=opinion.opinion_id,
        text=opinion.text,
        name=opinion.name,
        region=opinion.region,
        state=opinion.state,
        submitted_at=opinion.submitted_at,
        published_at=opinion.published_at,
        receipt=opinion.receipt if in_full else None,
        reason=opinion.reason if in_full else None,
        supports=opinion.supports,
        marks=opinion.marks if in_full else (),
        decided_by=opinion.decided_by if in_full else None,
        decided_at=opinion.decided_at if in_full else None,
        merged_into=opinion.merged_into if in_full else None,
        merged=len(opinion.merged),
        item_id=opinion.item_id,
        question_id=opinion.question_id,
    )
