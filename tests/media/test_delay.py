"""Groups of packets, and the detector over their delays."""

from collections.abc import Callable
from random import Random

import pytest

from media.arrivals import Packet
from media.delay import THRESHOLD_MAX, THRESHOLD_MIN, DelayDetector, PacketGroups, Usage


@pytest.mark.parametrize(
    ("packets", "complete"),
    [
        ([(0, 0), (5, 6), (10, 12)], [(5, 6)]),  # 5 ms belong together, the last is not complete
        ([(0, 0), (5, 6), (6, 8), (20, 24)], [(5, 6), (6, 8)]),  # counted from the first
        ([(0, 50), (10, 50), (20, 51), (40, 60)], [(20, 51)]),  # a stalled path lets go
        ([(0, 9), (3, 7), (20, 20)], [(3, 9)]),  # overtaken within
        ([(0, 0), (20, 20), (40, 40), (60, 60)], [(0, 0), (20, 20), (40, 40)]),
        ([(n * 10, 500) for n in range(30)], [(100, 500), (210, 500)]),  # at most so long
        ([], []),
    ],
)
def test_groups(packets: list[Packet], complete: list[Packet]) -> None:
    groups = PacketGroups()
    found: list[Packet] = []
    for sent, arrived in packets:
        found += groups.receive([(sent * 1000, arrived * 1000)])
    assert [(sent // 1000, arrived // 1000) for sent, arrived in found] == complete
    assert PacketGroups().receive([(s * 1000, a * 1000) for s, a in packets]) == found


def run(detector: DelayDetector, delay: Callable[[float], float], start: int, count: int) -> None:
    """Packets each 10 ms, ten to a feedback, delayed by `delay(ms since start)` ms."""
    for first in range(0, count, 10):
        packets = []
        for number in range(first, first + 10):
            sent = start + number * 10
            packets.append((sent * 1000, round((sent + delay(number * 10.0)) * 1000)))
        detector.receive(packets)


@pytest.mark.parametrize(
    ("delay", "usage"),
    [
        (lambda at: 20.0, Usage.NORMAL),
        (lambda at: 20.0 + at * 0.08, Usage.OVER),
        (lambda at: 20.0 + at * 0.5, Usage.OVER),
        (lambda at: 520.0 - at * 0.5, Usage.UNDER),
        (lambda at: 20.0 + at * 0.0001, Usage.NORMAL),  # clocks drift by 100 ppm
    ],
)
def test_usage(delay: Callable[[float], float], usage: Usage) -> None:
    detector = DelayDetector()
    run(detector, lambda at: delay(0), 0, 100)
    run(detector, delay, 1000, 50)
    assert detector.usage is usage


def test_a_path_too_slow_from_the_start_shows_within_half_a_second() -> None:
    detector = DelayDetector()
    run(detector, lambda at: 20 + at, 0, 40)
    assert detector.usage is Usage.OVER


def test_the_threshold_follows_the_path_s_jitter_within_bounds() -> None:
    random = Random(4)
    calm, rough = DelayDetector(), DelayDetector()
    run(calm, lambda at: 20.0, 0, 1000)
    highest = 0.0
    for start in range(0, 20_000, 1000):
        run(rough, lambda at: 20 + 150 * random.random(), start, 100)
        highest = max(highest, rough.threshold)
    assert calm.threshold == THRESHOLD_MIN
    assert THRESHOLD_MIN < highest <= THRESHOLD_MAX


def test_queueing_is_what_is_above_the_smallest_delay_of_late() -> None:
    detector = DelayDetector()
    run(detector, lambda at: 20.0, 0, 100)
    assert detector.queueing == 0
    run(detector, lambda at: 120.0, 1000, 100)
    assert detector.queueing == pytest.approx(0.1)
    run(detector, lambda at: 120.0, 2000, 2100)  # a longer path, not a queue
    assert detector.queueing == 0


@pytest.mark.parametrize("step", [-4000, 4000, 10_000_000])
def test_a_step_of_the_receiver_s_clock_is_no_queue(step: int) -> None:
    detector = DelayDetector()
    run(detector, lambda at: 20.0, 0, 100)
    run(detector, lambda at: 20.0 + step, 1000, 100)
    assert detector.usage.value == "normal"
    assert detector.queueing == 0
    run(detector, lambda at: 20.0 + step + at * 0.5, 2000, 50)
    assert detector.usage.value == "over"
