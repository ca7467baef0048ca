"""The recording 录像 of a consultation: how long it is kept, who may see it, and its end.

Its bytes lie with whoever serves them; the log says what may be done with them, and who deleted
them when and why. A deletion is recorded before the first file goes, and once more when all are
gone, so that one that was interrupted is finished later.
"""

from typing import Literal

import msgspec
from msgspec.structs import replace

from sessions.commands import ConfirmErasure, DeleteRecording, SetRecording, WithdrawRecording
from sessions.errors import Refused
from sessions.events import (
    AnyEvent,
    RecordingDeleted,
    RecordingErased,
    RecordingPublished,
    RecordingSet,
    RecordingWithdrawn,
)
from sessions.state import Consultation
from sessions.state.stage import RecordingDeletion
from sessions.types import Actor, DeletionCode

DAY_MS = 24 * 3600 * 1000
EXPIRED: DeletionCode = "expired"
LIVE_TAIL_MS = 60_000
"""After the closing, for which the stream stays public: whoever watches is some seconds behind."""

Sight = Literal["public", "staff", "gone"]
"""Who may see the recording: everybody, organizer, chair and clerk, or nobody any more."""


# --- decided ----------------------------------------------------------------------------------


def set_recording(state: Consultation, command: SetRecording) -> list[AnyEvent]:
    """At any time until it is deleted; what is set so already changes nothing."""
    _require_kept(state)
    kept = state.recording
    own_tracks = kept.own_tracks if command.own_tracks is None else command.own_tracks
    if (command.keep_days, own_tracks) == (kept.keep_days, kept.own_tracks):
        return []
    return [RecordingSet(keep_days=command.keep_days, own_tracks=own_tracks)]


def publish_recording(state: Consultation) -> list[AnyEvent]:
    """Once the consultation has closed: before, it is live."""
    _require_over(state)
    _require_kept(state)
    return [] if state.recording.published_at is not None else [RecordingPublished()]


def withdraw_recording(state: Consultation, command: WithdrawRecording) -> list[AnyEvent]:
    """What is not public stays so."""
    _require_kept(state)
    if state.recording.published_at is None:
        return []
    return [RecordingWithdrawn(reason=command.reason)]


def delete_recording(
    state: Consultation, actor: Actor, command: DeleteRecording, now_ms: int
) -> list[AnyEvent]:
    """Once the consultation has closed; by rule only when its time is over."""
    _require_over(state)
    _require_kept(state)
    if not command.reason.strip():
        raise Refused("recording_needs_reason")
    if actor.role == "system" and not is_expired(state, now_ms):
        raise Refused("recording_not_expired")
    return [RecordingDeleted(reason=command.reason)]


def confirm_erasure(state: Consultation, command: ConfirmErasure) -> list[AnyEvent]:
    """Once, of a recording that was deleted."""
    if not needs_erasure(state):
        return []
    return [RecordingErased(bytes=command.bytes, seconds=command.seconds)]


def _require_over(state: Consultation) -> None:
    if state.status != "closed":
        raise Refused("recording_goes_on")


def _require_kept(state: Consultation) -> None:
    if state.recording.deleted is not None:
        raise Refused("recording_deleted")


# --- applied ----------------------------------------------------------------------------------


def recording_set(state: Consultation, event: RecordingSet) -> Consultation:
    """Kept for another time, with or without speakers' own tracks."""
    return _with(state, keep_days=event.keep_days, own_tracks=event.own_tracks)


def recording_published(state: Consultation, at: int) -> Consultation:
    """Public."""
    return _with(state, published_at=at)


def recording_withdrawn(state: Consultation) -> Consultation:
    """Not public any more."""
    return _with(state, published_at=None)


def recording_deleted(
    state: Consultation, event: RecordingDeleted, actor: Actor, at: int
) -> Consultation:
    """Nobody's to see."""
    return _with(state, published_at=None, deleted=RecordingDeletion(actor, event.reason, at))


def recording_erased(state: Consultation, event: RecordingErased) -> Consultation:
    """Gone."""
    deleted = state.recording.deleted
    assert deleted is not None, "only what was deleted is erased"
    erased = replace(deleted, bytes=event.bytes, seconds=event.seconds)
    return _with(state, deleted=erased)


def _with(state: Consultation, **changes: object) -> Consultation:
    return replace(state, recording=replace(state.recording, **changes))


# --- by rule ----------------------------------------------------------------------------------


def expires_at(state: Consultation) -> int | None:
    """When the recording's time is over (Unix ms); None while that is not known, or never is."""
    kept = state.recording.keep_days
    if kept is None or state.closed_at is None or state.recording.deleted is not None:
        return None
    return state.closed_at + kept * DAY_MS


def is_expired(state: Consultation, now_ms: int) -> bool:
    """Whether the recording is to be deleted by rule now."""
    at = expires_at(state)
    return at is not None and now_ms >= at


def due_deletion(state: Consultation, now_ms: int) -> DeleteRecording | None:
    """The deletion that the clock asks for, to be executed as `SYSTEM`."""
    return DeleteRecording(EXPIRED) if is_expired(state, now_ms) else None


def needs_erasure(state: Consultation) -> bool:
    """Whether files of it may be left."""
    deleted = state.recording.deleted
    return deleted is not None and deleted.bytes is None


def sight(state: Consultation, now_ms: int) -> Sight:
    """Who may see the recording now: while it is live, who may see the stream."""
    if state.recording.deleted is not None:
        return "gone"
    if state.status == "closed" and state.recording.published_at is None:
        assert state.closed_at is not None
        return "public" if now_ms - state.closed_at < LIVE_TAIL_MS else "staff"
    return "public"


# --- read -------------------------------------------------------------------------------------


class RecordingView(msgspec.Struct, frozen=True):
    """How the recording stands. Times are Unix ms."""

    keep_days: int | None
    published_at: int | None
    expires_at: int | None
    own_tracks: bool = False
    """Each speaker's own sound and pictures are recorded, too."""
    deleted_at: int | None = None
    deleted_by: Actor | None = None
    reason: str = ""
    """Why it was deleted: a `DeletionCode`, or the words of whoever did."""
    bytes: int | None = None
    seconds: int | None = None
    """How much it was, once its files are gone."""


def recording_view(state: Consultation) -> RecordingView:
    """As everybody in the meeting may know it."""
    kept, deleted = state.recording, state.recording.deleted
    view = RecordingView(kept.keep_days, kept.published_at, expires_at(state), kept.own_tracks)
    if deleted is None:
        return view
    return replace(
        view,
        deleted_at=deleted.at,
        deleted_by=deleted.by,
        reason=deleted.reason,
        bytes=deleted.bytes,
        seconds=deleted.seconds,
    )
