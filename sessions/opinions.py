"""Opinions 意见 from the public: submitted → published ⇄ withheld; only what is published is
public."""

from msgspec.structs import replace

from sessions.commands import PublishOpinion, SubmitOpinion, WithholdOpinion
from sessions.config import OPINIONS_MAX
from sessions.errors import Refused
from sessions.events import (
    AnyEvent,
    OpinionPublished,
    OpinionRetracted,
    OpinionSubmitted,
    OpinionWithheld,
    Record,
)
from sessions.state import Consultation, Opinion
from sessions.status import require_unclosed


def submit_opinion(state: Consultation, command: SubmitOpinion) -> list[AnyEvent]:
    """From anybody until the close; it waits to be screened."""
    require_unclosed(state)
    if not command.text.strip():
        raise Refused("opinion_empty")
    if command.opinion_id in state.opinions:
        raise Refused("id_taken", id=command.opinion_id)
    if command.receipt in state.receipts:
        raise Refused("id_taken", id=command.receipt)
    if len(state.opinions) >= OPINIONS_MAX:
        raise Refused("too_many", limit=OPINIONS_MAX)
    return [
        OpinionSubmitted(
            opinion_id=command.opinion_id,
            receipt=command.receipt,
            text=command.text,
            name=command.name,
            region=command.region,
        )
    ]


def publish_opinion(state: Consultation, command: PublishOpinion) -> list[AnyEvent]:
    """Also what was withheld before: screening may change its mind, and after the close too."""
    opinion = _opinion(state, command.opinion_id)
    if opinion.state == "published":
        raise Refused("opinion_already_published")
    return [
        OpinionPublished(
            opinion_id=opinion.opinion_id,
            text=opinion.text,
            name=opinion.name,
            region=opinion.region,
        )
    ]


def withhold_opinion(state: Consultation, command: WithholdOpinion) -> list[AnyEvent]:
    """With a reason for its author; what was public is taken back first, for all to see."""
    opinion = _opinion(state, command.opinion_id)
    if opinion.state == "withheld":
        raise Refused("opinion_already_withheld")
    withheld = OpinionWithheld(opinion_id=opinion.opinion_id, reason=command.reason)
    if opinion.state == "published":
        return [OpinionRetracted(opinion_id=opinion.opinion_id), withheld]
    return [withheld]


def _opinion(state: Consultation, opinion_id: str) -> Opinion:
    opinion = state.opinions.get(opinion_id)
    if opinion is None:
        raise Refused("no_such_opinion")
    return opinion


def opinion_submitted(state: Consultation, event: OpinionSubmitted, at: int) -> Consultation:
    """One more to screen."""
    opinion = Opinion(
        opinion_id=event.opinion_id,
        receipt=event.receipt,
        text=event.text,
        name=event.name,
        region=event.region,
        submitted_at=at,
    )
    return replace(
        state,
        opinions=state.opinions.set(event.opinion_id, opinion),
        receipts=state.receipts.set(event.receipt, event.opinion_id),
    )


def opinion_published(
    state: Consultation, event: OpinionPublished, seq: int, at: int
) -> Consultation:
    """Public."""
    opinion = state.opinions[event.opinion_id]
    opinion = replace(opinion, state="published", published_at=at, reason=None)
    return replace(
        _changed(state, opinion),
        published=state.published.set(event.opinion_id, seq),
        wall_seq=seq,
    )


def as_told(record: Record, state: Consultation) -> Record:
    """A record as others than staff are told of it: what was taken back since has no words any
    more, though it was public once.
    """
    event = record.event
    if isinstance(event, OpinionPublished) and event.opinion_id not in state.published:
        return replace(record, event=replace(event, text="", name="", region=""))
    return record


def opinion_retracted(state: Consultation, event: OpinionRetracted, seq: int) -> Consultation:
    """Public no longer: waiting again, until the reason that follows."""
    opinion = replace(state.opinions[event.opinion_id], state="submitted", published_at=None)
    return replace(
        _changed(state, opinion),
        published=state.published.delete(event.opinion_id),
        wall_seq=seq,
    )


def opinion_withheld(state: Consultation, event: OpinionWithheld) -> Consultation:
    """Not public, and why."""
    opinion = state.opinions[event.opinion_id]
    return _changed(state, replace(opinion, state="withheld", reason=event.reason))


def _changed(state: Consultation, opinion: Opinion) -> Consultation:
    return replace(state, opinions=state.opinions.set(opinion.opinion_id, opinion))
