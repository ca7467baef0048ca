"""When timers are to run next: seldom, but as soon as anything happens for which they are late."""

from collections.abc import Callable, Iterator
from math import inf

import pytest

from media.cascade import LAYERS_INTERVAL, REPEAT
from media.dtls import FIRST_RETRANSMISSION
from media.link import Link
from media.nack import REORDERING
from media.wake import TICK, Wake
from tests.support.forwarding import Stream, add_link
from tests.support.intake_scene import Publisher, Side
from tests.support.pipe import Pair
from tests.support.relay_scene import Scene


def test_the_earliest_counts_also_for_those_above() -> None:
    above = Wake()
    below = Wake(above)
    assert below.at == inf
    for at, earliest in ((7.0, 7.0), (9.0, 7.0), (5.0, 5.0)):
        below.by(at)
        assert (below.at, above.at) == (earliest, earliest)
    below.soon()
    assert above.at == -inf


class Rest:
    """A router with a publisher of pictures and one subscriber, at which nothing happens."""

    def __init__(self) -> None:
        self.side, self.publisher, self.now = Side(False), Publisher(), 1000.0
        self.side.join(0)
        self.side.router.route(["alice"])
        self.receive("key")
        self.pass_time(3.0)
        assert self.side.router.wake.at > self.now

    @property
    def link(self) -> Link:
        return self.side.subscribers[0].link

    def receive(self, how: str, what: str = "usual") -> None:
        self.side.receive(self.publisher.batch([(what, how, 0)]), self.now)

    def pass_time(self, seconds: float) -> None:
        for _ in range(round(seconds / 0.01)):
            self.now += 0.01
            self.side.router.tick(self.now)


@pytest.fixture
def rest() -> Iterator[Rest]:
    rest = Rest()
    yield rest
    rest.side.close()


def lose(rest: Rest) -> None:
    rest.receive("lose")
    rest.receive("next")


def come(rest: Rest) -> None:
    rest.side.router.add_link(Link("another", rest.side))


def announce(rest: Rest) -> None:
    rest.side.tracks[0].announce(rest.side.subscribers[0].downs[0], ask=False)


@pytest.mark.parametrize(
    ("happens", "within"),
    [
        (lose, REORDERING),
        (come, 0.0),
        (announce, 0.0),
        (lambda rest: rest.side.tracks[0].want_key_frame(), 0.0),
        (lambda rest: rest.link.report_soon(), 0.0),
        (lambda rest: rest.link.allocator.watch([]), 0.0),
        (lambda rest: rest.side.join(1), 0.0),
        (lambda rest: rest.side.join(0), 0.0),
    ],
    ids=[
        "a gap",
        "a peer",
        "an announcement",
        "a wish for a key frame",
        "a report",
        "another look",
        "a subscriber",
        "its leaving",
    ],
)
def test_what_happens_brings_the_next_run_forward(
    rest: Rest, happens: Callable[[Rest], None], within: float
) -> None:
    happens(rest)
    assert rest.side.router.wake.at <= rest.now + within


def test_what_is_missing_is_looked_after_each_tick(rest: Rest) -> None:
    lose(rest)
    rest.pass_time(0.01)
    assert rest.side.router.wake.at <= rest.now + TICK
    rest.receive("late")
    rest.pass_time(0.2)
    assert rest.side.router.wake.at > rest.now + TICK


def test_a_track_that_nobody_takes_is_told_of_at_once(rest: Rest) -> None:
    rest.side.join(0)
    rest.pass_time(0.2)
    assert rest.side.router.wake.at > rest.now
    rest.receive("next", "opus")
    assert rest.side.router.wake.at <= rest.now


def test_a_probe_goes_on_each_tick(rest: Rest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest.link.probes, "run", lambda _: True)
    rest.side.router._probing.add(rest.link)
    rest.pass_time(0.2)
    assert rest.side.router.wake.at <= rest.now + TICK


def test_where_nothing_happens_runs_are_few(rest: Rest) -> None:
    runs, end = 0, rest.now + 10
    while rest.now < end:
        rest.now = max(rest.side.router.wake.at, rest.now + TICK)
        rest.side.router.tick(rest.now)
        runs += 1
    assert runs < 300


def test_a_pipe_tells_of_layers_and_of_what_it_needs_in_time() -> None:
    pair = Pair()
    link, _ = add_link(pair.home, "alice")
    Stream(pair.home, link, 1)
    pair.pipe.tell()
    pair.run(1.0)
    assert pair.home.wake.at <= pair.pipe.tap.due <= pair.now + LAYERS_INTERVAL
    assert pair.leaf.wake.at <= pair.pipe.link._repeat_at <= pair.now + REPEAT


def test_a_handshake_is_repeated_in_time() -> None:
    scene = Scene()
    client, relay = scene.client(), scene.relay
    client.publish("pub", "alice")
    client.check()
    scene.run(0.5)
    client.dtls.start()
    (hello,) = client.dtls.outgoing
    relay.wake.at = relay.routers["r"].wake.at = inf  # as if there were nothing else
    relay._consent_due = relay._reports._levels_at = relay._reports._quality_at = inf
    scene.give(hello, client.address)
    repeated = scene.clock.now + FIRST_RETRANSMISSION
    assert relay.wake.at == repeated
    relay.tick(scene.clock.advance(0.01))
    assert relay.wake.at == repeated
