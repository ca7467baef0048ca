"""The life of an outcome after it is recorded. Staff only: others read `outcome_views.py`."""

from typing import get_args

from sessions.events.base import Event
from sessions.outcome_types import (
    Appraisal,
    Deadline,
    OutcomeDocument,
    ReplyClass,
    ReviewDecision,
    Unit,
)


class OutcomeReviewed(Event, frozen=True, tag="outcome_reviewed"):
    """Filed, merged `into` another, or declined."""

    outcome_id: str
    decision: ReviewDecision
    into: str | None
    reason: str


class OutcomeAssigned(Event, frozen=True, tag="outcome_assigned"):
    """To be signed for by the `deadline`; `transferred` from other units for `reason`."""

    outcome_id: str
    lead: Unit
    joint: list[Unit]
    deadline: Deadline
    transferred: bool
    reason: str


class OutcomeSignedFor(Event, frozen=True, tag="outcome_signed_for"):
    """To be replied to by the `deadline`, joint opinions (ISO date) before it."""

    outcome_id: str
    deadline: Deadline
    joint_due: str
    on_behalf: bool


class JointSignedFor(Event, frozen=True, tag="joint_signed_for"):
    """By the joint unit of that index."""

    outcome_id: str
    unit: int
    on_behalf: bool


class OutcomeReturned(Event, frozen=True, tag="outcome_returned"):
    """The unit says that it is not its business; to be assigned anew."""

    outcome_id: str
    reason: str
    on_behalf: bool


class JointOpinionFiled(Event, frozen=True, tag="joint_opinion_filed"):
    """By the joint unit of that index."""

    outcome_id: str
    unit: int
    text: str
    on_behalf: bool


class ProposerMet(Event, frozen=True, tag="proposer_met"):
    """When (ISO date), and what came of it."""

    outcome_id: str
    on: str
    text: str
    on_behalf: bool


class ExtensionRequested(Event, frozen=True, tag="extension_requested"):
    """The unit asks for more time; the deadline stays until staff decide."""

    outcome_id: str
    reason: str
    on_behalf: bool


class ExtensionRefused(Event, frozen=True, tag="extension_refused"):
    """It has no more time."""

    outcome_id: str
    reason: str


class OutcomeExtended(Event, frozen=True, tag="outcome_extended"):
    """The reply has until the new `deadline`."""

    outcome_id: str
    reason: str
    deadline: Deadline
    on_behalf: bool
    requested: bool = False
    """The unit had asked for it."""


class OutcomeReplied(Event, frozen=True, tag="outcome_replied"):
    """To be appraised by the `deadline`."""

    outcome_id: str
    reply_class: ReplyClass
    text: str
    deadline: Deadline
    on_behalf: bool


class OutcomeDocumentAttached(Event, frozen=True, tag="outcome_document_attached"):
    """An attachment of the reply or joint opinion that is to come."""

    outcome_id: str
    document: OutcomeDocument
    on_behalf: bool


class OutcomeDocumentRemoved(Event, frozen=True, tag="outcome_document_removed"):
    """It was taken back."""

    outcome_id: str
    document_id: str
    on_behalf: bool


class ReplyAppraised(Event, frozen=True, tag="reply_appraised"):
    """`deadline`: of the follow-up, or where it did not satisfy of another reply."""

    outcome_id: str
    appraisal: Appraisal
    comment: str
    deadline: Deadline
    on_behalf: bool


class OutcomeFollowedUp(Event, frozen=True, tag="outcome_followed_up"):
    """Settled; or not solved after all, and to be replied to anew by the `deadline`."""

    outcome_id: str
    solved: bool
    note: str
    deadline: Deadline | None


class OutcomeMadePublic(Event, frozen=True, tag="outcome_made_public"):
    """Everybody may read how it stands."""

    outcome_id: str


class OutcomeWithdrawn(Event, frozen=True, tag="outcome_withdrawn"):
    """Public no longer."""

    outcome_id: str
    reason: str


class OutcomeUrged(Event, frozen=True, tag="outcome_urged"):
    """`acts`: how many of the deadline's acts this settles, where the clock did it; else 0."""

    outcome_id: str
    note: str
    acts: int


class OutcomeEscalated(Event, frozen=True, tag="outcome_escalated"):
    """As `OutcomeUrged`, to those above the unit."""

    outcome_id: str
    note: str
    acts: int


OutcomeEvent = (
    OutcomeReviewed
    | OutcomeAssigned
    | OutcomeSignedFor
    | JointSignedFor
    | OutcomeReturned
    | JointOpinionFiled
    | ProposerMet
    | ExtensionRequested
    | ExtensionRefused
    | OutcomeExtended
    | OutcomeReplied
    | OutcomeDocumentAttached
    | OutcomeDocumentRemoved
    | ReplyAppraised
    | OutcomeFollowedUp
    | OutcomeMadePublic
    | OutcomeWithdrawn
    | OutcomeUrged
    | OutcomeEscalated
)
"""What may follow `OutcomeRecorded`."""

OUTCOME_LIFE: tuple[type[OutcomeEvent], ...] = get_args(OutcomeEvent)
