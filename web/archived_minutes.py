"""The signed minutes of a consultation in its archive: `consultations/ID/minutes/SHA256.json`,
document and data of each version.

The log of the archive names their hashes, so nothing else need say which they are.
"""

import hashlib
import io
import tarfile
from collections.abc import Mapping
from typing import IO, NamedTuple, Protocol

from sessions.archive import BadArchive, Log, events_of
from sessions.config import SIGNED_DATA_BYTES_MAX
from sessions.events import MinutesSigned
from web.archived_files import add_member


class Opened(Protocol):
    """An archive that is open for reading."""

    def has(self, name: str) -> bool:
        """Whether there is such a member."""

    def open(self, name: str) -> IO[bytes]:
        """A member's bytes; raises `BadArchive` where there is none."""


class Kept(NamedTuple):
    """Document or data of a version."""

    version: int
    bytes: int


def signed(log: Log) -> dict[str, Kept]:
    """What was kept of the signed versions, by its hash; nothing of a broken log."""
    found: dict[str, Kept] = {}
    for event in events_of(log, MinutesSigned):
        found[event.sha256] = Kept(event.version, event.bytes)
        found[event.data_sha256] = Kept(event.version, event.data_bytes)
    return {sha256: one for sha256, one in found.items() if one.bytes}


def member(id: str, sha256: str) -> str:
    """Where a document stands in the archive."""
    return f"consultations/{id}/minutes/{sha256}.json"


def add_minutes(tar: tarfile.TarFile, log: Log, kept: Mapping[str, bytes]) -> None:
    """Put what is kept of a log's signed minutes into its archive; raises `BadArchive` for bytes
    that are not those of which the log has the hash.
    """
    for sha256, one in signed(log).items():
        document = kept.get(sha256)
        if document is None or hashlib.sha256(document).hexdigest() != sha256:
            raise BadArchive(f"Version {one.version} of the signed minutes is damaged here.")
        add_member(tar, member(log.id, sha256), io.BytesIO(document), len(document))


def read_minutes(opened: Opened, log: Log) -> dict[str, bytes]:
    """Documents and data by hash; raises `BadArchive` where one is missing or damaged."""
    found: dict[str, bytes] = {}
    for sha256, one in signed(log).items():
        name = member(log.id, sha256)
        if one.bytes > SIGNED_DATA_BYTES_MAX or not opened.has(name):
            raise BadArchive(f"Version {one.version} of the minutes is not in the archive.")
        with opened.open(name) as file:
            document = file.read(one.bytes + 1)
        if hashlib.sha256(document).hexdigest() != sha256:
            raise BadArchive(f"Version {one.version} of the minutes in the archive is damaged.")
        found[sha256] = document
    return found
