"""Opinions of the public as they stand."""

from typing import Literal

import msgspec

from sessions.types import Actor, Mark

OpinionState = Literal["submitted", "published", "withheld", "merged", "withdrawn"]


class Opinion(msgspec.Struct, frozen=True, gc=False):
    """An opinion from the public and how it stands.

    Without the garbage collector, which has no cycles to find here and with 90,000 of them stopped
    the process for 0.4 s at a time.
    """

    opinion_id: str
    receipt: str
    text: str
    name: str
    region: str
    submitted_at: int
    state: OpinionState = "submitted"
    published_at: int | None = None
    """When it became public; None while it is not."""
    reason: str | None = None
    """Why it was withheld."""
    supports: int = 0
    """How many of the public support it."""
    author: str | None = None
    """SHA-256 of the token by which its author withdraws it; None without one."""
    marks: tuple[Mark, ...] = ()
    """Where sensitive words stood when it came."""
    decided_by: Actor | None = None
    """Who of the staff decided last how it stands."""
    decided_at: int | None = None
    merged_into: str | None = None
    """The opinion whose decision it follows."""
    merged: tuple[str, ...] = ()
    """Those that follow this one."""
    item_id: str | None = None
    """The agenda item that it was promoted to."""
    question_id: str | None = None
    """The question to departments that was made of it."""
