"""Every test of the forwarding plane also tests that its timers do nothing unannounced."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from media.link import Link
from media.relay import Relay
from media.router import SERVED_AT_ONCE, Router
from media.wake import LEEWAY


class Counting:
    """A sender that counts what goes through it."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.sender = link.sender
        self.sent = 0

    def __enter__(self) -> "Counting":
        self.link.sender = self
        return self

    def __exit__(self, *_: object) -> None:
        self.link.sender = self.sender

    def send_rtp(self, packet: bytes | bytearray) -> None:
        self.sent += 1
        self.sender.send_rtp(packet)

    def send_rtcp(self, packet: bytes) -> None:
        self.sent += 1
        self.sender.send_rtcp(packet)


@pytest.fixture(scope="session", autouse=True)
def timers_do_nothing_unannounced() -> Iterator[None]:
    """A shell sleeps until `wake`: what a tick does earlier would come too late without it."""
    tick_router, tick_relay = Router.tick, Relay.tick

    def router(self: Router, now: float) -> None:
        announced = self.wake.at
        with ExitStack() as stack:
            links = [*self._links, *(tap.link for tap in self._taps.values())]
            counting = [stack.enter_context(Counting(link)) for link in links]
            tick_router(self, now)
        if len(self._links) < SERVED_AT_ONCE:  # else they are spread over several ticks
            assert not any(one.sent for one in counting) or announced <= now + LEEWAY

    def relay(self: Relay, now: float) -> None:
        def done() -> object:
            return len(self.events), len(self.outgoing.batch), self.outgoing.packets

        announced, before = self.wake.at, done()
        tick_relay(self, now)
        assert done() == before or announced <= now + LEEWAY or len(self.peers) >= SERVED_AT_ONCE

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Router, "tick", router)
        patch.setattr(Relay, "tick", relay)
        yield
