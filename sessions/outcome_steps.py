"""What happened to an outcome, applied: stage, units and deadline after one more record."""

from typing import assert_never

from msgspec.structs import replace

from sessions import events as e
from sessions.config import OUTCOME_STEPS_MAX
from sessions.events import OutcomeEvent, Record
from sessions.outcome_files import present
from sessions.outcome_types import Deadline, OutcomeStage
from sessions.state import Consultation
from sessions.state.outcomes import ExtensionRequest, JointUnit, Outcome, OutcomeReply

REVIEWED: dict[str, OutcomeStage] = {"file": "filed", "merge": "merged", "decline": "declined"}


def outcome_changed(state: Consultation, record: Record, event: OutcomeEvent) -> Consultation:
    """After one more step."""
    before = state.outcomes[event.outcome_id]
    after = replace(
        _changed(before, event, record.at), steps=(*before.steps, record), seq=record.seq
    )
    return with_outcome(state, after, record.seq)


def with_outcome(state: Consultation, outcome: Outcome, seq: int) -> Consultation:
    """The state with one outcome new or changed by record `seq`."""
    before = state.outcomes.get(outcome.outcome_id)
    outcomes = state.outcomes.set(outcome.outcome_id, outcome)
    acts = [_next_act(outcome), state.outcome_due]
    if before is not None and _next_act(before) == state.outcome_due:
        acts = [_next_act(one) for one in outcomes.values()]
    due = min((at for at in acts if at is not None), default=None)
    return replace(state, outcomes=outcomes, outcomes_seq=seq, outcome_due=due)


def _next_act(outcome: Outcome) -> int | None:
    deadline = outcome.deadline
    if deadline is None or len(outcome.steps) >= OUTCOME_STEPS_MAX:
        return None
    acts = deadline.acts[outcome.acts_done :]
    return acts[0].at if acts else None


def _changed(outcome: Outcome, event: OutcomeEvent, at: int) -> Outcome:
    match event:
        case e.OutcomeReviewed():
            moved = _moved(outcome, REVIEWED[event.decision], None)
            return replace(moved, into=event.into, reason=event.reason)
        case e.OutcomeAssigned():
            moved = _moved(outcome, "assigned", event.deadline)
            joint = tuple(JointUnit(unit) for unit in event.joint)
            others = tuple(replace(one, removed=True) for one in outcome.documents)
            taken = replace(moved, lead=event.lead, joint=joint, joint_due="", reason="")
            return replace(taken, documents=others)
        case e.OutcomeSignedFor():
            moved = _moved(outcome, "handling", event.deadline)
            return replace(moved, joint_due=event.joint_due)
        case e.OutcomeReturned():
            return replace(_moved(outcome, "filed", None), lead=None, joint=(), reason=event.reason)
        case e.JointOpinionFiled():
            joint = tuple(
                replace(one, opinion=event.text, filed_at=at, signed_at=one.signed_at or at)
                if index == event.unit
                else one
                for index, one in enumerate(outcome.joint)
            )
            return replace(outcome, joint=joint)
        case e.ProposerMet():
            return replace(outcome, met=True)
        case e.JointSignedFor():
            signed = replace(outcome.joint[event.unit], signed_at=at)
            before, after = outcome.joint[: event.unit], outcome.joint[event.unit + 1 :]
            return replace(outcome, joint=(*before, signed, *after))
        case e.ExtensionRequested():
            return replace(outcome, extension=ExtensionRequest(event.reason, at))
        case e.ExtensionRefused():
            return replace(outcome, extension=None)
        case e.OutcomeExtended():
            extended = outcome.extended or event.requested or not event.on_behalf
            timed = replace(outcome, deadline=event.deadline, acts_done=0, extended=extended)
            return replace(timed, extension=None)
        case e.OutcomeDocumentAttached():
            return replace(outcome, documents=(*outcome.documents, event.document))
        case e.OutcomeDocumentRemoved():
            documents = tuple(
                replace(one, removed=one.removed or one.document_id == event.document_id)
                for one in outcome.documents
            )
            return replace(outcome, documents=documents)
        case e.OutcomeReplied():
            with_it = tuple(one for one in present(outcome) if one.unit is None)
            given = OutcomeReply(event.reply_class, event.text, at, documents=with_it)
            moved = _moved(outcome, "replied", event.deadline)
            return replace(moved, reply=given)
        case e.ReplyAppraised():
            again = event.appraisal == "dissatisfied"
            assert outcome.reply is not None, "what is appraised"
            reply = replace(outcome.reply, appraisal=event.appraisal, comment=event.comment)
            moved = _moved(outcome, "handling" if again else "appraised", event.deadline)
            return replace(moved, reply=reply)
        case e.OutcomeFollowedUp():
            return _moved(outcome, "settled" if event.solved else "handling", event.deadline)
        case e.OutcomeMadePublic():
            return replace(outcome, public=True)
        case e.OutcomeWithdrawn():
            return replace(outcome, public=False)
        case e.OutcomeUrged() | e.OutcomeEscalated():
            return replace(outcome, acts_done=max(outcome.acts_done, event.acts))
        case _:
            assert_never(event)


def _moved(outcome: Outcome, stage: OutcomeStage, deadline: Deadline | None) -> Outcome:
    """At another stage, with all its time before it."""
    return replace(
        outcome,
        stage=stage,
        deadline=deadline,
        acts_done=0,
        met=False,
        extended=False,
        extension=None,
    )
