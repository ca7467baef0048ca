"""What the opinions are about, read all at once: themes, near-duplicates, regions and their course.

`texts_of` and `reading` are cheap and for the meeting's own process; what is between them,
`web/group_opinions.py`, takes seconds and is for another.
"""

from collections import Counter
from collections.abc import Sequence

import msgspec

from sessions.sensitive_words import SensitiveWords
from sessions.state import Consultation
from sessions.state.opinions import Opinion
from sessions.types import Mark

GROUPED_MAX = 10_000
"""The newest opinions: as `themes.TEXTS_MAX`."""
TEXT_MAX = 400
"""Characters of each that are read: what somebody wants stands in the beginning."""
REGIONS_MAX = 30
"""Lines of a chart; what is left over is told in one."""
STEPS_MAX = 48
"""Bars of a chart over time."""
STEPS_MS = (60_000, 300_000, 900_000, 3_600_000, 6 * 3_600_000, 24 * 3_600_000)
"""Widths of a bar: a minute to a day, the least that fits."""


class Grouped(msgspec.Struct, frozen=True):
    """A theme by the indexes of its texts."""

    words: list[str]
    members: list[int]


class Groups(msgspec.Struct, frozen=True):
    """What the other process answers."""

    themes: list[Grouped]
    duplicates: list[list[int]]
    by_meaning: bool


NOTHING = Groups(themes=[], duplicates=[], by_meaning=False)
"""What there is to group among no opinions."""


class OpinionTheme(msgspec.Struct, frozen=True):
    """A theme as the system suggests it; `count` also counts what was merged."""

    words: list[str]
    representative: str
    """Id of the most typical opinion."""
    count: int
    waiting: int
    published: int
    opinion_ids: list[str]


class RegionCount(msgspec.Struct, frozen=True):
    """How many opinions named a region, as they wrote it; empty: none, or all beyond the first."""

    region: str
    count: int
    others: bool = False


class StepCount(msgspec.Struct, frozen=True):
    """How many came from `at` (Unix ms) on, for as long as a step lasts."""

    at: int
    count: int


class MarkedOpinion(msgspec.Struct, frozen=True):
    """Where sensitive words stand in an opinion that waits, by the lists as they are now."""

    opinion_id: str
    marks: tuple[Mark, ...]


class OpinionThemes(msgspec.Struct, frozen=True):
    """`GET /{id}/opinions/themes`: as of record `seq`, of the newest `GROUPED_MAX` opinions."""

    seq: int
    total: int
    """All that came and were not withdrawn."""
    grouped: bool
    """Whether themes and duplicates were made out; if not, whoever asks next waits for them."""
    by_meaning: bool
    """Whether the themes are by meaning (the extra `embeddings`) or by words."""
    themes: list[OpinionTheme]
    duplicates: list[list[str]]
    """Opinions that say the same in nearly the same characters, the first the earliest."""
    regions: list[RegionCount]
    step_ms: int
    course: list[StepCount]
    marked: list[MarkedOpinion]


def grouped_opinions(state: Consultation) -> list[Opinion]:
    """The newest that stand by themselves, in the order in which they came."""
    found = []
    for one in state.opinions.last(len(state.opinions)):
        if one.state not in ("merged", "withdrawn"):
            found.append(one)
            if len(found) == GROUPED_MAX:
                break
    return found[::-1]


def texts_of(opinions: Sequence[Opinion]) -> list[str]:
    """What the other process reads."""
    return [one.text[:TEXT_MAX] for one in opinions]


def reading(
    state: Consultation,
    opinions: Sequence[Opinion],
    groups: Groups | None,
    sensitive: SensitiveWords,
) -> OpinionThemes:
    """All of it; `groups` are of `opinions`, which are of `state`. None: all but groups."""
    own = state.sensitive_words
    waiting = [one for one in opinions if one.state == "submitted"]
    marked = [MarkedOpinion(one.opinion_id, sensitive.marks(one.text, own)) for one in waiting]
    everything = [one for one in state.opinions.values() if one.state != "withdrawn"]
    found = groups or NOTHING
    step, course = _course([one.submitted_at for one in everything])
    return OpinionThemes(
        seq=state.seq,
        total=len(everything),
        grouped=groups is not None,
        by_meaning=found.by_meaning,
        themes=[_theme(opinions, one) for one in found.themes],
        duplicates=[[opinions[at].opinion_id for at in group] for group in found.duplicates],
        regions=_regions(everything),
        step_ms=step,
        course=course,
        marked=[one for one in marked if one.marks],
    )


def _theme(opinions: Sequence[Opinion], grouped: Grouped) -> OpinionTheme:
    members = [opinions[at] for at in grouped.members]
    states = Counter(one.state for one in members)
    return OpinionTheme(
        words=grouped.words,
        representative=members[0].opinion_id,
        count=sum(1 + len(one.merged) for one in members),
        waiting=states["submitted"],
        published=states["published"],
        opinion_ids=[one.opinion_id for one in members],
    )


def _regions(opinions: Sequence[Opinion]) -> list[RegionCount]:
    counts = Counter(one.region.strip() for one in opinions)
    unnamed = counts.pop("", 0)
    named = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    found = [RegionCount(region, count) for region, count in named[:REGIONS_MAX]]
    rest = sum(count for _, count in named[REGIONS_MAX:])
    if rest:
        found.append(RegionCount("", rest, others=True))
    return [*found, RegionCount("", unnamed)] if unnamed else found


def _course(times: Sequence[int]) -> tuple[int, list[StepCount]]:
    """In steps that begin at multiples of their width, those without any included."""
    if not times:
        return STEPS_MS[0], []
    begin, end = min(times), max(times)
    step = next((s for s in STEPS_MS if (end - begin) // s < STEPS_MAX - 1), STEPS_MS[-1])
    counts = Counter(at // step for at in times)
    last = max(counts)
    first = max(min(counts), last - STEPS_MAX + 1)
    return step, [StepCount(at * step, counts[at]) for at in range(first, last + 1)]
