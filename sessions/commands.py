"""The commands: what somebody asks a consultation to do, one frozen struct each.

The tag is the verb-first name of the public surface. Bounds on size live in the types, so decoding
refuses what is too large; rules about state and authority live in `consultation.py` and `roles.py`.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from sessions.ballot_types import (
    OPTIONS_MAX,
    BallotTerms,
    Hands,
    Hex32,
    Index,
    Paper,
    Stance,
    StanceSubject,
)
from sessions.types import (
    AgendaItem,
    AttendanceRules,
    AttendanceStatus,
    CaptionText,
    Connection,
    DocumentType,
    FloorRules,
    Id,
    IsoDate,
    LanguageTag,
    Layout,
    Milliseconds,
    Note,
    PageNumber,
    Participant,
    Reason,
    ReplyText,
    RequestKind,
    RollCallSeconds,
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
    waiting_room: bool = False
    """Whether those who join wait until their venue admits them."""


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


# --- a venue's own --------------------------------------------------------------------------
# Whoever acts outside their own venue, or over what an operator decided, says why: `reason`.


class SetWaitingRoom(Command, frozen=True, tag="set_waiting_room"):
    """等候: whether those who join a venue, or any where none is named, wait to be admitted."""

    on: bool
    venue_id: Id | None = None


class AdmitWaiting(Command, frozen=True, tag="admit_waiting"):
    """接纳 one who waits or was turned away, or all who wait in a venue: exactly one is named."""

    participant_id: Id | None = None
    venue_id: Id | None = None
    reason: Note = ""


class TurnAway(Command, frozen=True, tag="turn_away"):
    """不接纳 one who waits; they are told the reason."""

    participant_id: Id
    reason: Reason


class MuteParticipant(Command, frozen=True, tag="mute_participant"):
    """静音: nobody hears a participant, with the floor or without."""

    participant_id: Id
    reason: Note = ""


class UnmuteParticipant(Command, frozen=True, tag="unmute_participant"):
    """解除静音."""

    participant_id: Id
    reason: Note = ""


class NameSeat(Command, frozen=True, tag="name_seat"):
    """Say who sits in a seat of a venue; with an id that is new, a seat more."""

    venue_id: Id
    seat: Seat
    reason: Note = ""


class ForwardRequest(Command, frozen=True, tag="forward_request"):
    """转报 a request to speak for somebody who cannot press: a participant or a seat, one of them.

    A seat speaks by the room of its venue.
    """

    participant_id: Id | None = None
    seat_id: Id | None = None
    kind: RequestKind = "statement"
    note: Note = ""
    reason: Note = ""


# --- the sitting ------------------------------------------------------------------------------


class OpenConsultation(Command, frozen=True, tag="open_consultation"):
    """开会; without a quorum, where one is asked for, only with a reason."""

    without_quorum: Reason | None = None


class AdjournConsultation(Command, frozen=True, tag="adjourn_consultation"):
    """休会; whoever holds the floor loses it."""

    reason: Note = ""


class ResumeConsultation(Command, frozen=True, tag="resume_consultation"):
    """复会; as `OpenConsultation` where the quorum is not met."""

    without_quorum: Reason | None = None


class CloseConsultation(Command, frozen=True, tag="close_consultation"):
    """闭会; a running item and speech end with it. Only screening and outcomes may follow.

    `unanswered` as for `CloseItem`.
    """

    unanswered: Reason | None = None


class StartItem(Command, frozen=True, tag="start_item"):
    """Begin an agenda item; only one runs at a time."""

    item_id: Id


class CloseItem(Command, frozen=True, tag="close_item"):
    """End the running agenda item; its open requests lapse.

    While departments owe an answer it may not end, but by the chair with a reason: `unanswered`.
    """

    item_id: Id
    unanswered: Reason | None = None


# --- the floor --------------------------------------------------------------------------------


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
    """撤回申请 by whoever made it, or taken off the list by the chair."""

    request_id: Id


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


# --- the stage --------------------------------------------------------------------------------


class SetLayout(Command, frozen=True, tag="set_layout"):
    """What everybody sees; `participant_id` is the broadcast venue 广播会场, None: the floor's.

    It opens nobody's microphone.
    """

    layout: Layout
    participant_id: Id | None = None


class FollowFloor(Command, frozen=True, tag="follow_floor"):
    """The stage follows the floor again."""


class SetFloorRules(Command, frozen=True, tag="set_floor_rules"):
    """Speaking times by role and quota, and whether the clock cuts; from the next grant on."""

    rules: FloorRules


# --- presiding --------------------------------------------------------------------------------


class NameDeputies(Command, frozen=True, tag="name_deputies"):
    """Who stands in for the chair, in this order; replaces what was said before."""

    participant_ids: Annotated[list[Id], Meta(max_length=5)]


class TakeChair(Command, frozen=True, tag="take_chair"):
    """Preside from now on: a deputy while whoever presides is away, the chair at any time."""


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
    """Issued by the service when a connection has ended and its grace period has passed, or, at
    once, when they went `for_good`.
    """

    participant_id: Id
    for_good: bool = False


class MarkAttendance(Command, frozen=True, tag="mark_attendance"):
    """A clerk's, or for seats their venue operator's, word on one seat or participant."""

    status: AttendanceStatus
    participant_id: Id | None = None
    seat_id: Id | None = None


class SetAttendanceRules(Command, frozen=True, tag="set_attendance_rules"):
    """The quorum, and from when somebody is late or left early."""

    rules: AttendanceRules


class TakeSeat(Command, frozen=True, tag="take_seat"):
    """就座: somebody is in a seat: its own person, another of the venue (`person_id`, the seat that
    the list gives them), or who came in their place (`substitute` 代出席).
    """

    seat_id: Id
    person_id: Id | None = None
    substitute: Annotated[str, Meta(max_length=60)] = ""


class LeaveSeat(Command, frozen=True, tag="leave_seat"):
    """离席: whoever sat there has left."""

    seat_id: Id


class SwapSeats(Command, frozen=True, tag="swap_seats"):
    """换座: who sits in the two seats of a room change places; one of them may be empty."""

    seat_id: Id
    other_id: Id


class StartRollCall(Command, frozen=True, tag="start_roll_call"):
    """点名签到: everybody on the list is asked to answer within `seconds`."""

    seconds: RollCallSeconds = 120


class AnswerRollCall(Command, frozen=True, tag="answer_roll_call"):
    """到: for oneself where nobody is named, for a seat by its operator, by hand by staff.

    `here` false takes a mistaken answer back.
    """

    roll_call_id: Id
    participant_id: Id | None = None
    seat_id: Id | None = None
    here: bool = True


class EndRollCall(Command, frozen=True, tag="end_roll_call"):
    """The result stands; by itself once the time is over."""

    roll_call_id: Id


# --- must-answer items ------------------------------------------------------------------------


class PutQuestion(Command, frozen=True, tag="put_question"):
    """Put a question to departments under an item that has not closed: it must be answered there.

    `item_id` None: the running one. Before the item begins this plans it as must-answer.
    """

    to: Annotated[list[Id], Meta(min_length=1, max_length=50)]
    text: Text
    item_id: Id | None = None
    speech_id: Id | None = None


class WithdrawQuestion(Command, frozen=True, tag="withdraw_question"):
    """Nobody owes it an answer any more."""

    question_id: Id
    reason: Reason


class FileReply(Command, frozen=True, tag="file_reply"):
    """书面答复 by a department, or by staff on behalf of `participant_id`; replaces the one before.

    Taken after the item has closed too.
    """

    question_id: Id
    text: ReplyText
    participant_id: Id | None = None


# --- votes and stances ------------------------------------------------------------------------


class PrepareBallot(Command, frozen=True, tag="prepare_ballot"):
    """What will be put to the vote, and by what rule."""

    terms: BallotTerms


class OpenBallot(Command, frozen=True, tag="open_ballot"):
    """开始表决; who may vote is fixed here. One ballot is open at a time.

    `modulus` is the service's own: that of the key that signs the papers of a secret ballot.
    """

    ballot_id: Id
    modulus: Annotated[str, Meta(max_length=700)] = ""


class CastVote(Command, frozen=True, tag="cast_vote"):
    """In a show of hands or a named ballot; again, until the close, to change it.

    No choice is an abstention (弃权). A venue operator casts for a seat of the room.
    """

    ballot_id: Id
    choices: Annotated[list[Index], Meta(max_length=OPTIONS_MAX)]
    seat_id: Id | None = None


class CountHands(Command, frozen=True, tag="count_hands"):
    """The hands raised in a room, by option: in the place of votes seat by seat, and of any count
    before; all noughts takes it back.
    """

    ballot_id: Id
    venue_id: Id
    counts: Annotated[list[Hands], Meta(max_length=OPTIONS_MAX)]
    abstentions: Hands = 0


class IssueBallotPaper(Command, frozen=True, tag="issue_ballot_paper"):
    """Issued by the service when a voter of a secret ballot asks for the one signature.

    `request` is the SHA-256 of what was sent to be signed, by which asking again is known.
    """

    ballot_id: Id
    request: Hex32
    seat_id: Id | None = None


class CloseBallot(Command, frozen=True, tag="close_ballot"):
    """结束表决, by the chair or by the clock. `papers` are the service's own: those cast."""

    ballot_id: Id
    papers: Annotated[list[Paper], Meta(max_length=7_000)] = []


class CancelBallot(Command, frozen=True, tag="cancel_ballot"):
    """取消表决, before or while it is open; what was cast counts for nothing."""

    ballot_id: Id
    reason: Reason


class TakeStance(Command, frozen=True, tag="take_stance"):
    """表态 on an agenda item or an outcome, for the minutes; again to change it."""

    subject: StanceSubject
    stance: Stance
    note: Note = ""
    seat_id: Id | None = None


# --- captions ---------------------------------------------------------------------------------


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
    | ImportRoster
    | IssueInvitations
    | RevokeInvitations
    | UseInvitation
    | StartRehearsal
    | EndRehearsal
    | SetWaitingRoom
    | AdmitWaiting
    | TurnAway
    | MuteParticipant
    | UnmuteParticipant
    | NameSeat
    | ForwardRequest
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
    | PauseSpeech
    | ResumeSpeech
    | SetFloorRules
    | NameDeputies
    | TakeChair
    | YieldFloor
    | RevokeFloor
    | AttachDocument
    | RemoveDocument
    | MoveDocument
    | PresentDocument
    | TurnPage
    | StopPresenting
    | SetLayout
    | FollowFloor
    | SubmitOpinion
    | PublishOpinion
    | WithholdOpinion
    | RecordOutcome
    | JoinConsultation
    | LeaveConsultation
    | MarkAttendance
    | SetAttendanceRules
    | TakeSeat
    | LeaveSeat
    | SwapSeats
    | StartRollCall
    | AnswerRollCall
    | EndRollCall
    | PutQuestion
    | WithdrawQuestion
    | FileReply
    | PrepareBallot
    | OpenBallot
    | CastVote
    | CountHands
    | IssueBallotPaper
    | CloseBallot
    | CancelBallot
    | TakeStance
    | AddCaption
    | CorrectCaption
)
"""Everything that may be done to a consultation that exists; `CreateConsultation` comes before it.
"""
