"""Draws a picture of the text-and-picture live in its two sizes, in a process:
`python -m web.live_picture_images FILE FOLDER`.

Bound as `web.page_images` is before it looks. Nothing of the file but its pixels is kept: a phone
writes into it where it was taken. What it has to say is JSON on standard output.
"""

import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from web.page_images import Refusal, bind, read_picture

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTHS = (360, 1080)
"""Pixels: a phone's column, and what it shows when the picture is opened."""
TALLEST = 2
"""Times the width: a longer one is a page of text, and is fitted by its height."""
QUALITY, EFFORT = 75, 4
"""Of WebP: 25 kB and 150 kB of an ordinary photograph; there is time, for nobody waits for it."""


class Drawn(msgspec.Struct, frozen=True, tag="drawn"):
    """`{width}.webp` are in the folder; `sha256` and the size in pixels are the largest one's."""

    sha256: str
    width: int
    height: int


class Undrawable(msgspec.Struct, frozen=True, tag="undrawable"):
    """Why not."""

    reason: Literal["picture_broken", "picture_too_large"]


Outcome = Drawn | Undrawable


def make(source: Path, folder: Path) -> Outcome:
    """Both sizes of `source` in `folder`, never larger than it is."""
    try:
        image = read_picture(source, (WIDTHS[-1], WIDTHS[-1] * TALLEST))
    except Refusal as refusal:
        large = refusal.reason == "picture_too_large"
        return Undrawable("picture_too_large" if large else "picture_broken")
    size = (0, 0)
    for width in WIDTHS:
        size = _save(image, folder, width)
    sha256 = hashlib.sha256((folder / f"{WIDTHS[-1]}.webp").read_bytes()).hexdigest()
    return Drawn(sha256, *size)


def _save(image: "Image", folder: Path, width: int) -> tuple[int, int]:
    from PIL.Image import Resampling

    scale = min(1.0, width / image.width, width * TALLEST / image.height)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    scaled = image if size == image.size else image.resize(size, Resampling.LANCZOS)
    scaled.save(folder / f"{width}.webp", quality=QUALITY, method=EFFORT)
    return size


def main() -> None:
    """Entry of the process."""
    bind()
    source, folder = (Path(argument) for argument in sys.argv[1:3])
    sys.stdout.buffer.write(msgspec.json.encode(make(source, folder)))


if __name__ == "__main__":
    main()
