"""The sound of everyone who holds the floor as one: levelled, added up, limited, on our clock."""

from collections.abc import Callable

import numpy as np

from media.egress.boxes import AAC_FRAME
from media.egress.config import SOUND_RATE
from media.egress.leveller import Leveller
from media.egress.voice import Samples, Voice

MAX_VOICES = 16
"""Voices decoded for one programme: the chair and every holder of the floor, several times over."""
CEILING = 0.89
"""−1 dBFS: what AAC adds to a peak stays below clipping."""
RELEASE = 0.98
"""Gain regained per block of 21 ms: from half to full in about 0.7 s, so speech does not pump."""
ATTACK_SAMPLES = SOUND_RATE // 200
"""5 ms: short enough for a peak, long enough not to click."""


class Limiter:
    """Turns the gain down where the sum is too loud, and slowly up again."""

    def __init__(self) -> None:
        self._gain = 1.0

    def limit(self, block: Samples) -> Samples:
        """`block`, nowhere above `CEILING`."""
        peak = float(np.abs(block).max(initial=0.0))
        gain = min(1.0, self._gain / RELEASE)
        if peak * gain > CEILING:
            gain = CEILING / peak
        if gain == self._gain == 1.0:
            return block
        gains = np.full(len(block), gain, np.float32)
        ramp = min(ATTACK_SAMPLES, len(block))
        gains[:ramp] = np.linspace(self._gain, gain, ramp, dtype=np.float32)
        self._gain = gain
        limited: Samples = np.clip(block * gains, -CEILING, CEILING)
        return limited


class Mixer:
    """Mixes block after block of `AAC_FRAME` samples from sample `start`, silence included."""

    def __init__(
        self, encode: Callable[[int, Samples], list[tuple[int, bytes]]], start: int
    ) -> None:
        self._encode = encode
        self._next = start
        self._voices: dict[int, Voice] = {}
        self._levellers: dict[int, Leveller] = {}
        self._limiter = Limiter()

    def set_voices(self, tracks: list[int]) -> None:
        """Mix exactly these tracks, the first `MAX_VOICES` of them."""
        wanted = tracks[:MAX_VOICES]
        self._voices = {track: self._voices.get(track) or Voice(self._next) for track in wanted}
        self._levellers = {track: self._levellers.get(track) or Leveller() for track in wanted}

    def voice(self, track: int) -> Voice | None:
        """Where `track`'s packets go; None if it is not mixed."""
        return self._voices.get(track)

    def mix(self, until: int) -> list[tuple[int, bytes]]:
        """Mix and encode the whole blocks that end by sample `until`: AAC frames, their indices."""
        frames = []
        while self._next + AAC_FRAME <= until:
            block = np.zeros(AAC_FRAME, np.float32)
            for track, voice in self._voices.items():
                block += self._levellers[track].level(voice.take(self._next, AAC_FRAME))
            frames += self._encode(self._next, self._limiter.limit(block))
            self._next += AAC_FRAME
        return frames
