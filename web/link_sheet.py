"""Join links on paper: a card with a QR code for each, typeset by `python -m web.link_sheet`.

The cards come in on standard input as JSON, the PDF goes out on standard output. Eight cards fill
an A4 page. A link of 330 characters makes a code of some 69 modules: at 54 mm each is 0.7 mm wide,
twice what a phone's camera tells apart at arm's length.
"""

import io
import os
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import msgspec

NICENESS = 10
"""Typesetting yields to media."""
BEIJING = timezone(timedelta(hours=8))
LAYOUT = {
    "margin_mm": 10,
    "columns": 2,
    "card_width_mm": 95,
    "card_height_mm": 69,
    "qr_mm": 54,
}
QUIET = 4
"""Modules of white around a code (ISO/IEC 18004)."""


class Card(msgspec.Struct, frozen=True):
    """Whose link, and what is printed beside it; `marked` stands out."""

    name: str
    role: str
    marked: bool
    venue: str
    who: str
    expires: str
    url: str


class LinkSheet(msgspec.Struct, frozen=True):
    """What all cards share, and the cards."""

    title: str
    time: str
    instruction: str
    issued: int
    """Unix ms: the document's own date."""
    cards: list[Card]


def day_and_time(at: int) -> str:
    """As `7月16日 14:30`, in Beijing; `at` is Unix ms."""
    moment = datetime.fromtimestamp(at / 1000, BEIJING)
    return f"{moment.month}月{moment.day}日 {moment:%H:%M}"


def qr(url: str) -> str:
    """A code as SVG, of the least error correction: it is the size of a module that matters."""
    import segno

    out = io.BytesIO()
    code = segno.make(url, error="l", micro=False, boost_error=True)
    code.save(out, kind="svg", border=QUIET, xmldecl=False, svgns=True, unit="mm")
    return out.getvalue().decode()


def render(sheet: LinkSheet) -> bytes:
    """The PDF, its fonts embedded; the same bytes each time."""
    import pylopdf_fonts_zh_cn
    import typst

    data = msgspec.to_builtins(sheet)
    for card in data["cards"]:
        card["qr"] = qr(card.pop("url"))
    return typst.compile(
        Path(__file__).with_name("link_sheet.typ"),
        format="pdf",
        font_paths=[Path(pylopdf_fonts_zh_cn.__file__).parent],
        ignore_system_fonts=True,
        sys_inputs={"sheet": msgspec.json.encode({**data, "layout": LAYOUT}).decode()},
        timestamp=sheet.issued // 1000,
    )


def main() -> None:
    """Entry of the process."""
    os.nice(NICENESS)
    sheet = msgspec.json.decode(sys.stdin.buffer.read(), type=LinkSheet)
    sys.stdout.buffer.write(render(sheet))


if __name__ == "__main__":
    main()
