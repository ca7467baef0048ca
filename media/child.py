"""A media process for the time of an `async with`: started, spoken to over a Unix socket, ended."""

import asyncio
import contextlib
import itertools
import os
import sys
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Generic, Self, TypeVar

import msgspec

from media.errors import BadFrame, MediaError
from media.framing import FrameDecoder, encode

START_TIMEOUT = 30.0
"""Seconds for the process to import itself, listen and say that it is ready: two on a quiet
machine, over ten seen on one whose cores all had work."""
REQUEST_TIMEOUT = 5.0
"""Seconds for a reply; the longest request takes less than one, so the process hangs."""
STOP_TIMEOUT = 3.0
"""Seconds between asking a process to end and killing it."""
CONNECT_INTERVAL = 0.02
STOPPED = "T"
"""State of a process that a signal stopped (proc_pid_stat(5)); a debugger's is `t`."""

RequestBody = TypeVar("RequestBody")
ReplyBody = TypeVar("ReplyBody")
FromChild = TypeVar("FromChild")


class Child(ABC, Generic[RequestBody, ReplyBody, FromChild]):
    """`python -m MODULE --socket PATH …`, which listens at PATH and says first that it is ready.

    It does not start again by itself: that is its owner's decision, who also knows what to rebuild.
    Subclasses name the module and the messages.
    """

    module: str
    name: str
    """For people: what is lost when it is lost."""

    def __init__(self, decoder: FrameDecoder[FromChild]) -> None:
        self._decoder = decoder
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[ReplyBody]] = {}
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._closed = asyncio.Event()
        self._stack = contextlib.AsyncExitStack()
        self._path = ""
        self._process: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None

    # --- what a kind of process says ------------------------------------------------------------

    @abstractmethod
    def _options(self) -> list[str]:
        """More of the command line."""

    @abstractmethod
    def _envelope(self, id: int, body: RequestBody) -> msgspec.Struct:
        """One request as it goes on the wire."""

    @abstractmethod
    def _take(self, message: FromChild) -> None:
        """Give `message` to `_resolve`, `_reject`, or its reader; `_set_ready` for the first."""

    @abstractmethod
    def _lost(self, message: str) -> MediaError:
        """The error for a process that is gone or does not answer."""

    # --- its life -------------------------------------------------------------------------------

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether its process was started and is no more."""
        return self._process is not None and self._process.returncode is not None

    def is_stopped(self) -> bool:
        """Whether its process was stopped by a signal, and so does nothing until told to go on."""
        return self._process is not None and process_state(self._process.pid) == STOPPED

    def kill(self) -> None:
        """End it at once: it hangs, so asking would be in vain."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    async def __aenter__(self) -> Self:
        try:
            async with asyncio.timeout(START_TIMEOUT):
                await self._start()
                await asyncio.shield(self._ready)
        except (TimeoutError, OSError, MediaError) as error:
            await self._stack.aclose()
            raise self._lost(f"The {self.name} did not start.") from error
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def wait_closed(self) -> None:
        """Return when the process is gone, however it went."""
        await self._closed.wait()

    async def request(self, body: RequestBody) -> ReplyBody:
        """Send one request; raises a `MediaError` when refused, gone or not answering."""
        if self._closed.is_set() or self._writer is None:
            raise self._lost(f"The {self.name} is gone.")
        id = next(self._ids)
        reply: asyncio.Future[ReplyBody] = asyncio.get_running_loop().create_future()
        self._waiting[id] = reply
        try:
            self._write(self._envelope(id, body))
            async with asyncio.timeout(REQUEST_TIMEOUT):
                return await reply
        except TimeoutError as error:
            raise self._lost(f"The {self.name} does not answer.") from error
        finally:
            del self._waiting[id]

    async def spawn(self) -> None:
        """Start the process ahead of `async with`, which then only waits until it is ready."""
        directory = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="tongxin-"))
        self._path = str(Path(directory) / "socket")
        command = [sys.executable, "-m", self.module, "--socket", self._path, *self._options()]
        self._process = await asyncio.create_subprocess_exec(*command, env=_environment())
        self._stack.push_async_callback(self._stop)

    async def _start(self) -> None:
        if self._process is None:
            await self.spawn()
        reader, self._writer = await self._connect(self._path)
        listening = asyncio.create_task(self._listen(reader))
        self._stack.push_async_callback(_cancel, listening)

    async def _connect(self, path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        assert self._process is not None
        while True:
            try:
                return await asyncio.open_unix_connection(path)
            except (FileNotFoundError, ConnectionRefusedError):
                if self._process.returncode is not None:
                    raise self._lost(f"The {self.name} ended at once.") from None
                await asyncio.sleep(CONNECT_INTERVAL)

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        try:
            while (message := await self._decoder.read(reader)) is not None:
                self._take(message)
        except BadFrame:
            pass  # as good as gone: what follows in the stream cannot be read
        finally:
            self._lose()

    async def _stop(self) -> None:
        """Close the socket, which ends the process; kill it where that does not.

        Often the task is cancelled here, and then `asyncio.timeout` would never time out: before
        Python 3.11.4 it takes the earlier cancellation for one of its caller's.
        """
        assert self._process is not None
        ended = asyncio.ensure_future(self._process.wait())
        with contextlib.suppress(ProcessLookupError):
            if self._writer is not None:
                self._writer.close()
            else:
                self._process.terminate()  # it waits for a socket that nobody will open
            await asyncio.wait([ended], timeout=STOP_TIMEOUT)
            if not ended.done():
                self._process.kill()
        await ended
        self._lose()

    def _write(self, message: msgspec.Struct) -> None:
        assert self._writer is not None
        self._writer.write(encode(message))

    # --- for `_take` ----------------------------------------------------------------------------

    def _set_ready(self) -> None:
        if not self._ready.done():
            self._ready.set_result(None)

    def _resolve(self, id: int, body: ReplyBody) -> None:
        self._settle(id, lambda reply: reply.set_result(body))

    def _reject(self, id: int, error: MediaError) -> None:
        self._settle(id, lambda reply: reply.set_exception(error))

    def _settle(self, id: int, settle: Callable[[asyncio.Future[ReplyBody]], None]) -> None:
        reply = self._waiting.get(id)
        if reply is not None and not reply.done():  # its asker may have given up
            settle(reply)

    def _lose(self) -> None:
        self._closed.set()
        lost = self._lost(f"The {self.name} is gone.")
        if not self._ready.done():
            self._ready.set_exception(lost)
            self._ready.exception()  # seen: who waits for it may have given up
        for reply in self._waiting.values():
            if not reply.done():
                reply.set_exception(lost)


def process_state(pid: int) -> str | None:
    """The letter of a process's state, None where the system does not tell."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
        return stat.rpartition(b")")[2].split()[0].decode()  # its name may hold anything
    except (OSError, IndexError):
        return None


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def _environment() -> dict[str, str]:
    """Ours, with this very `media` importable whatever the working directory is."""
    paths = [str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH", "")]
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
