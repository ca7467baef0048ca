"""The life of an outcome 成果: which act is done at which stage, and what it becomes by it.

proposed ─ review ─→ filed ─ assign ─→ assigned ─ sign ─→ handling ─ reply ─→ replied
   ├─→ merged          ↑─── return ───────┘  ↑── transfer ──┤           ↑          │
   └─→ declined                              └──────────────┘           │       appraise
                                        dissatisfied, or not solved ────┘          ↓
                                                settled ←─ follow up ──────── appraised
"""

from collections.abc import Callable, Mapping

import msgspec

from sessions import commands as c
from sessions.errors import Refused
from sessions.outcome_types import OutcomeStage
from sessions.roles import is_staff
from sessions.state import Consultation
from sessions.state.outcomes import Outcome
from sessions.types import Actor


class Act(msgspec.Struct, frozen=True):
    """At which stages an act is done, to which it may lead, and what is said elsewhere."""

    at: tuple[OutcomeStage, ...]
    to: tuple[OutcomeStage, ...]
    """Empty: it stays where it is."""
    refusal: Callable[[], Refused]


CURRENT: tuple[OutcomeStage, ...] = (
    "filed", "assigned", "handling", "replied", "appraised", "settled"
)  # fmt: skip
"""Taken up, by whichever stage now."""

LIFE: Mapping[type[c.Command], Act] = {
    c.ReviewOutcome: Act(
        ("proposed",), ("filed", "merged", "declined"), lambda: Refused("outcome_reviewed")
    ),
    c.AssignOutcome: Act(("filed",), ("assigned",), lambda: Refused("outcome_not_to_assign")),
    c.SignForOutcome: Act(("assigned",), ("handling",), lambda: Refused("outcome_not_to_sign")),
    c.ReturnOutcome: Act(("assigned",), ("filed",), lambda: Refused("outcome_not_to_return")),
    c.TransferOutcome: Act(
        ("assigned", "handling"), ("assigned",), lambda: Refused("outcome_not_to_transfer")
    ),
    c.FileJointOpinion: Act(("handling",), (), lambda: Refused("outcome_not_handled")),
    c.MeetProposer: Act(("handling",), (), lambda: Refused("outcome_not_handled")),
    c.SignForJoint: Act(("assigned", "handling"), (), lambda: Refused("outcome_joint_not_to_sign")),
    c.RequestExtension: Act(("handling",), (), lambda: Refused("outcome_not_handled")),
    c.RefuseExtension: Act(("handling",), (), lambda: Refused("outcome_not_handled")),
    c.AttachToOutcome: Act(("handling",), (), lambda: Refused("outcome_not_handled")),
    c.DetachFromOutcome: Act(("handling",), (), lambda: Refused("outcome_not_handled")),
    c.ExtendOutcome: Act(("handling",), (), lambda: Refused("outcome_not_handled")),
    c.ReplyOutcome: Act(("handling",), ("replied",), lambda: Refused("outcome_not_handled")),
    c.AppraiseReply: Act(
        ("replied",), ("appraised", "handling"), lambda: Refused("outcome_not_replied")
    ),
    c.FollowUpOutcome: Act(
        ("appraised",), ("settled", "handling"), lambda: Refused("outcome_not_appraised")
    ),
    c.MakeOutcomePublic: Act(CURRENT, (), lambda: Refused("outcome_not_filed")),
    c.WithdrawOutcome: Act(CURRENT, (), lambda: Refused("outcome_not_filed")),
    c.UrgeOutcome: Act(("proposed", *CURRENT[:-1]), (), lambda: Refused("outcome_nothing_due")),
    c.EscalateOutcome: Act(("proposed", *CURRENT[:-1]), (), lambda: Refused("outcome_nothing_due")),
}


def require_act(state: Consultation, command: c.OutcomeCommand) -> Outcome:
    """The outcome, where this may be done to it now; raises `Refused`."""
    outcome = state.outcomes.get(command.outcome_id)
    if outcome is None:
        raise Refused("no_such_outcome")
    act = LIFE[type(command)]
    if outcome.stage not in act.at:
        raise act.refusal()
    return outcome


def acts_for(outcome: Outcome, actor: Actor) -> bool:
    """Whether the actor is the lead unit; raises `Refused` unless that or staff, who act for it."""
    lead = outcome.lead
    who = None if lead is None else lead.participant_id
    if who is not None and who == actor.participant_id:
        return True
    if not is_staff(actor):
        raise Refused("outcome_not_yours")
    return False


def joint_for(outcome: Outcome, actor: Actor, index: int | None) -> tuple[int, bool]:
    """Which joint unit is meant, and whether the actor is it; raises `Refused` as `acts_for`.

    A department's own where `index` is None; staff say which.
    """
    joint, who = outcome.joint, actor.participant_id
    for number, one in enumerate(joint):
        is_own = who is not None and one.unit.participant_id == who
        if is_own and index in (None, number):
            return number, True
    if not is_staff(actor):
        raise Refused("outcome_not_yours")
    if index is None or index >= len(joint):
        raise Refused("outcome_no_joint_unit")
    return index, False


def proposer(state: Consultation, outcome: Outcome) -> str | None:
    """The participant whose speech it came from."""
    if outcome.source.kind != "speech":
        return None
    return state.speeches[outcome.source.id].participant_id


def is_author(state: Consultation, outcome: Outcome, receipt: str) -> bool:
    """Whether the receipt is of the opinion that it came from."""
    source = outcome.source
    return bool(receipt) and source.kind == "opinion" and state.receipts.get(receipt) == source.id
