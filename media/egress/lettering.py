"""Text over a composed picture: drawn once by Pillow, then laid over each picture's planes."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pylopdf_fonts_zh_cn as fonts
from PIL import Image, ImageDraw, ImageFont

from media.egress.arrangement import HEIGHT, WIDTH, Rect
from media.egress.scene import Titles

Plane = npt.NDArray[np.uint8]
Blend = npt.NDArray[np.uint16]
Real = npt.NDArray[np.floating]
Colour = tuple[int, int, int, int]

# The stage theme of the interface: --tx-bg, --tx-text, --tx-text-2.
SHADE: Colour = (14, 20, 30, 205)
TEXT: Colour = (244, 246, 250, 255)
QUIET: Colour = (192, 202, 217, 255)
LEAST_HEIGHT = 48
"""Luma samples that a name takes."""
MAX_LINE = 200
"""Characters measured of one text: more do not fit into two lines of the picture."""


class Label(NamedTuple):
    """Text that lies over part of the picture: what it adds to each plane, and 256 − its cover."""

    x: int
    y: int
    added: tuple[Blend, Blend, Blend]
    left: tuple[Blend, Blend]
    """How much of what is below shows through, of 256: luma's, chroma's."""

    @property
    def width(self) -> int:
        """Luma samples."""
        return int(self.added[0].shape[1])

    def lay(self, planes: tuple[Plane, Plane, Plane]) -> None:
        """Blend it into a whole picture's Y, U and V."""
        for number, (plane, added) in enumerate(zip(planes, self.added, strict=True)):
            half = 1 if number else 0
            x, y, (height, width) = self.x >> half, self.y >> half, added.shape
            below = plane[y : y + height, x : x + width]
            below[:] = (below * self.left[half] + added) >> 8


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The Chinese sans serif at `size` pixels."""
    return ImageFont.truetype(str(fonts.sans_path()), size)


def lower_third(titles: Titles, bottom: int = HEIGHT) -> list[Label]:
    """Name and office, then level, venue and item, at the left above `bottom`."""
    first = [(titles.name, 36, TEXT), (titles.title, 26, QUIET)]
    place = " · ".join(text for text in (titles.level, titles.venue) if text)
    lines = [first, [(place, 24, TEXT)], [(titles.item, 24, QUIET)]]
    shown = [[part for part in line if part[0]] for line in lines]
    y = min(HEIGHT - 36, bottom - 8)
    return _box([line for line in shown if line], 40, y, WIDTH * 5 // 8, below=False)


def caption(text: str) -> list[Label]:
    """The latest two lines of what is said, at the bottom right of the middle."""
    lines = wrap(text, 30, WIDTH - 160)[-2:]
    return _box([[(line, 30, TEXT)] for line in lines], None, HEIGHT - 12, WIDTH - 80, below=False)


def opinion(text: str, heading: str = "网友意见") -> list[Label]:
    """An opinion from the public, at the top right."""
    lines = wrap(text, 26, 420)[:4]
    if not lines:
        return []
    parts = [[(heading, 22, QUIET)], *([(line, 26, TEXT)] for line in lines)]
    return _box(parts, WIDTH - 500, 28, 470, below=True)


def name_card(name: str, venue: str, place: Rect) -> list[Label]:
    """Whose picture it is, at the bottom left of it; nothing where there is no room for it."""
    if place.height < LEAST_HEIGHT:
        return []
    size = 24 if place.width >= 400 else 16
    parts = [part for part in ((name, size, TEXT), (venue, size - 4, QUIET)) if part[0]]
    bottom = place.y + place.height - 6
    return _box([parts] if parts else [], place.x + 6, bottom, place.width - 12, below=False, pad=5)


def above(labels: Sequence[Label], place: Rect) -> Rect:
    """What `labels` leave of `place` above them."""
    right, bottom = place.x + place.width, place.y + place.height
    for one in labels:
        if one.x < right and one.x + one.width > place.x:
            bottom = max(place.y, min(bottom, one.y))
    return place._replace(height=bottom - place.y)


def notice(text: str, place: Rect) -> list[Label]:
    """A word in the middle of a picture that is lost."""
    size = 30 if place.width >= 400 else 16
    middle = place.y + place.height // 2 + size
    width = round(font(size).getlength(text)) + 2 * size
    left = place.x + max(0, (place.width - width) // 2)
    return _box([[(text, size, TEXT)]], left, middle, place.width, below=False, pad=8)


def wrap(text: str, size: int, width: int) -> list[str]:
    """`text` in lines no wider than `width` pixels; Chinese breaks anywhere."""
    lines, line, taken = [], "", 0.0
    for letter in " ".join(text.split())[:MAX_LINE]:
        step = font(size).getlength(letter)
        if taken + step > width:
            lines.append(line)
            line, taken = "", 0.0
        line, taken = line + letter, taken + step
    return [*lines, line] if line else lines


Part = tuple[str, int, Colour]


def _box(
    lines: list[list[Part]], x: int | None, y: int, width: int, *, below: bool, pad: int = 14
) -> list[Label]:
    """Lines of parts on a shade, its top (`below`) or else its bottom at `y`; x None: centred."""
    if not lines:
        return []
    heights = [max(size for _, size, _ in line) * 13 // 10 for line in lines]
    widths = [
        sum(font(size).getlength(_cut(text, size, width)) for text, size, _ in line)
        + 14 * (len(line) - 1)
        for line in lines
    ]
    box_width = _even(min(width, round(max(widths)) + 2 * pad))
    box_height = _even(sum(heights) + 2 * pad)
    image = Image.new("RGBA", (box_width, box_height), SHADE)
    canvas = ImageDraw.Draw(image)
    top = pad
    for line, height in zip(lines, heights, strict=True):
        left = float(pad)
        for text, size, colour in line:
            shown = _cut(text, size, box_width - pad - round(left))
            canvas.text((left, top + height // 2), shown, colour, font(size), anchor="lm")
            left += font(size).getlength(shown) + 14
        top += height
    left_edge = (WIDTH - box_width) // 2 if x is None else x
    top_edge = y if below else y - box_height
    return [label(image, max(0, left_edge) & ~1, max(0, top_edge) & ~1)]


def _cut(text: str, size: int, width: int) -> str:
    """As much of `text` as fits, with an ellipsis where it does not."""
    text = text[:MAX_LINE]
    if font(size).getlength(text) <= width:
        return text
    while text and font(size).getlength(text + "…") > width:
        text = text[:-1]
    return text + "…"


def label(image: Image.Image, x: int, y: int) -> Label:
    """An RGBA picture of even size as what is laid over planes in BT.709, limited range."""
    rgba = np.asarray(image).astype(np.float32)
    rgba = rgba[: HEIGHT - y, : WIDTH - x]
    red, green, blue, alpha = (rgba[:, :, n] for n in range(4))
    cover = alpha / 255
    luma = 16 + (0.2126 * red + 0.7152 * green + 0.0722 * blue) * 219 / 255
    grey = (luma - 16) * 255 / 219
    u = 128 + (blue - grey) / 1.8556 * 224 / 255
    v = 128 + (red - grey) / 1.5748 * 224 / 255
    small = _halve(cover)
    added = (luma * cover, _halve(u * cover), _halve(v * cover))
    return Label(
        x,
        y,
        (_fixed(added[0] * 256), _fixed(added[1] * 256), _fixed(added[2] * 256)),
        (_fixed((1 - cover) * 256), _fixed((1 - small) * 256)),
    )


def _halve(plane: Real) -> Real:
    """The mean of each two by two."""
    height, width = plane.shape[0] & ~1, plane.shape[1] & ~1
    means: Real = plane[:height, :width].reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))
    return means


def _fixed(plane: Real) -> Blend:
    return np.clip(plane.round(), 0, 65535).astype(np.uint16)


def _even(size: int) -> int:
    return (size + 1) & ~1
