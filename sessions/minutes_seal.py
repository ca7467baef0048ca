"""The hash that a version of the minutes is signed with, and whether it still holds."""

import hashlib
from collections.abc import Sequence

from msgspec.structs import replace

from sessions.commands import SignMinutes
from sessions.consultation import replay
from sessions.events import Record
from sessions.export.document import compose
from sessions.export.document_json import render
from sessions.minutes import Minutes, build, issued
from sessions.minutes_types import MinutesStage, Signature
from sessions.minutes_versions import as_signed


def sha256(minutes: Minutes) -> str:
    """Of the composed document as JSON, which says number, date and signer too."""
    return hashlib.sha256(render(compose(minutes))).hexdigest()


def sealed(records: Sequence[Record], command: SignMinutes) -> SignMinutes:
    """`command` with the hash of the document that it signs, where the log has approved one."""
    work = replay(records).minutes
    if work.stage is not MinutesStage.APPROVED or work.approval is None:
        return replace(command, sha256=None)
    signature = Signature(work.version, command.number, command.date, command.signer)
    minutes = issued(build(records), signature)
    return replace(command, sha256=sha256(minutes), approved_seq=work.approval.seq)


def differing(records: Sequence[Record]) -> list[int]:
    """The signed versions whose document is not, or no more, what was signed."""
    state = replay(records)
    return [
        one.signature.version
        for one in state.minutes.signed
        if sha256(build(as_signed(state, records, one.signature.version))) != one.sha256
    ]
