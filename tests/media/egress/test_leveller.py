"""How loud a voice becomes, by how loud it is."""

import numpy as np
import pytest

from media.egress.boxes import AAC_FRAME
from media.egress.leveller import (
    BLOCK_SECONDS,
    FALL_DB,
    GATE_DB,
    MAX_BOOST_DB,
    MAX_CUT_DB,
    RISE_DB,
    TARGET_DB,
    TOLERANCE_DB,
    Leveller,
    next_gain,
    wanted_gain,
)
from media.egress.voice import Samples


@pytest.mark.parametrize(
    ("level", "gain", "wanted"),
    [
        (-18, 0, 0),
        (-14, 0, 0),
        (-22, 0, 0),
        (-30, 0, 8),
        (-30, 8, 8),
        (-30, 20, 16 if MAX_BOOST_DB > 16 else MAX_BOOST_DB),
        (-40, 0, MAX_BOOST_DB),
        (-40, MAX_BOOST_DB, MAX_BOOST_DB),
        (-8, 0, -6),
        (0, 0, -MAX_CUT_DB),
        (GATE_DB - 1, 5, 5),
        (-120, -3, -3),
        (-18, 12, 4),
    ],
)
def test_wanted_gain(level: float, gain: float, wanted: float) -> None:
    assert wanted_gain(level, gain) == pytest.approx(wanted)


def test_gain_moves_slowly() -> None:
    assert next_gain(-40, 0) == pytest.approx(RISE_DB * BLOCK_SECONDS)
    assert next_gain(0, 0) == pytest.approx(-FALL_DB * BLOCK_SECONDS)
    assert next_gain(-22.01, 0) == pytest.approx(0.01)


def speech(level: float, seconds: float) -> list[Samples]:
    """Blocks of noise of that many decibels."""
    random = np.random.default_rng(1)
    count = round(seconds / BLOCK_SECONDS)
    amplitude = 10 ** (level / 20)
    return [
        (amplitude * random.standard_normal(AAC_FRAME)).astype(np.float32) for _ in range(count)
    ]


def decibels(block: Samples) -> float:
    return 10 * float(np.log10(np.mean(np.square(block))))


@pytest.mark.parametrize("level", [-34, -28, -18, -10])
def test_every_voice_ends_near_the_target(level: float) -> None:
    leveller = Leveller()
    *_, last = (leveller.level(block) for block in speech(level, 8))
    bound = TOLERANCE_DB + max(0, TARGET_DB - TOLERANCE_DB - MAX_BOOST_DB - level) + 0.7
    assert abs(decibels(last) - TARGET_DB) <= bound


def test_a_pause_changes_nothing() -> None:
    leveller = Leveller()
    for block in speech(-30, 5):
        leveller.level(block)
    before = leveller.gain
    assert before > 6
    for block in speech(-70, 20):
        leveller.level(block)
    assert leveller.gain == before


def test_the_gain_glides() -> None:
    """No step between blocks: the last factor of one is the first of the next."""
    leveller = Leveller()
    ones = np.full(AAC_FRAME, 0.01, np.float32)
    blocks = [leveller.level(ones) for _ in range(40)]
    line = np.concatenate(blocks)
    assert float(np.abs(np.diff(line)).max()) < 0.01 * 0.001


def test_silence_stays_silence() -> None:
    silence = np.zeros(AAC_FRAME, np.float32)
    assert Leveller().level(silence) is silence
