"""Where the pictures of a composed programme stand: layout and their number to rectangles."""

import math
from typing import NamedTuple, assert_never

from media.egress.scene import MAX_TILES, Layout

WIDTH, HEIGHT = 1280, 720
SIDE = 320
"""Width of the small pictures beside a large one: a quarter, where a face is still recognized."""


class Rect(NamedTuple):
    """Luma samples from the upper left; all even, as chroma is half as wide and as high."""

    x: int
    y: int
    width: int
    height: int


FULL = Rect(0, 0, WIDTH, HEIGHT)


def arrange(layout: Layout, tiles: int) -> tuple[Rect, ...]:
    """The places of as many tiles, at most `MAX_TILES`; the first is the main one."""
    count = min(tiles, MAX_TILES)
    if count <= 1:
        return (FULL,) * count
    match layout:
        case "single":
            return (FULL,)
        case "dialogue":
            return _grid(2)
        case "grid":
            return _grid(count)
        case "venues":
            return _beside(count - 1)
        case "document":
            return _beside(1)
        case _:
            assert_never(layout)


def _grid(count: int) -> tuple[Rect, ...]:
    """Rows of equal 16:9 pictures, in the middle of the picture's height, the last row too."""
    columns = math.ceil(math.sqrt(count))
    rows = math.ceil(count / columns)
    width, height = WIDTH // columns & ~1, WIDTH // columns * 9 // 16 & ~1
    top = (HEIGHT - rows * height) // 2 & ~1
    places = []
    for number in range(count):
        row, column = divmod(number, columns)
        left = (WIDTH - min(columns, count - row * columns) * width) // 2 & ~1
        places.append(Rect(left + column * width, top + row * height, width, height))
    return tuple(places)


def _beside(others: int) -> tuple[Rect, ...]:
    """A large picture, and a column, from the fifth on two, of small ones to its right."""
    side = SIDE if others <= 4 else SIDE // 2
    columns = 1 if others <= 4 else 2
    shown = min(others, 4 if columns == 1 else 16)
    main = WIDTH - SIDE
    height = side * 9 // 16 & ~1
    rows = math.ceil(shown / columns)
    top = (HEIGHT - rows * height) // 2 & ~1
    small = [
        Rect(main + n % columns * side, top + n // columns * height, side, height)
        for n in range(shown)
    ]
    main_height = main * 9 // 16 & ~1
    return (Rect(0, (HEIGHT - main_height) // 2 & ~1, main, main_height), *small)
