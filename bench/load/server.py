"""What the load needs of a server, and how a server's process is started."""

import os
import resource
import signal
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import msgspec

from bench.load.sdp import Remote
from bench.load.tracks import Load, Track
from media.wire.sdp_write import LocalTransport

STOP_TIMEOUT = 8.0


class Subscription(msgspec.Struct, frozen=True):
    """How a subscriber's transport and streams come."""

    remote: Remote
    ssrcs: list[tuple[int, Track]]
    transport_extension: int
    """Id of transport-wide numbers; 0: none."""


class Shown(msgspec.Struct, frozen=True):
    """How a subscriber shows a publisher: height in pixels, 0 first in rank."""

    publisher: int
    height: int
    rank: int


class Server(ABC):
    """A server under load, for the time of an `async with`; one adapter per product."""

    name: str

    def __init__(self, load: Load, cpu: int) -> None:
        self.load = load
        self.cpu = cpu

    @abstractmethod
    async def __aenter__(self) -> Self:
        """Start it, pinned to `cpu`."""

    @abstractmethod
    async def __aexit__(self, *_: object) -> None:
        """End it."""

    @property
    @abstractmethod
    def pids(self) -> Sequence[int]:
        """The processes that count."""

    @abstractmethod
    async def publish(
        self, publisher: int, local: LocalTransport, tracks: Sequence[Track]
    ) -> Remote:
        """Publish tracks; their media begins once the transport is up."""

    @abstractmethod
    async def subscribe(self, subscriber: int, local: LocalTransport) -> Subscription:
        """Let a subscriber receive everything that is published."""

    @abstractmethod
    async def watch(self, subscriber: int, shown: Sequence[Shown]) -> None:
        """Tell how a connected subscriber shows each publisher."""


class ServerProcess:
    """A foreign server's process with its log in a file."""

    def __init__(
        self, command: Sequence[str | Path], log: Path, environment: dict[str, str]
    ) -> None:
        self._log = log
        with log.open("ab") as file:
            self._process = subprocess.Popen(
                command, stdout=file, stderr=file, env=os.environ | environment
            )

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def check(self) -> None:
        """Raise `RuntimeError` with its log where it has ended."""
        if self._process.poll() is not None:
            raise RuntimeError(f"The server ended:\n{self._log.read_text()}")

    def stop(self) -> None:
        """End it."""
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def errors_to(log: Path) -> Iterator[None]:
    """Let processes that are started meanwhile write their log lines there."""
    kept = os.dup(2)
    with log.open("ab") as file:
        os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


@contextmanager
def environment(more: dict[str, str]) -> Iterator[None]:
    """Let processes that are started meanwhile have these variables too."""
    before = {name: os.environ.get(name) for name in more}
    os.environ.update(more)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def allow_many_files() -> None:
    """As many open sockets as the system allows, for us and our children."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
