"""The document that a version of the minutes is signed as, its hash, and whether it still holds."""

import hashlib
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from sessions.commands import SignMinutes
from sessions.config import SIGNED_DOCUMENT_BYTES_MAX
from sessions.consultation import replay
from sessions.errors import Refused
from sessions.events import Record
from sessions.export.document import compose
from sessions.export.document_json import render
from sessions.minutes import Minutes, build, issued
from sessions.minutes_types import MinutesStage, Signature, SignedVersion
from sessions.minutes_versions import as_signed
from sessions.state import Consultation


def drawn(minutes: Minutes) -> bytes:
    """The composed document as JSON, which says number, date and signer too."""
    return render(compose(minutes))


def sha256(document: bytes) -> str:
    """64 hex digits."""
    return hashlib.sha256(document).hexdigest()


def signable(records: Sequence[Record], command: SignMinutes) -> tuple[SignMinutes, bytes | None]:
    """`command` with hash and length of the document that it signs, and that document.

    None where the log has approved none. Raises `Refused` where it is too long.
    """
    work = replay(records).minutes
    if work.stage is not MinutesStage.APPROVED or work.approval is None:
        return replace(command, sha256=None, bytes=0), None
    signature = Signature(work.version, command.number, command.date, command.signer)
    document = drawn(issued(build(records), signature))
    if len(document) > SIGNED_DOCUMENT_BYTES_MAX:
        raise Refused("minutes_too_long", megabytes=SIGNED_DOCUMENT_BYTES_MAX >> 20)
    named = replace(command, sha256=sha256(document), approved_seq=work.approval.seq)
    return replace(named, bytes=len(document)), document


def sealed(records: Sequence[Record], command: SignMinutes) -> SignMinutes:
    """`command` alone of `signable`."""
    return signable(records, command)[0]


def differing(records: Sequence[Record], kept: Mapping[str, bytes] | None = None) -> list[int]:
    """The signed versions whose document is not, or no more, what was signed.

    `kept`: the documents by hash, as they are stored; without it every version is composed anew.
    """
    state = replay(records)
    return [
        one.signature.version
        for one in state.minutes.signed
        if _hash_now(state, records, one, kept) != one.sha256
    ]


def _hash_now(
    state: Consultation,
    records: Sequence[Record],
    version: SignedVersion,
    kept: Mapping[str, bytes] | None,
) -> str:
    if version.bytes and kept is not None:
        return sha256(kept.get(version.sha256, b""))
    return sha256(drawn(build(as_signed(state, records, version.signature.version))))
