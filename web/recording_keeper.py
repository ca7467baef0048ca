"""Deletes recordings whose time is over, and the files of those that were deleted."""

import asyncio
import contextlib
import os
import shutil
from collections.abc import Awaitable, Callable, Collection, Sequence
from pathlib import Path

import structlog

from media.egress.errors import StorageLost
from media.egress.shelf import LOW_BYTES, SHELF, read
from media.egress.take_shelf import FOLDER as FOLDER_OF_TAKES
from media.egress.take_shelf import INDEX, mend, read_takes
from sessions.commands import ConfirmErasure
from sessions.errors import Refused, SessionError
from sessions.events import Record, RecordingDeleted, RecordingSet
from sessions.recording import due_deletion, needs_erasure
from sessions.service import Service
from sessions.state import Consultation
from sessions.types import SYSTEM
from web.live import FOLDER

LOOK_S = 600.0
"""Between looks at what is due: a day's rule need not be kept to the minute."""
SETTLED_MS = 30_000
"""After the closing, in which egress still writes the last files."""

log = structlog.get_logger("web.recordings")


class RecordingKeeper:
    """Told of every commit; `run` looks every so often, and soon after a deletion."""

    def __init__(
        self,
        service: Service,
        directory: Path,
        remove: Callable[[str], Awaitable[None]],
        stored: Callable[[], Collection[str]],
    ) -> None:
        """`remove` takes a recording out of the object store, or raises `StorageLost`; `stored`
        names those of which the store may have something that the disk has lost.
        """
        self.service = service
        self.directory = directory
        self.remove = remove
        self.stored = stored
        self._deleted: set[str] = set()
        """Deleted and not known to be gone, also those that nothing was recorded of."""
        self._begun = False
        self._changed = asyncio.Event()
        self._is_low = False
        self._looking = asyncio.Lock()
        service.follow(self.note)

    def note(self, consultation_id: str, records: Sequence[Record]) -> None:
        """Take what was committed."""
        if any(isinstance(one.event, RecordingDeleted | RecordingSet) for one in records):
            self._deleted.add(consultation_id)
            self._changed.set()

    async def run(self) -> None:
        """Until cancelled; what fails is tried again with the next look."""
        while True:
            self._changed.clear()
            await self.look()
            wait = SETTLED_MS / 1000 if self._deleted else LOOK_S
            try:
                async with asyncio.timeout(wait):
                    await self._changed.wait()
            except TimeoutError:
                continue

    async def look(self) -> None:
        """Do what is due now; one look at a time, so that what is erased is measured once."""
        async with self._looking:
            await asyncio.to_thread(self._warn)
            await self._begin()
            found = await asyncio.to_thread(folders, self.directory)
            for id in sorted(found.union(self._deleted, self.stored())):
                try:
                    await self._see_to(id)
                except (SessionError, StorageLost, OSError) as error:
                    log.warning("recording_not_seen_to", consultation=id, error=str(error))

    async def _begin(self) -> None:
        """Take up the deletions that the server before did not finish, by the record alone: where
        nothing was recorded no folder tells of them.
        """
        if self._begun:
            return
        try:
            self._deleted |= await self.service.unerased()
            self._begun = True
        except SessionError as error:
            log.warning("deletions_not_read", error=str(error))

    def _warn(self) -> None:
        """Once each time that the disk becomes too full to record on."""
        try:
            free = shutil.disk_usage(self.directory).free
        except OSError:
            return
        if free < LOW_BYTES and not self._is_low:
            log.warning("recording_disk_low", free_bytes=free, directory=str(self.directory))
        self._is_low = free < LOW_BYTES

    async def _see_to(self, id: str) -> None:
        try:
            state = await self.service.recorded(id)
        except Refused:  # a folder of no consultation of ours
            self._deleted.discard(id)
            return
        command = due_deletion(state, self.service.clock())
        if command is not None:
            await self.service.execute(id, SYSTEM, command)
            log.info("recording_expired", consultation=id)
            state = await self.service.recorded(id)
        if state.recording.deleted is None:
            self._deleted.discard(id)
        else:
            self._deleted.add(id)  # until it is done
            if self._is_settled(state):
                await self._erase(state)
                self._deleted.discard(id)

    def _is_settled(self, state: Consultation) -> bool:
        return self.service.clock() - (state.closed_at or 0) >= SETTLED_MS

    async def _erase(self, state: Consultation) -> None:
        folder = self.directory / state.id
        await asyncio.to_thread(clear, folder)
        await self.remove(state.id)
        if needs_erasure(state):
            bytes, seconds = await asyncio.to_thread(erased, folder)
            await self.service.execute(state.id, SYSTEM, ConfirmErasure(bytes, seconds))
            log.info("recording_erased", consultation=state.id, bytes=bytes, seconds=seconds)
        # Last, for it says how much there was.
        await asyncio.to_thread(_remove, folder)


def folders(directory: Path) -> set[str]:
    """The consultations that have a folder there."""
    try:
        with os.scandir(directory) as entries:
            return {
                one.name
                for one in entries
                if FOLDER.fullmatch(one.name) and one.is_dir(follow_symlinks=False)
            }
    except FileNotFoundError:
        return set()


def clear(folder: Path) -> None:
    """Remove what a recording's folder holds but what tells of the files, which goes last: a
    removal that was cut off says the same when it is finished.
    """
    with contextlib.suppress(OSError):  # of a take that nobody completed no line tells how large
        mend(folder / FOLDER_OF_TAKES)
    kept = (folder / SHELF, folder / FOLDER_OF_TAKES, _index(folder))
    for entry in [*folder.glob("*"), *(folder / FOLDER_OF_TAKES).glob("*")]:
        if entry not in kept:
            _remove(entry)


def erased(folder: Path) -> tuple[int, int]:
    """How many bytes and seconds there were in a folder that is clear, those of speakers' own
    tracks among the bytes.
    """
    shelf, index = folder / SHELF, _index(folder)
    kept, _ = read(shelf.read_bytes()) if shelf.is_file() else ([], 0)
    takes = read_takes(index.read_bytes()) if index.is_file() else []
    size = sum(one.bytes for one in kept) + sum(one.bytes or 0 for one in takes)
    return size, round(sum(one.duration for one in kept))


def _index(folder: Path) -> Path:
    return folder / FOLDER_OF_TAKES / INDEX


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
