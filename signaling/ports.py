"""What the hub needs from a socket and from the media processes; shells elsewhere provide it."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from media import messages as relay
from media.egress import messages as egress


class Wire(Protocol):
    """One WebSocket, reduced to text."""

    async def receive(self) -> str:
        """The next text frame; raises `WireClosed` once the other side is gone."""
        ...

    async def send(self, text: str) -> None:
        """Send one text frame; waits while the socket's buffer is full; raises `WireClosed`."""
        ...

    async def close(self, code: int, reason: str) -> None:
        """Close with a code of RFC 6455 section 7.4; harmless when closed already."""
        ...


class WireClosed(Exception):
    """The other side of a `Wire` is gone: no error, but the end of a connection."""


class RelayWorker(Protocol):
    """A running relay process."""

    @property
    def pid(self) -> int:
        """Of its process."""
        ...

    async def request(self, body: relay.RequestBody) -> relay.ReplyBody:
        """Send one request; raises `RelayRefused`, or `RelayLost` when gone or not answering."""
        ...

    async def wait_closed(self) -> None:
        """Return once the process is gone, for whatever reason."""
        ...

    async def close(self) -> None:
        """End the process, by force if it does not end itself."""
        ...


class EgressWorker(Protocol):
    """A running egress process; as `RelayWorker`."""

    @property
    def pid(self) -> int:
        """Of its process."""
        ...

    async def request(self, body: egress.EgressRequestBody) -> egress.EgressReplyBody:
        """Send one request; raises `MediaError` when refused, gone or not answering."""
        ...

    async def wait_closed(self) -> None:
        """Return once the process is gone, for whatever reason."""
        ...

    async def close(self) -> None:
        """End the process, by force if it does not end itself."""
        ...


StartRelay = Callable[[Callable[[relay.Event], None]], Awaitable[RelayWorker]]
"""Starts a relay that forwards and gives its events to the callback."""
StartEgress = Callable[[Callable[[egress.EgressEvent], None]], Awaitable[EgressWorker]]


class Clock(Protocol):
    """Both times; tests hold them in their hand."""

    def now(self) -> float:
        """Monotonic seconds, for timers."""
        ...

    def wall(self) -> int:
        """Unix ms, for what people and the log see."""
        ...
