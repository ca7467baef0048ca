"""The recording 录像: how long it is kept, who may see it, and its end."""

from sessions.events.base import Event


class RecordingSet(Event, frozen=True, tag="recording_set"):
    """For how many days after the closing it is kept; None: until somebody deletes it.

    `own_tracks`: from here on each speaker's own sound and pictures are recorded, too.
    """

    keep_days: int | None
    own_tracks: bool = False


class RecordingPublished(Event, frozen=True, tag="recording_published"):
    """Everybody may see it from here on."""


class RecordingWithdrawn(Event, frozen=True, tag="recording_withdrawn"):
    """Staff alone may see it from here on."""

    reason: str


class RecordingDeleted(Event, frozen=True, tag="recording_deleted"):
    """Nobody may see it any more, and its files go. `reason` is a `DeletionCode` or the words of
    whoever deleted it.
    """

    reason: str


class RecordingErased(Event, frozen=True, tag="recording_erased"):
    """Its files are gone: so many bytes, so many seconds of picture and sound."""

    bytes: int
    seconds: int
