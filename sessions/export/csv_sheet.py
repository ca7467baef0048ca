"""CSV for spreadsheets (RFC 4180), the one way in which every list is written.

With a byte order mark, without which Excel takes UTF-8 for a local encoding; a cell that a
spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection).
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from sessions.errors import Language
from sessions.export.plain import plain

Words = Mapping[Language, str]

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What a spreadsheet may take a formula by, behind any space; full-width signs too, which some
normalize. Tabs and line breaks become spaces."""


def csv_bytes(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a byte order mark and CRLF; each row has a cell per title."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(titles)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def safe(cell: str) -> str:
    """`cell` on one line, which a spreadsheet takes for text."""
    text = plain(cell)  # first: what it takes away may stand before a sign
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text
