"""Files that lie beside a consultation's log, in its archive: documents and pictures, by hash.

`consultations/ID/KIND.jsonl` names each file with its size and hash, and the manifest holds that
listing's own hash; the files are `consultations/ID/KIND/SHA256/NAME`, named as `document_store.py`
has them. Nothing is held in memory but a piece at a time.
"""

import hashlib
import io
import re
import tarfile
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Protocol

import msgspec

from sessions import archive
from sessions.archive import ArchivedFile, BadArchive, Log
from web.document_store import DocumentStore

PIECE = 1 << 20
"""Bytes read at once."""
LINE = 300
"""Bytes of a listing's line at most."""


class Thing(msgspec.Struct, frozen=True):
    """What a log says of something whose files lie beside it."""

    words: str
    """How people call it."""
    pages: int


class Kind(msgspec.Struct, frozen=True):
    """Documents, or pictures."""

    name: str
    """In paths, and in the manifest."""
    things: Callable[[Log], Mapping[str, Thing]]
    """All that a log names, by the hash of its original; nothing of a broken log."""
    names: re.Pattern[str]
    original: str
    """The name of the file that has the hash of the whole."""
    is_whole: Callable[[Thing, Collection[str]], bool]
    """Whether these names are all files that a thing has."""
    files_max: int
    bytes_max: int


class Opened(Protocol):
    """An archive that is open for reading."""

    def open(self, name: str) -> IO[bytes]:
        """A member's bytes; raises `BadArchive` where there is none."""


def member(id: str, kind: Kind, path: str) -> str:
    """Where a file of a consultation stands in the archive."""
    return f"consultations/{id}/{kind.name}/{path}"


# --- writing ----------------------------------------------------------------------------------


def add_files(
    tar: tarfile.TarFile, kind: Kind, log: Log, kept: DocumentStore
) -> list[ArchivedFile]:
    """Put what is kept of a log's things into its archive; raises `BadArchive` for bytes that are
    no longer those of which the log has the hash.
    """
    listed: list[ArchivedFile] = []
    for sha256, thing in kind.things(log).items():
        for path in kept.files(log.id, sha256):
            one = ArchivedFile(f"{sha256}/{path.name}", path.stat().st_size, _hash_of(path))
            if path.name == kind.original and one.sha256 != sha256:
                raise BadArchive(f"The {thing.words} is damaged here.")
            with path.open("rb") as file:
                add_member(tar, member(log.id, kind, one.path), file, one.bytes)
            listed.append(one)
    return listed


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def add_member(tar: tarfile.TarFile, name: str, source: IO[bytes], size: int) -> None:
    """Put `size` bytes into an archive."""
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(time.time())
    tar.addfile(info, source)


# --- reading ----------------------------------------------------------------------------------


def check_files(opened: Opened, kind: Kind, log: Log, listed: Iterable[ArchivedFile]) -> None:
    """Read every file once; raises `BadArchive` for what is not as it was when it was archived."""
    things, seen = kind.things(log), set[str]()
    for one in listed:
        sha256, _, name = one.path.partition("/")
        thing = things.get(sha256)
        if thing is None or not kind.names.fullmatch(name) or one.path in seen:
            raise BadArchive(f"The archive names a file that is of no {kind.name[:-1]} of its log.")
        seen.add(one.path)
        if len(seen) > kind.files_max or one.bytes > kind.bytes_max:
            raise BadArchive(f"The {kind.name} of the archive are larger than any of ours.")
        found = hashlib.sha256()
        size = 0
        for piece in pieces(opened, kind, log.id, one):
            found.update(piece)
            size += len(piece)
        expected = sha256 if name == kind.original else one.sha256
        if size != one.bytes or not one.sha256 == expected == found.hexdigest():
            raise BadArchive(f"The {thing.words} of the archive is damaged.")
    for sha256, thing in things.items():
        names = [path.partition("/")[2] for path in seen if path.startswith(sha256)]
        if names and (kind.original not in names or not kind.is_whole(thing, names)):
            raise BadArchive(f"The {thing.words} of the archive is not whole.")


def pieces(opened: Opened, kind: Kind, id: str, one: ArchivedFile) -> Iterator[bytes]:
    """A file's bytes, no more than are listed and one."""
    left = one.bytes + 1
    with opened.open(member(id, kind, one.path)) as file:
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


def keep_files(
    opened: Opened, kind: Kind, id: str, listed: Iterable[ArchivedFile], kept: DocumentStore
) -> None:
    """Put what `check_files` found whole into its place, a thing at a time."""
    found: dict[str, dict[str, ArchivedFile]] = {}
    for one in listed:
        sha256, _, name = one.path.partition("/")
        found.setdefault(sha256, {})[name] = one
    for sha256, files in found.items():
        if not kept.has(id, sha256):
            put = {name: pieces(opened, kind, id, one) for name, one in files.items()}
            kept.put(id, sha256, put)


# --- the listing ------------------------------------------------------------------------------


def write_listing(listed: Iterable[ArchivedFile]) -> bytes:
    """Its lines."""
    return b"".join(archive.write_files(listed))


def read_listing(file: IO[bytes], kind: Kind, sha256: str) -> list[ArchivedFile]:
    """Of `write_listing`; raises `BadArchive` where it is not the one that the manifest names."""
    data = file.read(kind.files_max * LINE + 1)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise BadArchive(f"The list of {kind.name} in the archive is damaged.")
    return archive.read_files(io.BytesIO(data))
