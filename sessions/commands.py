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
    Connection,
    DocumentType,
    Id,
    IsoDate,
    Milliseconds,
    Note,
    PageNumber,
    Participant,
    Reason,
    RequestKind,
    Seat,
    Seconds,
    Sha256,
    Source,
    Text,
    Title,
    Venue,
)

Row = Annotated[int, Meta(ge=1, le=100_000)]
"""The number of a sheet's row as its program shows it, 1 first."""


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


class ImportedVenue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A venue to add, and the row of the sheet that asks for it."""

    row: Row
    venue: Venue


class ImportedParticipant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody to put on the roster, and their row of the sheet."""

    row: Row
    participant: Participant


class ImportedSeat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who sits in a venue without a connection, and their row of the sheet."""

    row: Row
    venue_id: Id
    seat: Seat


class ImportRoster(Command, frozen=True, tag="import_roster"):
    """All of a sheet, or nothing: venues, parents first, then participants and seats."""

    venues: Annotated[list[ImportedVenue], Meta(max_length=200)] = []
    participants: Annotated[list[ImportedParticipant], Meta(max_length=2_000)] = []
    seats: Annotated[list[ImportedSeat], Meta(max_length=5_000)] = []


class NamedInvitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A join link's `jti`, and whose it is."""

    invitation_id: Id
    participant_id: Id


class IssueInvitations(Command, frozen=True, tag="issue_invitations"):
    """Note that join links were made for several, all of them or none.

    `replace` revokes what links the same participants had.
    """

    invitations: Annotated[list[NamedInvitation], Meta(min_length=1, max_length=2_000)]
    expires_at: Milliseconds
    replace: bool = False


class RevokeInvitations(Command, frozen=True, tag="revoke_invitations"):
    """These links stop working at once; all of them or none."""

    invitation_ids: Annotated[list[Id], Meta(min_length=1, max_length=2_000)]


class UseInvitation(Command, frozen=True, tag="use_invitation"):
    """Issued by the service when somebody first came in by a link."""

    invitation_id: Id


class StartRehearsal(Command, frozen=True, tag="start_rehearsal"):
    """演练 a planned consultation: from here on everything is tried and nothing recorded."""


class EndRehearsal(Command, frozen=True, tag="end_rehearsal"):
    """Everything is as it was before the rehearsal."""


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


# --- documents --------------------------------------------------------------------------------


class AttachDocument(Command, frozen=True, tag="attach_document"):
    """Issued by the service once the bytes are kept and every page has been made a picture of."""

    document_id: Id
    item_id: Id
    name: Title
    media_type: DocumentType
    pages: PageNumber
    bytes: Annotated[int, Meta(ge=1)]
    sha256: Sha256
    public: bool = True
    """Viewers of the livestream see the page that is being shown."""


class RemoveDocument(Command, frozen=True, tag="remove_document"):
    """Take a document back; what was shown of it stays with the record."""

    document_id: Id


class MoveDocument(Command, frozen=True, tag="move_document"):
    """Put a document at `position` among those of its item, 0 first."""

    document_id: Id
    position: Annotated[int, Meta(ge=0, le=10_000)]


class PresentDocument(Command, frozen=True, tag="present_document"):
    """展示 a document to everybody, or hand it to another `presenter`, who turns its pages.

    `page` None: where it stands, the first if it is not shown yet. `presenter` None: whoever asks.
    """

    document_id: Id
    page: PageNumber | None = None
    presenter: Id | None = None


class TurnPage(Command, frozen=True, tag="turn_page"):
    """翻页 for everybody, by the presenter or staff."""

    document_id: Id
    page: PageNumber


class StopPresenting(Command, frozen=True, tag="stop_presenting"):
    """停止展示 by the presenter or staff."""


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


AnyCommand = (
    AddVenue
    | AddItem
    | RegisterParticipant
    | IssueInvitation
    | RevokeInvitation
    | ImportRoster
    | IssueInvitations
    | RevokeInvitations
    | UseInvitation
    | StartRehearsal
    | EndRehearsal
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
    | AttachDocument
    | RemoveDocument
    | MoveDocument
    | PresentDocument
    | TurnPage
    | StopPresenting
    | SubmitOpinion
    | PublishOpinion
    | WithholdOpinion
    | RecordOutcome
    | JoinConsultation
    | LeaveConsultation
    | MarkAttendance
)
"""Everything that may be done to a consultation that exists; `CreateConsultation` comes before it.
"""
