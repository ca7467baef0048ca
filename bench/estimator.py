"""What congestion feedback costs: µs per feedback taken, and per publisher's packet told of.

Run `python -m bench.estimator [ROUNDS]`. Feedbacks tell of 30 packets of a jittery path with
losses, as a subscriber of 3 Mbit/s sends them ten times a second; CPU time, medians of ROUNDS
(default 5).
"""

import statistics
import sys
import time
from functools import partial
from random import Random

from media.estimate import Estimate
from media.feedback import FeedbackGenerator
from media.native import load
from media.observed import NativeObserved, PlainObserved
from media.wire.rtcp import (
    FoldedFeedback,
    TransportFeedback,
    pack_transport_feedback,
    parse_rtcp,
)

FEEDBACKS = 2000
PACKETS = 30
UPLINK_PACKETS = 20_000
UPLINK_RATE = 1000.0
"""Packets a second of three layers and their retransmissions."""


def feedback(number: int, now: float, spread: float, random: Random) -> bytes:
    """The feedback about packets sent from `now` on, each `spread` seconds after the other."""
    arrivals: list[int | None] = []
    for place in range(PACKETS):
        arrived = round((now + place * spread + 0.02 + random.random() * 0.01) * 4000)
        arrivals.append(None if place and random.random() < 0.01 else arrived)
    base = number * PACKETS + 1 & 0xFFFF
    return pack_transport_feedback(1, 2, TransportFeedback(base, number & 0xFF, arrivals))


def downlink(spread: float, native: bool) -> float:
    """µs per feedback to parse and to take."""
    library = load() if native else None
    estimate = Estimate(partial(NativeObserved, library) if library else PlainObserved)
    random = Random(1)
    taking = 0.0
    now = 1.0
    for number in range(FEEDBACKS):
        data = feedback(number, now, spread, random)
        for _ in range(PACKETS):
            estimate.sent.stamp(1100, now)
            now += spread
        started = time.thread_time()
        reports = parse_rtcp(data) or []
        for report in reports:
            assert isinstance(report, FoldedFeedback)
            estimate.receive_feedback(report, now + 0.05)
        taking += time.thread_time() - started
    return taking / FEEDBACKS * 1e6


def uplink() -> float:
    """µs per received packet to note its arrival and to tell of it."""
    generator = FeedbackGenerator()
    started = time.thread_time()
    for number in range(UPLINK_PACKETS):
        now = number / UPLINK_RATE
        generator.receive(number & 0xFFFF, now)
        if number % 10 == 0:  # the router's tick
            for feedback in generator.due(now):
                pack_transport_feedback(1, 2, feedback)
    return (time.thread_time() - started) / UPLINK_PACKETS * 1e6


def main() -> None:
    """Print a line per kind of traffic."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    kinds = (("each packet a group", 0.006), ("three to a group", 0.002), ("bursts", 0.0003))
    for name, spread in kinds:
        plain, native = (
            statistics.median(downlink(spread, native) for _ in range(rounds))
            for native in (False, True)
        )
        print(
            f"downlink, {name}: {plain:.0f} µs per feedback of {PACKETS} in Python,"
            f" {native:.0f} µs in C"
        )
    print(f"uplink: {statistics.median(uplink() for _ in range(rounds)):.2f} µs per packet")


if __name__ == "__main__":
    main()
