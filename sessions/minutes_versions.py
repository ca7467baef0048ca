"""The versions of the minutes that were signed: each is made of the log up to its own signature,
and its document is kept as it was then (`signed_documents.py`).
"""

from collections.abc import Sequence

from sessions.errors import Refused
from sessions.events import Record
from sessions.minutes_types import MinutesStage, Signature, SignedVersion
from sessions.state import Consultation


def signature_of(state: Consultation) -> Signature | None:
    """What makes the present version official; None while it is not signed."""
    version = official(state)
    return None if version is None else version.signature


def official(state: Consultation) -> SignedVersion | None:
    """The version that the minutes are at present; None while a draft is."""
    work = state.minutes
    return work.signed[-1] if work.stage is MinutesStage.SIGNED else None


def signed_version(state: Consultation, version: int) -> SignedVersion:
    """That version; raises `Refused`."""
    for one in state.minutes.signed:
        if one.signature.version == version:
            return one
    raise Refused("no_such_minutes_version", version=version)


def as_signed(state: Consultation, records: Sequence[Record], version: int) -> Sequence[Record]:
    """The part of the log of which version `version` is made; raises `Refused`."""
    return records[: signed_version(state, version).seq]
