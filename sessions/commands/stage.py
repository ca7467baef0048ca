"""What everybody sees."""

from sessions.commands.base import Command
from sessions.types import Id, Layout, ProgrammeMode


class SetLayout(Command, frozen=True, tag="set_layout"):
    """What everybody sees; `participant_id` is the broadcast venue 广播会场, None: the floor's.

    It opens nobody's microphone.
    """

    layout: Layout
    participant_id: Id | None = None


class FollowFloor(Command, frozen=True, tag="follow_floor"):
    """The stage follows the floor again."""


class DirectProgramme(Command, frozen=True, tag="direct_programme"):
    """How the public sees the programme; composed, the opinion on the screens is drawn into it."""

    mode: ProgrammeMode
