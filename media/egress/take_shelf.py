"""What is kept of a consultation's takes 分轨: a line when a file begins, and one when it is whole.

A take is one stretch of a participant's own tracks, from when they have the floor until they have
not. Lines are only added; of two about a file the later holds. What a crash cut off ends with the
last whole fragment, which the next run looks up and writes down.
"""

import hashlib
import os
import re
from pathlib import Path
from struct import unpack

import msgspec

from media.egress.boxes_read import read_lengths
from media.egress.config import SOUND_RATE, VIDEO_RATE
from media.egress.errors import BrokenSegment
from media.messages import Kind, Source

FOLDER = "takes"
"""In the stream's directory."""
INDEX = "takes.jsonl"
"""In the folder."""
NAME = re.compile(r"[0-9]+-[0-9]+\.mp4")
"""When it began (Unix ms), and a number within its run."""
MAX_LINE = 2048
"""Bytes: a line of ours has 500."""
MAX_FRAGMENT = 64 << 20
"""Bytes: half a second of all that a participant may send is far less."""
READ = 1 << 20
"""Bytes read at once to be hashed."""


class Lane(msgspec.Struct, frozen=True):
    """One track of a take: a source of its participant, coded as they sent it."""

    source: Source
    kind: Kind
    codec: str
    """`h264`, `vp8` or `opus`."""

    @property
    def rate(self) -> int:
        """Ticks per second in the file."""
        return SOUND_RATE if self.kind == "audio" else VIDEO_RATE


class Take(msgspec.Struct, frozen=True):
    """One file: whose, of which speech (None: the chair without the floor), from when on."""

    file: str
    participant_id: str
    speech_id: str | None
    begins: float
    """When its first picture or sound was captured, in Unix seconds."""
    lanes: tuple[Lane, ...]
    """In the order of the file's tracks, which count from 1."""
    seconds: float | None = None
    """How long it is; None, like the rest, while it is written."""
    bytes: int | None = None
    sha256: str = ""
    """Of the file, in hexadecimal."""
    cut_off: bool = False
    """Its end is where a crash left it."""


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Take).decode


def take_line(take: Take) -> bytes:
    """As it stands in the index."""
    return _encode(take) + b"\n"


def read_takes(data: bytes) -> list[Take]:
    """The takes that an index tells of, oldest first; damaged lines are left out."""
    found: dict[str, Take] = {}
    for line in data.splitlines():
        if len(line) > MAX_LINE:
            continue
        try:
            take = _decode(line)
        except (msgspec.DecodeError, ValueError):
            continue
        if NAME.fullmatch(take.file):
            found[take.file] = take
    return sorted(found.values(), key=lambda one: one.begins)


def read_folder(folder: Path) -> list[Take]:
    """The takes of which there is a file, by the index in `folder`."""
    try:
        data = (folder / INDEX).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [one for one in read_takes(data) if (folder / one.file).is_file()]


def measure(path: Path, lanes: tuple[Lane, ...]) -> tuple[int, float]:
    """How many bytes of a file are whole boxes up to a fragment's end, and how many seconds they
    play; (0, 0.0) if it has not one fragment.
    """
    whole, head, last = 0, b"", b""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        at = 0
        while len(header := file.read(8)) == 8:
            length, kind = unpack(">I4s", header)
            if not 8 <= length <= MAX_FRAGMENT or at + length > size:
                break
            if kind == b"moof":
                head = file.read(length - 8)
            elif kind == b"mdat":
                whole, last = at + length, head
            at += length
            file.seek(at)
    return whole, _end_of(last, lanes)


def _end_of(moof: bytes, lanes: tuple[Lane, ...]) -> float:
    try:
        ends = read_lengths(moof)
    except BrokenSegment:
        return 0.0
    known = {number: lane.rate for number, lane in enumerate(lanes, start=1)}
    return max((end / known[track] for track, end in ends.items() if track in known), default=0.0)


def mend(folder: Path) -> list[Take]:
    """Complete what an earlier run did not finish; nothing may write there meanwhile.

    Each file is cut after its last whole fragment and hashed; one without any is removed. Returns
    those completed; raises OSError.
    """
    done = []
    for take in [one for one in read_folder(folder) if one.seconds is None]:
        path = folder / take.file
        whole, seconds = measure(path, take.lanes)
        if not whole:
            path.unlink()
            continue
        os.truncate(path, whole)
        ended = msgspec.structs.replace(
            take, seconds=round(seconds, 3), bytes=whole, sha256=_hash(path), cut_off=True
        )
        done.append(ended)
    _append(folder / INDEX, b"".join(take_line(one) for one in done))
    return done


def _append(index: Path, lines: bytes) -> None:
    """Add lines, and end one before them that a crash cut off."""
    if index.is_file():
        with index.open("rb+") as file:
            data = file.read()
            file.write((b"" if data.endswith(b"\n") else b"\n") + lines)


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(READ):
            digest.update(data)
    return digest.hexdigest()
