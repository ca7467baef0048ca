"""The bytes of documents and the pictures of their pages: files beside the record.

`{root}/{consultation}/{sha256}/` holds `original`, `{page}-{width}.webp` and `{page}.txt`. A folder
is made whole and then put in its place, so what is there is complete; equal bytes are kept once.
"""

import hashlib
import os
import secrets
import shutil
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

ORIGINAL = "original"
INCOMING = ".incoming"


class Incoming:
    """A document as it arrives; `close` removes whatever was not kept."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True)
        self.folder = folder
        self.source = folder / ORIGINAL
        self.size = 0
        self.head = b""
        self._hash = hashlib.sha256()
        self._file = self.source.open("xb")

    def write(self, data: bytes | bytearray) -> None:
        """Take more of it; blocks."""
        self._file.write(data)
        self._hash.update(data)
        self.size += len(data)
        if len(self.head) < 1024:
            self.head = (self.head + bytes(data))[:1024]

    def finish(self) -> str:
        """All is here and on disk: its SHA-256; blocks."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return self._hash.hexdigest()

    def close(self) -> None:
        """Forget what was not kept; blocks."""
        self._file.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class DocumentStore:
    """The files of all consultations below `root`. Every method blocks on the disk."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def begin(self) -> Incoming:
        """A place for a document that is about to arrive."""
        return Incoming(self.root / INCOMING / secrets.token_hex(16))

    def has(self, consultation_id: str, sha256: str) -> bool:
        """Whether these bytes, and pictures of them, are kept."""
        return self._folder(consultation_id, sha256).is_dir()

    def keep(self, consultation_id: str, sha256: str, incoming: Incoming) -> None:
        """Put what has arrived, with its pictures, in its place; durable when this returns."""
        self._place(consultation_id, sha256, incoming.folder)

    def put(self, consultation_id: str, sha256: str, files: Mapping[str, Iterable[bytes]]) -> None:
        """Keep a document as it was kept elsewhere, its files by name, piece by piece."""
        folder = self.root / INCOMING / secrets.token_hex(16)
        folder.mkdir(mode=0o700, parents=True)
        try:
            for name, pieces in files.items():
                with (folder / name).open("xb") as file:
                    file.writelines(pieces)
                    file.flush()
                    os.fsync(file.fileno())
            self._place(consultation_id, sha256, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _place(self, consultation_id: str, sha256: str, folder: Path) -> None:
        target = self._folder(consultation_id, sha256)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not target.is_dir():
            _sync(folder)
            folder.rename(target)
            _sync(target.parent)

    def files(self, consultation_id: str, sha256: str) -> list[Path]:
        """All that is kept of a document; nothing where it is not."""
        folder = self._folder(consultation_id, sha256)
        return sorted(folder.iterdir()) if folder.is_dir() else []

    def page(self, consultation_id: str, sha256: str, page: int, width: int) -> Path:
        """The picture of a page."""
        return self._folder(consultation_id, sha256) / f"{page}-{width}.webp"

    def text(self, consultation_id: str, sha256: str, page: int) -> str:
        """The words on a page, empty where none were found."""
        try:
            return (self._folder(consultation_id, sha256) / f"{page}.txt").read_text("utf-8")
        except FileNotFoundError:
            return ""

    def original(self, consultation_id: str, sha256: str) -> Path:
        """The bytes as they were sent."""
        return self._folder(consultation_id, sha256) / ORIGINAL

    def hash_of(self, consultation_id: str, sha256: str) -> str | None:
        """The hash that the bytes kept as `sha256` have; None where there are none."""
        try:
            with self.original(consultation_id, sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            return None

    def pages(self, consultation_id: str, sha256: str) -> int:
        """How many pages were drawn of what is kept."""
        return sum(1 for one in self._folder(consultation_id, sha256).glob("*-800.webp"))

    def prune(self, consultation_id: str, kept: Collection[str]) -> None:
        """Remove what is not among `kept`: nothing of it was ever shown."""
        folder = self.root / consultation_id
        if not folder.is_dir():
            return
        for one in folder.iterdir():
            if one.name not in kept:
                shutil.rmtree(one, ignore_errors=True)

    def clear_incoming(self) -> None:
        """Remove what a server that was killed left half arrived."""
        shutil.rmtree(self.root / INCOMING, ignore_errors=True)

    def _folder(self, consultation_id: str, sha256: str) -> Path:
        return self.root / consultation_id / sha256


def _sync(folder: Path) -> None:
    """Make a folder's entries durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
