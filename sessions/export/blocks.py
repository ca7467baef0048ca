"""The blocks of a document, which each form and the desk only draw.

`key` names a block that may be edited (`sessions/minutes_blocks.py`), however often it is drafted;
it is empty for all others.
"""

from typing import Literal

import msgspec


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    """Level 1 is numbered 一、, level 2 （一）."""

    level: Literal[1, 2]
    text: str
    key: str = ""


class Moment(msgspec.Struct, frozen=True):
    """A moment of the meeting (Unix ms) and its timecode as it is written, which leads there."""

    at: int
    text: str


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """Body text, first line indented by two characters; `moment` stands behind it."""

    text: str
    key: str = ""
    moment: Moment | None = None


class Column(msgspec.Struct, frozen=True):
    """`width` is a share of the text block; the shares of a table add up to 1."""

    title: str
    width: float
    centred: bool = False


class Table(msgspec.Struct, frozen=True, tag="table"):
    """Rows have one cell per column. `moments`, where there are any, has for each row the moment
    (Unix ms) whose timecode its first cell is; None: it has no place in the recording.
    """

    columns: list[Column]
    rows: list[list[str]]
    key: str = ""
    moments: list[int | None] = []


class Labelled(msgspec.Struct, frozen=True, tag="labelled"):
    """A label such as 出席： and lines that hang behind it."""

    label: str
    lines: list[str]
    key: str = ""


class Entries(msgspec.Struct, frozen=True, tag="entries"):
    """A long list in small type, a line each, which number themselves."""

    lines: list[str]
    key: str = ""


Block = Heading | Paragraph | Table | Labelled | Entries
