"""The JSON forms of a recording: how long it is, what is where in it, and what was said."""

import msgspec

from media.egress.take_shelf import Lane
from sessions.chapters import ChapterKind
from sessions.types import Level, RequestKind
from sessions.views import Status
from web.recording_timeline import Span


class RecordingChapter(msgspec.Struct, frozen=True):
    """An agenda item or a speech, `at` seconds of the recording for `seconds`; None while it lasts.
    `began_at` is Unix ms.
    """

    kind: ChapterKind
    id: str
    number: int
    title: str
    """Of the item; of a speech that of its item."""
    at: float
    seconds: float | None
    began_at: int
    item_id: str | None
    speaker: str
    organization: str
    venue: str
    level: Level | None
    speech_kind: RequestKind | None


class RecordingDetail(msgspec.Struct, frozen=True):
    """`GET /{id}/recording.json`. `spans` say what time of the clock (Unix ms) is where in it."""

    id: str
    title: str
    status: Status
    playlist: str
    """Path of the HLS playlist, `/live/{id}/dvr.m3u8`."""
    storage: str
    """Before which an object store has that path too, for everybody; empty where it has not."""
    ended: bool
    """Nothing more comes."""
    published: bool
    begins: int
    """When its first picture was captured (Unix ms)."""
    seconds: float
    bytes: int
    spans: list[Span]
    chapters: list[RecordingChapter]
    caption_languages: list[str]


class RecordingCue(msgspec.Struct, frozen=True):
    """A caption, from `at` to `until` seconds of the recording."""

    at: float
    until: float
    text: str
    speaker: str
    speech_id: str | None


class RecordingCaptions(msgspec.Struct, frozen=True):
    """`GET /{id}/recording.captions.{language}.json`: all captions of a language, in order."""

    language: str
    cues: list[RecordingCue]


class RecordingTake(msgspec.Struct, frozen=True):
    """One file of a speaker's own tracks, from when they have the floor until they have not."""

    file: str
    """Below `/{id}/recording.takes/`."""
    participant_id: str
    speaker: str
    organization: str
    venue: str
    speech_id: str | None
    """None: the chair, without the floor."""
    speech_kind: RequestKind | None
    title: str
    """Of the speech's item."""
    began_at: int
    """When its first picture or sound was captured (Unix ms)."""
    seconds: float | None
    """None while it is written."""
    bytes: int
    """So far, where it is still written."""
    sha256: str
    """In hexadecimal; "" while it is written."""
    cut_off: bool
    """Its end is where a crash left it."""
    lanes: list[Lane]
    """Its tracks, in the order of the file."""


class RecordingTakes(msgspec.Struct, frozen=True):
    """`GET /{id}/recording.takes.json`: speakers' own tracks, oldest first."""

    takes: list[RecordingTake]
    bytes: int
