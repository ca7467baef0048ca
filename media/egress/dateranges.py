"""Who speaks, as timed metadata of the playlist: `EXT-X-DATERANGE` (RFC 8216 section 4.3.2.7)."""

from collections import deque
from datetime import UTC, datetime

import msgspec

from media.egress.scene import Mode, Titles

TAG = "#EXT-X-DATERANGE"
CLASS = "org.tongxin.titles"
MAX_RANGES = 64
"""In one playlist: a change in every second of its minute, with room."""
MAX_VALUE = 120
"""Characters of one attribute."""


class _Range(msgspec.Struct, frozen=True):
    number: int
    begins: float
    titles: Titles
    mode: Mode


class DateRanges:
    """Titles by the time from which they hold; each ends where the next begins.

    `stamp` makes their ids unique among the runs of a stream.
    """

    def __init__(self, stamp: str) -> None:
        self._stamp = stamp
        self._ranges: deque[_Range] = deque(maxlen=MAX_RANGES)
        self._count = 0

    def mark(self, begins: float, titles: Titles, mode: Mode) -> None:
        """From `begins` (Unix seconds) on these hold; the same as before are not marked again."""
        last = self._ranges[-1] if self._ranges else None
        if last is not None and (last.titles, last.mode) == (titles, mode):
            return
        if last is None and titles == Titles():
            return
        self._ranges.append(_Range(self._count, begins, titles, mode))
        self._count += 1

    def lines(self, first: float) -> list[str]:
        """The tags of a playlist whose first picture is of `first` (Unix seconds)."""
        while len(self._ranges) > 1 and self._ranges[1].begins <= first:
            self._ranges.popleft()
        return [self._line(one) for one in self._ranges]

    def _line(self, one: _Range) -> str:
        titles = one.titles
        values = {
            "ID": f"{self._stamp}-{one.number}",
            "CLASS": CLASS,
            "START-DATE": iso(one.begins),
            "X-MODE": one.mode,
            "X-SPEAKER": titles.name,
            "X-TITLE": titles.title,
            "X-VENUE": titles.venue,
            "X-LEVEL": titles.level,
            "X-ITEM": titles.item,
        }
        pairs = [f'{name}="{quotable(value)}"' for name, value in values.items()]
        return f"{TAG}:" + ",".join([*pairs, "END-ON-NEXT=YES"])


def quotable(text: str) -> str:
    """`text` as a quoted string may have it: no quote, no line break, nothing unprintable."""
    marked = text[:MAX_VALUE].replace('"', "”")
    return "".join(letter if letter.isprintable() else " " for letter in marked)


def iso(seconds: float) -> str:
    """A Unix time as in `EXT-X-PROGRAM-DATE-TIME`."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
