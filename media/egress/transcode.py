"""A source that sends VP8 while it is on programme: decoded, and encoded as H.264."""

from collections.abc import Callable
from fractions import Fraction

import av
import msgspec
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

from media.egress.config import VIDEO_RATE
from media.egress.h264 import AccessUnit, ParameterStore, split_annex_b
from media.egress.vp8 import Frame
from media.egress.x264 import encoder

MAX_WIDTH, MAX_HEIGHT = 1280, 720
"""Larger pictures are scaled down to fit: encoding 720p is what one core's share allows."""
MAX_BIT_RATE = 2_000_000
"""bit/s: 720p of a meeting, and what a phone on a mobile network can follow."""


class Transcode(msgspec.Struct, frozen=True):
    """A frame captured at `at`, in our monotonic seconds."""

    at: float
    frame: Frame
    key: bool
    """Make it a key frame."""


class Transcoded(msgspec.Struct, frozen=True):
    """The picture of the frame that was captured at `at`."""

    at: float
    unit: AccessUnit


MOST: dict[type, int] = {Transcode: 15}
"""Frames that wait: half a second. Who is further behind goes on with the next key frame."""


def transcoding() -> Callable[[Transcode], list[Transcoded]]:
    """What transcodes one source's frames."""
    transcoder = Transcoder()

    def work(job: Transcode) -> list[Transcoded]:
        return [Transcoded(job.at, unit) for unit in transcoder.transcode(job.frame, job.key)]

    return work


class Transcoder:
    """VP8 frames in, H.264 access units out, one for one and without delay."""

    def __init__(self) -> None:
        decoder = av.CodecContext.create("vp8", "r")
        assert isinstance(decoder, VideoCodecContext)
        decoder.thread_count = 1
        self._decoder = decoder
        self._encoder: VideoCodecContext | None = None
        self._store = ParameterStore()
        self._key_wanted = True

    def transcode(self, frame: Frame, key: bool = False) -> list[AccessUnit]:
        """The pictures of one VP8 frame, the first one being a key frame if `key` says so; none if
        it cannot be decoded.
        """
        self._key_wanted = self._key_wanted or key
        try:
            pictures = self._decoder.decode(av.Packet(frame.data))
        except av.FFmpegError:
            return []
        return [unit for picture in pictures for unit in self._encode(picture, frame.timestamp)]

    def _encode(self, picture: av.VideoFrame, timestamp: int) -> list[AccessUnit]:
        width, height = _fit(picture.width, picture.height)
        if self._encoder is None or (self._encoder.width, self._encoder.height) != (width, height):
            self._encoder = encoder(
                (width, height),
                ticks=VIDEO_RATE,
                frames_per_second=30,
                preset="superfast",
                crf=25,
                max_bit_rate=MAX_BIT_RATE,
                bt709=False,
            )
            self._key_wanted = True
        picture = picture.reformat(width, height, "yuv420p")
        picture.pts = timestamp
        picture.time_base = Fraction(1, VIDEO_RATE)
        picture.pict_type = PictureType.I if self._key_wanted else PictureType.NONE
        self._key_wanted = False
        units = []
        for packet in self._encoder.encode(picture):
            nals, parameters = self._store.sort(list(split_annex_b(bytes(packet))))
            units.append(AccessUnit(timestamp, nals, parameters))
        return units


def _fit(width: int, height: int) -> tuple[int, int]:
    """The largest even size of this shape within the bounds."""
    scale = min(1.0, MAX_WIDTH / width, MAX_HEIGHT / height)
    return max(2, int(width * scale) & ~1), max(2, int(height * scale) & ~1)
