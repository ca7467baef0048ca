"""The documents of a consultation in its archive: their bytes and the pictures of their pages.

`consultations/ID/documents.jsonl` names each file with its size and hash, and the manifest holds
that listing's own hash; the files are `consultations/ID/documents/SHA256/NAME`, named as
`document_store.py` has them. Nothing is held in memory but a piece at a time.
"""

import hashlib
import io
import re
import tarfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from sessions import archive, chain
from sessions.archive import ArchivedFile, BadArchive, Log
from sessions.config import (
    DOCUMENT_BYTES_MAX,
    DOCUMENT_PAGES_MAX,
    DOCUMENTS_MAX,
    OUTCOMES_DOCUMENTS_MAX,
)
from sessions.events import (
    DocumentAttached,
    MinutesTemplateSet,
    OutcomeDocumentAttached,
    tag,
)
from web.document_store import ORIGINAL, DocumentStore

PIECE = 1 << 20
"""Bytes read at once."""
NAMES = re.compile(rf"{ORIGINAL}|\d{{1,3}}-\d{{2,4}}\.webp|\d{{1,3}}\.txt")
FILES_MAX = (DOCUMENTS_MAX + OUTCOMES_DOCUMENTS_MAX) * (1 + 3 * DOCUMENT_PAGES_MAX)
"""Of one consultation: each original, and two pictures and the text of each page."""


class Attached(NamedTuple):
    """What a log says of a document: its name, and how many pages were drawn of it."""

    name: str
    pages: int


class Opened(Protocol):
    """An archive that is open for reading."""

    def open(self, name: str) -> IO[bytes]:
        """A member's bytes; raises `BadArchive` where there is none."""


def attached(log: Log) -> dict[str, Attached]:
    """What was ever attached to items and outcomes, and the templates of the minutes, by hash;
    nothing of a broken log.
    """
    if chain.verify([row.stored for row in log.rows]):
        return {}
    tags = [tag(one) for one in (DocumentAttached, OutcomeDocumentAttached, MinutesTemplateSet)]
    found: dict[str, Attached] = {}
    for row in log.rows:
        match chain.unseal(row.stored).event if row.type in tags else None:
            case DocumentAttached() as one:
                found[one.sha256] = Attached(one.name, one.pages)
            case OutcomeDocumentAttached(document=document):
                found[document.sha256] = Attached(document.name, document.pages)
            case MinutesTemplateSet(template=template):
                found[template.sha256] = Attached(template.name, pages=0)
            case _:
                pass
    return found


def member(id: str, path: str) -> str:
    """Where a file of a consultation's documents stands in the archive."""
    return f"consultations/{id}/documents/{path}"


# --- writing ----------------------------------------------------------------------------------


def add_documents(tar: tarfile.TarFile, log: Log, kept: DocumentStore) -> list[ArchivedFile]:
    """Put what is kept of a log's documents into its archive; raises `BadArchive` for bytes that
    are no longer those of which the log has the hash.
    """
    listed: list[ArchivedFile] = []
    for sha256, document in attached(log).items():
        for path in kept.files(log.id, sha256):
            one = ArchivedFile(f"{sha256}/{path.name}", path.stat().st_size, _hash_of(path))
            if path.name == ORIGINAL and one.sha256 != sha256:
                raise BadArchive(f"The document “{document.name}” is damaged here.")
            _add(tar, member(log.id, one.path), path, one.bytes)
            listed.append(one)
    return listed


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add(tar: tarfile.TarFile, name: str, path: Path, size: int) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(time.time())
    with path.open("rb") as file:
        tar.addfile(info, file)


# --- reading ----------------------------------------------------------------------------------


def check_documents(opened: Opened, log: Log, listed: Iterable[ArchivedFile]) -> None:
    """Read every file once; raises `BadArchive` for what is not as it was when it was archived."""
    documents, seen = attached(log), set[str]()
    for one in listed:
        sha256, _, name = one.path.partition("/")
        document = documents.get(sha256)
        if document is None or not NAMES.fullmatch(name) or one.path in seen:
            raise BadArchive("The archive names a file that is of no document of its log.")
        seen.add(one.path)
        if len(seen) > FILES_MAX or one.bytes > DOCUMENT_BYTES_MAX:
            raise BadArchive("The documents of the archive are larger than any of ours.")
        found = hashlib.sha256()
        size = 0
        for piece in pieces(opened, log.id, one):
            found.update(piece)
            size += len(piece)
        expected = sha256 if name == ORIGINAL else one.sha256
        if size != one.bytes or not one.sha256 == expected == found.hexdigest():
            raise BadArchive(f"The document “{document.name}” of the archive is damaged.")
    for sha256, document in documents.items():
        _check_whole(sha256, document, seen)


def _check_whole(sha256: str, document: Attached, seen: set[str]) -> None:
    """A document is there with all its pages, or not at all: then it was lost before."""
    names = [path.partition("/")[2] for path in seen if path.startswith(sha256)]
    pages = {name.partition("-")[0] for name in names if name.endswith(".webp")}
    if names and (ORIGINAL not in names or len(pages) < document.pages):
        raise BadArchive(f"The document “{document.name}” of the archive is not whole.")


def pieces(opened: Opened, id: str, one: ArchivedFile) -> Iterator[bytes]:
    """A file's bytes, no more than are listed and one."""
    left = one.bytes + 1
    with opened.open(member(id, one.path)) as file:
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


def keep_documents(
    opened: Opened, id: str, listed: Iterable[ArchivedFile], kept: DocumentStore
) -> None:
    """Put what `check_documents` found whole into its place, a document at a time."""
    for sha256, files in _by_document(listed).items():
        if not kept.has(id, sha256):
            kept.put(id, sha256, {name: pieces(opened, id, one) for name, one in files.items()})


def _by_document(listed: Iterable[ArchivedFile]) -> Mapping[str, dict[str, ArchivedFile]]:
    found: dict[str, dict[str, ArchivedFile]] = {}
    for one in listed:
        sha256, _, name = one.path.partition("/")
        found.setdefault(sha256, {})[name] = one
    return found


# --- the listing ------------------------------------------------------------------------------


def write_listing(listed: Iterable[ArchivedFile]) -> bytes:
    """Its lines."""
    return b"".join(archive.write_files(listed))


def read_listing(file: IO[bytes], sha256: str) -> list[ArchivedFile]:
    """Of `write_listing`; raises `BadArchive` where it is not the one that the manifest names."""
    data = file.read(FILES_MAX * 300 + 1)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise BadArchive("The list of documents in the archive is damaged.")
    return archive.read_files(io.BytesIO(data))
