"""Reads a sheet that somebody uploaded into a table of text; runs as `python -m web.sheets`.

The file comes in on standard input, a `Sheet` or an `Unreadable` goes out as JSON. It is a process
of its own because what is uploaded may be made to cost much: memory, time and size are bounded, and
whatever happens in it happens to nobody else. Formulas are not evaluated: their text is the cell.
"""

import codecs
import contextlib
import csv
import io
import os
import resource
import sys
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

import msgspec

ROWS_MAX = 8_000
"""More than the participants and seats that one consultation takes, with headings and blanks."""
COLUMNS_MAX = 40
CELL_MAX = 1_000
"""Characters of a cell that are read: more than any of ours may have, so that it shows as too
long."""
UNZIPPED_MAX = 48 << 20
"""Bytes of a workbook's parts together; 8,000 rows of text take some 6 MiB."""
PARTS_MAX = 500
HEAD_LINES = 10
"""Lines of a CSV file by which it is known what stands between its cells."""
MEMORY_MAX = 1 << 30
CPU_SECONDS = 15
NICENESS = 10
"""Reading yields to media."""

UNEVALUATED = "="
"""What stands before a cell whose worth only a spreadsheet program knows."""

Problem = Literal["sheet_unreadable", "sheet_too_large", "sheet_encoding"]


class Sheet(msgspec.Struct, frozen=True, tag="sheet"):
    """Rows from the first, as text; `encoding` of a CSV file."""

    format: Literal["csv", "xlsx"]
    encoding: str
    table: list[list[str]]


class Unreadable(msgspec.Struct, frozen=True, tag="unreadable"):
    """Why nothing was read."""

    code: Problem


class CannotRead(Exception):
    """As `Unreadable`."""

    def __init__(self, code: Problem) -> None:
        super().__init__(code)
        self.code: Problem = code


def read(content: bytes) -> Sheet:
    """The table in a CSV or XLSX file, told apart by what is in it; raises `CannotRead`."""
    if content.startswith(b"PK\x03\x04"):
        return Sheet("xlsx", "", _bounded(_workbook_rows(content)))
    if content.startswith(b"\xd0\xcf\x11\xe0"):  # a workbook of before 2007
        raise CannotRead("sheet_unreadable")
    text, encoding = _decoded(content)
    return Sheet("csv", encoding, _bounded(_csv_rows(text)))


def _bounded(rows: Iterable[list[str]]) -> list[list[str]]:
    table: list[list[str]] = []
    blank = 0
    for row in rows:
        blank = 0 if any(row) else blank + 1
        if len(table) - blank >= ROWS_MAX:
            raise CannotRead("sheet_too_large")
        if blank > ROWS_MAX:  # formatted to the last row, and empty
            break
        used = max((at for at, cell in enumerate(row, start=1) if cell), default=0)
        table.append([cell[:CELL_MAX] for cell in row[: min(used, COLUMNS_MAX)]])
    return table[: len(table) - blank]


# --- CSV --------------------------------------------------------------------------------------

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
          (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip


def _decoded(content: bytes) -> tuple[str, str]:
    """UTF-8 or UTF-16 by their marks, UTF-8 without, else GB 18030, as Chinese Excel saves CSV."""
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise CannotRead("sheet_unreadable")
        return text, encoding
    raise CannotRead("sheet_encoding")


def _csv_rows(text: str) -> Iterable[list[str]]:
    csv.field_size_limit(1 << 20)
    head = text[:10_000].splitlines()[:HEAD_LINES] or [""]
    delimiter = max(",\t;", key=lambda one: max(line.count(one) for line in head))
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise CannotRead("sheet_unreadable") from error


# --- XLSX -------------------------------------------------------------------------------------


def _check_size(content: bytes) -> None:
    """Before anything is unpacked; a part that has more than it says is cut off by `zipfile`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise CannotRead("sheet_unreadable") from error
    if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNZIPPED_MAX:
        raise CannotRead("sheet_too_large")


def _workbook_rows(content: bytes) -> Iterable[list[str]]:
    """Of the first sheet that is shown."""
    _check_size(content)
    import openpyxl

    try:
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=False, keep_links=False
        )
        with contextlib.closing(book):
            shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            for row in shown[0].iter_rows(max_col=COLUMNS_MAX) if shown else ():
                yield [_text(cell.value, cell.data_type) for cell in row]
    except Exception as error:  # the library raises whatever its parsers do
        raise CannotRead("sheet_unreadable") from error


def _text(value: object, kind: str) -> str:
    """A cell as people see it."""
    if value is None:
        return ""
    if kind in ("f", "e"):  # a formula, or what one failed with
        return UNEVALUATED + str(value).removeprefix(UNEVALUATED)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def main() -> None:
    """Entry of the process."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    answer: Sheet | Unreadable
    try:
        answer = read(sys.stdin.buffer.read())
    except CannotRead as error:
        answer = Unreadable(error.code)
    except MemoryError:
        answer = Unreadable("sheet_too_large")
    sys.stdout.buffer.write(msgspec.json.encode(answer))


if __name__ == "__main__":
    main()
