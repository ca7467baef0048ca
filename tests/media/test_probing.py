"""When probes go out, how high, and what their arrival tells."""

import pytest

from media.probing import (
    GOOD,
    HEADROOM,
    INTERVAL,
    MAX_BYTES,
    MAX_INTERVAL,
    MIN_BYTES,
    PATIENCE,
    UTILISATION,
    Probe,
    Prober,
)
from media.sent_log import SentLog
from media.wire.rtcp import TransportFeedback

START = 1_000_000


class Prober10:
    """Sends probes at once or spread, over a path of so many bit/s."""

    def __init__(self) -> None:
        self.sent = SentLog()
        self.sent.sequence[0] = 0xFFFB  # so that a cluster wraps
        self.prober = Prober(self.sent, START)

    def send(self, probe: Probe, now: float, spread: float = 0.0) -> tuple[int, list[float]]:
        """The first number, and when each packet was sent."""
        count = -(-probe.bytes // 1000)
        first = self.sent.sequence[0] + 1 & 0xFFFF
        times = [now + spread * place / count for place in range(count)]
        self.prober.started(first)
        for at in times:
            self.sent.stamp(1000, at)
        self.prober.ended(self.sent.sequence[0])
        return first, times

    def arrive(
        self, first: int, times: list[float], capacity: float, lost: int = 0
    ) -> TransportFeedback:
        arrivals: list[int | None] = []
        free = 0.0
        for place, at in enumerate(times):
            free = max(free, at) + 8000 / capacity
            arrivals.append(None if place and place <= lost else round((free + 0.02) * 4000))
        return TransportFeedback(first, 0, arrivals)

    def probe(self, now: float, capacity: float, wanted: int = 50_000_000) -> float | None:
        probe = self.prober.due(START, wanted, now)
        assert probe is not None
        first, times = self.send(probe, now, probe.duration)
        return self.prober.receive(self.arrive(first, times, capacity), now + 0.1)


def test_the_first_probes_leap() -> None:
    path = Prober10()
    first = path.prober.due(START, 50_000_000, 0.0)
    assert first is not None
    assert first.bitrate == 3 * START
    assert first.bytes * 8 / first.bitrate == pytest.approx(first.duration)
    assert path.prober.due(START, 50_000_000, 0.1) is None  # one at a time
    number, times = path.send(first, 0.1)
    assert path.prober.receive(path.arrive(number, times, 1e8), 0.2) == 3 * START
    second = path.prober.due(3 * START, 50_000_000, 0.2)
    assert second is not None
    assert second.bitrate == 6 * START


@pytest.mark.parametrize(
    ("estimate", "wanted", "bitrate"),
    [
        (START, START, None),
        (START, 1_500_000, round(HEADROOM * 1_500_000)),
        (4_000_000, 90_000_000, 8_000_000),
    ],
)
def test_no_higher_than_wanted(estimate: int, wanted: int, bitrate: int | None) -> None:
    probe = Prober10().prober.due(estimate, wanted, 0.0)
    assert (None if probe is None else probe.bitrate) == bitrate


def test_size_is_bounded() -> None:
    low, high = Prober(SentLog(), 100_000), Prober(SentLog(), 100_000)
    small, big = low.due(50_000, 60_000, 0.0), high.due(40_000_000, 50_000_000, 0.0)
    assert small is not None
    assert small.bytes == MIN_BYTES
    assert big is not None
    assert big.bytes == MAX_BYTES


@pytest.mark.parametrize("capacity", [300_000, 1_200_000, 2_000_000, 2_500_000])
@pytest.mark.parametrize("spread", [0.0, 0.02])
def test_a_path_slower_than_the_probe_is_measured(capacity: float, spread: float) -> None:
    path = Prober10()
    probe = path.prober.due(START, 50_000_000, 0.0)
    assert probe is not None
    first, times = path.send(probe, 0.0, spread)
    result = path.prober.receive(path.arrive(first, times, capacity), 0.3)
    assert result == pytest.approx(UTILISATION * capacity, rel=0.05)


def test_waits_longer_after_each_failure() -> None:
    path = Prober10()
    now, waits = 0.0, []
    for _ in range(4):
        assert path.probe(now, 1_000_000) is not None
        failed_at = now + 0.1
        while path.prober.due(START, 9_000_000, now) is None:
            now += 0.1
        waits.append(now - failed_at)
        path.prober._cluster = None
    assert waits == pytest.approx([INTERVAL, 2 * INTERVAL, MAX_INTERVAL, MAX_INTERVAL], abs=0.11)


def test_a_good_result_is_followed_at_once() -> None:
    path = Prober10()
    result = path.probe(0.0, 3_000_000 * (GOOD + 0.2))
    assert result is not None
    assert path.prober.due(round(result), 50_000_000, 0.1) is not None


def test_feedback_in_parts_and_reordered_is_put_together() -> None:
    path = Prober10()
    probe = path.prober.due(START, 50_000_000, 0.0)
    assert probe is not None
    first, times = path.send(probe, 0.0, probe.duration)
    whole = path.arrive(first, times, 2_000_000).arrivals
    before: list[int | None] = [1, 2]
    assert path.prober.receive(TransportFeedback(first - 2, 0, before + whole[:3]), 0.1) is None
    result = path.prober.receive(TransportFeedback(first + 3 & 0xFFFF, 0, whole[3:]), 0.1)
    assert result == pytest.approx(UTILISATION * 2_000_000, rel=0.05)


def test_a_cluster_of_which_much_is_lost_tells_nothing() -> None:
    path = Prober10()
    probe = path.prober.due(START, 50_000_000, 0.0)
    assert probe is not None
    first, times = path.send(probe, 0.0)
    assert path.prober.receive(path.arrive(first, times, 1e8, lost=6), 0.1) is None
    assert path.prober.due(START, 50_000_000, 0.2) is None


@pytest.mark.parametrize("sent", [False, True])
def test_a_probe_never_sent_or_never_told_of_is_given_up(sent: bool) -> None:
    path = Prober10()
    probe = path.prober.due(START, 50_000_000, 0.0)
    assert probe is not None
    if sent:
        path.send(probe, 0.0)
    assert path.prober.disturbs(0.1)
    assert path.prober.due(START, 50_000_000, PATIENCE + 0.1) is None
    assert not path.prober.disturbs(PATIENCE + 0.5)
    assert path.prober.due(START, 50_000_000, PATIENCE + INTERVAL + 0.2) is not None


def test_trouble_ends_a_probe() -> None:
    path = Prober10()
    probe = path.prober.due(START, 50_000_000, 0.0)
    assert probe is not None
    first, times = path.send(probe, 0.0)
    path.prober.postpone(0.05)
    assert path.prober.receive(path.arrive(first, times, 1e8), 0.1) is None
    assert path.prober.due(START, 50_000_000, INTERVAL - 0.1) is None


def test_what_was_sent_after_a_probe_is_no_part_of_it() -> None:
    path = Prober10()
    probe = path.prober.due(START, 50_000_000, 0.0)
    assert probe is not None
    first, times = path.send(probe, 0.0, probe.duration)
    after = [0.5 + 0.001 * place for place in range(3 * len(times))]
    for at in after:
        path.sent.stamp(1000, at)
    told = path.arrive(first + len(times) + 5 & 0xFFFF, after[5:], 50_000_000)
    assert path.prober.receive(told, 0.6) is None, "the feedback about the probe itself was lost"
