"""Screening the opinions of the public: many at once, merging, and what becomes of chosen ones."""

from typing import Annotated, Literal

from msgspec import Meta

from sessions.commands.base import Command
from sessions.types import (
    AgendaItem,
    Id,
    Moderation,
    Note,
    OpinionToken,
    Reason,
    SensitiveWord,
)

Ids = Annotated[list[Id], Meta(min_length=1, max_length=200)]
"""As `config.OPINIONS_AT_ONCE`."""
Seen = Literal["submitted", "published", "withheld", "merged", "withdrawn"]
"""How whoever decides believes the opinions to stand."""


class PublishOpinions(Command, frozen=True, tag="publish_opinions"):
    """公布 many, all or none. With `seen` it is refused where another has decided otherwise since;
    what is public already stays so.
    """

    opinion_ids: Ids
    seen: Seen | None = None


class WithholdOpinions(Command, frozen=True, tag="withhold_opinions"):
    """不公布 many for one reason, all or none; `seen` as in `publish_opinions`."""

    opinion_ids: Ids
    reason: Reason
    seen: Seen | None = None


class ReopenOpinions(Command, frozen=True, tag="reopen_opinions"):
    """退回待筛: they wait again, as before the decision; what was public no longer is."""

    opinion_ids: Ids
    reason: Note = ""


class MergeOpinions(Command, frozen=True, tag="merge_opinions"):
    """并入: opinions that say the same follow what is decided about `into`."""

    into: Id
    opinion_ids: Ids


class UnmergeOpinions(Command, frozen=True, tag="unmerge_opinions"):
    """拆出: they wait again to be screened by themselves."""

    opinion_ids: Ids


class WithdrawOpinion(Command, frozen=True, tag="withdraw_opinion"):
    """撤回 by its author, who has the token of which `submit_opinion` brought the hash."""

    receipt: Id
    token: OpinionToken


class ShowOpinion(Command, frozen=True, tag="show_opinion"):
    """上屏: a public opinion, in place of the one that was shown."""

    opinion_id: Id


class HideOpinion(Command, frozen=True, tag="hide_opinion"):
    """撤下大屏."""


class PromoteOpinion(Command, frozen=True, tag="promote_opinion"):
    """送议程: to an item of the agenda, or to a new one made of it; exactly one of the two."""

    opinion_id: Id
    item_id: Id | None = None
    item: AgendaItem | None = None


class AssignOpinion(Command, frozen=True, tag="assign_opinion"):
    """交承办单位: put to departments as a question that must be answered under an item.

    `item_id` None: the one it was promoted to, else the running one.
    """

    opinion_id: Id
    to: Annotated[list[Id], Meta(min_length=1, max_length=50)]
    item_id: Id | None = None


class SetModeration(Command, frozen=True, tag="set_moderation"):
    """Whether opinions are screened before they are public or after."""

    mode: Moderation


class SetSensitiveWords(Command, frozen=True, tag="set_sensitive_words"):
    """敏感词 of this consultation, in place of those it had."""

    words: Annotated[list[SensitiveWord], Meta(max_length=2000)]


ScreeningCommand = (
    PublishOpinions
    | WithholdOpinions
    | ReopenOpinions
    | MergeOpinions
    | UnmergeOpinions
    | WithdrawOpinion
    | ShowOpinion
    | HideOpinion
    | PromoteOpinion
    | AssignOpinion
    | SetModeration
    | SetSensitiveWords
)
"""All of them; `screening.decide` decides."""
