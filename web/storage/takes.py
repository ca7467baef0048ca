"""Speakers' own tracks in an object store that is not public: a copy, should the disk be lost.

A take is put once it is whole and hashed, in pieces of its file that are numbered from 0, and the
index of those that are there after them. What the record deletes leaves the store by `remove`.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import structlog

from media.egress.bucket import Bucket
from media.egress.delivery import Headers
from media.egress.errors import StorageLost
from media.egress.take_shelf import FOLDER, INDEX, Take, read_folder, read_takes, take_line
from sessions.events import Record
from sessions.recording import sight
from sessions.service import Service
from web.recording_keeper import SETTLED_MS, folders
from web.storage.unsettled import Unsettled

ROOT = "takes"
"""In the store: `takes/{consultation}/`."""
PIECE = 1 << 20
"""Bytes in an object: what a request carries at 1 Mbit/s, and what is put again after an outage."""
EVERY = 10.0
"""Seconds between looks."""
HEADERS = Headers("application/octet-stream", "private, no-store")

log = structlog.get_logger("web.storage")


class StoredTakes:
    """Told of every commit; `run` looks every so often at what may have grown."""

    def __init__(self, bucket: Bucket, service: Service, directory: Path) -> None:
        """`directory` is where egress writes, a folder for each consultation."""
        self.bucket = bucket
        self.service = service
        self.directory = directory
        self.unsettled = Unsettled("takes", self._begin, self._see_to, service.clock)
        self.held: set[str] = set()
        """The consultations of which the store has something, as far as is known."""
        self._seen: dict[str, int] = {}
        """How large the index was of which all is there."""
        self._changing = asyncio.Lock()
        """What is being put is not removed meanwhile: it would be there after that."""
        service.follow(self.note)

    def note(self, consultation_id: str, records: Sequence[Record]) -> None:
        """Take what was committed."""
        self.unsettled.add(consultation_id)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            worked = await self.look()
            await asyncio.sleep(EVERY if worked else self.unsettled.condition.pause)

    async def look(self) -> bool:
        """Put what is due now; whether the store took all of it."""
        return await self.unsettled.go_round()

    async def _begin(self) -> set[str]:
        self.held |= await self.bucket.consultations()
        return await asyncio.to_thread(_recorded, self.directory)

    async def _see_to(self, id: str) -> bool:
        """Whether nothing more comes until something is recorded."""
        size = await asyncio.to_thread(_size, self._folder(id) / INDEX)
        if size and size != self._seen.get(id) and await self._put_whole(id):
            self._seen[id] = size
        state = await self.service.recorded(id)
        if state.status == "closed":
            return self.service.clock() - (state.closed_at or 0) >= SETTLED_MS
        return state.status == "planned"

    # --- put ----------------------------------------------------------------------------------

    async def _put_whole(self, id: str) -> bool:
        """Whether the store has every take that is whole; False once they are deleted."""
        folder = self._folder(id)
        names = await self.bucket.names(id)
        there = {one.file: one for one in await self.takes(id)}
        for take in await asyncio.to_thread(_whole, folder):
            if take.file in there:
                continue
            for number in range(_pieces(take)):
                data = await asyncio.to_thread(_read, folder / take.file, number)
                if not await self._put(id, _piece(take.file, number), data, names):
                    return False
            there[take.file] = take
        index = b"".join(take_line(one) for one in there.values())
        return not index or await self._put(id, INDEX, index, names)

    async def _put(self, id: str, name: str, data: bytes, there: Mapping[str, str]) -> bool:
        """False, and nothing, once they are deleted."""
        async with self._changing:
            if sight(await self.service.recorded(id), self.service.clock()) == "gone":
                return False
            if there.get(name) != hashlib.md5(data, usedforsecurity=False).hexdigest():
                self.held.add(id)
                await self.bucket.put(id, name, data, HEADERS)
            return True

    # --- removed ------------------------------------------------------------------------------

    async def remove(self, id: str) -> None:
        """Take all of a consultation's takes out of the store; raises `StorageLost`.

        What the store alone knows is written into the disk's index before, which says how much is
        erased, also when this is cut off.
        """
        async with self._changing:
            stored = await self.takes(id)
            await asyncio.to_thread(_add_missing, self._folder(id), stored)
            while names := await self.bucket.names(id):
                await self.bucket.delete(id, names)
                log.info("takes_taken_out_of_storage", consultation=id, objects=len(names))
            self.held.discard(id)
            self._seen.pop(id, None)

    # --- read ---------------------------------------------------------------------------------

    async def takes(self, id: str) -> list[Take]:
        """Those that are there, oldest first; raises `StorageLost`."""
        return read_takes(await self.bucket.get(id, INDEX) or b"")

    async def pieces(self, id: str, take: Take) -> AsyncIterator[bytes]:
        """A take's file; raises `StorageLost`, also amid it."""
        for number in range(_pieces(take)):
            data = await self.bucket.get(id, _piece(take.file, number))
            if data is None:
                raise StorageLost("missing")
            yield data

    def _folder(self, id: str) -> Path:
        return self.directory / id / FOLDER


def _recorded(directory: Path) -> set[str]:
    return {id for id in folders(directory) if (directory / id / FOLDER / INDEX).is_file()}


def _whole(folder: Path) -> list[Take]:
    """Those that are hashed, and still as long as then."""
    return [one for one in read_folder(folder) if (folder / one.file).stat().st_size == one.bytes]


def _add_missing(folder: Path, takes: Sequence[Take]) -> None:
    index = folder / INDEX
    known = {one.file for one in read_takes(index.read_bytes())} if index.is_file() else set()
    if missing := [one for one in takes if one.file not in known]:
        folder.mkdir(parents=True, exist_ok=True)
        with index.open("ab") as file:  # begins with a new line, for one that a crash cut off
            file.write(b"\n" + b"".join(take_line(one) for one in missing))


def _pieces(take: Take) -> int:
    assert take.bytes is not None, "only what is whole is put"
    return -(-take.bytes // PIECE)


def _piece(file: str, number: int) -> str:
    return f"{file}.{number:05}"


def _read(path: Path, number: int) -> bytes:
    with path.open("rb") as file:
        file.seek(number * PIECE)
        return file.read(PIECE)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
