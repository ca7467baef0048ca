"""The public programme 直播画面: as one camera sends it, or composed."""

from msgspec.structs import replace

from sessions.commands import DirectProgramme
from sessions.events import AnyEvent, ProgrammeDirected
from sessions.state import Consultation
from sessions.state.stage import Direction
from sessions.status import require_sitting


def direct_programme(state: Consultation, command: DirectProgramme) -> list[AnyEvent]:
    """The public sees it like this from now on; nothing happens where it does already."""
    require_sitting(state)
    if state.direction == Direction(command.mode):
        return []
    return [ProgrammeDirected(mode=command.mode)]


def programme_directed(state: Consultation, event: ProgrammeDirected) -> Consultation:
    """Chosen."""
    return replace(state, direction=Direction(event.mode))


def drawn_opinion(state: Consultation) -> str:
    """The text of the opinion that is on the screens, so in the composed picture too."""
    shown = state.shown_opinion
    return "" if shown is None else state.opinions[shown].text
