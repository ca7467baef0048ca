"""Texts of a composed picture: none lies on another that is shown with it."""

import pytest

from media.egress import lettering
from media.egress.arrangement import FULL, HEIGHT, Rect, arrange
from media.egress.lettering import Label
from media.egress.scene import MAX_TILES, Layout, Titles

TITLES = Titles("王建国", "委员（环境资源界）", "湖南省会场", "省", "第 2 项 农村生活污水治理")
CAPTION = "我们在三个县做了调研，管网覆盖率只有百分之四十。" * 3


def rect(one: Label) -> Rect:
    height, width = one.added[0].shape
    return Rect(one.x, one.y, width, height)


def meet(one: Rect, other: Rect) -> bool:
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    return not (beside or one.y + one.height <= other.y or other.y + other.height <= one.y)


@pytest.mark.parametrize("layout", ["dialogue", "grid", "venues", "document"])
@pytest.mark.parametrize("tiles", [2, 4, MAX_TILES])
def test_names_stand_above_what_is_at_the_bottom(layout: Layout, tiles: int) -> None:
    for bottom in (lettering.caption(CAPTION), lettering.lower_third(TITLES)):
        for place in arrange(layout, tiles):
            free = lettering.above(bottom, place)
            cards = lettering.name_card("李梅", "长沙市会场", free)
            assert cards or free.height < place.height // 2  # no name without need is left out
            for card in map(rect, cards):
                assert not any(meet(card, rect(one)) for one in bottom)
                assert meet(card, place)


def test_the_lower_third_stands_above_the_caption() -> None:
    (caption,) = lettering.caption(CAPTION)
    free = lettering.above([caption], FULL)
    (third,) = lettering.lower_third(TITLES, free.height)
    assert not meet(rect(third), rect(caption))
    (alone,) = map(rect, lettering.lower_third(TITLES))
    assert alone.y + alone.height == HEIGHT - 36
