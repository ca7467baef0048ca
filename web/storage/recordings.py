"""Recordings in an object store: all of those that everybody may see, and nothing of others.

Withdrawn, deleted or not yet published is: not there. The disk has a recording until it is deleted,
so what is published again is put again. While a consultation is on air egress puts its stream.
"""

import asyncio
import contextlib
import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import structlog

from media.egress.bucket import Bucket
from media.egress.delivery import DVR, ENDED_CACHE, PLAYLIST_TYPE, STREAMED, Headers, headers_of
from media.egress.dvr import DvrPlaylist
from media.egress.shelf import SHELF, Kept, read
from sessions.events import (
    ConsultationClosed,
    ConsultationOpened,
    Record,
    RecordingDeleted,
    RecordingPublished,
    RecordingWithdrawn,
)
from sessions.recording import sight
from sessions.service import Service
from sessions.state import Consultation
from web.recording_keeper import SETTLED_MS, folders
from web.storage.unsettled import Unsettled

EVERY = 5.0
"""Seconds between looks."""
AT_ONCE = 4
"""Segments at a time: some 50 a second where a request takes 80 ms, a long day in seven minutes."""
CHANGES = (
    ConsultationOpened,
    ConsultationClosed,
    RecordingDeleted,
    RecordingPublished,
    RecordingWithdrawn,
)
"""After which something else is public."""

log = structlog.get_logger("web.storage")


class StoredRecordings:
    """Told of every commit; `run` looks every so often at what is not settled."""

    def __init__(
        self, bucket: Bucket, service: Service, directory: Path, on_air: Callable[[str], bool]
    ) -> None:
        self.bucket = bucket
        self.service = service
        self.directory = directory
        self.on_air = on_air
        self.unsettled = Unsettled("recordings", self._begin, self._see_to, service.clock)
        self._whole: dict[str, int] = {}
        """Recordings that are there, with the size of the shelf that was read."""
        self._changed = asyncio.Event()
        self._looking = asyncio.Lock()
        self._working = asyncio.Lock()
        """What is being put is not deleted meanwhile: the rest of it would come after that."""
        service.follow(self.note)

    def has(self, id: str) -> bool:
        """Whether all of a recording is there."""
        return id in self._whole

    def note(self, consultation_id: str, records: Sequence[Record]) -> None:
        """Take what was committed."""
        if any(isinstance(one.event, CHANGES) for one in records):
            self.unsettled.add(consultation_id)
            self._whole.pop(consultation_id, None)
            self._changed.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._changed.clear()
            if not await self.look():
                await asyncio.sleep(self.unsettled.condition.pause)
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    await self._changed.wait()

    async def look(self) -> bool:
        """Do what is due now; whether the store did all of it."""
        async with self._looking:
            return await self.unsettled.go_round()

    async def _begin(self) -> set[str]:
        found = await asyncio.to_thread(folders, self.directory)
        return found | await self.bucket.consultations()

    async def _see_to(self, id: str) -> bool:
        """Whether nothing more is to be done until something is recorded."""
        async with self._working:
            state = await self.service.recorded(id)
            now = self.service.clock()
            match wanted(state, self.on_air(id), now):
                case "whole":
                    await self._put_whole(state)
                    return state.status == "closed"
                case "nothing":
                    await self._remove(id)
                    return now - (state.closed_at or 0) >= SETTLED_MS
                case "as it is":
                    return False

    async def remove(self, id: str) -> None:
        """Take all of a stream out of the store; raises `StorageLost`."""
        async with self._working:
            await self._remove(id)

    async def _remove(self, id: str) -> None:
        self._whole.pop(id, None)
        while names := {name for name in await self.bucket.names(id) if STREAMED.fullmatch(name)}:
            await self.bucket.delete(id, names)
            log.info("recording_taken_out_of_storage", consultation=id, objects=len(names))

    # --- put ----------------------------------------------------------------------------------

    async def _put_whole(self, state: Consultation) -> None:
        shelf = self.directory / state.id / SHELF
        size = await asyncio.to_thread(_size, shelf)
        if not size or self._whole.get(state.id) == size:
            return
        kept, _ = read(await asyncio.to_thread(shelf.read_bytes))
        there = await self.bucket.names(state.id)
        missing = [name for name in files_of(kept) if name not in there]
        for at in range(0, len(missing), AT_ONCE):
            await self._put_some(state.id, missing[at : at + AT_ONCE])
            if state.id in self.unsettled:
                return  # something else may be public by now
        playlist = DvrPlaylist()
        playlist.add(kept)
        text = playlist.text(state.status == "closed").encode()
        if there.get(DVR) != hashlib.md5(text, usedforsecurity=False).hexdigest():
            await self.bucket.put(state.id, DVR, text, Headers(PLAYLIST_TYPE, ENDED_CACHE))
        self._whole[state.id] = size
        log.info("recording_in_storage", consultation=state.id, put=len(missing))

    async def _put_some(self, id: str, names: Sequence[str]) -> None:
        """When this returns, or raises, none of them is under way any more."""
        putting = (self._put(id, name) for name in names)
        for failed in await asyncio.gather(*putting, return_exceptions=True):
            if failed is not None:
                raise failed

    async def _put(self, id: str, name: str) -> None:
        try:
            data = await asyncio.to_thread((self.directory / id / name).read_bytes)
        except FileNotFoundError:
            return  # players skip what the disk lost too
        await self.bucket.put(id, name, data, headers_of(name))


def wanted(
    state: Consultation, on_air: bool, now_ms: int
) -> Literal["whole", "nothing", "as it is"]:
    """What the store should have of a stream."""
    if sight(state, now_ms) != "public":
        return "nothing"
    if on_air or (state.status == "closed" and state.recording.published_at is None):
        return "as it is"
    return "whole"


def files_of(kept: Sequence[Kept]) -> list[str]:
    """Segments, oldest first, each after what it begins with."""
    return list(dict.fromkeys(name for one in kept for name in (one.init, one.uri)))


def _size(path: Path) -> int:
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0
