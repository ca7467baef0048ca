"""The empty roster sheet that people download, fill in and upload, for one consultation."""

import csv
import io
from typing import Any

from sessions.errors import Language
from sessions.sheet_words import CAPACITY_WORDS, COLUMNS, HEADINGS, LEVEL_WORDS, ROLE_WORDS
from sessions.state import Consultation

WORDS: dict[str, tuple[str, str]] = {
    "roster": ("名单", "Roster"),
    "help": ("填写说明", "How to fill in"),
    "venues": ("会场", "Venues"),
    "seat": (
        "“席位”是在会场里、自己不连线的人；其他身份各有入会链接。",
        "A “seat” is somebody in the room without a link of their own; all others get one.",
    ),
    "new": (
        "已有的会场只写名称；新会场还要写上级会场、级别和 6 位区划代码。",
        "Name venues that stand; for a new one give its parent, level and 6-digit region code too.",
    ),
    "same": (
        "会场重名时写全：上级会场/本会场。",
        "Where venues have the same name, write the path: parent/venue.",
    ),
    "safe": (
        "不要用公式，也不要以 = + - @ 开头。",
        "Use no formulas, and begin nothing with = + - @.",
    ),
}
ROWS_OFFERED = 2_000
"""Rows with lists to choose from."""
WIDTHS = {"name": 14, "role": 14, "venue": 24, "title": 22, "organization": 26, "parent": 24}


def headings(language: Language) -> list[str]:
    """In the template's order."""
    return [HEADINGS[column][_place(language)] for column in COLUMNS]


def _place(language: Language) -> int:
    return 1 if language == "en" else 0


def as_csv(language: Language) -> bytes:
    """The heading alone, with the mark by which spreadsheet programs know UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerow(headings(language))
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(state: Consultation, language: Language) -> bytes:
    """With lists to choose role, venue, capacity and level from, and a page that explains."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.worksheet.datavalidation import DataValidation

    place = _place(language)
    book = Workbook()
    sheet: Any = book.active
    sheet.title = WORDS["roster"][place]
    sheet.append(headings(language))
    sheet.freeze_panes = "A2"
    help_page: Any = book.create_sheet(WORDS["help"][place])
    venues: Any = book.create_sheet(WORDS["venues"][place])
    for venue in state.venues.values():
        venues.append([venue.name, venue.id])
        for cell in venues[venues.max_row]:
            cell.data_type = "s"  # a name that begins like a formula is a name
    said = {
        "role": [words[place] for role, words in ROLE_WORDS.items() if role != "organizer"],
        "capacity": [words[place] for words in CAPACITY_WORDS.values()],
        "level": [words[place] for words in LEVEL_WORDS.values()],
    }
    for key in ("seat", "new", "same", "safe"):
        help_page.append([WORDS[key][place]])
    for column, choice in said.items():
        heading = HEADINGS[column][place]  # type: ignore[index]
        help_page.append([f"{heading}: {' / '.join(choice)}"])
    help_page.column_dimensions["A"].width = 90
    lists = {name: f'"{",".join(choice)}"' for name, choice in said.items()}
    lists["venue"] = lists["parent"] = f"'{venues.title}'!$A$1:$A${max(1, venues.max_row)}"
    for number, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(row=1, column=number)
        cell.font = Font(bold=True)
        letter = cell.column_letter
        sheet.column_dimensions[letter].width = WIDTHS.get(column, 12)
        if column == "region_code":  # or 000000 becomes 0
            sheet.column_dimensions[letter].number_format = "@"
        if column in lists:
            offered = DataValidation(type="list", formula1=lists[column], allow_blank=True)
            offered.showErrorMessage = False  # new venues are typed
            offered.add(f"{letter}2:{letter}{ROWS_OFFERED}")
            sheet.add_data_validation(offered)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
