"""Outcomes, their units and their replies as they stand."""

import msgspec

from sessions.events import Record
from sessions.outcome_types import (
    Appraisal,
    Deadline,
    OutcomeDocument,
    OutcomeStage,
    ReplyClass,
    Unit,
)
from sessions.types import Source


class JointUnit(msgspec.Struct, frozen=True):
    """A unit that handles an outcome beside the lead, and its opinion."""

    unit: Unit
    opinion: str = ""
    filed_at: int | None = None
    signed_at: int | None = None
    """When it signed; at the latest with its opinion."""


class ExtensionRequest(msgspec.Struct, frozen=True):
    """More time that the lead unit asks for, and why."""

    reason: str
    at: int


class OutcomeReply(msgspec.Struct, frozen=True):
    """What the lead unit replied, and what whoever proposed it thinks of it."""

    reply_class: ReplyClass
    text: str
    at: int
    appraisal: Appraisal | None = None
    comment: str = ""
    documents: tuple[OutcomeDocument, ...] = ()
    """What it was given with."""


class Outcome(msgspec.Struct, frozen=True):
    """An outcome as recorded, and how far it has come.

    What a meeting records with a unit and a date is a proposal: it is reviewed, and the unit is
    assigned, later.
    """

    outcome_id: str
    text: str
    unit: str
    due: str
    source: Source
    recorded_at: int
    stage: OutcomeStage = "proposed"
    lead: Unit | None = None
    joint: tuple[JointUnit, ...] = ()
    joint_due: str = ""
    deadline: Deadline | None = None
    """Of the stage; None where nothing is due."""
    acts_done: int = 0
    """How many of the deadline's acts are done."""
    met: bool = False
    """Whether whoever proposed it was met since it was signed for."""
    extended: bool = False
    """Whether the lead unit was given more time for this reply."""
    extension: ExtensionRequest | None = None
    """What it waits for."""
    documents: tuple[OutcomeDocument, ...] = ()
    """Attached by the units, those that were removed included."""
    reason: str = ""
    """Why it was declined or returned."""
    into: str | None = None
    """What it was merged into."""
    reply: OutcomeReply | None = None
    """The last."""
    public: bool = False
    steps: tuple[Record, ...] = ()
    """All that happened since."""
    seq: int = 0
    """The record that last changed it."""
