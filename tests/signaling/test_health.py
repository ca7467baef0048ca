"""What is wrong with somebody's picture and sound: the rules by table, and how soon it is told."""

from typing import Any

import pytest

from signaling.health import PATIENCE, SILENT_LEVEL, TINY_FRAME, Health, Signs, conditions
from signaling.messages import Presence

SECONDS = 5
"""Within which everything must be told."""


@pytest.mark.parametrize(
    ("signs", "wrong"),
    [
        ({}, ""),
        ({"state": "gone", "quality": "lost"}, ""),
        ({"state": "reconnecting", "picture": "black"}, "offline"),
        ({"quality": "lost", "camera": True, "frames": 0}, "lost"),
        ({"quality": None}, ""),
        # the picture
        ({"camera": True, "frames": 25, "frame_bytes": 4000}, ""),
        ({"camera": True, "frames": 0}, "no_picture"),
        ({"camera": True, "frames": None}, ""),
        ({"camera": False, "frames": 0}, ""),
        ({"camera": True, "frames": 25, "frame_bytes": TINY_FRAME - 1, "by_page": False}, "still"),
        ({"camera": True, "frames": 25, "frame_bytes": TINY_FRAME, "by_page": False}, ""),
        ({"camera": True, "frames": 25, "frame_bytes": 40}, ""),
        ({"camera": True, "frames": 25, "frame_bytes": 40, "picture": "black"}, "black"),
        ({"camera": True, "frames": 25, "frame_bytes": 40, "picture": "frozen"}, "frozen"),
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


WRONG: dict[str, dict[str, Any]] = {
    "offline": {"state": "reconnecting"},
    "lost": {"quality": "lost"},
    "no_picture": {"camera": True, "frames": 0},
    "black": {"camera": True, "picture": "black"},
    "frozen": {"camera": True, "picture": "frozen"},
    "still": {"camera": True, "frames": 25, "frame_bytes": 40, "by_page": False},
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
    health.pictured("hall", 25, 1000, 10.0)
    health.heard({"hall": -40}, 10.0)
    fresh = health.signs(presence, True, False, True, 11.0)
    assert (fresh.frames, fresh.frame_bytes, fresh.level) == (25, 40, -40)
    stale = health.signs(presence, True, False, True, 20.0)
    assert (stale.frames, stale.level) == (None, None)
