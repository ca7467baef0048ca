"""The versions of the minutes that were signed: each is made of the log up to its own signature."""

from collections.abc import Sequence

from sessions.errors import Refused
from sessions.events import Record
from sessions.minutes_types import MinutesStage, Signature
from sessions.state import Consultation


def signature_of(state: Consultation) -> Signature | None:
    """What makes the present version official; None while it is not signed."""
    work = state.minutes
    return work.signed[-1].signature if work.stage is MinutesStage.SIGNED else None


def as_signed(state: Consultation, records: Sequence[Record], version: int) -> Sequence[Record]:
    """The part of the log of which version `version` is made; raises `Refused`."""
    for one in state.minutes.signed:
        if one.signature.version == version:
            return records[: one.seq]
    raise Refused("no_such_minutes_version", version=version)
