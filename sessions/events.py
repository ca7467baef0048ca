"""The events: what happened in a consultation, one frozen struct each; the log holds nothing else.

Events say enough to be read without the commands that caused them. `Record` is an event in its
place in the log: numbered, timed, attributed and chained to the record before it.
"""

import msgspec

from sessions.ballot_types import BallotTerms, Paper, Result, Stance, StanceSubject
from sessions.types import (
    Actor,
    AgendaItem,
    AttendanceRules,
    AttendanceStatus,
    Connection,
    DocumentType,
    FloorRules,
    Layout,
    Participant,
    RequestKind,
    Seat,
    Source,
    StopCode,
    Venue,
    VenueCount,
)


class Event(msgspec.Struct, frozen=True, gc=False, tag_field="type", forbid_unknown_fields=True):
    """Base of all events. Immutable trees have no cycles, so the collector need not visit them."""


class ConsultationCreated(Event, frozen=True, tag="consultation_created"):
    """Always record 1."""

    id: str
    title: str
    scheduled_at: int


class VenueAdded(Event, frozen=True, tag="venue_added"):
    """A venue takes its place in the tree, after its parent."""

    venue: Venue


class ItemAdded(Event, frozen=True, tag="item_added"):
    """An agenda item, at the end."""

    item: AgendaItem


class ParticipantRegistered(Event, frozen=True, tag="participant_registered"):
    """Somebody is on the roster."""

    participant: Participant


class InvitationIssued(Event, frozen=True, tag="invitation_issued"):
    """A join link exists. Staff only."""

    invitation_id: str
    participant_id: str
    expires_at: int


class InvitationRevoked(Event, frozen=True, tag="invitation_revoked"):
    """A join link no longer works. Staff only."""

    invitation_id: str


class InvitationUsed(Event, frozen=True, tag="invitation_used"):
    """Somebody came in by a join link for the first time. Staff only."""

    invitation_id: str


class WaitingRoomSet(Event, frozen=True, tag="waiting_room_set"):
    """Those who join a venue, or any where None, wait to be admitted from now on, or no longer."""

    on: bool
    venue_id: str | None


class ParticipantWaiting(Event, frozen=True, tag="participant_waiting"):
    """Somebody waits to be admitted. Seen by staff and by the operators of `venues`, which are
    theirs and those above it.
    """

    participant_id: str
    connection: Connection
    venues: list[str]


class WaitingEnded(Event, frozen=True, tag="waiting_ended"):
    """They went away unadmitted, grace period over. Seen as `ParticipantWaiting`."""

    participant_id: str
    venues: list[str]


class ParticipantAdmitted(Event, frozen=True, tag="participant_admitted"):
    """They may come in, and come back. Seen as `ParticipantWaiting`."""

    participant_id: str
    venues: list[str]


class ParticipantTurnedAway(Event, frozen=True, tag="participant_turned_away"):
    """They may not come in, and are told why. Seen as `ParticipantWaiting`."""

    participant_id: str
    reason: str
    venues: list[str]


class ParticipantMuted(Event, frozen=True, tag="participant_muted"):
    """Nobody hears them, whoever holds the floor."""

    participant_id: str
    reason: str


class ParticipantUnmuted(Event, frozen=True, tag="participant_unmuted"):
    """They are heard again when it is their turn."""

    participant_id: str


class SeatNamed(Event, frozen=True, tag="seat_named"):
    """Who sits in a seat of a venue, as it is from now on; a new one stands after the others."""

    venue_id: str
    seat: Seat


class AuthorityOverridden(Event, frozen=True, tag="authority_overridden"):
    """Somebody acts outside their own venue or over an operator's decision; the act follows.

    `action` is the command's tag; `overridden` are the operators in whose place it was done, empty
    where the venue has none.
    """

    action: str
    venue_id: str
    participant_id: str | None
    seat_id: str | None
    overridden: list[str]
    reason: str


class RehearsalStarted(Event, frozen=True, tag="rehearsal_started"):
    """演练 begins, and ends by itself at `until` (Unix ms). No log holds it or what follows it."""

    until: int


class RehearsalEnded(Event, frozen=True, tag="rehearsal_ended"):
    """Everything since `RehearsalStarted` is void. No log holds it."""


class ConsultationOpened(Event, frozen=True, tag="consultation_opened"):
    """开会."""


class ConsultationAdjourned(Event, frozen=True, tag="consultation_adjourned"):
    """休会."""

    reason: str


class ConsultationResumed(Event, frozen=True, tag="consultation_resumed"):
    """复会."""


class ConsultationClosed(Event, frozen=True, tag="consultation_closed"):
    """闭会."""


class ItemStarted(Event, frozen=True, tag="item_started"):
    """An agenda item begins."""

    item_id: str


class ItemClosed(Event, frozen=True, tag="item_closed"):
    """An agenda item ends."""

    item_id: str


class FloorRequested(Event, frozen=True, tag="floor_requested"):
    """A request joins the speaking list at `position`, 0 first; None: at its end."""

    request_id: str
    participant_id: str
    kind: RequestKind
    note: str
    item_id: str | None
    seat_id: str | None
    question_id: str | None = None
    forwarded_by: str | None = None
    """The participant who asked on somebody's behalf; "" for an organizer."""
    position: int | None = None


class RequestWithdrawn(Event, frozen=True, tag="request_withdrawn"):
    """A request leaves the speaking list unheard; `lapsed` where its item ended."""

    request_id: str
    lapsed: bool = False


class RequestMoved(Event, frozen=True, tag="request_moved"):
    """A request stands at `position` of the speaking list now, 0 first."""

    request_id: str
    position: int


class FloorGranted(Event, frozen=True, tag="floor_granted"):
    """A participant holds the floor; `request_id` None where called by name."""

    speech_id: str
    participant_id: str
    kind: RequestKind
    seconds: int
    item_id: str | None
    request_id: str | None
    seat_id: str | None
    question_id: str | None = None


class SpeechStarted(Event, frozen=True, tag="speech_started"):
    """The clock runs; `by_clock` where the holder did not press and 10 s had passed."""

    speech_id: str
    by_clock: bool = False


class SpeechExtended(Event, frozen=True, tag="speech_extended"):
    """`seconds` more."""

    speech_id: str
    seconds: int


class SpeechPaused(Event, frozen=True, tag="speech_paused"):
    """Its clock stands; `reason` is a `PauseCode` where a rule did it, else the chair's words."""

    speech_id: str
    reason: str


class SpeechResumed(Event, frozen=True, tag="speech_resumed"):
    """Its clock runs again."""

    speech_id: str


class FloorRulesSet(Event, frozen=True, tag="floor_rules_set"):
    """Speaking times by role and quota, and whether the clock cuts, from here on."""

    rules: FloorRules


class DeputiesNamed(Event, frozen=True, tag="deputies_named"):
    """Who stands in for the chair, in this order."""

    participant_ids: list[str]


class PresidingInterrupted(Event, frozen=True, tag="presiding_interrupted"):
    """Whoever presided is gone and nobody does: clocks stand, the stream shows the slate."""

    participant_id: str


class PresidingContinued(Event, frozen=True, tag="presiding_continued"):
    """Somebody presides again; nobody did from `since` (Unix ms) until this record."""

    since: int


class ChairTaken(Event, frozen=True, tag="chair_taken"):
    """A participant presides from here on: a deputy, or the chair again."""

    participant_id: str


class FloorYielded(Event, frozen=True, tag="floor_yielded"):
    """The holder finished."""

    speech_id: str


class FloorRevoked(Event, frozen=True, tag="floor_revoked"):
    """The floor was taken back; `reason` is a `RevokeCode` where a rule did it, else the chair's
    words.
    """

    speech_id: str
    reason: str


class DocumentAttached(Event, frozen=True, tag="document_attached"):
    """A document belongs to an agenda item, last among its own; `sha256` proves which bytes."""

    document_id: str
    item_id: str
    name: str
    media_type: DocumentType
    pages: int
    bytes: int
    sha256: str
    public: bool


class DocumentRemoved(Event, frozen=True, tag="document_removed"):
    """A document was taken back."""

    document_id: str


class DocumentMoved(Event, frozen=True, tag="document_moved"):
    """A document stands at `position` among those of its item now, 0 first."""

    document_id: str
    position: int


class DocumentPresented(Event, frozen=True, tag="document_presented"):
    """Everybody sees this page; `presenter_id` turns it from here on, None: staff alone.

    `speech_id` is what it rests on where a holder of the floor began it: it ends with the speech.
    """

    document_id: str
    page: int
    presenter_id: str | None
    speech_id: str | None


class PageTurned(Event, frozen=True, tag="page_turned"):
    """Everybody sees another page of what is being shown."""

    page: int


class PresentationStopped(Event, frozen=True, tag="presentation_stopped"):
    """No document is shown any more."""

    reason: StopCode


class LayoutSet(Event, frozen=True, tag="layout_set"):
    """Everybody sees this layout; `participant_id` None: with whom the floor puts there."""

    layout: Layout
    participant_id: str | None


class FloorFollowed(Event, frozen=True, tag="floor_followed"):
    """The stage follows the floor again."""


class OpinionSubmitted(Event, frozen=True, tag="opinion_submitted"):
    """Waiting to be screened. Staff only."""

    opinion_id: str
    receipt: str
    text: str
    name: str
    region: str


class OpinionPublished(Event, frozen=True, tag="opinion_published"):
    """Public from here on; carries exactly what was published."""

    opinion_id: str
    text: str
    name: str
    region: str


class OpinionRetracted(Event, frozen=True, tag="opinion_retracted"):
    """No longer public; followed by `OpinionWithheld` with the reason."""

    opinion_id: str


class OpinionWithheld(Event, frozen=True, tag="opinion_withheld"):
    """Not public. The reason is for staff and its author. Staff only."""

    opinion_id: str
    reason: str


class OutcomeRecorded(Event, frozen=True, tag="outcome_recorded"):
    """An outcome with its unit and date (ISO)."""

    outcome_id: str
    text: str
    unit: str
    due: str
    source: Source


class ParticipantJoined(Event, frozen=True, tag="participant_joined"):
    """A participant is connected."""

    participant_id: str
    connection: Connection


class ParticipantLeft(Event, frozen=True, tag="participant_left"):
    """A participant is gone, grace period over."""

    participant_id: str


class AttendanceMarked(Event, frozen=True, tag="attendance_marked"):
    """Somebody's word on a participant or seat; it outweighs what connections say."""

    status: AttendanceStatus
    participant_id: str | None
    seat_id: str | None


class AttendanceRulesSet(Event, frozen=True, tag="attendance_rules_set"):
    """What holds from here on."""

    rules: AttendanceRules


class QuorumWaived(Event, frozen=True, tag="quorum_waived"):
    """The sitting begins or goes on with fewer than `needed`, for a reason."""

    needed: int
    present: int
    entitled: int
    reason: str


class SeatTaken(Event, frozen=True, tag="seat_taken"):
    """Somebody sits there. `by_word` where staff said so: it holds without a line to the room."""

    seat_id: str
    person_id: str
    substitute: str
    by_word: bool


class SeatLeft(Event, frozen=True, tag="seat_left"):
    """Whoever sat there has left."""

    seat_id: str
    person_id: str


class SeatsSwapped(Event, frozen=True, tag="seats_swapped"):
    """Who sat in these two seats changed places."""

    seat_id: str
    other_id: str


class RollCallStarted(Event, frozen=True, tag="roll_call_started"):
    """Everybody on the list is called."""

    roll_call_id: str
    seconds: int


class RollCallAnswered(Event, frozen=True, tag="roll_call_answered"):
    """Somebody is here; `here` false takes that back."""

    roll_call_id: str
    participant_id: str | None
    seat_id: str | None
    here: bool = True


class RollCallEnded(Event, frozen=True, tag="roll_call_ended"):
    """The result by venue; `by_clock` where its time was over."""

    roll_call_id: str
    counts: list[VenueCount]
    by_clock: bool = False


class QuestionPut(Event, frozen=True, tag="question_put"):
    """Departments owe an answer before the item closes."""

    question_id: str
    item_id: str
    to: list[str]
    text: str
    speech_id: str | None


class QuestionWithdrawn(Event, frozen=True, tag="question_withdrawn"):
    """Nobody owes it an answer any more."""

    question_id: str
    reason: str


class ReplyFiled(Event, frozen=True, tag="reply_filed"):
    """A department's written reply; `on_behalf` where staff filed it."""

    question_id: str
    participant_id: str
    text: str
    on_behalf: bool


class AnswersWaived(Event, frozen=True, tag="answers_waived"):
    """The item closes although `missing` departments have not answered, for the chair's reason."""

    item_id: str
    missing: list[str]
    reason: str


class BallotPrepared(Event, frozen=True, tag="ballot_prepared"):
    """Something will be put to the vote."""

    ballot_id: str
    terms: BallotTerms


class BallotOpened(Event, frozen=True, tag="ballot_opened"):
    """Those named here may vote, and nobody else, until it closes."""

    ballot_id: str
    participants: list[str]
    seats: list[str]
    closes_at: int | None
    """By the clock, Unix ms."""
    modulus: str
    """Of the key that signs papers, base64url; empty where the ballot is not secret."""


class VoteCast(Event, frozen=True, tag="vote_cast"):
    """A vote in the open; the last of each voter counts. Not for viewers."""

    ballot_id: str
    participant_id: str | None
    """None where it is a seat's; the record's actor is then the room's operator."""
    seat_id: str | None
    choices: list[int]


class HandsCounted(Event, frozen=True, tag="hands_counted"):
    """Hands of a room; the last count holds, in the place of its seats' own votes."""

    ballot_id: str
    venue_id: str
    counts: list[int]
    abstentions: int


class BallotPaperIssued(Event, frozen=True, tag="ballot_paper_issued"):
    """Somebody has taken their one paper of a secret ballot. Which it is nobody can tell."""

    ballot_id: str
    participant_id: str | None
    seat_id: str | None
    request: str
    """SHA-256 of what was signed unseen, which tells nothing of the token in it."""


class PapersCounted(Event, frozen=True, tag="papers_counted"):
    """The papers of a secret ballot, by token: their order tells nothing.

    Not sent to members for its size: everybody reads it at `…/ballots/{ballot_id}/papers`.
    """

    ballot_id: str
    papers: list[Paper]


class BallotClosed(Event, frozen=True, tag="ballot_closed"):
    """The result of a vote; `by_clock` where its time was over."""

    ballot_id: str
    result: Result
    by_clock: bool = False


class BallotCancelled(Event, frozen=True, tag="ballot_cancelled"):
    """It has no result, and why."""

    ballot_id: str
    reason: str


class StanceTaken(Event, frozen=True, tag="stance_taken"):
    """Somebody's stance for the minutes; the last of each holds."""

    subject: StanceSubject
    stance: Stance
    note: str
    participant_id: str | None
    seat_id: str | None


class CaptionAdded(Event, frozen=True, tag="caption_added"):
    """A finished line of what was said, in one language."""

    caption_id: str
    speech_id: str | None
    participant_id: str | None
    language: str
    text: str
    started_at: int
    ended_at: int


class CaptionCorrected(Event, frozen=True, tag="caption_corrected"):
    """A caption reads otherwise from here on."""

    caption_id: str
    text: str


AnyEvent = (
    ConsultationCreated
    | VenueAdded
    | ItemAdded
    | ParticipantRegistered
    | InvitationIssued
    | InvitationRevoked
    | InvitationUsed
    | RehearsalStarted
    | RehearsalEnded
    | WaitingRoomSet
    | ParticipantWaiting
    | WaitingEnded
    | ParticipantAdmitted
    | ParticipantTurnedAway
    | ParticipantMuted
    | ParticipantUnmuted
    | SeatNamed
    | AuthorityOverridden
    | ConsultationOpened
    | ConsultationAdjourned
    | ConsultationResumed
    | ConsultationClosed
    | ItemStarted
    | ItemClosed
    | FloorRequested
    | RequestWithdrawn
    | RequestMoved
    | FloorGranted
    | SpeechStarted
    | SpeechExtended
    | SpeechPaused
    | SpeechResumed
    | FloorRulesSet
    | DeputiesNamed
    | PresidingInterrupted
    | PresidingContinued
    | ChairTaken
    | FloorYielded
    | FloorRevoked
    | DocumentAttached
    | DocumentRemoved
    | DocumentMoved
    | DocumentPresented
    | PageTurned
    | PresentationStopped
    | LayoutSet
    | FloorFollowed
    | OpinionSubmitted
    | OpinionPublished
    | OpinionRetracted
    | OpinionWithheld
    | OutcomeRecorded
    | ParticipantJoined
    | ParticipantLeft
    | AttendanceMarked
    | AttendanceRulesSet
    | QuorumWaived
    | SeatTaken
    | SeatLeft
    | SeatsSwapped
    | RollCallStarted
    | RollCallAnswered
    | RollCallEnded
    | QuestionPut
    | QuestionWithdrawn
    | ReplyFiled
    | AnswersWaived
    | BallotPrepared
    | BallotOpened
    | VoteCast
    | HandsCounted
    | BallotPaperIssued
    | PapersCounted
    | BallotClosed
    | BallotCancelled
    | StanceTaken
    | CaptionAdded
    | CaptionCorrected
)

STAFF_ONLY = (
    InvitationIssued,
    InvitationRevoked,
    InvitationUsed,
    OpinionSubmitted,
    OpinionWithheld,
    PapersCounted,
)
"""Seen by organizer, chair and clerk alone."""

AtTheDoor = ParticipantWaiting | WaitingEnded | ParticipantAdmitted | ParticipantTurnedAway
"""Seen by them and by the operators of the venues that the event names."""
MEETING_ONLY = (VoteCast, HandsCounted, BallotPaperIssued, StanceTaken)
"""Seen by everybody in the meeting, and not by viewers: who voted what is not theirs to know."""


class Record(msgspec.Struct, frozen=True, gc=False):
    """An event in the log. `seq` counts from 1 without gaps; `at` is Unix milliseconds, never
    falling.
    """

    seq: int
    at: int
    actor: Actor
    event: AnyEvent
    prev_hash: str
    """SHA-256 of the record before, 64 hex digits; zeros for the first."""
    hash: str


def tag(kind: type[msgspec.Struct]) -> str:
    """The wire name of a kind of event or command."""
    return str(kind.__struct_config__.tag)
