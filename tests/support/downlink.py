"""A subscriber's downlink in virtual time: an estimate, what is sent by it, a path, feedback."""

from collections import deque
from collections.abc import Sequence
from random import Random

from media.estimate import Estimate
from media.feedback import FeedbackGenerator
from media.probing import Probe
from media.wire.rtcp import FoldedFeedback, pack_transport_feedback, parse_rtcp
from tests.support.network import Network

STEP = 0.001
PACKET = 1100
AUDIO = 80
"""Bytes each 20 ms."""
FRAME = 1 / 30
PROBE_TICK = 0.004
"""Seconds between a relay's batches."""
PACED = 2.5
"""Times the picture's bitrate at which a publisher's pacer lets go of a frame."""


class Downlink:
    """Sends sound and, by the estimate, a picture; keeps what is to be asserted about.

    The picture follows the estimate exactly, or is the largest of `layers` (bit/s) that fits.
    `burst`: probes go out at once.
    """

    def __init__(
        self,
        path: Network,
        back: Network | None = None,
        *,
        wanted: int = 20_000_000,
        layers: Sequence[int] = (),
        key_frames: float | None = None,
        interval: float = 0.1,
        probing: bool = True,
        burst: bool = False,
        start: float = 1000.0,
        clock: float = 500.0,
        seed: int = 7,
    ) -> None:
        self.path = path
        self.back = back or Network(delay=0.02)
        self.estimate = Estimate()
        self.now = start
        self.clock = clock
        """Seconds that the receiver's clock is ahead."""
        self.wanted = wanted
        self.layers = layers
        self.probing = probing
        self.cross: float = 0.0
        """bit/s of somebody else's packets in the same queue."""
        self.probes = 0
        self._burst = burst
        self._probe: Probe | None = None
        self._probe_at = 0.0
        self._probed = self._probe_ticks = 0
        self.fixed: int | None = None
        """bit/s of a picture that knows of no estimate."""
        self._key_frames = key_frames
        self._interval = interval
        self._receiver = FeedbackGenerator()
        self._random = Random(seed)
        self._pending: deque[tuple[float, int]] = deque()
        self._frame_at = self._audio_at = self._feedback_at = self._cross_at = self._tick_at = start
        self._key_at = start
        self.samples: list[tuple[float, int, float, int]] = []
        """(now, estimate, queueing, bytes arrived in all), each 10 ms."""
        self.arrived = 0
        self.sent_audio = self.heard_audio = 0

    def run(self, seconds: float) -> "Downlink":
        """Let that much time pass."""
        end = self.now + seconds
        while self.now < end:
            self._send()
            self._receive()
            self.now += STEP
        return self

    def _send(self) -> None:
        now = self.now
        if now >= self._audio_at:
            self._audio_at += 0.02
            self.sent_audio += 1
            self._put(AUDIO)
        if now >= self._frame_at:
            self._frame_at += FRAME
            self._make_frame()
        while self._pending and self._pending[0][0] <= now:
            self._put(self._pending.popleft()[1])
        if self.cross and now >= self._cross_at:
            self._cross_at = now + PACKET * 8 / self.cross * (0.5 + self._random.random())
            self.path.send(bytes(2) + b"x" + bytes(PACKET - 3), now)
        if now >= self._tick_at:
            self._tick_at += 0.01
            self._tick()
        if self._probe is not None and now >= self._probe_at + PROBE_TICK * self._probe_ticks:
            self._probe_ticks += 1
            self._send_probe(self._probe)

    @property
    def picture(self) -> int:
        """bit/s of the picture sent."""
        if self.fixed is not None:
            return self.fixed
        rest = min(self.estimate.bitrate, self.wanted) - AUDIO * 400
        if not self.layers:
            return max(0, rest)
        return max([0, *(layer for layer in self.layers if layer <= rest)])

    def _make_frame(self) -> None:
        size = self.picture * FRAME / 8 * (0.7 + 0.6 * self._random.random())
        if self._key_frames is not None and self.now >= self._key_at:
            self._key_at = self.now + self._key_frames
            size *= 8
        if size < 1:
            return
        pace = PACED * max(1, self.picture)
        at = self.now if not self._pending else max(self.now, self._pending[-1][0])
        while size > 0:
            part = max(3, min(PACKET, int(size)))
            self._pending.append((at, part))
            at += part * 8 / pace
            size -= part

    def _put(self, size: int, padding: bool = False) -> None:
        number = self.estimate.sent.stamp(size, self.now)
        mark = b"a" if size == AUDIO and not padding else b"v"
        self.path.send(number.to_bytes(2, "big") + mark + bytes(size - 3), self.now)

    def _tick(self) -> None:
        estimate = self.estimate
        self.samples.append((self.now, estimate.bitrate, self.path.queueing, self.arrived))
        probe = estimate.probe_due(self.now, self.wanted) if self.probing else None
        if probe is None:
            return
        self.probes += 1
        estimate.probe_started(estimate.sent.sequence[0] + 1 & 0xFFFF)
        self._probe = probe
        self._probe_at = self.now
        self._probed = self._probe_ticks = 0

    def _send_probe(self, probe: Probe) -> None:
        """What is due of a probe by now, or all of it at once."""
        share = 1.0 if self._burst else (self.now - self._probe_at + PROBE_TICK) / probe.duration
        while self._probed < min(1.0, share) * probe.bytes:
            size = max(3, min(PACKET, probe.bytes - self._probed))
            self._put(size, padding=True)
            self._probed += size
        if self._probed >= probe.bytes:
            self._probe = None
            self.estimate.probe_ended(self.estimate.sent.sequence[0])

    def _receive(self) -> None:
        for datagram in self.path.deliver(self.now):
            if datagram[2:3] == b"x":
                continue
            self.arrived += len(datagram)
            self.heard_audio += datagram[2:3] == b"a"
            self._receiver.receive(int.from_bytes(datagram[:2], "big"), self.now + self.clock)
        if self.now >= self._feedback_at:
            self._feedback_at += self._interval
            for feedback in self._receiver.due(self.now + self.clock):
                self.back.send(pack_transport_feedback(1, 2, feedback), self.now)
        for datagram in self.back.deliver(self.now):
            for report in parse_rtcp(datagram) or []:
                assert isinstance(report, FoldedFeedback)
                self.estimate.receive_feedback(report, self.now)

    # --- what came of it --------------------------------------------------------------------

    def rates(self, since: float) -> list[int]:
        """The estimates from `since` seconds before now on."""
        return [rate for at, rate, _, _ in self.samples if at >= self.now - since]

    def mean(self, since: float) -> float:
        """The estimate's mean over the last seconds."""
        rates = self.rates(since)
        return sum(rates) / len(rates)

    def queueing(self, since: float, share: float = 1.0) -> float:
        """Seconds that `share` of the last seconds' packets waited at most."""
        waits = sorted(wait for at, _, wait, _ in self.samples if at >= self.now - since)
        return waits[min(len(waits) - 1, int(share * len(waits)))]

    def throughput(self, since: float) -> float:
        """bit/s that arrived in the last seconds."""
        before = next(arrived for at, _, _, arrived in self.samples if at >= self.now - since)
        return (self.arrived - before) * 8 / since

    def reached(self, bitrate: float, since: float) -> float | None:
        """Seconds after `self.now - since` at which the estimate was first at `bitrate`."""
        start = self.now - since
        return next(
            (at - start for at, rate, _, _ in self.samples if at >= start and rate >= bitrate), None
        )
