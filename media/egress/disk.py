"""The stream's files on disk: written whole, found again after a restart."""

import contextlib
import math
import os
from pathlib import Path

from media.egress.boxes import VIDEO_TRACK, read_decode_time
from media.egress.config import VIDEO_RATE
from media.egress.errors import BadDirectory
from media.egress.hls import PLAYLIST, Delete, FileChange, KeptFile, Playlist, Write, read_playlist
from media.egress.stream import Beginning

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def apply(directory: Path, changes: list[FileChange]) -> None:
    """Carry out `changes` in order; raises OSError, the rest being undone."""
    for change in changes:
        match change:
            case Write():
                path = directory / change.name
                beside = path.with_name(f".{change.name}.tmp")
                beside.write_bytes(change.data)
                os.replace(beside, path)
            case Delete():
                (directory / change.name).unlink(missing_ok=True)


def begin(directory: Path, now: float, unix: float) -> Beginning:
    """Make `directory` ready; take over what an earlier run of the same stream left in it.

    Raises `BadDirectory`.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for leftover in directory.glob(".*.tmp"):
            leftover.unlink()
        kept = _kept_files(directory)
    except OSError as error:
        raise BadDirectory(f"{directory} cannot be used: {error.strerror}.") from error
    stamp = _stamp(directory, unix)
    earlier = _read_earlier(directory)
    timeline = 0 if earlier is None else _following_second(directory, earlier, unix)
    return Beginning(stamp, unix - now, timeline, earlier, kept)


def _kept_files(directory: Path) -> tuple[KeptFile, ...]:
    found = [(path, path.stat()) for path in directory.glob("seg-*.m4s")]
    found.sort(key=lambda entry: entry[1].st_mtime_ns)
    return tuple(KeptFile(path.name, stat.st_size) for path, stat in found)


def _stamp(directory: Path, unix: float) -> str:
    """A name for this run: the second it began, or the first free one after it."""
    second = int(unix)
    while any(directory.glob(f"*-{_base36(second)}-*")):
        second += 1
    return _base36(second)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
    return digits or "0"


def _read_earlier(directory: Path) -> Playlist | None:
    """The playlist of the run before; None where there is none that can be continued."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        playlist = read_playlist((directory / PLAYLIST).read_text(encoding="utf-8"))
        return playlist if playlist.entries else None
    return None


def _following_second(directory: Path, earlier: Playlist, unix: float) -> int:
    """Where the timeline goes on, so that it keeps pace with the clock and never goes back."""
    last = earlier.entries[-1]
    try:
        start = read_decode_time((directory / last.uri).read_bytes(), VIDEO_TRACK) or 0
    except OSError:
        start = 0
    passed = max(unix - last.begins, last.duration)
    return math.ceil(start / VIDEO_RATE + passed)
