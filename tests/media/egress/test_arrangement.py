"""Where pictures stand, by table; and that no arrangement leaves the picture or overlaps."""

import pytest

from media.egress.arrangement import FULL, HEIGHT, WIDTH, Rect, arrange
from media.egress.scene import MAX_TILES, Layout

LAYOUTS: tuple[Layout, ...] = ("single", "dialogue", "venues", "grid", "document")


@pytest.mark.parametrize(
    ("layout", "tiles", "places"),
    [
        ("grid", 0, ()),
        ("single", 1, (FULL,)),
        ("single", 3, (FULL,)),
        ("dialogue", 1, (FULL,)),
        ("dialogue", 2, (Rect(0, 180, 640, 360), Rect(640, 180, 640, 360))),
        ("document", 2, (Rect(0, 90, 960, 540), Rect(960, 270, 320, 180))),
        (
            "venues",
            3,
            (Rect(0, 90, 960, 540), Rect(960, 180, 320, 180), Rect(960, 360, 320, 180)),
        ),
        (
            "grid",
            3,
            (Rect(0, 0, 640, 360), Rect(640, 0, 640, 360), Rect(320, 360, 640, 360)),
        ),
    ],
)
def test_places(layout: Layout, tiles: int, places: tuple[Rect, ...]) -> None:
    assert arrange(layout, tiles) == places


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("tiles", range(MAX_TILES + 3))
def test_every_place_is_even_inside_and_its_own(layout: Layout, tiles: int) -> None:
    places = arrange(layout, tiles)
    assert len(places) <= min(tiles, MAX_TILES)
    taken = set()
    for place in places:
        assert all(size % 2 == 0 for size in place)
        assert place.x >= 0
        assert place.y >= 0
        assert place.x + place.width <= WIDTH
        assert place.y + place.height <= HEIGHT
        cells = {
            (x, y)
            for x in range(place.x, place.x + place.width, 10)
            for y in range(place.y, place.y + place.height, 10)
        }
        taken |= cells
    assert len(taken) == sum(_count(place) for place in places)


def _count(place: Rect) -> int:
    return len(range(0, place.width, 10)) * len(range(0, place.height, 10))
