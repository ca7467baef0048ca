"""What is counted: reception as RTCP reports it (RFC 3550 section 6.4.1), and bitrates."""

from typing import Any

import msgspec

from media.intake import Intake
from media.wire.rtcp import ReportBlock

RATE_INTERVAL = 1.0
"""Seconds over which a bitrate is averaged, at least; each reading may have its own rhythm."""


class Rate:
    """bit/s over the last full second, from a counter of bytes that others advance."""

    __slots__ = ("_at", "_seen", "bitrate")

    def __init__(self) -> None:
        self._at: float | None = None
        self._seen = 0
        self.bitrate = 0

    def update(self, total: int, now: float) -> int:
        """Take the counter's value; returns the bitrate. Cheap enough for every tick."""
        if self._at is None:
            self._at, self._seen = now, total
        elif now - self._at >= RATE_INTERVAL - 1e-6:
            self.bitrate = round((total - self._seen) * 8 / (now - self._at))
            self._at, self._seen = now, total
        return self.bitrate


class Counts:
    """What was done about losses on one peer's streams, or on those of many; only ever grows."""

    __slots__ = ("asked", "bytes_in", "bytes_out", "key_asked", "key_wanted", "resent", "wanted")

    def __init__(self) -> None:
        self.asked = 0
        """Packets asked of a publisher by NACK, each time."""
        self.wanted = 0
        """Packets asked of us by NACK."""
        self.resent = 0
        """Of these, sent again."""
        self.key_asked = 0
        """PLI and FIR to publishers."""
        self.key_wanted = 0
        """PLI and FIR from subscribers, which are coalesced."""
        self.bytes_in = 0
        self.bytes_out = 0

    def add(self, other: "Counts") -> None:
        """Count what another counted."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class LinkQuality(msgspec.Struct, frozen=True):
    """What `PeerQuality` tells of one peer: loss 0–1, round trip in ms or None, bit/s both ways."""

    loss: float
    rtt: float | None
    bitrate_in: int
    bitrate_out: int
    estimate: int


class Reception:
    """One received stream's figures for receiver reports (RFC 3550 appendices A.3 and A.8)."""

    __slots__ = (
        "_base",
        "_clock_rate",
        "_expected_before",
        "_intake",
        "_last_sr",
        "_last_sr_at",
        "_received_before",
        "recovered",
        "span",
    )

    def __init__(self, clock_rate: int, intake: Intake | Any | None = None) -> None:
        self._clock_rate = clock_rate
        self._intake = intake or Intake()
        self._base: int | None = None
        self.span = 0
        """Packets expected before numbering last started anew."""
        self.recovered = 0
        """By retransmission."""
        self._expected_before = 0
        self._received_before = 0
        self._last_sr = 0
        self._last_sr_at = 0.0

    def receive(self, index: int, timestamp: int, now: float) -> None:
        """Count a packet of the stream itself, retransmissions excepted."""
        intake = self._intake
        transit = now * self._clock_rate - timestamp
        if self._base is None:
            self._base = intake.counted = index
        else:
            if index > intake.counted:
                intake.counted = index
            # The timestamp may have wrapped since; compare modulo 2^32.
            difference = abs(transit - intake.transit) % 4294967296.0
            difference = min(difference, 4294967296.0 - difference)
            intake.jitter += (min(difference, self._clock_rate) - intake.jitter) / 16
        intake.received += 1
        intake.transit = transit

    def recover(self) -> None:
        """Count a packet that came by retransmission."""
        self.recovered += 1

    def restart(self) -> None:
        """The publisher's numbering jumped: what was between was never sent."""
        self.span = self.expected
        self._base = None

    def receive_sender_report(self, ntp: int, now: float) -> None:
        """Remember a sender report, for LSR and DLSR."""
        self._last_sr = ntp >> 16 & 0xFFFFFFFF
        self._last_sr_at = now

    @property
    def received(self) -> int:
        """Packets that came on the stream itself."""
        return int(self._intake.received)

    @property
    def expected(self) -> int:
        """Packets sent to us, as far as their numbers tell."""
        return self.span + (0 if self._base is None else self._intake.counted - self._base + 1)

    @property
    def lost(self) -> int:
        """Packets that never came, not even by retransmission."""
        return max(0, self.expected - self.received - self.recovered)

    def report(self, ssrc: int, now: float) -> ReportBlock:
        """The block for the interval since the last call."""
        expected, received = self.expected, self.received
        due = expected - self._expected_before
        missing = due - (received - self._received_before)
        self._expected_before, self._received_before = expected, received
        fraction = min(255, missing * 256 // due) if due > 0 and missing > 0 else 0
        lost = max(-0x800000, min(0x7FFFFF, expected - received))
        delay = min(0xFFFFFFFF, round((now - self._last_sr_at) * 65536)) if self._last_sr else 0
        return ReportBlock(
            ssrc,
            fraction,
            lost,
            self._intake.counted & 0xFFFFFFFF,
            min(0xFFFFFFFF, int(self._intake.jitter)),
            self._last_sr,
            delay,
        )
