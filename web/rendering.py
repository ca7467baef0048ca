"""Has documents drawn by `web.page_images`, or looked into by `web.office_files`, in a bounded
process.
"""

import asyncio
import contextlib
import os
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

import msgspec
import structlog

from web.errors import WebError
from web.page_images import Made, Office, Outcome, Unshowable
from web.processes import ROOT, module_command

SECONDS = 180
"""Longest time for one document: the process's own bound counts only what it works."""
AT_ONCE = 1
"""Documents being drawn at the same time; others wait, the meeting does not."""
SAID_MAX = 4096
"""Bytes of what the process has to say."""

_outcome: msgspec.json.Decoder[Outcome] = msgspec.json.Decoder(Outcome)
log = structlog.get_logger("documents")


class Renderer:
    """Draws documents, one after another."""

    def __init__(self) -> None:
        self.places = asyncio.Semaphore(AT_ONCE)

    async def render(self, source: Path, folder: Path) -> Made:
        """Pictures of every page of `source` in `folder`; raises `WebError` where there are none.

        A process that was killed or crashed met a document that asks for too much: that is the
        document's fault, and nobody else notices.
        """
        made = await self._outcome("web.page_images", source, folder)
        assert isinstance(made, Made), made
        return made

    async def look(self, source: Path, folder: Path) -> Office:
        """What office document `source` is, as `render`."""
        office = await self._outcome("web.office_files", source, folder)
        assert isinstance(office, Office), office
        return office

    async def _outcome(self, module: str, source: Path, folder: Path) -> Made | Office:
        async with self.places:
            said, status = await run(module, source, folder)
        if status != 0:
            log.warning("a document could not be drawn", status=status)
            raise WebError("document_too_complex")
        outcome = _outcome.decode(said)
        if isinstance(outcome, Unshowable):
            raise WebError(outcome.reason)
        return outcome


async def run(module: str, source: Path, folder: Path) -> tuple[bytes, int]:
    """What the process of a module said and how it ended; killed when its time is over."""
    process = await asyncio.create_subprocess_exec(
        *module_command(module, str(source), str(folder)),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=DEVNULL,
        env=_environment(),
        cwd=folder,
    )
    assert process.stdout is not None
    said = b""
    try:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SECONDS):
                said = await process.stdout.read(SAID_MAX)
                await process.wait()
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    assert process.returncode is not None
    return said, process.returncode


def _environment() -> dict[str, str]:
    """Without our settings, in which there are secrets."""
    return {"PYTHONPATH": str(ROOT), "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
