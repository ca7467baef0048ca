"""What viewers are to see, in words: whose pictures in which layout, and which text on them."""

from typing import Literal

import msgspec

Mode = Literal["passthrough", "composed"]
"""One source's pictures as they were sent, or a picture drawn from several."""
Layout = Literal["single", "dialogue", "venues", "grid", "document"]
"""One speaker; speaker and department; main and sub-venues; a grid; shared screen and speaker."""
Occasion = Literal["sitting", "paused", "unattended"]
"""Whether it sits, has adjourned, or waits for somebody to preside."""

MAX_TILES = 16
"""Pictures decoded for one programme: a grid of four by four."""


class Titles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The lower third: who speaks, from where, under which item; all empty: none is shown."""

    name: str = ""
    title: str = ""
    venue: str = ""
    level: str = ""
    """As people read it: 全国, 省, 市, 县."""
    item: str = ""


class Tile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One picture of a composed programme: whose, which of theirs, and the text on it."""

    owner: str
    source: Literal["camera", "screen"] = "camera"
    name: str = ""
    venue: str = ""


class Scene(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A programme's picture but for whose it is in passthrough. Texts are as viewers read them.

    `tiles` beyond `MAX_TILES` are not shown. `caption` and `opinion` are drawn in composed mode.
    """

    mode: Mode = "passthrough"
    layout: Layout = "single"
    tiles: tuple[Tile, ...] = ()
    titles: Titles = Titles()
    caption: str = ""
    opinion: str = ""
    occasion: Occasion = "sitting"
    venue: str = ""
    """Of whoever is on programme: named while their picture is lost."""
