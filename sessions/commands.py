"""The commands: what somebody asks a consultation to do, one frozen struct each.

The tag is the verb-first name of the public surface. Bounds on size live in the types, so decoding
refuses what is too large; rules about state and authority live in `consultation.py` and `roles.py`.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from sessions.types import (
    AgendaItem,
    AttendanceStatus,
    CaptionText,
    Connection,
    Id,
    IsoDate,
    LanguageTag,
    Milliseconds,
    Note,
    Participant,
    Reason,
    RequestKind,
    Seconds,
    Source,
    Text,
    Title,
    Venue,
)


class Command(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """Base of all commands."""


# --- preparing --------------------------------------------------------------------------------


class CreateConsultation(Command, frozen=True, tag="create_consultation"):
    """The first command of a log; venues must form one tree, levels never rising towards the
    leaves.
    """

    title: Title
    scheduled_at: Milliseconds
    venues: Annotated[list[Venue], Meta(min_length=1, max_length=200)]
    agenda: Annotated[list[AgendaItem], Meta(min_length=1, max_length=50)]


class AddVenue(Command, frozen=True, tag="add_venue"):
    """Add one venue below an existing one."""

    venue: Venue


class AddItem(Command, frozen=True, tag="add_item"):
    """Append one agenda item."""

    item: AgendaItem


class RegisterParticipant(Command, frozen=True, tag="register_participant"):
    """Put somebody on the roster."""

    participant: Participant


class IssueInvitation(Command, frozen=True, tag="issue_invitation"):
    """Note that a signed join link, whose `jti` is `invitation_id`, was made for a participant."""

    invitation_id: Id
    participant_id: Id
    expires_at: Milliseconds


class RevokeInvitation(Command, frozen=True, tag="revoke_invitation"):
    """The link stops working at once."""

    invitation_id: Id


# --- the sitting ------------------------------------------------------------------------------


class OpenConsultation(Command, frozen=True, tag="open_consultation"):
    """开会."""


class AdjournConsultation(Command, frozen=True, tag="adjourn_consultation"):
    """休会; whoever holds the floor loses it."""

    reason: Note = ""


class ResumeConsultation(Command, frozen=True, tag="resume_consultation"):
    """复会."""


class CloseConsultation(Command, frozen=True, tag="close_consultation"):
    """闭会; a running item and speech end with it. Only screening and outcomes may follow."""


class StartItem(Command, frozen=True, tag="start_item"):
    """Begin an agenda item; only one runs at a time."""

    item_id: Id


class CloseItem(Command, frozen=True, tag="close_item"):
    """End the running agenda item; its open requests lapse."""

    item_id: Id


# --- the floor --------------------------------------------------------------------------------


class RequestFloor(Command, frozen=True, tag="request_floor"):
    """申请发言: one waiting request per participant; a venue operator may ask for a seat."""

    kind: RequestKind = "statement"
    note: Note = ""
    seat_id: Id | None = None


class WithdrawRequest(Command, frozen=True, tag="withdraw_request"):
    """撤回申请 by whoever made it, or taken off the list by the chair."""

    request_id: Id


class MoveRequest(Command, frozen=True, tag="move_request"):
    """Put a request at `position` of the speaking list, 0 first."""

    request_id: Id
    position: Annotated[int, Meta(ge=0, le=10_000)]


class GrantFloor(Command, frozen=True, tag="grant_floor"):
    """准许 a request, or 点名 a participant who has not asked: exactly one of the two is named.

    `seconds` defaults to the item's. `dialogue` lets the present holder keep the floor beside the
    new one.
    """

    request_id: Id | None = None
    participant_id: Id | None = None
    seconds: Seconds | None = None
    dialogue: bool = False


class StartSpeech(Command, frozen=True, tag="start_speech"):
    """开始发言 by the holder: the clock runs from here."""

    speech_id: Id


class ExtendSpeech(Command, frozen=True, tag="extend_speech"):
    """More time for whoever holds the floor."""

    speech_id: Id
    seconds: Seconds


class YieldFloor(Command, frozen=True, tag="yield_floor"):
    """结束发言 by the holder."""

    speech_id: Id


class RevokeFloor(Command, frozen=True, tag="revoke_floor"):
    """收回发言 by the chair."""

    speech_id: Id
    reason: Note = ""


# --- the public, outcomes, attendance ---------------------------------------------------------


class SubmitOpinion(Command, frozen=True, tag="submit_opinion"):
    """From anybody, in any state but closed; `receipt` is made at the border and lets its author
    follow it.
    """

    opinion_id: Id
    receipt: Id
    text: Text
    name: Note = ""
    region: Note = ""


class PublishOpinion(Command, frozen=True, tag="publish_opinion"):
    """公布."""

    opinion_id: Id


class WithholdOpinion(Command, frozen=True, tag="withhold_opinion"):
    """不公布, with the reason that its author is shown; also takes back what was published."""

    opinion_id: Id
    reason: Reason


class RecordOutcome(Command, frozen=True, tag="record_outcome"):
    """An outcome: what, which unit is responsible, by when, and where it came from."""

    text: Text
    unit: Title
    due: IsoDate
    source: Source


class JoinConsultation(Command, frozen=True, tag="join_consultation"):
    """Issued by the service when a participant's connection begins."""

    participant_id: Id
    connection: Connection = "browser"


class LeaveConsultation(Command, frozen=True, tag="leave_consultation"):
    """Issued by the service when a connection has ended and its grace period has passed."""

    participant_id: Id


class MarkAttendance(Command, frozen=True, tag="mark_attendance"):
    """A clerk's, or for seats their venue operator's, word on one seat or participant."""

    status: AttendanceStatus
    participant_id: Id | None = None
    seat_id: Id | None = None


class AddCaption(Command, frozen=True, tag="add_caption"):
    """A finished line of what is said, in one language; times are Unix ms of the record."""

    text: CaptionText
    started_at: Milliseconds
    ended_at: Milliseconds
    language: LanguageTag = "zh-CN"
    speech_id: Id | None = None
    participant_id: Id | None = None
    """Who is speaking, where that is not the speech's holder."""


class CorrectCaption(Command, frozen=True, tag="correct_caption"):
    """Other words for one of the latest captions."""

    caption_id: Id
    text: CaptionText


AnyCommand = (
    AddVenue
    | AddItem
    | RegisterParticipant
    | IssueInvitation
    | RevokeInvitation
    | OpenConsultation
    | AdjournConsultation
    | ResumeConsultation
    | CloseConsultation
    | StartItem
    | CloseItem
    | RequestFloor
    | WithdrawRequest
    | MoveRequest
    | GrantFloor
    | StartSpeech
    | ExtendSpeech
    | YieldFloor
    | RevokeFloor
    | SubmitOpinion
    | PublishOpinion
    | WithholdOpinion
    | RecordOutcome
    | JoinConsultation
    | LeaveConsultation
    | MarkAttendance
    | AddCaption
    | CorrectCaption
)
"""Everything that may be done to a consultation that exists; `CreateConsultation` comes before it.
"""
