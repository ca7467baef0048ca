"""The stream's files on disk: written whole, found again after a restart."""

import contextlib
import math
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from media.egress.boxes import VIDEO_TRACK, read_decode_time
from media.egress.config import VIDEO_RATE
from media.egress.errors import BadDirectory
from media.egress.hls import (
    PLAYLIST,
    SOUND_PLAYLIST,
    SOUND_PREFIX,
    Append,
    Delete,
    FileChange,
    Write,
)
from media.egress.playlist import Entry, Playlist, read_playlist
from media.egress.shelf import SHELF, kept_of, read, shelf_line
from media.egress.stream import Beginning

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def apply(directory: Path, changes: Sequence[FileChange]) -> None:
    """Carry out `changes` in order; raises OSError, the rest being undone."""
    for change in changes:
        match change:
            case Write():
                path = directory / change.name
                beside = path.with_name(f".{change.name}.tmp")
                beside.write_bytes(change.data)
                os.replace(beside, path)
            case Append():
                _append(directory / change.name, change.data)
            case Delete():
                (directory / change.name).unlink(missing_ok=True)


def _append(path: Path, data: bytes) -> None:
    """All of `data` or nothing: half a line, as on a full disk, would spoil the next one too."""
    size = path.stat().st_size if path.exists() else 0
    try:
        with path.open("ab") as file:
            file.write(data)
    except OSError:
        with contextlib.suppress(OSError):
            os.truncate(path, size)
        raise


def begin(directory: Path, now: float, unix: float) -> Beginning:
    """Make `directory` ready; take over what an earlier run of the same stream left in it.

    Raises `BadDirectory`.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for leftover in directory.glob(".*.tmp"):
            leftover.unlink()
        earlier = _read_earlier(directory, PLAYLIST, "")
        sound = _read_earlier(directory, SOUND_PLAYLIST, SOUND_PREFIX)
        _mend_shelf(directory, [] if earlier is None else list(earlier.entries))
        _remove_parts(directory, earlier, sound)
    except OSError as error:
        raise BadDirectory(f"{directory} cannot be used: {error.strerror}.") from error
    stamp = _stamp(directory, unix)
    timeline = 0 if earlier is None else _following_second(directory, earlier, unix)
    return Beginning(stamp, unix - now, timeline, earlier, sound)


def _mend_shelf(directory: Path, listed: list[Entry]) -> None:
    """End a line that a crash cut off, and add what the playlist lists and the shelf does not tell
    of: a segment whose line was still to be written, or all of a version that had no shelf.
    """
    path = directory / SHELF
    data = path.read_bytes() if path.exists() else b""
    kept, whole = read(data)
    known = {one.uri for one in kept}
    added = b"" if whole == len(data) else b"\n"
    for entry in listed:
        file = directory / entry.uri
        if entry.uri not in known and file.is_file():
            added += shelf_line(kept_of(entry, file.stat().st_size))
    if added:
        with path.open("ab") as file_of_lines:
            file_of_lines.write(added)


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


def _read_earlier(directory: Path, file: str, prefix: str) -> Playlist | None:
    """The playlist of the run before, its growing segment completed; None if it has no use."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        playlist = read_playlist((directory / file).read_text(encoding="utf-8"))
        _complete(directory, playlist, prefix)
        return playlist if playlist.entries else None
    return None


def _complete(directory: Path, playlist: Playlist, prefix: str) -> None:
    """Make a segment of the parts of a run that was killed; those that are not there are lost."""
    growing = playlist.growing
    playlist.growing = None
    if growing is None:
        return
    there = []
    for part in growing.parts:
        if not (directory / part.uri).is_file():
            break
        there.append(part)
    if not there:
        return
    stamp = there[0].uri.removeprefix(f"{prefix}part-").rpartition("-")[0]
    name = f"{prefix}seg-{stamp}-{playlist.following}.m4s"
    data = b"".join((directory / part.uri).read_bytes() for part in there)
    apply(directory, [Write(name, data)])
    seconds = sum(part.duration for part in there)
    playlist.add(msgspec.structs.replace(growing, uri=name, duration=seconds, parts=tuple(there)))


def _remove_parts(directory: Path, *playlists: Playlist | None) -> None:
    """Delete parts of earlier runs, but for those that a player may still ask for."""
    listed = {
        part.uri
        for playlist in playlists
        if playlist is not None
        for entry in playlist.entries
        for part in entry.parts
    }
    for pattern in ("part-*.m4s", f"{SOUND_PREFIX}part-*.m4s"):
        for path in directory.glob(pattern):
            if path.name not in listed:
                path.unlink()


def _following_second(directory: Path, earlier: Playlist, unix: float) -> int:
    """Where the timeline goes on, so that it keeps pace with the clock and never goes back."""
    last = earlier.entries[-1]
    try:
        start = read_decode_time((directory / last.uri).read_bytes(), VIDEO_TRACK) or 0
    except OSError:
        start = 0
    passed = max(unix - last.begins, last.duration)
    return math.ceil(start / VIDEO_RATE + passed)
