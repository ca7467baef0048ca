"""Playlists as text: RFC 8216, and draft-pantos-hls-rfc8216bis for low latency."""

import math
from collections import deque
from datetime import datetime

import msgspec

from media.egress.config import VIDEO_RATE
from media.egress.dateranges import TAG, iso
from media.egress.packager import PART_TICKS

TARGET_DURATION = 4
"""Seconds; constant, as RFC 8216 section 6.2.1 asks, and above the longest segment."""
PART_TARGET = PART_TICKS / VIDEO_RATE
"""Seconds: the longest part."""
PART_HOLD_BACK = 3 * PART_TARGET
"""How far behind the end players stay; three parts are recommended (section 4.4.3.8)."""
SKIP_UNTIL = 6.0 * TARGET_DURATION
"""A delta update leaves out what is older; the least that section 4.4.3.8 allows."""
PARTS_SECONDS = 3.0 * TARGET_DURATION
"""Parts are listed, and kept, this far from the end (section 6.2.2): the last six segments."""
WINDOW_SEGMENTS = 30
"""Segments in the playlist: a minute, which a viewer may pause; most of it is left out of delta
updates."""
WINDOW_SECONDS = 60.0
"""Where switches of speaker made segments short, the playlist holds more of them…"""
MAX_WINDOW_SEGMENTS = 150
"""… up to what `packager.MIN_PARAMETERS_TICKS` allows in that time."""


class Part(msgspec.Struct, frozen=True):
    """A part of a segment, a file of its own (`EXT-X-PART`)."""

    uri: str
    duration: float
    """Seconds."""
    independent: bool
    """Begins with a key frame."""


class Entry(msgspec.Struct, frozen=True):
    """One segment in a playlist."""

    uri: str
    init: str
    duration: float
    """Seconds."""
    begins: float
    """When its first picture was captured, in Unix seconds (`EXT-X-PROGRAM-DATE-TIME`)."""
    discontinuity: bool
    """Decoders start afresh: other parameters, or another timeline."""
    parts: tuple[Part, ...] = ()
    """Those still listed."""


class Playlist(msgspec.Struct):
    """A sliding window over the segments, the last of which may be growing."""

    sequence: int = 0
    """Number of the first entry (`EXT-X-MEDIA-SEQUENCE`)."""
    discontinuities: int = 0
    """Discontinuities that have left the window (`EXT-X-DISCONTINUITY-SEQUENCE`)."""
    entries: deque[Entry] = msgspec.field(default_factory=deque)
    growing: Entry | None = None
    """The segment of which only parts are there."""
    hint: str = ""
    """Name of the part to come (`EXT-X-PRELOAD-HINT`)."""
    report: str = ""
    """The other rendition's playlist, which has the same numbers (`EXT-X-RENDITION-REPORT`)."""
    ranges: list[str] = msgspec.field(default_factory=list)
    """Its date range tags."""
    ended: bool = False

    @property
    def following(self) -> int:
        """Number of the segment after the last complete one."""
        return self.sequence + len(self.entries)

    def add(self, entry: Entry) -> tuple[list[str], list[str]]:
        """Append a segment and let the oldest leave; segments and parts that are listed no more."""
        self.entries.append(entry)
        segments = []
        while self._too_long():
            left = self.entries.popleft()
            segments.append(left.uri)
            self.sequence += 1
            self.discontinuities += left.discontinuity
        return segments, self._forget_parts()

    def has(self, segment: int, part: int | None) -> bool:
        """Whether `segment` is complete or, with `part`, has that one; or a later one is there."""
        if segment < self.following:
            return True
        if part is None or segment > self.following or self.growing is None:
            return False
        return part < len(self.growing.parts)

    def text(self, delta: bool = False) -> str:
        """The playlist file; `delta`: without what players know (section 6.2.5.1)."""
        skipped = self._skippable() if delta else 0
        lines = [
            "#EXTM3U",
            f"#EXT-X-VERSION:{9 if skipped else 7}",
            f"#EXT-X-TARGETDURATION:{TARGET_DURATION}",
            f"#EXT-X-PART-INF:PART-TARGET={PART_TARGET:g}",
            f"#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK={PART_HOLD_BACK:g},"
            f"CAN-SKIP-UNTIL={SKIP_UNTIL:g}",
            f"#EXT-X-MEDIA-SEQUENCE:{self.sequence}",
            f"#EXT-X-DISCONTINUITY-SEQUENCE:{self.discontinuities}",
            *self.ranges,
        ]
        if skipped:
            lines.append(f"#EXT-X-SKIP:SKIPPED-SEGMENTS={skipped}")
        init = ""
        for number, entry in enumerate(self.entries):
            if number >= skipped:
                lines += _head(entry, init)
                lines += [f"#EXTINF:{entry.duration:.5f},", entry.uri]
                init = entry.init
        if self.growing is not None:
            lines += _head(self.growing, init)
        return "\n".join(lines + self._tail()) + "\n"

    def _tail(self) -> list[str]:
        if self.ended:
            return ["#EXT-X-ENDLIST"]
        lines = [f'#EXT-X-PRELOAD-HINT:TYPE=PART,URI="{self.hint}"'] if self.hint else []
        last = self._last_part()
        if self.report and last is not None:
            lines.append(
                f'#EXT-X-RENDITION-REPORT:URI="{self.report}",LAST-MSN={last[0]},LAST-PART={last[1]}'
            )
        return lines

    def _last_part(self) -> tuple[int, int] | None:
        if self.growing is not None:
            return self.following, len(self.growing.parts) - 1
        if self.entries and self.entries[-1].parts:
            return self.following - 1, len(self.entries[-1].parts) - 1
        return None

    def _too_long(self) -> bool:
        count = len(self.entries)
        later = sum(entry.duration for entry in self.entries) - self.entries[0].duration
        return count > WINDOW_SEGMENTS and (later >= WINDOW_SECONDS or count > MAX_WINDOW_SEGMENTS)

    def _forget_parts(self) -> list[str]:
        gone: list[str] = []
        later = 0.0
        for index in range(len(self.entries) - 1, -1, -1):
            entry = self.entries[index]
            if later > PARTS_SECONDS:
                if not entry.parts:
                    break
                gone += [part.uri for part in entry.parts]
                self.entries[index] = msgspec.structs.replace(entry, parts=())
            later += entry.duration
        return gone

    def _skippable(self) -> int:
        """Entries that begin before the skip boundary and have no parts listed."""
        left = sum(part.duration for part in self.growing.parts) if self.growing else 0.0
        left += sum(entry.duration for entry in self.entries)
        skipped = 0
        for entry in self.entries:
            left -= entry.duration
            if left < SKIP_UNTIL:
                break
            skipped += 1
        return skipped


def _head(entry: Entry, init: str) -> list[str]:
    lines = ["#EXT-X-DISCONTINUITY"] if entry.discontinuity else []
    if entry.init != init:
        lines.append(f'#EXT-X-MAP:URI="{entry.init}"')
    lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{iso(entry.begins)}")
    for part in entry.parts:
        independent = ",INDEPENDENT=YES" if part.independent else ""
        lines.append(f'#EXT-X-PART:DURATION={part.duration:.5f},URI="{part.uri}"{independent}')
    return lines


def read_playlist(text: str) -> Playlist:
    """Read back what `Playlist.text` wrote in full; raise ValueError if it is something else."""
    playlist = Playlist()
    init, duration, begins, discontinuity = "", 0.0, 0.0, False
    parts: list[Part] = []
    for line in text.splitlines():
        tag, _, value = line.partition(":")
        if tag == "#EXT-X-MEDIA-SEQUENCE":
            playlist.sequence = int(value)
        elif tag == "#EXT-X-DISCONTINUITY-SEQUENCE":
            playlist.discontinuities = int(value)
        elif tag == "#EXT-X-DISCONTINUITY":
            discontinuity = True
        elif tag == "#EXT-X-MAP":
            init = value.split('"')[1]
        elif tag == "#EXT-X-PROGRAM-DATE-TIME":
            begins = datetime.fromisoformat(value).timestamp()
        elif tag == TAG:
            playlist.ranges.append(line)
        elif tag == "#EXT-X-PART":
            parts.append(_read_part(value))
        elif tag == "#EXTINF":
            duration = _seconds(value.rstrip(","))
        elif tag == "#EXT-X-PRELOAD-HINT":
            playlist.hint = value.split('"')[1]
        elif tag == "#EXT-X-RENDITION-REPORT":
            playlist.report = value.split('"')[1]
        elif tag == "#EXT-X-ENDLIST":
            playlist.ended = True
        elif not line.startswith("#"):
            playlist.entries.append(
                Entry(line, init, duration, begins, discontinuity, tuple(parts))
            )
            discontinuity, parts = False, []
    if parts:
        lasts = sum(part.duration for part in parts)
        playlist.growing = Entry("", init, lasts, begins, discontinuity, tuple(parts))
    return playlist


def _read_part(value: str) -> Part:
    duration = _seconds(value.split(",")[0].removeprefix("DURATION="))
    return Part(value.split('"')[1], duration, value.endswith("INDEPENDENT=YES"))


def _seconds(value: str) -> float:
    seconds = float(value)
    if not (math.isfinite(seconds) and seconds >= 0):
        raise ValueError(f"{value} is no duration")
    return seconds
