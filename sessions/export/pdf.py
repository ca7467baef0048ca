"""A document as PDF in the layout of GB/T 9704-2012, typeset by Typst from `minutes.typ`.

Fonts are embedded: Noto Serif SC for 仿宋, 楷体 and 小标宋, Noto Sans SC for 黑体. Building
twice gives the same bytes.
"""

from pathlib import Path

import msgspec
import pylopdf_fonts_zh_cn
import typst

from sessions.export import layout, qr
from sessions.export.document import Document

_MEASURES = {
    "top_mm": layout.TOP_MM,
    "left_mm": layout.LEFT_MM,
    "right_mm": layout.RIGHT_MM,
    "bottom_mm": layout.BOTTOM_MM,
    "mark_below_mm": layout.MARK_BELOW_MM,
    "page_number_below_mm": layout.PAGE_NUMBER_BELOW_MM,
    "body_pt": layout.BODY_PT,
    "title_pt": layout.TITLE_PT,
    "table_pt": layout.TABLE_PT,
    "page_number_pt": layout.PAGE_NUMBER_PT,
    "line_pitch_pt": layout.LINE_PITCH_PT,
    "character_pitch_pt": layout.CHARACTER_PITCH_PT,
    "red": layout.RED,
    "link": layout.LINK,
    "rule_below_mm": layout.RULE_BELOW_MM,
    "rule_pt": layout.RULE_PT,
    "copies_pt": layout.COPIES_PT,
    "copies_rule_pt": layout.COPIES_RULE_PT,
    "seal_lines": layout.SEAL_LINES,
    "qr_mm": layout.QR_MM,
    "table_pitch_pt": layout.TABLE_PITCH_PT,
    "cell_pt": layout.CELL_PT,
    "entry_pt": layout.ENTRY_PT,
    "after_table_pt": layout.AFTER_TABLE_PT,
}


def render(document: Document) -> bytes:
    """PDF/A-2b (ISO 19005-2)."""
    issue = document.issue
    insets = layout.signature_insets(issue.organ or "", issue.issued_on or "")
    measures = {
        **_MEASURES,
        "mark_pt": layout.mark_pt(document.mark),
        "organ_inset": insets[0],
        "date_inset": insets[1],
    }
    return typst.compile(
        Path(__file__).with_name("minutes.typ"),
        format="pdf",
        font_paths=[Path(pylopdf_fonts_zh_cn.__file__).parent],
        ignore_system_fonts=True,
        sys_inputs={
            "document": msgspec.json.encode(document).decode(),
            "layout": msgspec.json.encode(measures).decode(),
            "qr": qr.svg(document.head) if document.head else "",
            "qr_label": qr.LABEL,
        },
        pdf_standards="a-2b",
        timestamp=document.issued // 1000,
    )
