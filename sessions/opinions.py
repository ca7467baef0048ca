"""Opinions 意见 of the public: submitted → published ⇄ withheld; what is published alone is public.

Deciding about many at once, merging, withdrawing and what becomes of chosen ones: `screening.py`.
"""

from msgspec.structs import replace

from sessions import questions
from sessions.commands import PublishOpinion, SubmitOpinion, WithholdOpinion
from sessions.config import OPINIONS_MAX
from sessions.errors import Refused
from sessions.events import (
    AnyEvent,
    OpinionHidden,
    OpinionPublished,
    OpinionRetracted,
    OpinionShown,
    OpinionSubmitted,
    OpinionWithheld,
    QuestionPut,
    Record,
)
from sessions.state import Consultation
from sessions.state.opinions import Opinion
from sessions.status import require_unclosed
from sessions.types import Actor


def submit_opinion(state: Consultation, command: SubmitOpinion) -> list[AnyEvent]:
    """From anybody until the close; it waits to be screened, or is public at once where that comes
    after and no sensitive word was found.
    """
    require_unclosed(state)
    if not command.text.strip():
        raise Refused("opinion_empty")
    if command.opinion_id in state.opinions:
        raise Refused("id_taken", id=command.opinion_id)
    if command.receipt in state.receipts:
        raise Refused("id_taken", id=command.receipt)
    if len(state.opinions) >= OPINIONS_MAX:
        raise Refused("too_many", limit=OPINIONS_MAX)
    submitted = OpinionSubmitted(
        opinion_id=command.opinion_id,
        receipt=command.receipt,
        text=command.text,
        name=command.name,
        region=command.region,
        author=command.author,
        marks=command.marks,
    )
    if state.moderation == "before" or command.marks:
        return [submitted]
    return [
        submitted,
        OpinionPublished(command.opinion_id, command.text, command.name, command.region),
    ]


def publish_opinion(state: Consultation, command: PublishOpinion) -> list[AnyEvent]:
    """Also what was withheld before: screening may change its mind, and after the close too."""
    return published(screenable(state, command.opinion_id))


def withhold_opinion(state: Consultation, command: WithholdOpinion) -> list[AnyEvent]:
    """With a reason for its author; what was public is taken back first, for all to see."""
    return withheld(state, screenable(state, command.opinion_id), command.reason)


def published(opinion: Opinion) -> list[AnyEvent]:
    """What makes it public; nothing where it is."""
    if opinion.state == "published":
        return []
    return [OpinionPublished(opinion.opinion_id, opinion.text, opinion.name, opinion.region)]


def withheld(state: Consultation, opinion: Opinion, reason: str) -> list[AnyEvent]:
    """What keeps it from the public; nothing where it is so."""
    if opinion.state == "withheld":
        return []
    return [*retracted(state, opinion), OpinionWithheld(opinion.opinion_id, reason)]


def retracted(state: Consultation, opinion: Opinion) -> list[AnyEvent]:
    """What takes it from the public and the screens; nothing where it is on neither."""
    if opinion.state != "published":
        return []
    hidden: list[AnyEvent] = []
    if state.shown_opinion == opinion.opinion_id:
        hidden = [OpinionHidden(opinion.opinion_id)]
    return [*hidden, OpinionRetracted(opinion.opinion_id)]


def screenable(state: Consultation, opinion_id: str) -> Opinion:
    """An opinion that may be decided about by itself; raises `Refused`."""
    opinion = known(state, opinion_id)
    if opinion.state == "withdrawn":
        raise Refused("opinion_withdrawn")
    if opinion.state == "merged":
        raise Refused("opinion_merged")
    return opinion


def words_of(opinion: Opinion) -> str:
    """What it says where something came of it; empty once its author has withdrawn it."""
    return "" if opinion.state == "withdrawn" else opinion.text


def known(state: Consultation, opinion_id: str) -> Opinion:
    """An opinion by its id; raises `Refused("no_such_opinion")`."""
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
        author=event.author,
        marks=event.marks,
    )
    return replace(
        state,
        opinions=state.opinions.set(event.opinion_id, opinion),
        receipts=state.receipts.set(event.receipt, event.opinion_id),
    )


def opinion_published(
    state: Consultation, event: OpinionPublished, actor: Actor, seq: int, at: int
) -> Consultation:
    """Public."""
    opinion = state.opinions[event.opinion_id]
    opinion = replace(opinion, state="published", published_at=at, reason=None)
    opinion = decided(opinion, actor, at)
    return replace(
        questions_reworded(changed(state, opinion), opinion),
        published=state.published.set(event.opinion_id, seq),
        wall_seq=seq,
    )


def questions_reworded(state: Consultation, opinion: Opinion) -> Consultation:
    """Questions made of an opinion have its words while it is public; of what follows it, too: logs
    of before have opinions that were merged after they were assigned.
    """
    public = opinion.state == "published"
    for id in (opinion.opinion_id, *opinion.merged):
        one = state.opinions[id]
        if one.question_id is not None:
            state = questions.reworded(state, id, one.text if public else "")
    return state


def as_told(record: Record, state: Consultation) -> Record:
    """A record as others than staff are told of it: what was taken back since has no words any
    more, though it was public once, nor has the question that was made of it.
    """
    match record.event:
        case OpinionPublished() | OpinionShown() as event:
            if event.opinion_id not in state.published:
                return replace(record, event=replace(event, text="", name="", region=""))
        case QuestionPut() as event:
            question = state.questions.get(event.question_id)
            if question is not None and question.text != event.text:
                return replace(record, event=replace(event, text=question.text))
        case _:
            pass
    return record


def opinion_retracted(state: Consultation, event: OpinionRetracted, seq: int) -> Consultation:
    """Public no longer: waiting again, until the reason that follows."""
    opinion = replace(state.opinions[event.opinion_id], state="submitted", published_at=None)
    return replace(
        questions_reworded(changed(state, opinion), opinion),
        published=state.published.delete(event.opinion_id),
        wall_seq=seq,
    )


def opinion_withheld(
    state: Consultation, event: OpinionWithheld, actor: Actor, at: int
) -> Consultation:
    """Not public, and why."""
    opinion = state.opinions[event.opinion_id]
    opinion = replace(opinion, state="withheld", reason=event.reason)
    return changed(state, decided(opinion, actor, at))


def decided(opinion: Opinion, actor: Actor, at: int) -> Opinion:
    """The opinion with who decided about it; what is published unscreened nobody has decided."""
    by = actor if actor.role in ("organizer", "chair", "clerk") else None
    return replace(opinion, decided_by=by, decided_at=None if by is None else at)


def changed(state: Consultation, opinion: Opinion) -> Consultation:
    """The state with `opinion` as it stands now."""
    return replace(state, opinions=state.opinions.set(opinion.opinion_id, opinion))
