"""One person's sound: Opus packets onto the programme's line of samples."""

from collections.abc import Iterator

import av
import numpy as np
import numpy.typing as npt
from av.audio.codeccontext import AudioCodecContext

from media.egress.clock import SampleLine
from media.egress.config import SOUND_RATE
from media.wire.opus import MAX_SAMPLES

Samples = npt.NDArray[np.float32]

LINE_SAMPLES = 2 * SOUND_RATE
"""How far ahead of the mix sound is kept; more than the delay of any sound worth playing."""


class OpusDecoder:
    """Opus packets → mono samples at 48 kHz."""

    def __init__(self) -> None:
        codec = av.CodecContext.create("libopus", "r")
        assert isinstance(codec, AudioCodecContext)
        codec.sample_rate = SOUND_RATE
        codec.layout = "mono"  # libopus mixes what is stereo down
        codec.options = {"request_sample_fmt": "flt"}
        self._codec = codec

    def decode(self, payload: bytes) -> Samples:
        """Decode one packet; bytes that are no Opus give no samples."""
        try:
            frames = self._codec.decode(av.Packet(payload))
        except av.FFmpegError:
            return np.zeros(0, np.float32)
        pieces = [
            np.frombuffer(memoryview(one.planes[0]), np.float32, one.samples) for one in frames
        ]
        return pieces[0] if len(pieces) == 1 else np.concatenate([np.zeros(0, np.float32), *pieces])


class Line:
    """A stretch of samples of the programme, silent where nothing was put."""

    def __init__(self, start: int) -> None:
        self._ring = np.zeros(LINE_SAMPLES, np.float32)
        self._start = start

    def put(self, index: int, samples: Samples) -> bool:
        """Write `samples` from `index`; what is already played, or too far ahead, is left out.

        False if nothing of it was in time.
        """
        first = max(index, self._start)
        last = min(index + len(samples), self._start + LINE_SAMPLES)
        if first >= last:
            return False
        for at, piece in _pieces(first, last):
            self._ring[piece] = samples[at - index : at - index + piece.stop - piece.start]
        return True

    def take(self, index: int, count: int) -> Samples:
        """The samples of `index` … `index + count`, which is played then."""
        assert index >= self._start
        assert count <= LINE_SAMPLES
        self._clear(self._start, min(index, self._start + LINE_SAMPLES))
        samples = np.concatenate([self._ring[piece] for _, piece in _pieces(index, index + count)])
        self._clear(index, index + count)
        self._start = index + count
        return samples

    def _clear(self, first: int, last: int) -> None:
        for _, piece in _pieces(first, last):
            self._ring[piece] = 0


def _pieces(first: int, last: int) -> Iterator[tuple[int, slice]]:
    """The places of samples `first` … `last` in the ring, around its end in two pieces; each with
    its first sample.
    """
    while first < last:
        place = first % LINE_SAMPLES
        count = min(last - first, LINE_SAMPLES - place)
        yield first, slice(place, place + count)
        first += count


class Voice:
    """Decodes one track's packets, in order, and places them by their timestamps."""

    def __init__(self, start: int) -> None:
        self._decoder = OpusDecoder()
        self._line = Line(start)
        self._places = SampleLine()
        self.late = 0

    def push(self, payload: bytes, ticks: int, index: int) -> None:
        """Take a packet stamped `ticks` (unwrapped), captured at about sample `index`."""
        samples = self._decoder.decode(payload)
        if not len(samples) or len(samples) > MAX_SAMPLES:
            return
        index = self._places.place(ticks, index)
        if not self._line.put(index, samples):
            self.late += 1

    def take(self, index: int, count: int) -> Samples:
        """The samples to mix at `index`."""
        return self._line.take(index, count)
