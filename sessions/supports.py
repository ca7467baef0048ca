"""Support 赞同 of published opinions: counted by the service, recorded in batches.

Whoever supported an opinion supports the one that it was merged into, and counts there once.
"""

from msgspec.structs import replace

from sessions.commands import RecordSupports
from sessions.errors import Refused
from sessions.events import (
    AnyEvent,
    OpinionPublished,
    OpinionsMerged,
    OpinionsSupported,
    OpinionsUnmerged,
)
from sessions.state import Consultation
from sessions.state.opinions import Opinion
from sessions.status import require_unclosed


def supported_opinion(state: Consultation, opinion_id: str) -> Opinion:
    """What may be supported until the close; raises `Refused` alike for what is not public and for
    what there is not.
    """
    require_unclosed(state)
    if opinion_id not in state.published:
        raise Refused("no_such_opinion")
    return state.opinions[opinion_id]


def supported_with(state: Consultation, opinion_id: str) -> tuple[str, ...]:
    """The opinion and those merged into it, of whose supporters each counts once."""
    return (opinion_id, *state.opinions[opinion_id].merged)


def regrouped(event: AnyEvent) -> str | None:
    """The opinion that stands for others than before, or is public since: its count is due."""
    match event:
        case (
            OpinionsMerged(into=id) | OpinionsUnmerged(from_id=id) | OpinionPublished(opinion_id=id)
        ):
            return id
        case _:
            return None


def record_supports(state: Consultation, command: RecordSupports) -> list[AnyEvent]:
    """Of what is public still, and only what has changed; after the close too, for the last."""
    counts = [
        one
        for one in command.counts
        if one.opinion_id in state.published
        and state.opinions[one.opinion_id].supports != one.supports
    ]
    return [OpinionsSupported(counts=counts)] if counts else []


def opinions_supported(state: Consultation, event: OpinionsSupported, seq: int) -> Consultation:
    """Counts on the wall."""
    opinions = state.opinions
    for one in event.counts:
        opinion = opinions[one.opinion_id]
        opinions = opinions.set(one.opinion_id, replace(opinion, supports=one.supports))
    return replace(state, opinions=opinions, wall_seq=seq)
