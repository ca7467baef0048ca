"""Everybody's lines from second to second: smoothed, judged with patience, forgotten in time."""

from typing import Any

import pytest

from media.messages import PeerQuality
from signaling.connections import REPORT_LASTS, Connections, Line, band, needed, nominal_layer
from signaling.messages import Presence, Report
from signaling.presence import BETTER_AFTER, WORSE_AFTER


def second(
    peer: str = "c:li.down1",
    loss: float = 0.0,
    rtt: float | None = 40.0,
    estimate: int = 0,
    **layers: int,
) -> PeerQuality:
    """A second's figures; layers by `t` and track id."""
    by_track = {int(name[1:]): layer for name, layer in layers.items()}
    return PeerQuality(peer, loss, rtt, 1_000_000, 2_000_000, estimate, by_track)


def report(**figures: Any) -> Report:
    usual: dict[str, Any] = {"freezes": 0, "frozen_ms": 0, "concealed": 0.1}
    return Report(**{**usual, "lines": 720, "layers": 3, **figures})


HERE = Presence("li", "connected", 0, quality="good")


@pytest.mark.parametrize(
    ("height", "layer"),
    [(0, 0), (1, 0), (180, 0), (225, 0), (226, 1), (450, 1), (451, 2), (4320, 2)],
)
def test_what_a_picture_deserves(height: int, layer: int) -> None:
    assert nominal_layer(height) == layer


def test_what_all_need() -> None:
    assert needed([]) == needed([0, 0]) == 0
    assert needed([720, 180, 180, 0]) == 2_000_000


def test_a_line_that_takes_less_than_is_shown_is_narrow_after_a_while_and_for_a_while() -> None:
    line, heights = Line("down"), {1: 720, 2: 180, 3: 180, 4: 0}
    tight = second(estimate=400_000, t1=0, t2=0, t3=-1, t4=-1)
    for _ in range(WORSE_AFTER - 1):
        line.measure(tight, heights)
        assert (line.reduced, line.paused) == ([], [])
    line.measure(tight, heights)
    assert (line.reduced, line.paused) == ([1], [3])
    wide = second(estimate=4_000_000, t1=1, t2=0, t3=0, t4=-1)
    for _ in range(BETTER_AFTER - 1):
        line.measure(wide, heights)
        assert (line.reduced, line.paused) == ([1], [])
    line.measure(wide, heights)
    assert (line.reduced, line.paused) == ([], [])


def test_nothing_is_called_reduced_where_the_relay_knows_no_estimate() -> None:
    line = Line("down")
    for _ in range(10):
        line.measure(second(t1=0), {1: 720})
    assert line.reduced == line.paused == []


def test_a_low_layer_on_a_wide_line_is_the_publishers_doing() -> None:
    line = Line("down")
    for _ in range(10):
        line.measure(second(estimate=9_000_000, t1=1), {1: 720})
    assert line.reduced == []


def test_loss_and_round_trip_are_smoothed() -> None:
    line = Line("up")
    line.measure(second(loss=0.1, rtt=None), {})
    path = line.up()
    assert path is not None
    assert (path.loss, path.rtt) == (0.1, None)
    line.measure(second(loss=0.0, rtt=100.0), {})
    line.measure(second(loss=0.0, rtt=200.0), {})
    path = line.up()
    assert path is not None
    assert path.loss == pytest.approx(0.049)
    assert path.rtt == pytest.approx(130.0)


def test_a_view_has_both_ways_and_the_page() -> None:
    lines = Connections()
    lines.measured("li", "up", second("c:li.up1", loss=0.08), {})
    lines.measured("li", "down", second(t1=0, t2=2, t3=2, t4=-1), {})
    lines.measured("wang", "up", second("c:wang.up1"), {})
    lines.reported("li", report(freezes=2, frozen_ms=300), 100.0)
    view = lines.view(HERE, "browser", [], 101.0)
    assert view.up is not None
    assert view.down is not None
    assert view.page is not None
    assert (view.up.bitrate, view.down.bitrate) == (1_000_000, 2_000_000)
    assert view.down.layers == [1, 0, 2]
    assert view.down.estimate is None
    assert (view.page.freezes, view.page.lines) == (2, 720)
    assert (view.finding.code, view.finding.percent) == ("loss_up", 8)


def test_the_newest_line_of_a_kind_counts_and_closed_ones_do_not() -> None:
    lines = Connections()
    lines.measured("li", "up", second("c:li.up1", loss=0.5), {})
    lines.measured("li", "up", second("c:li.up2"), {})
    assert lines.view(HERE, "browser", [], 0.0).finding.code == "good"
    lines.closed("c:li.up2")
    assert lines.view(HERE, "browser", [], 0.0).finding.code == "loss_up"
    lines.clear()
    assert lines.view(HERE, "browser", [], 0.0).finding.code == "idle"


def test_reports_cover_a_minute_and_cease_with_the_page() -> None:
    lines = Connections()
    for at in range(0, 200, 5):
        lines.reported("li", report(freezes=1, frozen_ms=100, lines=at), float(at))
    page = lines.view(HERE, "browser", [], 196.0).page
    assert page is not None
    assert (page.freezes, page.frozen_ms, page.lines) == (12, 1_200, 195)
    assert page.concealed == pytest.approx(0.1)
    assert lines.view(HERE, "browser", [], 195.0 + REPORT_LASTS + 1).page is None
    gone = Presence("li", "gone", 0)
    assert lines.view(gone, "browser", [], 196.0).page is None


def test_what_holds_a_picture_back_counts_once_it_lasts() -> None:
    lines, seen = Connections(), []
    lines.measured("li", "up", second("c:li.up1"), {})
    for at, limited in enumerate(["none", "bandwidth", "bandwidth", "none", "cpu"]):
        lines.reported("li", report(limited=limited), 5.0 * at)
        page = lines.view(HERE, "browser", [], 5.0 * at).page
        assert page is not None
        seen.append(page.limited)
    assert seen == ["none", "none", "bandwidth", "none", "none"]


@pytest.mark.parametrize(
    ("loss", "name"),
    [(0.0, "1"), (0.01, "1"), (0.011, "3"), (0.08, "8"), (0.2, "20"), (0.21, "100"), (1.0, "100")],
)
def test_bands_of_loss(loss: float, name: str) -> None:
    assert band(loss) == name
