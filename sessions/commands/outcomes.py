"""The life of an outcome after it is recorded: review, assignment, handling, reply, appraisal."""

from typing import Annotated

from msgspec import Meta

from sessions.commands.base import Command
from sessions.outcome_types import (
    Appraisal,
    JointIndex,
    OutcomeDocument,
    ReplyClass,
    ReviewDecision,
    UnitRef,
)
from sessions.types import Id, IsoDate, Reason, ReplyText, Text

Remark = Annotated[str, Meta(max_length=500)]
"""A reason or a note that may be left out."""


class ReviewOutcome(Command, frozen=True, tag="review_outcome"):
    """审查: file it, merge it into another, or decline it with a reason."""

    outcome_id: Id
    decision: ReviewDecision
    into: Id | None = None
    """What it is merged into."""
    reason: Remark = ""


class AssignOutcome(Command, frozen=True, tag="assign_outcome"):
    """交办 to a lead unit and the joint ones 主办、会办."""

    outcome_id: Id
    lead: UnitRef
    joint: Annotated[tuple[UnitRef, ...], Meta(max_length=10)] = ()


class SignForOutcome(Command, frozen=True, tag="sign_for_outcome"):
    """签收 by the lead unit, or by staff on its behalf."""

    outcome_id: Id


class SignForJoint(Command, frozen=True, tag="sign_for_joint"):
    """会办签收 by a joint unit; staff say which unit's."""

    outcome_id: Id
    unit: JointIndex | None = None
    """Index among the joint units; None: the department's own."""


class ReturnOutcome(Command, frozen=True, tag="return_outcome"):
    """退回 by the lead unit in time, with the reason; staff assign it anew."""

    outcome_id: Id
    reason: Reason


class TransferOutcome(Command, frozen=True, tag="transfer_outcome"):
    """改派 by staff to other units, with the reason."""

    outcome_id: Id
    lead: UnitRef
    reason: Reason
    joint: Annotated[tuple[UnitRef, ...], Meta(max_length=10)] = ()


class FileJointOpinion(Command, frozen=True, tag="file_joint_opinion"):
    """会办意见 of a joint unit for the lead; staff say which unit's; replaces the one before."""

    outcome_id: Id
    text: ReplyText
    unit: JointIndex | None = None
    """Index among the joint units; None: the department's own."""


class MeetProposer(Command, frozen=True, tag="meet_proposer"):
    """面商: the unit met or called whoever proposed it."""

    outcome_id: Id
    on: IsoDate
    text: Text


class RequestExtension(Command, frozen=True, tag="request_extension"):
    """申请延期 of the reply by the lead unit, in time and with the reason; staff decide."""

    outcome_id: Id
    reason: Reason


class RefuseExtension(Command, frozen=True, tag="refuse_extension"):
    """不同意延期 by staff, with the reason; the deadline stays."""

    outcome_id: Id
    reason: Reason


class ExtendOutcome(Command, frozen=True, tag="extend_outcome"):
    """延期 of the reply by staff, asked for or not, with the reason: to any later day, or by the
    days of the jurisdiction.
    """

    outcome_id: Id
    reason: Reason
    due: IsoDate | None = None


class ReplyOutcome(Command, frozen=True, tag="reply_outcome"):
    """答复 by the lead unit, in one of four classes."""

    outcome_id: Id
    reply_class: ReplyClass
    text: ReplyText


class AttachToOutcome(Command, frozen=True, tag="attach_to_outcome"):
    """Issued by the service once the bytes of an attachment 附件 are kept and its pages drawn."""

    outcome_id: Id
    document: OutcomeDocument
    """`unit` None of a joint unit's department: its own."""


class DetachFromOutcome(Command, frozen=True, tag="detach_from_outcome"):
    """撤下 an attachment while the outcome is handled; what was replied with stays with that."""

    outcome_id: Id
    document_id: Id


class AppraiseReply(Command, frozen=True, tag="appraise_reply"):
    """评议 by whoever proposed it: the speaker, or the author of the opinion by its `receipt`; by
    staff on their behalf. 不满意 says why, and the outcome is handled anew.
    """

    outcome_id: Id
    appraisal: Appraisal
    comment: Remark = ""
    receipt: Annotated[str, Meta(max_length=40)] = ""


class FollowUpOutcome(Command, frozen=True, tag="follow_up_outcome"):
    """回头看: whether what was replied holds; if not, it is handled anew."""

    outcome_id: Id
    solved: bool
    note: Reason


class MakeOutcomePublic(Command, frozen=True, tag="make_outcome_public"):
    """公开: what it is, who handles it and what was replied, for everybody."""

    outcome_id: Id


class WithdrawOutcome(Command, frozen=True, tag="withdraw_outcome"):
    """撤回公开, with the reason."""

    outcome_id: Id
    reason: Reason


class UrgeOutcome(Command, frozen=True, tag="urge_outcome"):
    """催办 by staff, or by the clock on the day."""

    outcome_id: Id
    note: Remark = ""


class EscalateOutcome(Command, frozen=True, tag="escalate_outcome"):
    """督办 by staff, or by the clock once it is overdue."""

    outcome_id: Id
    note: Remark = ""


OutcomeCommand = (
    ReviewOutcome
    | AssignOutcome
    | SignForOutcome
    | SignForJoint
    | ReturnOutcome
    | TransferOutcome
    | FileJointOpinion
    | MeetProposer
    | RequestExtension
    | RefuseExtension
    | ExtendOutcome
    | ReplyOutcome
    | AttachToOutcome
    | DetachFromOutcome
    | AppraiseReply
    | FollowUpOutcome
    | MakeOutcomePublic
    | WithdrawOutcome
    | UrgeOutcome
    | EscalateOutcome
)
"""What may be done to an outcome that is recorded."""
