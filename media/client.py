"""How the hub talks to a relay worker: a subprocess over a Unix socket, or one in this process."""

import asyncio
import contextlib
import itertools
import os
import sys
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Protocol, Self, assert_never

from media.config import RelayConfig
from media.errors import BadFrame, MediaError, RelayLost, RelayRefused
from media.framing import FrameDecoder, encode
from media.messages import (
    Event,
    FromWorker,
    Notice,
    Ready,
    Refusal,
    Reply,
    ReplyBody,
    Request,
    RequestBody,
)
from media.server import RelayServer

START_TIMEOUT = 10.0
"""Seconds for the worker's process to import itself, listen and say `Ready`."""
REQUEST_TIMEOUT = 5.0
"""Seconds for a reply; the longest request takes milliseconds, so the worker hangs."""
STOP_TIMEOUT = 3.0
"""Seconds between asking a worker to end and killing it."""
CONNECT_INTERVAL = 0.02


class Worker(Protocol):
    """What the hub needs of a worker, wherever it runs."""

    @property
    def pid(self) -> int:
        """Its process."""

    @property
    def port(self) -> int:
        """Its UDP port."""

    async def request(self, body: RequestBody) -> ReplyBody:
        """Send one request; raises `RelayRefused` or `RelayLost`."""

    async def wait_closed(self) -> None:
        """Return when the worker is gone."""


class RelayWorker:
    """A worker in its own process, for the time of an `async with`; events go to `on_event`.

    It does not start again by itself: that is its owner's decision, who also knows what to rebuild.
    """

    def __init__(self, config: RelayConfig, on_event: Callable[[Event], None]) -> None:
        self._config = config
        self._on_event = on_event
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[ReplyBody]] = {}
        self._ready: asyncio.Future[Ready] = asyncio.get_running_loop().create_future()
        self._closed = asyncio.Event()
        self._decoder: FrameDecoder[FromWorker] = FrameDecoder(FromWorker)
        self._stack = contextlib.AsyncExitStack()
        self._process: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None

    @property
    def pid(self) -> int:
        """The worker's process."""
        assert self._process is not None
        return self._process.pid

    @property
    def port(self) -> int:
        """The worker's UDP port."""
        return self._ready.result().port

    async def __aenter__(self) -> Self:
        try:
            async with asyncio.timeout(START_TIMEOUT):
                await self._start()
                await asyncio.shield(self._ready)
        except (TimeoutError, OSError, RelayLost) as error:
            await self._stack.aclose()
            raise RelayLost("The relay worker did not start.") from error
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def request(self, body: RequestBody) -> ReplyBody:
        """Send one request; raises `RelayRefused` with the worker's code, or `RelayLost`."""
        if self._closed.is_set() or self._writer is None:
            raise RelayLost("The relay worker is gone.")
        request = Request(next(self._ids), body)
        reply: asyncio.Future[ReplyBody] = asyncio.get_running_loop().create_future()
        self._waiting[request.id] = reply
        try:
            self._writer.write(encode(request))
            async with asyncio.timeout(REQUEST_TIMEOUT):
                return await reply
        except TimeoutError as error:
            raise RelayLost("The relay worker does not answer.") from error
        finally:
            del self._waiting[request.id]

    async def wait_closed(self) -> None:
        """Return when the worker is gone, however it went."""
        await self._closed.wait()

    async def _start(self) -> None:
        directory = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="tongxin-relay-"))
        path = str(Path(directory) / "socket")
        self._process = await asyncio.create_subprocess_exec(
            *self._command(path), env=_environment()
        )
        self._stack.push_async_callback(self._stop)
        reader, self._writer = await self._connect(path)
        tasks = await self._stack.enter_async_context(_Owned())
        tasks.start(self._listen(reader))

    def _command(self, path: str) -> list[str]:
        config = self._config
        command = [sys.executable, "-m", "media.worker", "--socket", path]
        command += ["--host", config.host, "--port", str(config.port)]
        return [*command, "--announce", *config.announce] if config.announce else command

    async def _connect(self, path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        assert self._process is not None
        while True:
            try:
                return await asyncio.open_unix_connection(path)
            except (FileNotFoundError, ConnectionRefusedError):
                if self._process.returncode is not None:
                    raise RelayLost("The relay worker ended at once.") from None
                await asyncio.sleep(CONNECT_INTERVAL)

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        try:
            while (message := await self._decoder.read(reader)) is not None:
                self._take(message)
        except BadFrame:
            pass  # as good as gone: what follows in the stream cannot be read
        finally:
            self._lose()

    def _take(self, message: FromWorker) -> None:
        match message:
            case Reply():
                self._resolve(message.id, lambda reply: reply.set_result(message.body))
            case Refusal():
                refused = RelayRefused(message.code, message.message)
                self._resolve(message.id, lambda reply: reply.set_exception(refused))
            case Notice():
                if isinstance(message.body, Ready) and not self._ready.done():
                    self._ready.set_result(message.body)
                self._on_event(message.body)
            case _:
                assert_never(message)

    def _resolve(self, id: int, settle: Callable[[asyncio.Future[ReplyBody]], None]) -> None:
        reply = self._waiting.get(id)
        if reply is not None and not reply.done():  # its asker may have given up
            settle(reply)

    def _lose(self) -> None:
        self._closed.set()
        lost = RelayLost("The relay worker is gone.")
        if not self._ready.done():
            self._ready.set_exception(lost)
        for reply in self._waiting.values():
            if not reply.done():
                reply.set_exception(lost)

    async def _stop(self) -> None:
        """Close the socket, which ends the worker; kill it where that does not."""
        assert self._process is not None
        if self._writer is not None:
            self._writer.close()
        try:
            async with asyncio.timeout(STOP_TIMEOUT):
                await self._process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        self._lose()


def _environment() -> dict[str, str]:
    """Ours, with this very `media` importable whatever the working directory is."""
    paths = [str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH", "")]
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}


class _Owned:
    """One task that ends with its context."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    def start(self, coroutine: Coroutine[Any, Any, None]) -> None:
        self._task = asyncio.get_running_loop().create_task(coroutine)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task


class InProcessWorker:
    """The same relay in this process and loop, for tests; requests pass through the same border."""

    def __init__(self, config: RelayConfig, on_event: Callable[[Event], None]) -> None:
        self._config = config
        self._on_event = on_event
        self._server: RelayServer | None = None
        self._closed = asyncio.Event()

    @property
    def server(self) -> RelayServer:
        """The running server."""
        if self._server is None:
            raise RelayLost("The relay worker is gone.")
        return self._server

    @property
    def pid(self) -> int:
        """This process."""
        return os.getpid()

    @property
    def port(self) -> int:
        """Its UDP port."""
        return self.server.port

    async def __aenter__(self) -> Self:
        self._server = RelayServer(self._config, self._on_event)
        self._on_event(Ready(self.pid, self.port))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None
        self._closed.set()

    async def request(self, body: RequestBody) -> ReplyBody:
        """Carry out one request; raises `RelayRefused` or `RelayLost`."""
        try:
            return self.server.handle(body)
        except RelayLost:
            raise
        except MediaError as error:
            raise RelayRefused(error.code, error.message) from error

    async def wait_closed(self) -> None:
        """Return when the worker was left."""
        await self._closed.wait()
