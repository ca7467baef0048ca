"""Opinions: sent, screened and followed."""

from typing import Literal

import msgspec

from sessions.opinion_views import OpinionView
from sessions.outcome_views import AuthorOutcome
from sessions.types import Id, Note, OpinionToken, Text
from signaling.claims import Claim

OpinionState = Literal["submitted", "published", "withheld", "merged", "withdrawn"]


class OpinionRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /{id}/opinions`, by anybody. `token` is a secret of the author's making, by which they
    may withdraw it; the record has its hash alone. Without one the server makes it.
    """

    text: Text
    name: Note = ""
    region: Note = ""
    token: OpinionToken | None = None


class OpinionsPage(msgspec.Struct, frozen=True):
    """`GET /{id}/opinions?before=OPINION`: those that came before it, newest first; without
    `before` the newest of all.

    Ask again with the last one's id until `complete`.
    """

    opinions: list[OpinionView]
    complete: bool


class OpinionReceipt(msgspec.Struct, frozen=True):
    """→ 201, on disk. `receipt` is known to the author alone."""

    receipt: str
    opinion_id: str
    state: OpinionState
    token: str | None = None
    """Where the server made it: told this once, and to a repetition by the same key."""


class OpinionAnswer(msgspec.Struct, frozen=True):
    """A department that an opinion was put to; `text` once its written reply is filed."""

    department: str
    answered: bool
    text: str = ""


class OpinionStatus(msgspec.Struct, frozen=True):
    """`GET /{id}/opinions/{receipt}`: how it stands; `reason` where it was not published.

    Where it is `merged`, `follows` says how the one stands that it follows, and `reason` and
    `published_at` are of that one. Of what was withdrawn the words are left out.
    """

    receipt: str
    opinion_id: str
    state: OpinionState
    text: str
    name: str
    region: str
    submitted_at: int
    published_at: int | None
    reason: str | None
    outcomes: list[AuthorOutcome] = []
    follows: OpinionState | None = None
    shown: bool = False
    """It is on the screens now."""
    item: str | None = None
    """Title of the agenda item that it was promoted to."""
    answers: list[OpinionAnswer] = []
    withdrawable: bool = False
    """Whether a token was sent with it."""


class ClaimRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /{id}/opinions/claims`: which opinion a screener's window shows; None: none."""

    window: Id
    """A name of the window's own making."""
    opinion_id: Id | None = None


class ClaimList(msgspec.Struct, frozen=True):
    """Who has which opinion before them, and how many windows screen."""

    claims: list[Claim]
    screeners: int
