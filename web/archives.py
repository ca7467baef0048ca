"""Archives and backups: consultations in one tar file, with the data folder's files or without.

`manifest.json`, then for each consultation `consultations/ID/records.jsonl` and `heads.jsonl`
(`sessions/archive.py`), its signed minutes (`archived_minutes.py`), its documents and the pictures
of its live notes (`archived_files.py`); a backup has the latter two among `files/…` with the keys.
The whole of an archive is verified before anything of it is written anywhere.
"""

import gzip
import hashlib
import io
import os
import shutil
import tarfile
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from msgspec.structs import replace

from sessions import archive
from sessions.archive import ArchivedFile, BadArchive, Contents, Log, Manifest
from sessions.chain import Fault
from sessions.signed_documents import SignedDocuments
from sessions.store import Store
from web.archived_documents import DOCUMENTS
from web.archived_files import (
    PIECE,
    Kind,
    add_files,
    add_member,
    check_files,
    keep_files,
    read_listing,
    write_listing,
)
from web.archived_minutes import add_minutes, read_minutes
from web.archived_pictures import PICTURES
from web.config import Settings
from web.document_store import DocumentStore

MANIFEST = "manifest.json"
MANIFEST_MAX = 16 << 20
"""Bytes: some 100,000 consultations."""
FILES = "files"
NOT_FILES = ("live", "record.db", "search.db", "ballot-keys")
"""Beginnings of what a backup leaves out of the data folder: what goes on air and what is searched,
which are made anew, SQLite's files of the record, whose contents it has as records, and the keys of
secret ballots that are open."""


KINDS = (DOCUMENTS, PICTURES)


class Damaged(Exception):
    """An archive whose log is not what was recorded."""

    def __init__(self, consultation_id: str, faults: list[Fault]) -> None:
        self.consultation_id = consultation_id
        self.faults = faults
        super().__init__(consultation_id)


class Present(Exception):
    """A consultation that is in this record already."""


# --- writing ----------------------------------------------------------------------------------


async def write_archive(
    store: Store,
    ids: Iterable[str],
    target: Path,
    *,
    files: Path | None = None,
    beside: Settings | None = None,
) -> list[Contents]:
    """Write the consultations with what these settings keep beside the record, or with the `files`
    of a data folder.

    `target` is there whole or not at all. A server may go on writing meanwhile: each log is
    archived as far as it reaches when its turn comes.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    contents: list[Contents] = []
    try:
        with tarfile.open(draft, "x:gz", compresslevel=6) as tar:
            for id in ids:
                heads = await store.read_heads(id)  # first: the log that goes on reaches them all
                log = Log(id, await store.read_all(id), heads)
                _add_log(tar, log)
                add_minutes(tar, log, await SignedDocuments(store).read_all(id))
                contents.append(log.contents if beside is None else _with_files(tar, log, beside))
            _add(tar, MANIFEST, [archive.write_manifest(_manifest(contents))])
            if files is not None:
                _add_files(tar, files)
        draft.chmod(0o600)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return contents


def _with_files(tar: tarfile.TarFile, log: Log, settings: Settings) -> Contents:
    hashes = {}
    for kind in KINDS:
        listing = write_listing(add_files(tar, kind, log, _store_of(kind, settings)))
        _add(tar, _member(log.id, kind.name), [listing])
        hashes[kind.name] = hashlib.sha256(listing).hexdigest()
    return replace(log.contents, **hashes)


def _store_of(kind: Kind, settings: Settings) -> DocumentStore:
    """Pictures are kept as documents are."""
    return DocumentStore(settings.documents if kind is DOCUMENTS else settings.live_pictures)


def _manifest(contents: list[Contents]) -> Manifest:
    return Manifest(archive.FORMAT, time.time_ns() // 1_000_000, contents)


def _add_log(tar: tarfile.TarFile, log: Log) -> None:
    _add(tar, _member(log.id, "records"), archive.write_rows(log.rows))
    _add(tar, _member(log.id, "heads"), archive.write_heads(log.heads))


def _member(id: str, kind: str) -> str:
    return f"consultations/{id}/{kind}.jsonl"


def _add(tar: tarfile.TarFile, name: str, parts: Iterable[bytes]) -> None:
    data = b"".join(parts)
    add_member(tar, name, io.BytesIO(data), len(data))


def _add_files(tar: tarfile.TarFile, folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not path.is_symlink() and not _left_out(inside):
            tar.add(path, f"{FILES}/{inside.as_posix()}", recursive=False)


def _left_out(inside: Path) -> bool:
    return inside.parts[0].startswith(NOT_FILES) or any(p.startswith(".") for p in inside.parts)


# --- reading ----------------------------------------------------------------------------------


class Archive:
    """An archive that is open for reading."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._members = {member.name: member for member in tar.getmembers() if member.isreg()}
        self.manifest = archive.read_manifest(self._read(MANIFEST, MANIFEST_MAX))

    def log(self, contents: Contents) -> Log:
        """A consultation of it; raises `BadArchive`, and `Damaged` where it does not verify."""
        rows = archive.read_rows(contents.id, self._lines(_member(contents.id, "records")))
        heads = archive.read_heads(self._lines(_member(contents.id, "heads")))
        if not rows or any(head.consultation_id != contents.id for head in heads):
            raise BadArchive(f"The log of {contents.id} is not in the archive.")
        log = Log(contents.id, rows, heads)
        if faults := archive.faults(log, contents):
            raise Damaged(contents.id, faults)
        return log

    def listed(self, kind: Kind, contents: Contents) -> list[ArchivedFile]:
        """The files of a consultation's documents or pictures; raises `BadArchive`."""
        sha256 = contents.documents if kind is DOCUMENTS else contents.pictures
        if not sha256:
            return []
        with self.open(_member(contents.id, kind.name)) as file:
            return read_listing(file, kind, sha256)

    def open(self, name: str) -> IO[bytes]:
        """A member's bytes; raises `BadArchive` where there is none."""
        opened = self._tar.extractfile(self._members[name]) if name in self._members else None
        if opened is None:
            raise BadArchive(f"The archive has no {name}.")
        return opened

    def has(self, name: str) -> bool:
        """Whether there is such a member."""
        return name in self._members

    def logs(self) -> Iterator[Log]:
        """All of them."""
        return (self.log(contents) for contents in self.manifest.consultations)

    def check(self) -> None:
        """Read all once; raises `BadArchive` and `Damaged`."""
        for contents in self.manifest.consultations:
            log = self.log(contents)
            for kind in KINDS:
                check_files(self, kind, log, self.listed(kind, contents))
            read_minutes(self, log)

    def files(self) -> Iterator[tuple[PurePosixPath, str]]:
        """Paths in the data folder and members of a backup's files; raises `BadArchive`."""
        for name in self._members:
            path = PurePosixPath(name)
            if path.parts[0] != FILES:
                continue
            inside = path.relative_to(FILES)
            if not inside.parts or ".." in inside.parts or inside.is_absolute():
                raise BadArchive(f"The archive names a file outside its folder: {name}.")
            yield inside, name

    def _read(self, name: str, limit: int | None = None) -> bytes:
        member = self._members.get(name)
        opened = None if member is None else self._tar.extractfile(member)
        if member is None or opened is None or (limit is not None and member.size > limit):
            raise BadArchive(f"The archive has no {name}.")
        return opened.read()

    def _lines(self, name: str) -> list[bytes]:
        return self._read(name).splitlines()


@contextmanager
def opened_archive(file: Path) -> Iterator[Archive]:
    """Raises `BadArchive` for whatever is no archive; `OSError` where the file cannot be read."""
    try:
        with tarfile.open(file, "r:gz") as tar:
            yield Archive(tar)
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValueError) as error:
        raise BadArchive(f"It is no archive of Tongxin: {error}.") from None


async def import_archive(store: Store, settings: Settings, file: Path) -> list[Contents]:
    """Add an archive's consultations to a record; all are verified first, none may be there.

    Raises `BadArchive`, `Damaged`, `Present`.
    """
    with opened_archive(file) as archived:
        known = set(await store.read_ids())
        for contents in archived.manifest.consultations:
            if contents.id in known:
                raise Present(contents.id)
        archived.check()
        for contents in archived.manifest.consultations:
            log = archived.log(contents)
            for kind in KINDS:
                listed = archived.listed(kind, contents)
                keep_files(archived, kind, log.id, listed, _store_of(kind, settings))
            await _keep(store, log, read_minutes(archived, log))
        return archived.manifest.consultations


async def _keep(store: Store, log: Log, minutes: Mapping[str, bytes]) -> None:
    for sha256, document in minutes.items():
        await SignedDocuments(store).keep(log.id, sha256, document)
    await store.append(log.rows)
    for signed in log.heads:
        await store.keep_head(signed)


async def restore_backup(settings: Settings, file: Path) -> list[Contents]:
    """A backup into a data folder and a database that have nothing yet.

    Raises `BadArchive`, `Damaged`, and `Present` where there is something.
    """
    with opened_archive(file) as archived:
        files = dict(archived.files())
        archived.check()
        settings.make_data()
        taken = [inside for inside in files if (settings.data / inside).exists()]
        if taken:
            raise Present(str(taken[0]))
        store = Store(settings.record_url)
        try:
            await store.start()
            known = await store.read_ids()
            if known:
                raise Present(known[0])
            for inside, name in files.items():
                _write(settings.data / inside, archived.open(name))
            for log in archived.logs():
                await _keep(store, log, read_minutes(archived, log))
        finally:
            await store.close()
        return archived.manifest.consultations


def _write(path: Path, source: IO[bytes]) -> None:
    """A piece at a time: documents and pictures together may be larger than the memory."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        shutil.copyfileobj(source, file, PIECE)
        os.fsync(file.fileno())
