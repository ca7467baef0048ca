"""Hostile datagrams without end, and a process that floods a loopback port with them.

`python -m tests.support.flood PORT RATE SECONDS UFRAG` sends RATE a second and prints how many.
"""

import itertools
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Self

from tests.fuzz.seeds import ALERT, client_hello
from tests.support.loopback import LOOPBACK
from tests.support.packets import rtp
from tests.support.peers import check

CLOSE_NOTIFY = bytes.fromhex("15fefd0000000000000000000201 00".replace(" ", ""))
SOURCES = 16
VARIETY = 2000
"""Different datagrams, made before the first is sent."""
TURN = 0.005
"""Seconds between bursts."""


def hostile(ufrags: Callable[[], list[str]], seed: int = 1) -> Iterator[bytes]:
    """Alerts, ClientHellos, forged checks, junk: without end, the forged with ufrags in use."""
    chance = random.Random(seed)
    hello = client_hello()
    for number in itertools.count():
        known = ufrags() or ["someones"]
        ufrag = chance.choice(known)
        yield ALERT
        yield CLOSE_NOTIFY
        yield hello
        yield check(ufrag, "guessed-password-of-somebody", remote=f"x{number % 100:03}")
        yield check(ufrag[:-1] + "x", "guessed-password-of-somebody")
        yield rtp(number, b"junk", ssrc=number % 1000)
        yield bytes([chance.randrange(256)]) + chance.randbytes(chance.randrange(1400))


class Flood:
    """A process that sends `rate` hostile datagrams a second for `seconds`; `ufrag` is in use."""

    def __init__(self, port: int, rate: int, seconds: float, ufrag: str) -> None:
        command = [sys.executable, "-m", "tests.support.flood"]
        command += [str(port), str(rate), str(seconds), ufrag]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def is_running(self) -> bool:
        """Whether it still sends, or has yet to begin."""
        return self._process.poll() is None

    def sent(self) -> int:
        """How many, once it has ended."""
        assert self._process.stdout is not None
        return int(self._process.stdout.read())


def flood(port: int, rate: int, seconds: float, ufrag: str) -> int:
    """Send, from several sources in turn; returns how many."""
    ready = list(itertools.islice(hostile(lambda: [ufrag]), VARIETY))
    datagrams = itertools.cycle(ready)
    sources = []
    for _ in range(SOURCES):
        one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        one.setblocking(False)
        sources.append(one)
    began = time.monotonic()
    sent = 0
    turns = itertools.cycle(sources)
    while (now := time.monotonic()) < began + seconds:
        source = next(turns)
        while sent < (now - began) * rate:
            sent += 1
            try:
                source.sendto(next(datagrams), (LOOPBACK, port))
            except (BlockingIOError, ConnectionRefusedError):
                continue
        time.sleep(TURN)
    for source in sources:
        source.close()
    return sent


if __name__ == "__main__":
    print(flood(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]))
