"""The whole stream from its beginning as one media playlist (RFC 8216), read off the shelf.

It is an EVENT playlist, to which segments are only added until it ends.
"""

import math
from collections.abc import Iterable

from media.egress.dateranges import iso
from media.egress.playlist import TARGET_DURATION
from media.egress.shelf import Kept

FOLLOWS = 0.001
"""Seconds: players reckon the time of day on from where it stands, so it need stand only where that
would be off, as after a pause."""


class DvrPlaylist:
    """Grows by segments, oldest first; its text is made when it is asked for."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._last: Kept | None = None
        self._longest = float(TARGET_DURATION)

    def add(self, kept: Iterable[Kept]) -> None:
        """Segments more."""
        for one in kept:
            self._add(one, self._last)
            self._last = one
            self._longest = max(self._longest, one.duration)

    def _add(self, one: Kept, before: Kept | None) -> None:
        if one.discontinuity and before is not None:
            self._lines.append("#EXT-X-DISCONTINUITY")
        if before is None or one.init != before.init:
            self._lines.append(f'#EXT-X-MAP:URI="{one.init}"')
        due = None if before is None or one.discontinuity else before.begins + before.duration
        if due is None or abs(due - one.begins) >= FOLLOWS:
            self._lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{iso(one.begins)}")
        self._lines.append(f"#EXTINF:{one.duration:.5f},")
        self._lines.append(one.uri)

    def text(self, ended: bool) -> str:
        """The playlist file, closed once the stream has `ended`."""
        head = [
            "#EXTM3U",
            "#EXT-X-VERSION:7",
            f"#EXT-X-TARGETDURATION:{math.ceil(self._longest)}",
            "#EXT-X-MEDIA-SEQUENCE:0",
            "#EXT-X-PLAYLIST-TYPE:EVENT",
        ]
        return "\n".join([*head, *self._lines, *(["#EXT-X-ENDLIST"] if ended else []), ""])
