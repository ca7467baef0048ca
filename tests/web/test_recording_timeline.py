"""Where a moment is in a recording of several runs, as a table."""

import pytest

from media.egress.dvr import DvrPlaylist
from media.egress.shelf import Kept
from web.recording_timeline import Span, Timeline


def kept(begins: float, duration: float = 2.0, discontinuity: bool = False) -> Kept:
    return Kept(f"seg-{begins}.m4s", "init.mp4", duration, begins, 1000, discontinuity)


RUNS = [kept(100), kept(102), kept(104.1), kept(160, discontinuity=True), kept(162)]


def test_runs_without_their_pauses() -> None:
    timeline = Timeline(RUNS)
    assert timeline.seconds == 10
    assert timeline.spans == [Span(0, 100_000, 6), Span(6, 160_000, 4)]


@pytest.mark.parametrize(
    ("unix_ms", "at"),
    [
        (0, 0.0), (99_000, 0.0), (100_000, 0.0), (101_500, 1.5), (105_999, 5.999),
        (107_000, 6.0), (159_999, 6.0), (160_000, 6.0), (163_250, 9.25), (164_000, 10.0),
        (999_000, 10.0),
    ],
)  # fmt: skip
def test_where_a_moment_is(unix_ms: int, at: float) -> None:
    assert Timeline(RUNS).at(unix_ms) == at


def test_an_empty_recording() -> None:
    assert Timeline().at(5) == 0.0
    assert Timeline().spans == []


def test_the_time_of_day_stands_where_it_does_not_follow() -> None:
    playlist = DvrPlaylist()
    playlist.add(RUNS[:2])
    playlist.add(RUNS[2:])
    lines = playlist.text(ended=False).splitlines()
    assert [line for line in lines if "DATE-TIME" in line] == [
        "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:01:40.000Z",
        "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:01:44.100Z",
        "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:02:40.000Z",
    ]
    assert lines.count("#EXT-X-DISCONTINUITY") == 1
    assert len([line for line in lines if "MAP" in line]) == 1
    assert playlist.text(ended=True).endswith("#EXT-X-ENDLIST\n")
    playlist.add([kept(170, 6.2)])
    assert "#EXT-X-TARGETDURATION:7\n" in playlist.text(ended=False)
