"""Which trouble of a line is told, by a table of figures."""

from typing import Any, Literal

import pytest

from signaling.findings import DownPath, Finding, PageFigures, UpPath, finding
from signaling.presence import Quality

State = Literal["connected", "reconnecting", "gone"]


def up(loss: float = 0.0, rtt: float | None = None) -> UpPath:
    return UpPath(bitrate=1_500_000, loss=loss, rtt=rtt)


def down(
    loss: float = 0.0,
    rtt: float | None = 40.0,
    estimate: int | None = None,
    reduced: tuple[int, ...] = (),
    paused: tuple[int, ...] = (),
) -> DownPath:
    return DownPath(900_000, loss, rtt, estimate, [2, 1], list(reduced), list(paused))


def page(**figures: Any) -> PageFigures:
    usual: dict[str, Any] = {
        "freezes": 0, "frozen_ms": 0, "concealed": 0.0, "lines": 720, "layers": 3,
        "limited": "none", "protocol": "udp", "relayed": False,
    }  # fmt: skip
    return PageFigures(**{**usual, **figures})


@pytest.mark.parametrize(
    ("state", "quality", "sends", "is_sent", "counts", "found"),
    [
        ("gone", None, None, None, None, Finding("away")),
        ("reconnecting", "lost", up(), down(), None, Finding("reconnecting")),
        ("connected", "lost", up(0.5), down(0.5), page(), Finding("lost")),
        ("connected", None, None, None, page(), Finding("idle")),
        ("connected", "good", up(), down(), page(), Finding("good")),
        ("connected", "good", up(0.029), down(0.029), page(), Finding("good")),
        ("connected", "weak", up(0.08), down(), page(), Finding("loss_up", percent=8)),
        (
            "connected", "weak", up(0.08), down(0.2), page(limited="bandwidth"),
            Finding("loss_up", percent=8, reduced=True),
        ),
        ("connected", "weak", up(0.031), None, None, Finding("loss_up", percent=3)),
        ("connected", "weak", up(), down(0.12), page(), Finding("loss_down", percent=12)),
        (
            "connected", "weak", up(), down(0.12, reduced=(7,)), page(),
            Finding("loss_down", percent=12, reduced=True),
        ),
        (
            "connected", "good", up(), down(), page(limited="bandwidth"),
            Finding("narrow_up", reduced=True),
        ),
        (
            "connected", "good", up(), down(estimate=412_345, reduced=(7,)), page(),
            Finding("narrow_down", kbits=412, reduced=True),
        ),
        (
            "connected", "good", None, down(estimate=300_000, paused=(7, 8, 9)), None,
            Finding("narrow_down", kbits=300, pictures=3, reduced=True),
        ),
        ("connected", "weak", up(), down(rtt=520.4), page(), Finding("slow", milliseconds=520)),
        ("connected", "weak", up(rtt=420.0), down(), page(), Finding("slow", milliseconds=420)),
        ("connected", "good", up(), down(rtt=300.0), page(), Finding("good")),
        ("connected", "good", up(), down(), page(limited="cpu"), Finding("busy", reduced=True)),
        (
            "connected", "good", up(), down(), page(freezes=3, frozen_ms=2_000),
            Finding("frozen", pictures=3),
        ),
        ("connected", "good", up(), down(), page(freezes=1, frozen_ms=900), Finding("good")),
        ("connected", "good", up(), down(), page(protocol="tcp"), Finding("no_udp")),
        ("connected", "good", up(), down(), page(limited="other"), Finding("good")),
        ("connected", "good", up(), down(), None, Finding("good")),
    ],
)  # fmt: skip
def test_the_worst_trouble_is_told(
    state: State,
    quality: Quality | None,
    sends: UpPath | None,
    is_sent: DownPath | None,
    counts: PageFigures | None,
    found: Finding,
) -> None:
    assert finding(state, quality, sends, is_sent, counts) == found
