"""How figures become medians, maxima and shares."""

import msgspec
import pytest

from bench.browser import p95
from bench.load.janus import layer_for
from bench.load.run import Figures, wall
from bench.load.stage import MediaFigures
from bench.loss import frozen
from bench.relay import most, rows

BLANK = dict.fromkeys(Figures.__struct_fields__, 0)


def figures(subscribers: int, received: int, delivery: float, server: str = "tongxin") -> Figures:
    fields = {"server": server, "subscribers": subscribers, "cpu": 2.0, "layers": (0, 0, 0)}
    counts = {"received": received, "delivery": delivery, "simulcast": False, "plain": False}
    return msgspec.convert(BLANK | fields | counts, Figures)


def look(now: float, frames: int, stood: float = 0.0) -> MediaFigures:
    fields = dict.fromkeys(MediaFigures.__struct_fields__, 0)
    return msgspec.convert(fields | {"now": now, "frames": frames, "frozen": stood}, MediaFigures)


def test_rows_are_medians_by_server_and_subscribers() -> None:
    found = [figures(50, n, 1.0) for n in (200, 100, 900)] + [figures(50, 400, 1.0, "janus")]
    janus, ours = rows(found)
    assert (janus.server, janus.packets, janus.rounds) == ("janus", 200.0, 1)
    assert (ours.server, ours.packets, ours.rounds) == ("tongxin", 100.0, 3)


def test_the_most_is_the_largest_step_that_was_delivered() -> None:
    assert most([figures(100, 1, 1.0), figures(300, 1, 0.9995), figures(500, 1, 0.99)]) == 300
    assert most([figures(100, 1, 0.5)]) == 0


@pytest.mark.parametrize(
    ("looks", "share"),
    [
        ([look(0, 1), look(1, 30), look(2, 60)], 0.0),
        ([look(0, 1), look(1, 1), look(2, 60)], 0.5),
        ([look(0, 1), look(1, 1), look(2, 1)], 1.0),
        ([look(0, 1, 3.0), look(1, 30, 3.2), look(2, 60, 3.5)], 0.25),
    ],
    ids=["never", "by looks", "to the end", "by the browser's own count"],
)
def test_a_picture_that_stands_is_frozen(looks: list[MediaFigures], share: float) -> None:
    assert frozen(looks) == pytest.approx(share)


def test_each_subscriber_shows_another_venue_large() -> None:
    assert {wall(n, 16)[0].publisher for n in range(16)} == set(range(16))
    shown = wall(3, 16)
    assert [one.height for one in shown] == [720] + [360] * 3 + [180] * 12
    assert [one.rank for one in shown] == list(range(16))
    assert [layer_for(one.height) for one in shown] == [2] + [1] * 3 + [0] * 12


@pytest.mark.parametrize(("count", "rank"), [(10, 10), (20, 19), (100, 95), (1, 1)])
def test_the_95th_percentile_is_by_the_nearest_rank(count: int, rank: int) -> None:
    assert p95([float(n) for n in range(count, 0, -1)]) == rank
