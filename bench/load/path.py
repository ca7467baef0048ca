"""Two network namespaces of our own with a path between them that can be made bad (`link.c`)."""

import os
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import msgspec

from bench.load import build

NEAR, FAR = "192.0.2.1", "192.0.2.2"
"""Addresses of the two ends (RFC 5737: nobody's)."""

DOWN, UP = 0, 1
"""Directions: towards the far end, and from it."""


class Quality(msgspec.Struct, frozen=True):
    """What happens to UDP in one direction; the default is nothing."""

    loss: float = 0.0
    delay_ms: float = 0.0
    jitter_ms: float = 0.0
    """Added evenly from 0 on, the order kept."""
    rate: int = 0
    """bit/s; 0: no limit."""
    queue_ms: float = 1000.0
    """How long a queue before `rate` may be before its tail is dropped."""


class PathStats(msgspec.Struct, frozen=True):
    """UDP packets of one direction; `wait_…` is milliseconds in the queue before `rate`."""

    passed: int
    lost: int
    overflowed: int
    bytes: int
    wait_p50: int
    wait_p95: int
    wait_max: int


class BadPath:
    """The two namespaces and the path, for the time of a `with`; servers live in the near one."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._stack = ExitStack()
        self.near, self.far = (f"tongxin-{end}-{os.getpid()}" for end in ("near", "far"))

    def __enter__(self) -> Self:
        if os.geteuid():
            raise SystemExit("Network namespaces need root.")
        with ExitStack() as made:
            for namespace in (self.near, self.far):
                _ip("netns", "add", namespace)
                made.callback(_ip, "netns", "del", namespace)
            command = [str(build.link()), self.near, self.far, str(self._seed)]
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
            made.callback(self._end)
            if self._line() != "ready":
                raise SystemExit("TUN devices cannot be made here.")
            for namespace, address in ((self.near, NEAR), (self.far, FAR)):
                _ip("-n", namespace, "link", "set", "lo", "up")
                _ip("-n", namespace, "addr", "add", f"{address}/24", "dev", "path")
                _ip("-n", namespace, "link", "set", "path", "up", "mtu", "1500")
                _ip("-n", namespace, "route", "add", "default", "dev", "path")
            self._stack = made.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def set(self, down: Quality, up: Quality) -> None:
        """Let the path be so from now on; `down` is towards the far end."""
        for way, quality in ((DOWN, down), (UP, up)):
            given = (quality.loss, quality.delay_ms, quality.jitter_ms, quality.rate)
            self._tell("set", way, *given, quality.queue_ms)

    def stats(self, way: int = DOWN) -> PathStats:
        """Of one direction, since the last call for it."""
        self._tell("stats", way)
        return msgspec.json.decode(self._line(), type=PathStats)

    def _tell(self, *words: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()

    def _line(self) -> str:
        assert self._process.stdout is not None
        line: str = self._process.stdout.readline()
        return line.strip()

    def _end(self) -> None:
        self._process.kill()
        self._process.wait()


def inside(namespace: str, command: Sequence[str | Path]) -> list[str]:
    """A command as it runs in a namespace."""
    return ["ip", "netns", "exec", namespace, *map(str, command)]


def _ip(*arguments: str) -> None:
    subprocess.run([build.tool("ip"), *arguments], check=True)
