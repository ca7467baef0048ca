"""Readings of outcomes: for staff, for the units, for whoever proposed one, for everybody."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

import msgspec
from msgspec.structs import replace

from sessions import events as e
from sessions import outcome_files
from sessions.jurisdiction import Jurisdiction
from sessions.opinions import words_of
from sessions.outcome_life import is_author, proposer
from sessions.outcome_steps import REVIEWED
from sessions.outcome_types import Appraisal, OutcomeDocument, OutcomeStage, ReplyClass, Unit
from sessions.roles import is_staff
from sessions.state import Consultation
from sessions.state.outcomes import ExtensionRequest, JointUnit, Outcome, OutcomeReply
from sessions.types import Actor, Source

Part = Literal["staff", "lead", "joint", "proposer", "reader"]
"""What somebody has to do with an outcome, and so what they see of it."""


class DeadlineView(msgspec.Struct, frozen=True):
    """By when, and how many working days are left; below 0 when so many have passed since."""

    date: str
    left: int
    late: bool
    assumed: bool


class OutcomeStep(msgspec.Struct, frozen=True):
    """One thing that happened, when (Unix ms) and by whom."""

    seq: int
    at: int
    by: str
    event: e.OutcomeEvent


class OutcomeProgress(msgspec.Struct, frozen=True):
    """An outcome and how far it has come, as one role may see it."""

    outcome_id: str
    number: int
    """From 1, in the order in which they were recorded."""
    text: str
    unit: str
    due: str
    """Unit and date as the meeting has them."""
    source: Source
    source_at: int | None
    """When the speech began or the opinion came (Unix ms)."""
    source_text: str
    """Who spoke, what the opinion says, or the item's title."""
    recorded_at: int
    part: Part
    stage: OutcomeStage
    lead: Unit | None
    joint: list[JointUnit]
    own_joint: int | None
    """Which of them this role is."""
    joint_due: str
    deadline: DeadlineView | None
    has_proposer: bool
    """Whether there is a speaker whom the unit can meet."""
    met: bool
    extended: bool
    extension: ExtensionRequest | None
    """More time that the lead asks for; for staff and units."""
    documents: list[OutcomeDocument]
    """What the units have attached; for staff and units."""
    reason: str
    into: int | None
    """Number of the outcome that it was merged into."""
    reply: OutcomeReply | None
    public: bool
    seq: int
    """The record that last changed it."""
    steps: list[OutcomeStep]
    """For staff and units."""


class OutcomesPage(msgspec.Struct, frozen=True):
    """Outcomes changed after a record, the earliest changed first."""

    outcomes: list[OutcomeProgress]
    next: int
    """What to give as `after` for those that change later."""
    complete: bool
    meet_first: bool
    """Whether a speaker is met before the reply."""


class StageReached(msgspec.Struct, frozen=True):
    """When (Unix ms) a stage was reached."""

    stage: OutcomeStage
    at: int


class PublicReply(msgspec.Struct, frozen=True):
    """A reply for everybody."""

    reply_class: ReplyClass
    text: str
    at: int
    appraisal: Appraisal | None
    documents: tuple[OutcomeDocument, ...] = ()


class PublicOutcome(msgspec.Struct, frozen=True):
    """An outcome for everybody, or for the author of its opinion."""

    outcome_id: str
    number: int
    text: str
    stage: OutcomeStage
    lead: str
    joint: list[str]
    due: str
    deadline: str
    """Of the stage, as an ISO date; "" where nothing is due."""
    reached: list[StageReached]
    reason: str
    """Why it was declined."""
    into: int | None
    reply: PublicReply | None


class AuthorOutcome(msgspec.Struct, frozen=True):
    """What came of an opinion; `own`: its author appraises the reply."""

    outcome: PublicOutcome
    own: bool


# --- for those who work on them ---------------------------------------------------------------


def outcomes_page(
    state: Consultation, actor: Actor, after: int, limit: int, rules: Jurisdiction, now_ms: int
) -> OutcomesPage:
    """Up to `limit` of what the actor may see and changed after record `after`."""
    found = [
        (outcome.seq, number, outcome)
        for number, outcome in enumerate(state.outcomes.values(), start=1)
        if outcome.seq > after and part_of(state, outcome, actor) is not None
    ]
    page = sorted(found, key=lambda one: one[:2])[:limit]
    complete = len(page) == len(found)
    today = rules.today(now_ms)
    return OutcomesPage(
        outcomes=[_progress(state, outcome, n, actor, rules, today) for _, n, outcome in page],
        next=max(after, state.outcomes_seq) if complete else page[-1][0],
        complete=complete,
        meet_first=rules.meet_first,
    )


def part_of(state: Consultation, outcome: Outcome, actor: Actor) -> Part | None:
    """None where it is nothing of theirs and not public."""
    if is_staff(actor):
        return "staff"
    who = actor.participant_id
    if who is not None:
        if outcome.lead is not None and outcome.lead.participant_id == who:
            return "lead"
        if any(one.unit.participant_id == who for one in outcome.joint):
            return "joint"
        if proposer(state, outcome) == who:
            return "proposer"
    return "reader" if outcome.public else None


def _progress(
    state: Consultation,
    outcome: Outcome,
    number: int,
    actor: Actor,
    rules: Jurisdiction,
    today: date,
) -> OutcomeProgress:
    part = part_of(state, outcome, actor)
    assert part is not None, "not shown to them"
    inside = part in ("staff", "lead", "joint")
    return OutcomeProgress(
        outcome_id=outcome.outcome_id,
        number=number,
        text=outcome.text,
        unit=outcome.unit,
        due=outcome.due,
        source=outcome.source,
        source_at=_source_at(state, outcome.source),
        source_text=_source_text(state, outcome.source),
        recorded_at=outcome.recorded_at,
        part=part,
        stage=outcome.stage,
        lead=outcome.lead,
        joint=list(outcome.joint) if inside else [JointUnit(one.unit) for one in outcome.joint],
        own_joint=_own_joint(outcome, actor) if part == "joint" else None,
        joint_due=outcome.joint_due,
        deadline=_deadline(outcome, rules, today),
        has_proposer=proposer(state, outcome) is not None,
        met=outcome.met,
        extended=outcome.extended,
        extension=outcome.extension if inside else None,
        documents=outcome_files.present(outcome) if inside else [],
        reason=outcome.reason if inside or outcome.stage == "declined" else "",
        into=_number(state, outcome.into),
        reply=_reply(outcome, in_full=part != "reader"),
        public=outcome.public,
        seq=outcome.seq,
        steps=_steps(outcome) if inside else [],
    )


def _own_joint(outcome: Outcome, actor: Actor) -> int | None:
    places = enumerate(one.unit.participant_id for one in outcome.joint)
    return next((place for place, who in places if who == actor.participant_id), None)


def _deadline(outcome: Outcome, rules: Jurisdiction, today: date) -> DeadlineView | None:
    if outcome.deadline is None:
        return None
    by = date.fromisoformat(outcome.deadline.date)
    left = rules.calendar.left(today, by)
    return DeadlineView(outcome.deadline.date, left, today > by, outcome.deadline.assumed)


def _source_at(state: Consultation, source: Source) -> int | None:
    match source.kind:
        case "speech":
            speech = state.speeches[source.id]
            return speech.started_at or speech.granted_at
        case "opinion":
            return state.opinions[source.id].submitted_at
        case "item":
            return state.agenda[source.id].started_at


def _source_text(state: Consultation, source: Source) -> str:
    match source.kind:
        case "speech":
            return state.participants[state.speeches[source.id].participant_id].name
        case "opinion":
            return words_of(state.opinions[source.id])
        case "item":
            return state.agenda[source.id].item.title


def _reply(outcome: Outcome, *, in_full: bool) -> OutcomeReply | None:
    if outcome.reply is None or in_full:
        return outcome.reply
    return replace(outcome.reply, comment="")


def _number(state: Consultation, outcome_id: str | None) -> int | None:
    ids = [] if outcome_id is None else list(state.outcomes)
    return ids.index(outcome_id) + 1 if outcome_id in ids else None


def _steps(outcome: Outcome) -> list[OutcomeStep]:
    found = []
    for record in outcome.steps:
        assert isinstance(record.event, e.OUTCOME_LIFE), "what else is a step"
        found.append(OutcomeStep(record.seq, record.at, record.actor.name, record.event))
    return found


# --- for everybody, and for an opinion's author -----------------------------------------------


def public_outcomes(state: Consultation) -> list[PublicOutcome]:
    """Those that were made public, in the order in which they were recorded."""
    numbered = enumerate(state.outcomes.values(), start=1)
    return [_public(state, outcome, number) for number, outcome in numbered if outcome.public]


def outcomes_of_opinion(state: Consultation, receipt: str) -> list[AuthorOutcome]:
    """What came of an opinion, public or not; what one was merged into comes after it."""
    found: list[AuthorOutcome] = []
    for number, outcome in enumerate(state.outcomes.values(), start=1):
        if is_author(state, outcome, receipt):
            found.append(AuthorOutcome(_public(state, outcome, number), own=True))
            target = state.outcomes.get(outcome.into or "")
            while target is not None:
                place = _number(state, target.outcome_id) or 0
                found.append(AuthorOutcome(_public(state, target, place), own=False))
                target = state.outcomes.get(target.into or "")
    return found


def _public(state: Consultation, outcome: Outcome, number: int) -> PublicOutcome:
    reply = outcome.reply
    return PublicOutcome(
        outcome_id=outcome.outcome_id,
        number=number,
        text=outcome.text,
        stage=outcome.stage,
        lead="" if outcome.lead is None else outcome.lead.name,
        joint=[one.unit.name for one in outcome.joint],
        due=outcome.due,
        deadline="" if outcome.deadline is None else outcome.deadline.date,
        reached=[StageReached("proposed", outcome.recorded_at), *_reached(outcome)],
        reason=outcome.reason if outcome.stage == "declined" else "",
        into=_number(state, outcome.into),
        reply=None
        if reply is None
        else PublicReply(reply.reply_class, reply.text, reply.at, reply.appraisal, reply.documents),
    )


def _reached(outcome: Outcome) -> Iterator[StageReached]:
    for record in outcome.steps:
        stage = _stage_after(record.event)
        if stage is not None:
            yield StageReached(stage, record.at)


def _stage_after(event: e.Event) -> OutcomeStage | None:
    """The stage that an event leads to; None where it stays."""
    match event:
        case e.OutcomeReviewed(decision=decision):
            return REVIEWED[decision]
        case e.OutcomeReturned():
            return "filed"
        case e.OutcomeAssigned():
            return "assigned"
        case e.OutcomeSignedFor():
            return "handling"
        case e.OutcomeReplied():
            return "replied"
        case e.ReplyAppraised(appraisal=appraisal):
            return "handling" if appraisal == "dissatisfied" else "appraised"
        case e.OutcomeFollowedUp(solved=solved):
            return "settled" if solved else "handling"
        case _:
            return None
