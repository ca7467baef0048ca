"""One person's sound: Opus packets onto the programme's line of samples."""

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
        codec.layout = "stereo"
        self._codec = codec

    def decode(self, payload: bytes) -> Samples:
        """Decode one packet; bytes that are no Opus give no samples."""
        try:
            frames = self._codec.decode(av.Packet(payload))
        except av.FFmpegError:
            return np.zeros(0, np.float32)
        return np.concatenate([_mono(frame) for frame in frames] or [np.zeros(0, np.float32)])


def _mono(frame: av.AudioFrame) -> Samples:
    samples = frame.to_ndarray()
    if samples.dtype == np.int16:
        samples = samples.astype(np.float32) / np.float32(32768)
    if not frame.format.is_planar:
        samples = samples.reshape(-1, frame.layout.nb_channels).T
    mono: Samples = samples.mean(axis=0, dtype=np.float32)
    return mono


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
        places = np.arange(first, last) % LINE_SAMPLES
        self._ring[places] = samples[first - index : last - index]
        return True

    def take(self, index: int, count: int) -> Samples:
        """The samples of `index` … `index + count`, which is played then."""
        assert index >= self._start
        assert count <= LINE_SAMPLES
        self._forget(self._start, min(index, self._start + LINE_SAMPLES))
        places = np.arange(index, index + count) % LINE_SAMPLES
        samples = self._ring[places]
        self._ring[places] = 0
        self._start = index + count
        return samples

    def _forget(self, first: int, last: int) -> None:
        if last > first:
            self._ring[np.arange(first, last) % LINE_SAMPLES] = 0


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
