"""What became of opinions in screening, and of those that were chosen."""

from typing import Literal

from sessions.events.base import Event
from sessions.types import Moderation


class OpinionReopened(Event, frozen=True, tag="opinion_reopened"):
    """Waiting to be screened again; says all that `OpinionSubmitted` did, for those who let go of
    it meanwhile. Staff only.
    """

    opinion_id: str
    receipt: str
    text: str
    name: str
    region: str
    submitted_at: int
    was: Literal["published", "withheld", "merged"]
    """How it stood before."""
    reason: str = ""


class OpinionsMerged(Event, frozen=True, tag="opinions_merged"):
    """They follow the decision about `into`; what was public was retracted first. Staff only."""

    into: str
    opinion_ids: list[str]


class OpinionsUnmerged(Event, frozen=True, tag="opinions_unmerged"):
    """They no longer follow `from_id`; what becomes of each comes next. Staff only."""

    from_id: str
    opinion_ids: list[str]


class OpinionWithdrawn(Event, frozen=True, tag="opinion_withdrawn"):
    """By its author; what was public was retracted first. Staff only."""

    opinion_id: str


class OpinionShown(Event, frozen=True, tag="opinion_shown"):
    """On the screens, in place of another; carries what is shown."""

    opinion_id: str
    text: str
    name: str
    region: str


class OpinionHidden(Event, frozen=True, tag="opinion_hidden"):
    """On the screens no longer."""

    opinion_id: str


class OpinionPromoted(Event, frozen=True, tag="opinion_promoted"):
    """To an item of the agenda."""

    opinion_id: str
    item_id: str


class OpinionAssigned(Event, frozen=True, tag="opinion_assigned"):
    """To departments, as the question that was put just before."""

    opinion_id: str
    question_id: str
    to: list[str]


class ModerationSet(Event, frozen=True, tag="moderation_set"):
    """Opinions are screened before they are public, or after, from here on."""

    mode: Moderation


class SensitiveWordsSet(Event, frozen=True, tag="sensitive_words_set"):
    """The consultation's own, in place of those before. Staff only."""

    words: list[str]


ScreeningEvent = (
    OpinionReopened
    | OpinionsMerged
    | OpinionsUnmerged
    | OpinionWithdrawn
    | OpinionShown
    | OpinionHidden
    | OpinionPromoted
    | OpinionAssigned
    | ModerationSet
    | SensitiveWordsSet
)
"""All of them; `screening.apply` applies."""
