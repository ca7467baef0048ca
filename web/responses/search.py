"""What was found, and what each person contributed."""

import msgspec

from sessions.contributions import Contribution
from sessions.search.entries import Kind


class SearchHit(msgspec.Struct, frozen=True):
    """Something that was found. `at` is Unix ms."""

    consultation_id: str
    title: str
    kind: Kind
    at: int
    offset_ms: int | None
    """Since the consultation opened; None where it was before, or has not."""
    who: str
    excerpt: list[str]
    """The text around the first hit, cut up: what stands at odd places is a hit."""


class SearchResults(msgspec.Struct, frozen=True):
    """A page of what was found, the latest first."""

    hits: list[SearchHit]
    more: bool


class ContributionList(msgspec.Struct, frozen=True):
    """What each person contributed over some consultations."""

    consultations: int
    people: list[Contribution]
