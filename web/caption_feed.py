"""`tongxin captions`: sends lines from a file or standard input over the WebSocket until all are on
disk, coming back by itself after every loss.
"""

import asyncio
import contextlib
import secrets
import threading
import time
from collections.abc import Callable
from io import RawIOBase
from urllib.parse import urlsplit

import msgspec
import websockets
from websockets.asyncio.client import ClientConnection

from signaling import messages as m
from web.captioner import BadLine, Captioner

RECONNECT_SECONDS = 1.0
WAITING_MAX = 1_000
"""Captions kept while there is no connection; then no more input is read."""
LINE_BYTES = 64 * 1024
"""Of input; the rest of a longer line counts as another."""
FINAL = frozenset(
    {
        "bad_token", "token_revoked", "token_expired", "not_found", "taken_over", "not_allowed",
        "bad_message", "unsupported_version",
    }
)  # fmt: skip
"""Why coming back makes no sense."""

_decoder: msgspec.json.Decoder[m.ServerMessage] = msgspec.json.Decoder(m.ServerMessage)

Tell = Callable[[str], None]


class Over(Exception):
    """Nothing more is to be done; `code` is the server's, None where everything is delivered."""

    def __init__(self, code: str | None = None, message: str = "") -> None:
        super().__init__(message)
        self.code = code


class Feed:
    """One run. `tell` is told what a person should know."""

    def __init__(self, link: str, source: RawIOBase, language: str, tell: Tell) -> None:
        """`link` is a caption port's; `language` that of lines that name none."""
        base, _, self._token = link.partition("#t=")
        address = urlsplit(base)
        self._origin = f"{address.scheme}://{address.netloc}"
        scheme = "wss" if address.scheme == "https" else "ws"
        self._url = f"{scheme}://{address.netloc}/ws"
        self._source = source
        self._tell = tell
        self._captioner = Captioner(secrets.token_hex(4), language)
        self._changed = asyncio.Event()
        self._room = asyncio.Event()
        self._ended = False
        """There is no more input."""
        self.whole = True
        """Nothing was refused."""

    async def run(self) -> None:
        """Until everything is delivered; raises `Over` where it cannot be."""
        loop = asyncio.get_running_loop()
        # A daemon, since a thread that waits for standard input can be ended in no other way.
        threading.Thread(target=self._read, args=(loop,), daemon=True).start()
        while True:
            end: BaseException | None = None
            try:
                await self._converse()
            except* Over as over:
                end = over.exceptions[0]
            except* (OSError, websockets.WebSocketException) as errors:
                self._tell(f"connection lost, coming back: {errors.exceptions[0]}")
            if isinstance(end, Over):
                if end.code is not None:
                    raise end
                return
            self._captioner.lost()
            await asyncio.sleep(RECONNECT_SECONDS)

    # --- input ------------------------------------------------------------------------------

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        """In a thread of its own; a line is timed when it comes."""
        with contextlib.suppress(RuntimeError):  # the loop is gone
            while raw := self._source.readline(LINE_BYTES):
                text = raw.decode(errors="replace").strip()
                if text:
                    asyncio.run_coroutine_threadsafe(self._take(text, _now()), loop).result()
            loop.call_soon_threadsafe(self._end)

    async def _take(self, text: str, now: int) -> None:
        while self._captioner.waiting >= WAITING_MAX:
            self._room.clear()
            await self._room.wait()
        try:
            self._captioner.take(text, now)
        except BadLine as error:
            self._problem(f"not understood: {text[:80]} — {error}")
        self._changed.set()

    def _end(self) -> None:
        self._ended = True
        self._changed.set()

    def _problem(self, text: str) -> None:
        self.whole = False
        self._tell(text)

    # --- the connection ---------------------------------------------------------------------

    async def _converse(self) -> None:
        async with websockets.connect(
            self._url, origin=websockets.Origin(self._origin), max_size=2**22, compression=None
        ) as socket:
            await _send(socket, m.Hello(m.VERSION, self._token, receive=False))
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._receive(socket))
                tasks.create_task(self._write(socket))

    async def _receive(self, socket: ClientConnection) -> None:
        async for text in socket:
            message = _decoder.decode(text)
            if isinstance(message, m.Welcome):
                self._tell(f"connected as {message.you.name}")
            if isinstance(message, m.Bye):
                if message.code in FINAL:
                    raise Over(message.code, message.message)
                raise ConnectionError(message.code)
            problem = self._captioner.receive(message, _now())
            if problem is not None:
                self._problem(problem)
            self._changed.set()
            self._room.set()
        raise ConnectionError("the server closed the connection")

    async def _write(self, socket: ClientConnection) -> None:
        while True:
            self._changed.clear()
            for message in self._captioner.due(_now()):
                await _send(socket, message)
            if self._ended and not self._captioner.waiting:
                await _send(socket, m.Leave())
                raise Over
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.01, (self._captioner.next_due() - _now()) / 1000)):
                    await self._changed.wait()


async def _send(socket: ClientConnection, message: m.ClientMessage) -> None:
    await socket.send(msgspec.json.encode(message).decode())


def _now() -> int:
    return time.time_ns() // 1_000_000
