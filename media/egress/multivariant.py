"""The multivariant playlist (RFC 8216 section 4.3.4): picture and sound, or sound alone."""

from media.egress.boxes import codecs_of
from media.egress.h264 import Parameters

LEAST_PEAK = 800_000
"""Bits per second promised at least: a camera's picture, so that the file seldom changes."""
LEAST_SOUND_PEAK = 90_000
"""64 kbit/s of AAC (`aac.BIT_RATE`), with the boxes around it."""
STEP = 1.25
"""A promise that was broken is raised by this much above what was seen."""
AAC_LC = "mp4a.40.2"


class Multivariant:
    """What players are told before they choose. Promises only grow, so that old ones stay true."""

    def __init__(self, video: str, sound: str) -> None:
        self._video = video
        self._sound = sound
        self._profile = (0, 0)
        self._level = 0
        self._peak = LEAST_PEAK
        self._sound_peak = LEAST_SOUND_PEAK

    def see(self, parameters: Parameters) -> None:
        """A picture with these parameters is part of it."""
        profile, flags, level = codecs_of(parameters)
        if profile == self._profile[0]:
            self._profile = (profile, flags & self._profile[1])  # what all of them keep to
        else:
            # Whoever decodes the higher decodes the lower (Rec. H.264 annex A.2).
            self._profile = max(self._profile, (profile, flags))
        self._level = max(self._level, level)

    def measure(self, video: int, sound: int, seconds: float) -> None:
        """A segment of so many bytes took so long."""
        self._peak = _raised(self._peak, video, seconds)
        self._sound_peak = _raised(self._sound_peak, sound, seconds)

    def text(self) -> str:
        """The file. Players begin with the first variant."""
        profile, flags = self._profile
        picture = f"avc1.{profile:02x}{flags:02x}{self._level:02x}"
        return "\n".join(
            (
                "#EXTM3U",
                "#EXT-X-VERSION:7",
                f'#EXT-X-STREAM-INF:BANDWIDTH={self._peak},CODECS="{picture},{AAC_LC}"',
                self._video,
                f'#EXT-X-STREAM-INF:BANDWIDTH={self._sound_peak},CODECS="{AAC_LC}"',
                self._sound,
                "",
            )
        )


def _raised(promised: int, size: int, seconds: float) -> int:
    rate = size * 8 / max(seconds, 0.5)  # shorter segments say nothing of the rate
    return promised if rate <= promised else int(rate * STEP)
