"""The recording 录像: how long it is kept, who may see it, and its end."""

from typing import Annotated

from msgspec import Meta

from sessions.commands.base import Command
from sessions.types import Reason

KeepDays = Annotated[int, Meta(ge=1, le=3650)]
"""Days from the closing; ten years are more than any rule of an office asks for."""


class SetRecording(Command, frozen=True, tag="set_recording"):
    """For how many days after the closing it is kept; None: until somebody deletes it.

    `own_tracks`: whether each speaker's own sound and pictures are recorded, too; None: as before.
    """

    keep_days: KeepDays | None = None
    own_tracks: bool | None = None


class PublishRecording(Command, frozen=True, tag="publish_recording"):
    """Let everybody see the recording of a consultation that has closed."""


class WithdrawRecording(Command, frozen=True, tag="withdraw_recording"):
    """Let staff alone see it again."""

    reason: Reason


class DeleteRecording(Command, frozen=True, tag="delete_recording"):
    """Delete the recording for good, with a reason; by rule (`system`) when its time is over."""

    reason: Reason


class ConfirmErasure(Command, frozen=True, tag="confirm_erasure"):
    """Say that the files of a deleted recording are gone, and how much it was. Of the service."""

    bytes: Annotated[int, Meta(ge=0)]
    seconds: Annotated[int, Meta(ge=0)]
