"""Opinions of the public, and outcomes."""

from sessions.commands.base import Command
from sessions.types import Id, IsoDate, Mark, Note, Reason, Sha256, Source, Text, Title


class SubmitOpinion(Command, frozen=True, tag="submit_opinion"):
    """From anybody, in any state but closed; `receipt` is made at the border and lets its author
    follow it. `author` is the SHA-256 of the token by which they may withdraw it; `marks` are the
    service's own, whatever a client puts.
    """

    opinion_id: Id
    receipt: Id
    text: Text
    name: Note = ""
    region: Note = ""
    author: Sha256 | None = None
    marks: tuple[Mark, ...] = ()


class PublishOpinion(Command, frozen=True, tag="publish_opinion"):
    """公布."""

    opinion_id: Id


class WithholdOpinion(Command, frozen=True, tag="withhold_opinion"):
    """不公布, with the reason that its author is shown; also takes back what was published."""

    opinion_id: Id
    reason: Reason


class RecordOutcome(Command, frozen=True, tag="record_outcome"):
    """An outcome: what, which unit is responsible, by when, and where it came from."""

    text: Text
    unit: Title
    due: IsoDate
    source: Source
