"""The minutes as PDF in the layout of GB/T 9704-2012, typeset by Typst from `minutes.typ`.

Fonts are embedded: Noto Serif SC for 仿宋, 楷体 and 小标宋, Noto Sans SC for 黑体. Building
twice gives the same bytes.
"""

from pathlib import Path

import msgspec
import pylopdf_fonts_zh_cn
import typst

from sessions.export import layout
from sessions.export.document import compose
from sessions.minutes import Minutes

_MEASURES = {
    "top_mm": layout.TOP_MM,
    "left_mm": layout.LEFT_MM,
    "right_mm": layout.RIGHT_MM,
    "bottom_mm": layout.BOTTOM_MM,
    "mark_below_mm": layout.MARK_BELOW_MM,
    "page_number_below_mm": layout.PAGE_NUMBER_BELOW_MM,
    "body_pt": layout.BODY_PT,
    "title_pt": layout.TITLE_PT,
    "mark_pt": layout.MARK_PT,
    "table_pt": layout.TABLE_PT,
    "page_number_pt": layout.PAGE_NUMBER_PT,
    "line_pitch_pt": layout.LINE_PITCH_PT,
    "character_pitch_pt": layout.CHARACTER_PITCH_PT,
    "red": layout.RED,
}


def render(minutes: Minutes) -> bytes:
    """PDF/A-2b (ISO 19005-2)."""
    document = compose(minutes)
    return typst.compile(
        Path(__file__).with_name("minutes.typ"),
        format="pdf",
        font_paths=[Path(pylopdf_fonts_zh_cn.__file__).parent],
        ignore_system_fonts=True,
        sys_inputs={
            "document": msgspec.json.encode(document).decode(),
            "layout": msgspec.json.encode(_MEASURES).decode(),
        },
        pdf_standards="a-2b",
        timestamp=document.issued // 1000,
    )
