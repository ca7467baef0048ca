"""Brings a voice to the loudness of the others: slow, gated, bounded automatic gain."""

import math

import numpy as np

from media.egress.boxes import AAC_FRAME
from media.egress.config import SOUND_RATE
from media.egress.voice import Samples

TARGET_DB = -18.0
"""Level of speech aimed at, RMS below full scale: about −18 LUFS in mono, as loud as web video is,
and far enough below the limiter's ceiling for the peaks of speech."""
TOLERANCE_DB = 4.0
"""Voices nearer to the target than this are left as they are: people do speak differently."""
GATE_DB = -50.0
"""Below it is a pause or a room; raising that would raise only noise."""
MAX_BOOST_DB = 12.0
"""A far or quiet microphone; above that its noise is louder than its owner."""
MAX_CUT_DB = 9.0
RISE_DB = 3.0
"""Decibels per second upwards, so that a pause for breath is not heard to swell, …"""
FALL_DB = 9.0
"""… and downwards, where a loud voice hurts."""
MEMORY = 0.4
"""Seconds over which loudness is felt (momentary loudness, EBU Tech 3341)."""

BLOCK_SECONDS = AAC_FRAME / SOUND_RATE
WEIGHT = 1 - math.exp(-BLOCK_SECONDS / MEMORY)


def wanted_gain(level: float, gain: float) -> float:
    """The gain (dB) towards which a voice of `level` (dB) that has `gain` is to move."""
    if level < GATE_DB:
        return gain
    missing = TARGET_DB - (level + gain)
    if abs(missing) <= TOLERANCE_DB:
        return gain
    nearer = missing - TOLERANCE_DB if missing > 0 else missing + TOLERANCE_DB
    return min(MAX_BOOST_DB, max(-MAX_CUT_DB, gain + nearer))


def next_gain(level: float, gain: float) -> float:
    """The gain (dB) one block later."""
    step = wanted_gain(level, gain) - gain
    return gain + min(RISE_DB * BLOCK_SECONDS, max(-FALL_DB * BLOCK_SECONDS, step))


class Leveller:
    """The gain of one voice, block after block of `AAC_FRAME` samples."""

    def __init__(self) -> None:
        self._gain = 0.0
        self._power = 10 ** (TARGET_DB / 10)  # nobody is too loud or quiet before being heard

    @property
    def gain(self) -> float:
        """Decibels added now."""
        return self._gain

    def level(self, block: Samples) -> Samples:
        """`block` with its gain, which glides from the last block's."""
        power = float(np.dot(block, block)) / len(block)
        before = self._gain
        if _db(power) >= GATE_DB:  # silence says nothing of how loud somebody speaks
            self._power += WEIGHT * (power - self._power)
            self._gain = next_gain(_db(self._power), before)
        if before == self._gain == 0.0:
            return block
        glide = np.linspace(_factor(before), _factor(self._gain), len(block), dtype=np.float32)
        levelled: Samples = block * glide
        return levelled


def _db(power: float) -> float:
    return 10 * math.log10(max(power, 1e-12))


def _factor(db: float) -> float:
    return 10 ** (db / 20)
