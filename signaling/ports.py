"""What the hub needs from a socket, a clock and the media processes; others provide it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from media import messages as relay
from media.egress import messages as egress


class Wire(Protocol):
    """One WebSocket, reduced to text."""

    async def receive(self) -> str:
        """The next text frame; raises `WireClosed` once the other side is gone."""

    async def send(self, text: str) -> None:
        """Send one text frame; waits while the socket's buffer is full; raises `WireClosed`."""

    async def close(self, code: int, reason: str) -> None:
        """Close with a code of RFC 6455 section 7.4; harmless when closed already."""


class WireClosed(Exception):
    """The other side of a `Wire` is gone: no error, but the end of a connection."""


class Worker(Protocol):
    """A running media process."""

    @property
    def pid(self) -> int:
        """Of its process."""

    def is_stopped(self) -> bool:
        """Whether a signal stopped its process, so that it does nothing."""

    def kill(self) -> None:
        """End the process without asking it."""

    async def wait_closed(self) -> None:
        """Return once the process is gone, however it went."""


class RelayWorker(Worker, Protocol):
    """A running relay."""

    async def request(self, body: relay.RequestBody) -> relay.ReplyBody:
        """Send one request; raises `RelayRefused`, or `RelayLost` when gone or not answering."""


class EgressWorker(Worker, Protocol):
    """A running egress."""

    async def request(self, body: egress.EgressRequestBody) -> egress.EgressReplyBody:
        """Send one request; raises a `MediaError` when refused, gone or not answering."""


StartRelay = Callable[[Callable[[relay.Event], None]], AbstractAsyncContextManager[RelayWorker]]
"""A relay for the time of an `async with`; its events go to the callback."""
StartEgress = Callable[
    [Callable[[egress.EgressEvent], None]], AbstractAsyncContextManager[EgressWorker]
]
"""The same for egress."""


class OpinionLimiter(Protocol):
    """Counts opinions, whichever door they come by; one for all consultations."""

    def take(self, consultation_id: str, person: str | None, now: float) -> float | None:
        """Count one; else, counting nothing, the seconds to wait.

        `person` is None for whoever is on no roster; `now` is monotonic seconds.
        """


class Clock(Protocol):
    """Both times; tests hold them in their hand."""

    def now(self) -> float:
        """Monotonic seconds, for timers."""

    def wall(self) -> int:
        """Unix ms, for what people and the log see."""
