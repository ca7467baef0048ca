"""The document and the data that a version of the minutes is signed as, their hashes, and whether
they still hold.
"""

import hashlib
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from sessions.commands import SignMinutes
from sessions.config import SIGNED_DATA_BYTES_MAX, SIGNED_DOCUMENT_BYTES_MAX
from sessions.consultation import replay
from sessions.errors import Refused
from sessions.events import Record
from sessions.export import data_json
from sessions.export.document import compose
from sessions.export.document_json import render
from sessions.minutes import Minutes
from sessions.minutes_drafting import build, issued
from sessions.minutes_types import MinutesStage, Signature, SignedVersion
from sessions.minutes_versions import as_signed
from sessions.state import Consultation


def drawn(minutes: Minutes) -> bytes:
    """The composed document as JSON, which says number, date and signer too."""
    return render(compose(minutes))


def sha256(document: bytes) -> str:
    """64 hex digits."""
    return hashlib.sha256(document).hexdigest()


def signable(
    records: Sequence[Record], command: SignMinutes
) -> tuple[SignMinutes, Mapping[str, bytes]]:
    """`command` with what it signs: hash and length of document and data, and both by their hashes.

    Nothing where the log has approved none. Raises `Refused` where the document is too long.
    """
    work = replay(records).minutes
    if work.stage is not MinutesStage.APPROVED or work.approval is None:
        return replace(command, sha256=None, bytes=0, data_sha256=None, data_bytes=0), {}
    signature = Signature(work.version, command.number, command.date, command.signer)
    minutes = issued(build(records), signature)
    document, data = drawn(minutes), data_json.render(minutes)
    if len(document) > SIGNED_DOCUMENT_BYTES_MAX:
        raise Refused("minutes_too_long", megabytes=SIGNED_DOCUMENT_BYTES_MAX >> 20)
    named = replace(command, sha256=sha256(document), approved_seq=work.approval.seq)
    named = replace(named, bytes=len(document), data_sha256=None, data_bytes=0)
    if len(data) > SIGNED_DATA_BYTES_MAX:
        return named, {sha256(document): document}
    named = replace(named, data_sha256=sha256(data), data_bytes=len(data))
    return named, {sha256(document): document, sha256(data): data}


def sealed(records: Sequence[Record], command: SignMinutes) -> SignMinutes:
    """`command` alone of `signable`."""
    return signable(records, command)[0]


def differing(records: Sequence[Record], kept: Mapping[str, bytes] | None = None) -> list[int]:
    """The signed versions of which document or data is not, or no more, what was signed.

    `kept`: both by hash, as they are stored; without it every version is made anew.
    """
    state = replay(records)
    return [
        one.signature.version
        for one in state.minutes.signed
        if not _holds(state, records, one, kept)
    ]


def _holds(
    state: Consultation,
    records: Sequence[Record],
    version: SignedVersion,
    kept: Mapping[str, bytes] | None,
) -> bool:
    named = [version.sha256, *([version.data_sha256] if version.data_bytes else [])]
    if version.bytes and kept is not None:
        return named == [sha256(kept.get(one, b"")) for one in named]
    minutes = build(as_signed(state, records, version.signature.version))
    made = [sha256(drawn(minutes)), sha256(data_json.render(minutes))]
    return named == made[: len(named)]
