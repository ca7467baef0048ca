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


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """Body text, first line indented by two characters."""

    text: str
    key: str = ""


class Column(msgspec.Struct, frozen=True):
    """`width` is a share of the text block; the shares of a table add up to 1."""

    title: str
    width: float
    centred: bool = False


class Table(msgspec.Struct, frozen=True, tag="table"):
    """Rows have one cell per column."""

    columns: list[Column]
    rows: list[list[str]]
    key: str = ""


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
