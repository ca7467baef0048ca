"""What everybody sees and hears: the page, the picture, interpretation, and the recording."""

import msgspec

from sessions.types import Actor, Layout, ProgrammeMode


class Presentation(msgspec.Struct, frozen=True):
    """The page that everybody sees, since `turned_at`."""

    document_id: str
    page: int
    presenter_id: str | None
    speech_id: str | None
    turned_at: int


class Stage(msgspec.Struct, frozen=True):
    """What a director chose for everybody; `participant_id` None: whom the floor puts there."""

    layout: Layout
    participant_id: str | None


class Direction(msgspec.Struct, frozen=True):
    """How the public sees the programme."""

    mode: ProgrammeMode = "passthrough"


class Interpreting(msgspec.Struct, frozen=True):
    """Whose sound is the channel of a language, and since when."""

    participant_id: str
    since: int


class RecordingDeletion(msgspec.Struct, frozen=True):
    """That the recording was deleted: by whom, why and when."""

    by: Actor
    reason: str
    at: int
    bytes: int | None = None
    seconds: int | None = None
    """How much it was; None until its files are gone."""


class Recording(msgspec.Struct, frozen=True):
    """What may be done with the recording, whose bytes are elsewhere."""

    keep_days: int | None = None
    """From the closing; None: until somebody deletes it."""
    own_tracks: bool = False
    """Each speaker's own sound and pictures are recorded beside the programme."""
    published_at: int | None = None
    deleted: RecordingDeletion | None = None
