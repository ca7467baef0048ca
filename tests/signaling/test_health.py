"""What is wrong with somebody's picture and sound: the rules by table, and how soon it is told."""

from typing import Any

import pytest

from media.messages import PictureCount
from signaling.health import KEY_FRAMES, PATIENCE, SILENT_LEVEL, Health, Signs, conditions
from signaling.messages import Presence

SECONDS = 5
"""Within which everything must be told."""


FROZEN = (6605, 6607) * (KEY_FRAMES // 2)


@pytest.mark.parametrize(
    ("signs", "wrong"),
    [
        ({}, ""),
        ({"state": "gone", "quality": "lost"}, ""),
        ({"state": "reconnecting", "picture": "black"}, "offline"),
        ({"quality": "lost", "camera": True, "frames": 0}, "lost"),
        ({"quality": None}, ""),
        # the picture
        ({"camera": True, "frames": 25}, ""),
        ({"camera": True, "frames": 0}, "no_picture"),
        ({"camera": True, "frames": None}, ""),
        ({"camera": False, "frames": 0}, ""),
        ({"camera": True, "frames": 25, "key_frames": FROZEN, "by_page": False}, "still"),
        ({"camera": True, "frames": 0, "key_frames": FROZEN, "by_page": False}, "no_picture"),
        ({"camera": False, "frames": 25, "key_frames": FROZEN, "by_page": False}, ""),
        ({"camera": True, "frames": 25, "key_frames": FROZEN}, ""),
        ({"camera": True, "frames": 25, "picture": "black"}, "black"),
        ({"camera": True, "frames": 25, "picture": "frozen"}, "frozen"),
        ({"camera": False, "picture": "black"}, ""),
        # the sound
        ({"speaks": True, "level": -30}, ""),
        ({"speaks": True, "level": SILENT_LEVEL}, "silent"),
        ({"speaks": True, "level": -127}, "silent"),
        ({"speaks": True, "level": None}, "silent"),
        ({"speaks": False, "level": None}, ""),
        ({"sound": "silent"}, "silent"),
        ({"sound": "echo", "speaks": True, "level": -127}, "echo"),
        # both
        ({"camera": True, "frames": 0, "speaks": True}, "no_picture silent"),
    ],
)
def test_conditions(signs: dict[str, Any], wrong: str) -> None:
    assert " ".join(conditions(Signs(**signs))) == wrong


# Key frames of real encoders, as they settled: of a frozen picture, or of a dark and empty room
# with so much of a camera's noise (standard deviation, of 255). Frames between them had 28 to 48
# bytes in all the noise of "x264, crf 32", and 1000 of the frozen picture of libvpx.
ENCODED = [
    ("x264, crf 32, frozen", [6605, 6607, 6605, 6607, 6605, 6607, 6605, 6607], True),
    ("x264, 200 kbit/s, frozen", [8407, 8408, 8407, 8408, 8407, 8408, 8407, 8408], True),
    ("x264, 300 kbit/s, frozen, not settled", [4173, 19561, 31436, 36724, 36998, 37000], False),
    ("libvpx, frozen", [1507, 1507, 1507, 1507, 1507, 1507, 1507, 1507], True),
    ("too few", [1507, 1507, 1507, 1507, 1507, 1507, 1507], False),
    ("x264, crf 32, 0.3", [890, 891, 889, 882, 893, 894, 882, 889], False),
    ("x264, crf 32, 3", [2485, 2451, 2470, 2481, 2487, 2471, 2486, 2482], False),
    ("x264, crf 23, 0.3", [3026, 3043, 3030, 3039, 3058, 3062, 3049, 2985], False),
    ("x264, 300 kbit/s, 3", [19255, 19304, 18934, 18926, 18423, 18553, 18671, 18671], False),
    ("libvpx, 0.3", [1569, 1521, 1578, 1557, 1609, 1549, 1560, 1553], False),
]


@pytest.mark.parametrize(("encoder", "sizes", "still"), ENCODED)
def test_a_still_scene_is_not_a_frozen_picture(encoder: str, sizes: list[int], still: bool) -> None:
    signs = Signs(camera=True, frames=25, key_frames=tuple(sizes), by_page=False)
    assert conditions(signs) == (("still",) if still else ()), encoder


WRONG: dict[str, dict[str, Any]] = {
    "offline": {"state": "reconnecting"},
    "lost": {"quality": "lost"},
    "no_picture": {"camera": True, "frames": 0},
    "black": {"camera": True, "picture": "black"},
    "frozen": {"camera": True, "picture": "frozen"},
    "still": {"camera": True, "frames": 25, "key_frames": FROZEN, "by_page": False},
    "silent": {"speaks": True, "level": -127},
    "echo": {"sound": "echo"},
}


@pytest.mark.parametrize("code", PATIENCE)
def test_each_is_told_in_time_and_ends_by_itself(code: str) -> None:
    health, told = Health(), None
    signs = Signs(**WRONG[code])
    for second in range(SECONDS + 1):  # a look each second, the first up to one after the beginning
        if health.judge([("li", signs)], 10.0 + second, 1000 * second) and told is None:
            told = second
    assert told is not None
    assert told + 1 <= SECONDS
    assert [(one.participant_id, one.code, one.since) for one in health.faults] == [("li", code, 0)]
    assert health.judge([("li", Signs())], 20.0, 20_000)
    assert health.faults == []


def test_what_passes_at_once_is_not_told() -> None:
    health = Health()
    for second in range(30):
        silent = second % 3 < 2  # pauses of two seconds between words
        signs = Signs(speaks=True, level=-127 if silent else -30)
        assert not health.judge([("li", signs)], float(second), 0)


def test_the_longest_comes_first_and_each_once() -> None:
    health = Health()
    black, echo = Signs(camera=True, picture="black"), Signs(sound="echo")
    assert health.judge([("wang", black)], 1.0, 1000)
    assert health.judge([("li", echo), ("wang", black)], 2.0, 2000)
    assert not health.judge([("wang", black), ("li", echo)], 3.0, 3000)
    assert [one.participant_id for one in health.faults] == ["wang", "li"]


def test_the_relays_figures_count_while_they_are_fresh() -> None:
    health, presence = Health(), Presence("hall", "connected", 0)
    health.pictured("hall", PictureCount(25, [900]), 10.0)
    health.heard({"hall": -40}, 10.0)
    fresh = health.signs(presence, True, False, True, 11.0)
    assert (fresh.frames, fresh.key_frames, fresh.level) == (25, (900,), -40)
    stale = health.signs(presence, True, False, True, 20.0)
    assert (stale.frames, stale.key_frames, stale.level) == (None, (), None)


def test_key_frames_are_remembered_over_the_seconds_until_none_come() -> None:
    health, presence = Health(), Presence("hall", "connected", 0)

    def known(now: float) -> tuple[int, ...]:
        return health.signs(presence, True, False, False, now).key_frames

    for second in range(20):
        sizes = [] if second % 2 else [second]
        health.pictured("hall", PictureCount(25, sizes), float(second))
    assert known(19.0) == (4, 6, 8, 10, 12, 14, 16, 18)
    health.pictured("hall", PictureCount(0, []), 20.0)
    assert known(20.0) == ()
