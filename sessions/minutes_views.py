"""How the minutes stand, in a snapshot."""

import msgspec

from sessions.audience import Audience
from sessions.minutes_types import MinutesStage, MinutesWork


class MinutesView(msgspec.Struct, frozen=True):
    """How the minutes stand, for everybody in the meeting."""

    stage: MinutesStage
    version: int
    to: list[str]
    """Participants who are asked for corrections."""
    due_at: int | None
    """Until when, Unix ms."""
    seq: int
    """The last record of the work on them that the reader is told of."""


def minutes_view(work: MinutesWork, audience: Audience) -> MinutesView | None:
    """None for the public."""
    if audience == "public":
        return None
    circulation = work.circulation
    return MinutesView(
        stage=work.stage,
        version=work.version,
        to=[] if circulation is None else list(circulation.to),
        due_at=None if circulation is None else circulation.due_at,
        seq=work.seq,
    )
