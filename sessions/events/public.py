"""Opinions of the public, and outcomes."""

from sessions.events.base import Event
from sessions.outcome_types import Deadline
from sessions.types import Mark, Source


class OpinionSubmitted(Event, frozen=True, tag="opinion_submitted"):
    """Waiting to be screened. Staff only."""

    opinion_id: str
    receipt: str
    text: str
    name: str
    region: str
    author: str | None = None
    """SHA-256 of its author's token."""
    marks: tuple[Mark, ...] = ()
    """Where sensitive words stand in the text."""


class OpinionPublished(Event, frozen=True, tag="opinion_published"):
    """Public from here on; carries exactly what was published."""

    opinion_id: str
    text: str
    name: str
    region: str


class OpinionRetracted(Event, frozen=True, tag="opinion_retracted"):
    """No longer public; followed by `OpinionWithheld` with the reason."""

    opinion_id: str


class OpinionWithheld(Event, frozen=True, tag="opinion_withheld"):
    """Not public. The reason is for staff and its author. Staff only."""

    opinion_id: str
    reason: str


class OutcomeRecorded(Event, frozen=True, tag="outcome_recorded"):
    """An outcome with its unit and date (ISO), as the meeting has them; to be reviewed by the
    `deadline` (None in logs from before there was one).
    """

    outcome_id: str
    text: str
    unit: str
    due: str
    source: Source
    deadline: Deadline | None = None
