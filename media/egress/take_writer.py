"""Writes takes to the disk, apart from the livestream, which never waits for them."""

import asyncio
import contextlib
import shutil
import time
from pathlib import Path

import structlog

from media.egress import disk
from media.egress.hls import Append
from media.egress.shelf import LOW_BYTES
from media.egress.take_shelf import mend
from media.egress.takes import Takes

MAX_UNWRITTEN = 256
"""Batches waiting for the disk: half a minute of one speaker; then recording begins anew."""
LOOK = 5.0
"""Seconds between looks at the room on the disk; less than `takes.RETRY`."""

log = structlog.get_logger("media.egress")


class TakeWriter:
    """One consultation's takes, in the folder of its own."""

    def __init__(self, folder: Path, takes: Takes) -> None:
        self._folder = folder
        self._takes = takes
        self._unwritten: asyncio.Queue[list[Append]] = asyncio.Queue(MAX_UNWRITTEN)
        self._torn = True
        """Files, and the index's last line, may have ended anywhere."""

    def offer(self, changes: list[Append]) -> None:
        """Have them written in their order."""
        try:
            self._unwritten.put_nowait(changes)
        except asyncio.QueueFull:
            self._lose("the disk is too slow")

    async def run(self) -> None:
        """Complete what an earlier run or a failure left, write what comes, until cancelled."""
        while True:
            if self._torn:
                await self._mend()
            await self._look()
            changes = await self._next()
            if changes is not None:
                await self._write(changes)
                self._unwritten.task_done()

    async def finish(self) -> None:
        """Return when all is on the disk."""
        await self._unwritten.join()
        await self._mend()

    async def _next(self) -> list[Append] | None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK):
                return await self._unwritten.get()
        return None

    async def _write(self, changes: list[Append]) -> None:
        try:
            await asyncio.to_thread(self._apply, changes)
        except OSError as error:
            self._lose(str(error))

    def _apply(self, changes: list[Append]) -> None:
        self._folder.mkdir(exist_ok=True)
        disk.apply(self._folder, changes)

    async def _look(self) -> None:
        """Leave the last of the disk to the record and the livestream."""
        with contextlib.suppress(OSError):
            usage = await asyncio.to_thread(shutil.disk_usage, self._folder.parent)
            if usage.free < LOW_BYTES:
                self._takes.hold(time.monotonic())

    def _lose(self, why: str) -> None:
        """Nothing that waits can follow what was not written."""
        log.error("takes_not_written", folder=str(self._folder), error=why)
        self._torn = True
        while not self._unwritten.empty():
            self._unwritten.get_nowait()
            self._unwritten.task_done()
        self._takes.lose(time.monotonic())

    async def _mend(self) -> None:
        self._torn = False
        try:
            done = await asyncio.to_thread(mend, self._folder)
        except OSError as error:
            log.error("takes_not_mended", folder=str(self._folder), error=str(error))
            return
        for take in done:
            log.info("take_mended", file=take.file, seconds=take.seconds)
