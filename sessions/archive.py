"""A consultation as a file that verifies anywhere: its log and signed heads, line by line in JSON.

Bodies go as they were hashed, so what is read is what was recorded or is found not to be. Lines:
the log's are `{"seq", "prev_hash", "hash", "type", "command_key", "body"}`, the heads' are
`SignedHead`; `web/archives.py` puts them into one tar file.
"""

from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec

from sessions import chain, heads
from sessions.chain import Fault, Stored
from sessions.events import Event, tag
from sessions.heads import SignedHead
from sessions.rows import Row
from sessions.types import Id

T = TypeVar("T")
E = TypeVar("E", bound=Event)

FORMAT = 3
"""1 had no documents, 2 no pictures; both are read like any."""
LINE_MAX = 1 << 20
"""Bytes of one line: no event comes near it."""


class Contents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One consultation in an archive."""

    id: Id
    records: int
    hash: str
    """Of its last record."""
    documents: str = ""
    """SHA-256 of the listing of its documents' files; empty where they are not in the archive."""
    pictures: str = ""
    """The same of the pictures that its live notes show."""


class ArchivedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of a document or picture in an archive: `SHA256/NAME`, its size and its own hash."""

    path: str
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an archive holds."""

    format: int
    made_at: int
    """Unix ms."""
    consultations: list[Contents]


class Log(msgspec.Struct, frozen=True):
    """A consultation's log and the heads signed of it."""

    id: str
    rows: list[Row]
    heads: list[SignedHead]

    @property
    def contents(self) -> Contents:
        """Its line in a manifest."""
        return Contents(self.id, len(self.rows), self.rows[-1].stored.hash)


class BadArchive(Exception):
    """What was read is no archive of ours."""


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    seq: int
    prev_hash: str
    hash: str
    type: str
    command_key: str | None
    body: str


_encode = msgspec.json.Encoder().encode
_lines = msgspec.json.Decoder(_Line)
_heads = msgspec.json.Decoder(SignedHead)
_files = msgspec.json.Decoder(ArchivedFile)
_manifest = msgspec.json.Decoder(Manifest)


def write_rows(rows: Iterable[Row]) -> Iterator[bytes]:
    """The lines of a log; raises `BadArchive` where a body is no text, as none of ours is."""
    for row in rows:
        stored = row.stored
        try:
            body = stored.body.decode()
        except UnicodeDecodeError:
            raise BadArchive(f"Record {stored.seq} is damaged.") from None
        fields = (stored.seq, stored.prev_hash, stored.hash, row.type, row.command_key, body)
        yield _encode(_Line(*fields)) + b"\n"


def read_rows(consultation_id: str, lines: Iterable[bytes]) -> list[Row]:
    """The rows of `write_rows`; raises `BadArchive`."""
    rows = []
    for line in lines:
        found = _decoded(_lines, line)
        stored = Stored(found.seq, found.prev_hash, found.hash, found.body.encode())
        rows.append(Row(consultation_id, stored, found.type, found.command_key))
    return rows


def write_heads(signed: Iterable[SignedHead]) -> Iterator[bytes]:
    """One line each."""
    return (_encode(one) + b"\n" for one in signed)


def read_heads(lines: Iterable[bytes]) -> list[SignedHead]:
    """Of `write_heads`; raises `BadArchive`."""
    return [_decoded(_heads, line) for line in lines]


def write_files(files: Iterable[ArchivedFile]) -> Iterator[bytes]:
    """One line each."""
    return (_encode(one) + b"\n" for one in files)


def read_files(lines: Iterable[bytes]) -> list[ArchivedFile]:
    """Of `write_files`; raises `BadArchive`."""
    return [_decoded(_files, line) for line in lines]


def write_manifest(manifest: Manifest) -> bytes:
    """In JSON."""
    return _encode(manifest)


def read_manifest(data: bytes) -> Manifest:
    """Raises `BadArchive`, also for what a later version wrote."""
    manifest: Manifest = _decoded(_manifest, data)
    if manifest.format > FORMAT:
        raise BadArchive("A later version of Tongxin wrote this archive. Install that version.")
    return manifest


def _decoded(decoder: msgspec.json.Decoder[T], line: bytes) -> T:
    if len(line) > LINE_MAX:
        raise BadArchive("A line of the archive is too long.")
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadArchive(f"The archive is damaged: {error}.") from None


def events_of(log: Log, *kinds: type[E]) -> Iterator[E]:
    """The events of these types in a log; nothing of a broken one."""
    if chain.verify([row.stored for row in log.rows]):
        return
    tags = {tag(kind) for kind in kinds}
    for row in log.rows:
        if row.type in tags:
            event = chain.unseal(row.stored).event
            if isinstance(event, kinds):
                yield event


def faults(log: Log, contents: Contents) -> list[Fault]:
    """Everything wrong with a log against its own chain, its heads and its archive's manifest."""
    stored = [row.stored for row in log.rows]
    found = chain.verify(stored, chain.Head(contents.records, contents.hash))
    return [*found, *_mistagged(log.rows), *heads.check(stored, log.heads)]


def _mistagged(rows: Iterable[Row]) -> list[Fault]:
    """Rows that could not be found by what they are: their tag is not their event's."""
    return [
        Fault(row.stored.seq, "altered") for row in rows if chain.tag_of(row.stored) != row.type
    ]
