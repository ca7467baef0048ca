"""The events: what happened in a consultation, one frozen struct each; the log holds nothing else.

Events say enough to be read without the commands that caused them. `Record` is an event in its
place in the log: numbered, timed, attributed and chained to the record before it.
"""

import msgspec

from sessions.events.attendance import (
    AttendanceMarked,
    AttendanceRulesSet,
    ParticipantJoined,
    ParticipantLeft,
    RollCallAnswered,
    RollCallEnded,
    RollCallStarted,
    SeatLeft,
    SeatsSwapped,
    SeatTaken,
)
from sessions.events.ballots import (
    BallotCancelled,
    BallotClosed,
    BallotOpened,
    BallotPaperIssued,
    BallotPrepared,
    HandsCounted,
    PapersCounted,
    StanceTaken,
    VoteCast,
)
from sessions.events.base import Event
from sessions.events.captions import CaptionAdded, CaptionCorrected, CaptionPortIssued
from sessions.events.documents import (
    DocumentAttached,
    DocumentMoved,
    DocumentPresented,
    DocumentRemoved,
    PageTurned,
    PresentationStopped,
)
from sessions.events.floor import (
    FloorGranted,
    FloorRequested,
    FloorRevoked,
    FloorRulesSet,
    FloorYielded,
    RequestMoved,
    RequestWithdrawn,
    SpeechExtended,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
)
from sessions.events.interpretation import InterpretationEnded, InterpretationStarted
from sessions.events.live_notes import (
    LiveNoteCorrected,
    LiveNotePosted,
    LiveNoteWithdrawn,
    LivePictureAdded,
)
from sessions.events.minutes import (
    CorrectionProposed,
    CorrectionSettled,
    MinutesApproved,
    MinutesBlockRemoved,
    MinutesBlockReset,
    MinutesCirculated,
    MinutesEdited,
    MinutesEvent,
    MinutesParagraphAdded,
    MinutesReopened,
    MinutesSigned,
    MinutesTemplateRemoved,
    MinutesTemplateSet,
)
from sessions.events.notes import NoteCorrected, NoteWritten
from sessions.events.outcomes import (
    OUTCOME_LIFE,
    ExtensionRefused,
    ExtensionRequested,
    JointOpinionFiled,
    JointSignedFor,
    OutcomeAssigned,
    OutcomeDocumentAttached,
    OutcomeDocumentRemoved,
    OutcomeEscalated,
    OutcomeEvent,
    OutcomeExtended,
    OutcomeFollowedUp,
    OutcomeMadePublic,
    OutcomeReplied,
    OutcomeReturned,
    OutcomeReviewed,
    OutcomeSignedFor,
    OutcomeUrged,
    OutcomeWithdrawn,
    ProposerMet,
    ReplyAppraised,
)
from sessions.events.preparing import (
    ConsultationCreated,
    InvitationIssued,
    InvitationRevoked,
    InvitationUsed,
    ItemAdded,
    ParticipantRegistered,
    RehearsalEnded,
    RehearsalStarted,
    VenueAdded,
)
from sessions.events.public import (
    OpinionPublished,
    OpinionRetracted,
    OpinionSubmitted,
    OpinionWithheld,
    OutcomeRecorded,
)
from sessions.events.questions import QuestionPut, QuestionWithdrawn, ReplyFiled
from sessions.events.recording import (
    RecordingDeleted,
    RecordingErased,
    RecordingPublished,
    RecordingSet,
    RecordingWithdrawn,
)
from sessions.events.screening import (
    ModerationSet,
    OpinionAssigned,
    OpinionHidden,
    OpinionPromoted,
    OpinionReopened,
    OpinionShown,
    OpinionsMerged,
    OpinionsUnmerged,
    OpinionWithdrawn,
    ScreeningEvent,
    SensitiveWordsSet,
)
from sessions.events.sitting import (
    AnswersWaived,
    ChairTaken,
    ConsultationAdjourned,
    ConsultationClosed,
    ConsultationOpened,
    ConsultationResumed,
    DeputiesNamed,
    ItemClosed,
    ItemStarted,
    PresidingContinued,
    PresidingInterrupted,
    QuorumWaived,
)
from sessions.events.stage import FloorFollowed, LayoutSet, ProgrammeDirected
from sessions.events.supports import OpinionsSupported
from sessions.events.venues import (
    AuthorityOverridden,
    ParticipantAdmitted,
    ParticipantMuted,
    ParticipantTurnedAway,
    ParticipantUnmuted,
    ParticipantWaiting,
    SeatNamed,
    WaitingEnded,
    WaitingRoomSet,
)
from sessions.types import Actor

__all__ = [
    "MEETING_ONLY",
    "OUTCOME_LIFE",
    "STAFF_ONLY",
    "AnswersWaived",
    "AnyEvent",
    "AtTheDoor",
    "AttendanceMarked",
    "AttendanceRulesSet",
    "AuthorityOverridden",
    "BallotCancelled",
    "BallotClosed",
    "BallotOpened",
    "BallotPaperIssued",
    "BallotPrepared",
    "CaptionAdded",
    "CaptionCorrected",
    "CaptionPortIssued",
    "ChairTaken",
    "ConsultationAdjourned",
    "ConsultationClosed",
    "ConsultationCreated",
    "ConsultationOpened",
    "ConsultationResumed",
    "CorrectionProposed",
    "CorrectionSettled",
    "DeputiesNamed",
    "DocumentAttached",
    "DocumentMoved",
    "DocumentPresented",
    "DocumentRemoved",
    "Event",
    "ExtensionRefused",
    "ExtensionRequested",
    "FloorFollowed",
    "FloorGranted",
    "FloorRequested",
    "FloorRevoked",
    "FloorRulesSet",
    "FloorYielded",
    "HandsCounted",
    "InterpretationEnded",
    "InterpretationStarted",
    "InvitationIssued",
    "InvitationRevoked",
    "InvitationUsed",
    "ItemAdded",
    "ItemClosed",
    "ItemStarted",
    "JointOpinionFiled",
    "JointSignedFor",
    "LayoutSet",
    "LiveNoteCorrected",
    "LiveNotePosted",
    "LiveNoteWithdrawn",
    "LivePictureAdded",
    "MinutesApproved",
    "MinutesBlockRemoved",
    "MinutesBlockReset",
    "MinutesCirculated",
    "MinutesEdited",
    "MinutesEvent",
    "MinutesParagraphAdded",
    "MinutesReopened",
    "MinutesSigned",
    "MinutesTemplateRemoved",
    "MinutesTemplateSet",
    "ModerationSet",
    "NoteCorrected",
    "NoteWritten",
    "OpinionAssigned",
    "OpinionHidden",
    "OpinionPromoted",
    "OpinionPublished",
    "OpinionReopened",
    "OpinionRetracted",
    "OpinionShown",
    "OpinionSubmitted",
    "OpinionWithdrawn",
    "OpinionWithheld",
    "OpinionsMerged",
    "OpinionsSupported",
    "OpinionsUnmerged",
    "OutcomeAssigned",
    "OutcomeDocumentAttached",
    "OutcomeDocumentRemoved",
    "OutcomeEscalated",
    "OutcomeEvent",
    "OutcomeExtended",
    "OutcomeFollowedUp",
    "OutcomeMadePublic",
    "OutcomeRecorded",
    "OutcomeReplied",
    "OutcomeReturned",
    "OutcomeReviewed",
    "OutcomeSignedFor",
    "OutcomeUrged",
    "OutcomeWithdrawn",
    "PageTurned",
    "PapersCounted",
    "ParticipantAdmitted",
    "ParticipantJoined",
    "ParticipantLeft",
    "ParticipantMuted",
    "ParticipantRegistered",
    "ParticipantTurnedAway",
    "ParticipantUnmuted",
    "ParticipantWaiting",
    "PresentationStopped",
    "PresidingContinued",
    "PresidingInterrupted",
    "ProgrammeDirected",
    "ProposerMet",
    "QuestionPut",
    "QuestionWithdrawn",
    "QuorumWaived",
    "Record",
    "RecordingDeleted",
    "RecordingErased",
    "RecordingPublished",
    "RecordingSet",
    "RecordingWithdrawn",
    "RehearsalEnded",
    "RehearsalStarted",
    "ReplyAppraised",
    "ReplyFiled",
    "RequestMoved",
    "RequestWithdrawn",
    "RollCallAnswered",
    "RollCallEnded",
    "RollCallStarted",
    "ScreeningEvent",
    "SeatLeft",
    "SeatNamed",
    "SeatTaken",
    "SeatsSwapped",
    "SensitiveWordsSet",
    "SpeechExtended",
    "SpeechPaused",
    "SpeechResumed",
    "SpeechStarted",
    "StanceTaken",
    "VenueAdded",
    "VoteCast",
    "WaitingEnded",
    "WaitingRoomSet",
    "tag",
]

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
    | InterpretationStarted
    | InterpretationEnded
    | LayoutSet
    | FloorFollowed
    | ProgrammeDirected
    | OpinionSubmitted
    | OpinionPublished
    | OpinionRetracted
    | OpinionWithheld
    | OpinionsSupported
    | ScreeningEvent
    | OutcomeRecorded
    | OutcomeEvent
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
    | NoteWritten
    | NoteCorrected
    | CaptionPortIssued
    | LivePictureAdded
    | LiveNotePosted
    | LiveNoteCorrected
    | LiveNoteWithdrawn
    | MinutesEvent
    | RecordingSet
    | RecordingPublished
    | RecordingWithdrawn
    | RecordingDeleted
    | RecordingErased
)

STAFF_ONLY = (
    InvitationIssued,
    InvitationRevoked,
    InvitationUsed,
    CaptionPortIssued,
    LivePictureAdded,
    OpinionSubmitted,
    OpinionWithheld,
    OpinionReopened,
    OpinionsMerged,
    OpinionsUnmerged,
    OpinionWithdrawn,
    SensitiveWordsSet,
    PapersCounted,
    *OUTCOME_LIFE,
    MinutesEdited,
    MinutesParagraphAdded,
    MinutesBlockRemoved,
    MinutesBlockReset,
    MinutesTemplateSet,
    MinutesTemplateRemoved,
    CorrectionProposed,
    CorrectionSettled,
    NoteWritten,
    NoteCorrected,
)
"""Seen by organizer, chair and clerk alone."""

AtTheDoor = ParticipantWaiting | WaitingEnded | ParticipantAdmitted | ParticipantTurnedAway
"""Seen by them and by the operators of the venues that the event names."""

MEETING_ONLY = (
    VoteCast,
    HandsCounted,
    BallotPaperIssued,
    StanceTaken,
    MinutesCirculated,
    MinutesApproved,
    MinutesSigned,
    MinutesReopened,
)
"""Seen by everybody in the meeting, and not by viewers: who voted what, and how minutes that are
not public come about, is not theirs to know.
"""


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
