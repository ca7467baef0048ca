"""The speaking list, the floor and its clocks."""

from typing import Annotated

from msgspec import Meta

from sessions.commands.base import Command
from sessions.types import FloorRules, Id, Note, RequestKind, Seconds


class RequestFloor(Command, frozen=True, tag="request_floor"):
    """申请发言: one waiting request per participant and lane (a point of order and an interposed
    question stand beside any other); a venue operator may ask for a seat.
    """

    kind: RequestKind = "statement"
    note: Note = ""
    seat_id: Id | None = None
    question_id: Id | None = None
    """申请应答: the question that a department wants to answer."""


class WithdrawRequest(Command, frozen=True, tag="withdraw_request"):
    """撤回申请 by whoever made it, or taken off the list by others, who say why: `reason`."""

    request_id: Id
    reason: Note = ""


class MoveRequest(Command, frozen=True, tag="move_request"):
    """Put a request at `position` of the speaking list, 0 first."""

    request_id: Id
    position: Annotated[int, Meta(ge=0, le=10_000)]


class GrantFloor(Command, frozen=True, tag="grant_floor"):
    """准许 a request, or 点名 a participant who has not asked: exactly one of the two is named.

    `seconds` defaults to the role's, else the item's, and is cut to what the quotas leave unless
    `beyond_quota`. `dialogue` lets the present holder keep the floor beside the new one; an
    interposed question and a point of order always do. `kind` is for who is called by name.
    """

    request_id: Id | None = None
    participant_id: Id | None = None
    seconds: Seconds | None = None
    dialogue: bool = False
    question_id: Id | None = None
    """请应答: the question that the named department is asked to answer."""
    kind: RequestKind | None = None
    beyond_quota: bool = False


class StartSpeech(Command, frozen=True, tag="start_speech"):
    """开始发言 by the holder: the clock runs from here."""

    speech_id: Id


class ExtendSpeech(Command, frozen=True, tag="extend_speech"):
    """More time for whoever holds the floor."""

    speech_id: Id
    seconds: Seconds


class PauseSpeech(Command, frozen=True, tag="pause_speech"):
    """暂停计时: the clock stands, the floor is kept."""

    speech_id: Id
    reason: Note = ""


class ResumeSpeech(Command, frozen=True, tag="resume_speech"):
    """继续计时 by whoever presides, or by the holder."""

    speech_id: Id


class YieldFloor(Command, frozen=True, tag="yield_floor"):
    """结束发言 by the holder."""

    speech_id: Id


class RevokeFloor(Command, frozen=True, tag="revoke_floor"):
    """收回发言 by the chair."""

    speech_id: Id
    reason: Note = ""


class SetFloorRules(Command, frozen=True, tag="set_floor_rules"):
    """Speaking times by role and quota, and whether the clock cuts; from the next grant on."""

    rules: FloorRules
