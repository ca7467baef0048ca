"""The sitting, its items, and who presides."""

from typing import Annotated

from msgspec import Meta

from sessions.commands.base import Command
from sessions.types import Id, Note, Reason


class OpenConsultation(Command, frozen=True, tag="open_consultation"):
    """开会; without a quorum, where one is asked for, only with a reason."""

    without_quorum: Reason | None = None


class AdjournConsultation(Command, frozen=True, tag="adjourn_consultation"):
    """休会; whoever holds the floor loses it."""

    reason: Note = ""


class ResumeConsultation(Command, frozen=True, tag="resume_consultation"):
    """复会; as `OpenConsultation` where the quorum is not met."""

    without_quorum: Reason | None = None


class CloseConsultation(Command, frozen=True, tag="close_consultation"):
    """闭会; a running item and speech end with it. Only screening and outcomes may follow.

    `unanswered` as for `CloseItem`.
    """

    unanswered: Reason | None = None


class StartItem(Command, frozen=True, tag="start_item"):
    """Begin an agenda item; only one runs at a time."""

    item_id: Id


class CloseItem(Command, frozen=True, tag="close_item"):
    """End the running agenda item; its open requests lapse.

    While departments owe an answer it may not end, but by the chair with a reason: `unanswered`.
    """

    item_id: Id
    unanswered: Reason | None = None


class NameDeputies(Command, frozen=True, tag="name_deputies"):
    """Who stands in for the chair, in this order; replaces what was said before."""

    participant_ids: Annotated[list[Id], Meta(max_length=5)]


class TakeChair(Command, frozen=True, tag="take_chair"):
    """Preside from now on: a deputy while whoever presides is away, the chair at any time."""
