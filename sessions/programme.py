"""The public programme 直播画面: as one camera sends it, or composed; and the opinion drawn in."""

from msgspec.structs import replace

from sessions.commands import DirectProgramme
from sessions.errors import Refused
from sessions.events import AnyEvent, ProgrammeDirected
from sessions.state import Consultation, Direction
from sessions.status import require_sitting


def direct_programme(state: Consultation, command: DirectProgramme) -> list[AnyEvent]:
    """The public sees it like this from now on; nothing happens where it does already."""
    require_sitting(state)
    opinion = command.opinion_id
    if opinion is not None and opinion not in state.published:
        raise Refused("opinion_not_public")
    if state.direction == Direction(command.mode, opinion):
        return []
    return [ProgrammeDirected(mode=command.mode, opinion_id=opinion)]


def programme_directed(state: Consultation, event: ProgrammeDirected) -> Consultation:
    """Chosen."""
    return replace(state, direction=Direction(event.mode, event.opinion_id))


def drawn_opinion(state: Consultation) -> str:
    """The text of the opinion to draw in: the director's choice, else what is on the screens; only
    while it is public.
    """
    id = state.direction.opinion_id or state.shown_opinion
    return "" if id is None or id not in state.published else state.opinions[id].text
