"""What is done to an outcome, decided: the events of each act, with the deadline that it sets."""

from datetime import date, timedelta
from typing import assert_never

from sessions import commands as c
from sessions import events as e
from sessions import outcome_files
from sessions.config import OUTCOME_STEPS_MAX
from sessions.errors import Refused
from sessions.jurisdiction import Jurisdiction
from sessions.outcome_life import acts_for, is_author, joint_for, proposer, require_act
from sessions.outcome_types import Unit, UnitRef
from sessions.roles import is_staff
from sessions.state import Consultation
from sessions.state.outcomes import Outcome
from sessions.types import Actor

FURTHEST = timedelta(days=3 * 366)
"""No extension goes further: what takes longer is answered with when it is to be done."""


class Desk:
    """Decides about one outcome at one moment."""

    def __init__(
        self, state: Consultation, outcome: Outcome, actor: Actor, now_ms: int, rules: Jurisdiction
    ) -> None:
        self.state = state
        self.outcome = outcome
        self.actor = actor
        self.now_ms = now_ms
        self.rules = rules

    def decide(self, command: c.OutcomeCommand) -> e.AnyEvent | None:
        """The event; None where it is so already."""
        match command:
            case c.ReviewOutcome():
                return self.review(command)
            case c.AssignOutcome(lead=lead, joint=joint):
                return self.assign(lead, joint)
            case c.TransferOutcome(lead=lead, joint=joint, reason=reason):
                return self.assign(lead, joint, reason)
            case c.SignForOutcome():
                return self.sign_for()
            case c.ReturnOutcome(reason=reason):
                return self.give_back(reason)
            case c.FileJointOpinion():
                return self.file_joint_opinion(command)
            case c.MeetProposer():
                return self.meet_proposer(command)
            case c.SignForJoint():
                return self.sign_for_joint(command)
            case c.RequestExtension():
                return self.request_extension(command)
            case c.RefuseExtension():
                return self.refuse_extension(command)
            case c.ExtendOutcome():
                return self.extend(command)
            case c.AttachToOutcome(document=document):
                return outcome_files.attach(self.state, self.outcome, self.actor, document)
            case c.DetachFromOutcome(document_id=document_id):
                return outcome_files.detach(self.outcome, self.actor, document_id)
            case c.ReplyOutcome():
                return self.reply(command)
            case c.AppraiseReply():
                return self.appraise(command)
            case c.FollowUpOutcome():
                return self.follow_up(command)
            case c.MakeOutcomePublic():
                return None if self.outcome.public else e.OutcomeMadePublic(self.id)
            case c.WithdrawOutcome(reason=reason):
                return e.OutcomeWithdrawn(self.id, reason) if self.outcome.public else None
            case c.UrgeOutcome(note=note):
                return e.OutcomeUrged(self.id, note, self._acts("urge"))
            case c.EscalateOutcome(note=note):
                return e.OutcomeEscalated(self.id, note, self._acts("escalate"))
            case _:
                assert_never(command)

    @property
    def id(self) -> str:
        return self.outcome.outcome_id

    @property
    def today(self) -> date:
        return self.rules.today(self.now_ms)

    # --- until it is handled ------------------------------------------------------------------

    def review(self, command: c.ReviewOutcome) -> e.AnyEvent:
        """Filed as it is; merged into one that is neither merged nor declined; or declined."""
        into = None
        if command.decision == "merge":
            target = self.state.outcomes.get(command.into or "")
            if target is None or target is self.outcome or target.stage in ("merged", "declined"):
                raise Refused("outcome_merge_target")
            into = target.outcome_id
        if command.decision == "decline" and not command.reason.strip():
            raise Refused("outcome_needs_reason")
        return e.OutcomeReviewed(self.id, command.decision, into, command.reason)

    def assign(self, lead: UnitRef, joint: tuple[UnitRef, ...], transfer: str = "") -> e.AnyEvent:
        """To units that differ from each other."""
        units = [self._unit(one) for one in (lead, *joint)]
        if len({unit.participant_id or unit.name for unit in units}) < len(units):
            raise Refused("outcome_units_differ")
        return e.OutcomeAssigned(
            outcome_id=self.id,
            lead=units[0],
            joint=units[1:],
            deadline=self.rules.deadline(self.now_ms, self.rules.deadlines.sign),
            transferred=bool(transfer),
            reason=transfer,
        )

    def _unit(self, ref: UnitRef) -> Unit:
        if ref.participant_id is None:
            if not ref.name.strip():
                raise Refused("outcome_unit_unnamed")
            return Unit(ref.name.strip())
        participant = self.state.participants.get(ref.participant_id)
        if participant is None:
            raise Refused("no_such_participant")
        if participant.role != "department":
            raise Refused("not_a_department", name=participant.name)
        return Unit(participant.organization or participant.name, participant.id)

    def sign_for(self) -> e.AnyEvent:
        """From here the reply's days count; a date that the meeting agreed on holds if earlier."""
        own = acts_for(self.outcome, self.actor)
        rules, days = self.rules, self.rules.deadlines
        agreed = date.fromisoformat(self.outcome.due)
        return e.OutcomeSignedFor(
            outcome_id=self.id,
            deadline=rules.deadline(self.now_ms, days.reply, at_most=agreed),
            joint_due=rules.calendar.after(self.today, days.joint).isoformat(),
            on_behalf=not own,
        )

    def give_back(self, reason: str) -> e.AnyEvent:
        """By the unit until its days are over, by staff later too."""
        own = acts_for(self.outcome, self.actor)
        if own and self._is_late():
            raise Refused("outcome_return_too_late")
        return e.OutcomeReturned(self.id, reason, on_behalf=not own)

    def _is_late(self) -> bool:
        deadline = self.outcome.deadline
        return deadline is not None and self.today > date.fromisoformat(deadline.date)

    # --- while it is handled ------------------------------------------------------------------

    def file_joint_opinion(self, command: c.FileJointOpinion) -> e.AnyEvent | None:
        """Of the department's own unit, or by staff of the one named."""
        if not command.text.strip():
            raise Refused("reply_empty")
        index, own = joint_for(self.outcome, self.actor, command.unit)
        if self.outcome.joint[index].opinion == command.text:
            return None
        return e.JointOpinionFiled(self.id, index, command.text, on_behalf=not own)

    def meet_proposer(self, command: c.MeetProposer) -> e.AnyEvent:
        """On a day that has come."""
        own = acts_for(self.outcome, self.actor)
        if _day(command.on) > self.today:
            raise Refused("outcome_met_later")
        return e.ProposerMet(self.id, command.on, command.text, on_behalf=not own)

    def sign_for_joint(self, command: c.SignForJoint) -> e.AnyEvent | None:
        """Of the department's own unit, or by staff of the one named; once."""
        index, own = joint_for(self.outcome, self.actor, command.unit)
        if self.outcome.joint[index].signed_at is not None:
            return None
        return e.JointSignedFor(self.id, index, on_behalf=not own)

    def request_extension(self, command: c.RequestExtension) -> e.AnyEvent:
        """Beforehand, and not again once it was granted."""
        own = acts_for(self.outcome, self.actor)
        if self.outcome.extension is not None:
            raise Refused("extension_requested_already")
        if own and self.outcome.extended:
            raise Refused("outcome_extended_once")
        if own and self._is_late():
            raise Refused("outcome_extend_too_late")
        return e.ExtensionRequested(self.id, command.reason, on_behalf=not own)

    def refuse_extension(self, command: c.RefuseExtension) -> e.AnyEvent:
        """What was asked for."""
        if self.outcome.extension is None:
            raise Refused("extension_not_requested")
        return e.ExtensionRefused(self.id, command.reason)

    def extend(self, command: c.ExtendOutcome) -> e.AnyEvent:
        """By staff: a unit asks for it."""
        deadline = self.outcome.deadline
        assert deadline is not None, "what is handled has one"
        before = date.fromisoformat(deadline.date)
        if command.due is None:
            start = max(before, self.today)
            by = self.rules.calendar.after(start, self.rules.deadlines.extension)
        else:
            by = _day(command.due)
        if not max(before, self.today) < by <= self.today + FURTHEST:
            raise Refused("outcome_extend_to_later", date=before.isoformat())
        until = self.rules.until(self.now_ms, by)
        asked = self.outcome.extension is not None
        return e.OutcomeExtended(self.id, command.reason, until, on_behalf=True, requested=asked)

    def reply(self, command: c.ReplyOutcome) -> e.AnyEvent:
        """Somebody who spoke is met first, where the jurisdiction asks for it."""
        own = acts_for(self.outcome, self.actor)
        if not command.text.strip():
            raise Refused("reply_empty")
        spoke = proposer(self.state, self.outcome) is not None
        if self.rules.meet_first and spoke and not self.outcome.met:
            raise Refused("outcome_meet_first")
        return e.OutcomeReplied(
            outcome_id=self.id,
            reply_class=command.reply_class,
            text=command.text,
            deadline=self.rules.deadline(self.now_ms, self.rules.deadlines.appraise),
            on_behalf=not own,
        )

    # --- afterwards ---------------------------------------------------------------------------

    def appraise(self, command: c.AppraiseReply) -> e.AnyEvent:
        """By whoever proposed it, or by staff for them."""
        who = self.actor.participant_id
        own = is_author(self.state, self.outcome, command.receipt) or (
            who is not None and who == proposer(self.state, self.outcome)
        )
        if not own and not is_staff(self.actor):
            raise Refused("outcome_not_your_proposal")
        dissatisfied = command.appraisal == "dissatisfied"
        if dissatisfied and not command.comment.strip():
            raise Refused("outcome_needs_reason")
        days = self.rules.deadlines
        return e.ReplyAppraised(
            outcome_id=self.id,
            appraisal=command.appraisal,
            comment=command.comment,
            deadline=self.rules.deadline(
                self.now_ms, days.redo if dissatisfied else days.follow_up
            ),
            on_behalf=not own,
        )

    def follow_up(self, command: c.FollowUpOutcome) -> e.AnyEvent:
        """What does not hold is handled anew."""
        again = self.rules.deadline(self.now_ms, self.rules.deadlines.redo)
        return e.OutcomeFollowedUp(
            self.id, command.solved, command.note, None if command.solved else again
        )

    def _acts(self, kind: str) -> int:
        """How many of the deadline's acts this settles: none by hand; by the clock all that have
        come, of which the last is the one to do.
        """
        if self.actor.role != "system":
            return 0
        come = acts_come(self.outcome, self.now_ms)
        deadline = self.outcome.deadline
        if deadline is None or come <= self.outcome.acts_done:
            raise Refused("not_due")
        if deadline.acts[come - 1].kind != kind:
            raise Refused("not_due")
        return come


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("no_such_date", date=text) from None


def acts_come(outcome: Outcome, now_ms: int) -> int:
    """How many of the deadline's acts the time has come for."""
    acts = [] if outcome.deadline is None else outcome.deadline.acts
    return sum(act.at <= now_ms for act in acts)


def decide(
    state: Consultation, actor: Actor, command: c.OutcomeCommand, now_ms: int, rules: Jurisdiction
) -> list[e.AnyEvent]:
    """The events of an act; raises `Refused`."""
    outcome = require_act(state, command)
    if len(outcome.steps) >= OUTCOME_STEPS_MAX:
        raise Refused("too_many", limit=OUTCOME_STEPS_MAX)
    event = Desk(state, outcome, actor, now_ms, rules).decide(command)
    return [] if event is None else [event]


# --- by the clock -----------------------------------------------------------------------------


def due_acts(state: Consultation, now_ms: int) -> list[c.AnyCommand]:
    """What the clock asks for by `now_ms`: of each outcome the last act that has come."""
    if state.outcome_due is None or now_ms < state.outcome_due:
        return []
    found: list[c.AnyCommand] = []
    for outcome in state.outcomes.values():
        come = acts_come(outcome, now_ms)
        if outcome.deadline is None or come <= outcome.acts_done:
            continue
        is_urge = outcome.deadline.acts[come - 1].kind == "urge"
        made = c.UrgeOutcome if is_urge else c.EscalateOutcome
        found.append(made(outcome.outcome_id))
    return found
