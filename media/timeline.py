"""Timestamps of a stream whose source changes: time passes as it has passed (RFC 3550, 5.1)."""

from typing import NamedTuple

MAX_SKEW = 1.0
"""Seconds by which two layers' sender reports may differ from their arrival; more is a mistake."""
MASK32 = 0xFFFFFFFF


class Offsets(NamedTuple):
    """What is to be added to a new source's timestamps, and what will be, modulo 2^32."""

    exact: int
    offset: int


class Sent(NamedTuple):
    """The newest packet of what was sent before: its timestamp, and when it was sent."""

    timestamp: int
    at: float


def continuing(sent: Sent, timestamp: int, layer: int | None, rate: int, now: float) -> Offsets:
    """The offsets with which a source whose packet has `timestamp` follows what was `sent`.

    As much time passes as has passed: between layers of one picture by the publisher's own clock,
    that is with the offset `layer`, else by ours. Time never stands still, still less goes back:
    two pictures under one timestamp would be one to a player.
    """
    elapsed = max(1, round((now - sent.at) * rate))
    by_arrival = sent.timestamp + elapsed - timestamp & MASK32
    if layer is None or abs(_signed(layer - by_arrival)) > MAX_SKEW * rate:
        return Offsets(by_arrival, by_arrival)
    ahead = _signed(timestamp + layer - sent.timestamp)
    return Offsets(layer, layer + max(0, 1 - ahead) & MASK32)


def _signed(difference: int) -> int:
    """A difference of timestamps, modulo 2^32, as −2^31 to 2^31."""
    return (difference + 0x80000000 & MASK32) - 0x80000000
