"""WebVTT: cues timed from the opening, words that are words and no markup."""

import pytest

from sessions.events import CaptionAdded
from web.vtt import web_vtt

OPENED = 1_784_163_600_000


def caption(text: str, began: int, ended: int) -> CaptionAdded:
    return CaptionAdded("c", None, None, "zh-CN", text, OPENED + began, OPENED + ended)


@pytest.mark.parametrize(
    ("began", "ended", "times"),
    [
        (0, 1500, "00:00:00.000 --> 00:00:01.500"),
        (61_001, 3_599_999, "00:01:01.001 --> 00:59:59.999"),
        (3_600_000 * 27, 3_600_000 * 27 + 1, "27:00:00.000 --> 27:00:00.001"),
        (5, 5, "00:00:00.005 --> 00:00:00.006"),
    ],
)
def test_times(began: int, ended: int, times: str) -> None:
    assert web_vtt([caption("字", began, ended)], OPENED) == f"WEBVTT\n\n{times}\n字\n\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("各位 & <b>委员</b>", "各位 &amp; &lt;b&gt;委员&lt;/b&gt;"),
        ("甲\n\n00:00:00.000 --> 00:00:09.000\n乙", "甲 00:00:00.000 --&gt; 00:00:09.000 乙"),
        ("“引号” 'q'", "“引号” 'q'"),
        ("甲\u2028乙\x85丙", "甲 乙 丙"),
    ],
)
def test_words(text: str, words: str) -> None:
    (cue,) = web_vtt([caption(text, 0, 1000)], OPENED).split("\n\n")[1:-1]
    assert cue.split("\n")[1:] == [words]


def test_cues_stand_in_the_order_in_which_they_began() -> None:
    text = web_vtt([caption("后", 2000, 3000), caption("先", 1000, 2000)], OPENED)
    assert text.index("先") < text.index("后")
    assert web_vtt([], OPENED) == "WEBVTT\n\n"
