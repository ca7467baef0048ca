"""The small records of a vote: what is asked, who may answer, by what rule, and how it came out."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from sessions.types import Id, Level, Name, Role, Seconds, Title

Method = Literal["hands", "named", "secret"]
"""举手, 记名, 无记名."""

Whole = Annotated[int, Meta(ge=1, le=100)]
Index = Annotated[int, Meta(ge=0, le=9)]
Hands = Annotated[int, Meta(ge=0, le=200)]
"""As many as a venue has seats."""

OPTIONS_MAX = 10
"""More do not fit on a phone's screen beside what is asked."""

MOTION: tuple[str, ...] = ("赞成", "反对")
"""The options of a motion; who chooses neither abstains (弃权), in every vote."""

BallotStatus = Literal["prepared", "open", "closed", "cancelled"]


class Share(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a whole: two thirds, or `more_than` a half."""

    numerator: Whole
    denominator: Whole
    more_than: bool = False


HALF = Share(1, 2, more_than=True)
"""过半数."""


class Quorum(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many of those entitled must be there: a share, a number, both; with neither anybody."""

    share: Share | None = None
    number: Annotated[int, Meta(ge=1, le=7_000)] | None = None


Base = Literal["decided", "cast", "present", "entitled"]
"""Of how many a majority is counted.

- `decided`: votes for any option; abstentions do not count.
- `cast`: all votes, abstentions among them.
- `present`: those entitled who are there, whether they vote or not.
- `entitled`: all who may vote (应到会人数).
"""


class Majority(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What carries an option: a share of a base, or with no share the most votes (相对多数)."""

    share: Share | None = HALF
    of: Base = "decided"


class BallotTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is put to the vote and how; fixed once prepared."""

    title: Title
    method: Method
    text: Annotated[str, Meta(max_length=1000)] = ""
    """The wording that is voted on."""
    options: Annotated[list[Name], Meta(max_length=OPTIONS_MAX)] = []
    """Empty: a motion, 赞成 or 反对."""
    choices_max: Annotated[int, Meta(ge=1, le=OPTIONS_MAX)] = 1
    """How many options one vote may choose."""
    roles: Annotated[tuple[Role, ...], Meta(max_length=9)] = ("chair", "member")
    """Who votes, of those invited as 出席; who is 列席 never does."""
    seats: bool = True
    """Whether the seats of rooms vote too."""
    quorum: Quorum = Quorum()
    majority: Majority = Majority()
    seconds: Seconds | None = None
    """Closes by the clock so long after it was opened."""
    item_id: Id | None = None
    """The agenda item that it belongs to."""
    names_public: bool = False
    """Whether the public too is shown who voted what in a named ballot."""


Hex32 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Blob = Annotated[str, Meta(max_length=700, pattern=r"^[A-Za-z0-9_-]+$")]
"""A number of the blind signature's size, base64url without padding."""


class Paper(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A secret vote: a random token that the server has signed unseen, and what it chooses."""

    token: Hex32
    signature: Blob
    choices: Annotated[list[Index], Meta(max_length=OPTIONS_MAX)]


class LevelTally(msgspec.Struct, frozen=True):
    """Votes of one level. Of a secret ballot only how many took a paper: `counts` is empty."""

    level: Level
    entitled: int
    voted: int
    counts: list[int]
    abstentions: int


class Tally(msgspec.Struct, frozen=True):
    """A vote counted: `counts` by option, all levels together and each."""

    entitled: int
    present: int
    """Of those entitled, who were there or voted."""
    voted: int
    counts: list[int]
    abstentions: int
    levels: list[LevelTally]
    issued: int = 0
    """Papers of a secret ballot that were given out."""


Outcome = Literal["passed", "rejected", "no_quorum"]
"""通过, 未通过, 未达法定人数."""


class Result(msgspec.Struct, frozen=True):
    """How a vote came out, and by which numbers."""

    outcome: Outcome
    adopted: list[int]
    """The options that were carried; of a motion the first, or none."""
    quorum_needed: int
    majority_needed: int | None
    """Votes that carry an option; None where the most votes do."""
    majority_of: int
    """The base that they are a share of."""
    tally: Tally


Stance = Literal["for", "against", "abstain"]
"""赞成, 反对, 弃权."""


class StanceSubject(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What somebody takes a stance on."""

    kind: Literal["item", "outcome"]
    id: Id
