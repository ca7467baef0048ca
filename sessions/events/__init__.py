"""The events: what happened in a consultation, one frozen struct each; the log holds nothing else.

Events say enough to be read without the commands that caused them. `Record` is an event in its
place in the log: numbered, timed, attributed and chained to the record before it.
Each event stands in the file of its concept and is a name of this package too. Who sees which,
`audience.py` says.
"""

import msgspec

from sessions.events.attendance import AttendanceMarked as AttendanceMarked
from sessions.events.attendance import AttendanceRulesSet as AttendanceRulesSet
from sessions.events.attendance import ParticipantJoined as ParticipantJoined
from sessions.events.attendance import ParticipantLeft as ParticipantLeft
from sessions.events.attendance import RollCallAnswered as RollCallAnswered
from sessions.events.attendance import RollCallEnded as RollCallEnded
from sessions.events.attendance import RollCallStarted as RollCallStarted
from sessions.events.attendance import SeatLeft as SeatLeft
from sessions.events.attendance import SeatsSwapped as SeatsSwapped
from sessions.events.attendance import SeatTaken as SeatTaken
from sessions.events.ballots import BallotCancelled as BallotCancelled
from sessions.events.ballots import BallotClosed as BallotClosed
from sessions.events.ballots import BallotOpened as BallotOpened
from sessions.events.ballots import BallotPaperIssued as BallotPaperIssued
from sessions.events.ballots import BallotPrepared as BallotPrepared
from sessions.events.ballots import HandsCounted as HandsCounted
from sessions.events.ballots import PapersCounted as PapersCounted
from sessions.events.ballots import StanceTaken as StanceTaken
from sessions.events.ballots import VoteCast as VoteCast
from sessions.events.base import Event as Event
from sessions.events.captions import CaptionAdded as CaptionAdded
from sessions.events.captions import CaptionCorrected as CaptionCorrected
from sessions.events.captions import CaptionPortIssued as CaptionPortIssued
from sessions.events.documents import DocumentAttached as DocumentAttached
from sessions.events.documents import DocumentMoved as DocumentMoved
from sessions.events.documents import DocumentPresented as DocumentPresented
from sessions.events.documents import DocumentRemoved as DocumentRemoved
from sessions.events.documents import PageTurned as PageTurned
from sessions.events.documents import PresentationStopped as PresentationStopped
from sessions.events.floor import FloorGranted as FloorGranted
from sessions.events.floor import FloorRequested as FloorRequested
from sessions.events.floor import FloorRevoked as FloorRevoked
from sessions.events.floor import FloorRulesSet as FloorRulesSet
from sessions.events.floor import FloorYielded as FloorYielded
from sessions.events.floor import RequestMoved as RequestMoved
from sessions.events.floor import RequestWithdrawn as RequestWithdrawn
from sessions.events.floor import SpeechExtended as SpeechExtended
from sessions.events.floor import SpeechPaused as SpeechPaused
from sessions.events.floor import SpeechResumed as SpeechResumed
from sessions.events.floor import SpeechStarted as SpeechStarted
from sessions.events.interpretation import InterpretationEnded as InterpretationEnded
from sessions.events.interpretation import InterpretationStarted as InterpretationStarted
from sessions.events.live_notes import LiveNoteCorrected as LiveNoteCorrected
from sessions.events.live_notes import LiveNotePosted as LiveNotePosted
from sessions.events.live_notes import LiveNoteWithdrawn as LiveNoteWithdrawn
from sessions.events.live_notes import LivePictureAdded as LivePictureAdded
from sessions.events.minutes import CorrectionProposed as CorrectionProposed
from sessions.events.minutes import CorrectionSettled as CorrectionSettled
from sessions.events.minutes import MinutesApproved as MinutesApproved
from sessions.events.minutes import MinutesBlockRemoved as MinutesBlockRemoved
from sessions.events.minutes import MinutesBlockReset as MinutesBlockReset
from sessions.events.minutes import MinutesCirculated as MinutesCirculated
from sessions.events.minutes import MinutesEdited as MinutesEdited
from sessions.events.minutes import MinutesEvent as MinutesEvent
from sessions.events.minutes import MinutesParagraphAdded as MinutesParagraphAdded
from sessions.events.minutes import MinutesReopened as MinutesReopened
from sessions.events.minutes import MinutesSigned as MinutesSigned
from sessions.events.minutes import MinutesTemplateRemoved as MinutesTemplateRemoved
from sessions.events.minutes import MinutesTemplateSet as MinutesTemplateSet
from sessions.events.notes import NoteCorrected as NoteCorrected
from sessions.events.notes import NoteWritten as NoteWritten
from sessions.events.outcomes import OUTCOME_LIFE as OUTCOME_LIFE
from sessions.events.outcomes import ExtensionRefused as ExtensionRefused
from sessions.events.outcomes import ExtensionRequested as ExtensionRequested
from sessions.events.outcomes import JointOpinionFiled as JointOpinionFiled
from sessions.events.outcomes import JointSignedFor as JointSignedFor
from sessions.events.outcomes import OutcomeAssigned as OutcomeAssigned
from sessions.events.outcomes import OutcomeDocumentAttached as OutcomeDocumentAttached
from sessions.events.outcomes import OutcomeDocumentRemoved as OutcomeDocumentRemoved
from sessions.events.outcomes import OutcomeEscalated as OutcomeEscalated
from sessions.events.outcomes import OutcomeEvent as OutcomeEvent
from sessions.events.outcomes import OutcomeExtended as OutcomeExtended
from sessions.events.outcomes import OutcomeFollowedUp as OutcomeFollowedUp
from sessions.events.outcomes import OutcomeMadePublic as OutcomeMadePublic
from sessions.events.outcomes import OutcomeReplied as OutcomeReplied
from sessions.events.outcomes import OutcomeReturned as OutcomeReturned
from sessions.events.outcomes import OutcomeReviewed as OutcomeReviewed
from sessions.events.outcomes import OutcomeSignedFor as OutcomeSignedFor
from sessions.events.outcomes import OutcomeUrged as OutcomeUrged
from sessions.events.outcomes import OutcomeWithdrawn as OutcomeWithdrawn
from sessions.events.outcomes import ProposerMet as ProposerMet
from sessions.events.outcomes import ReplyAppraised as ReplyAppraised
from sessions.events.preparing import ConsultationCreated as ConsultationCreated
from sessions.events.preparing import InvitationIssued as InvitationIssued
from sessions.events.preparing import InvitationRevoked as InvitationRevoked
from sessions.events.preparing import InvitationUsed as InvitationUsed
from sessions.events.preparing import ItemAdded as ItemAdded
from sessions.events.preparing import ParticipantRegistered as ParticipantRegistered
from sessions.events.preparing import RehearsalEnded as RehearsalEnded
from sessions.events.preparing import RehearsalStarted as RehearsalStarted
from sessions.events.preparing import VenueAdded as VenueAdded
from sessions.events.public import OpinionPublished as OpinionPublished
from sessions.events.public import OpinionRetracted as OpinionRetracted
from sessions.events.public import OpinionSubmitted as OpinionSubmitted
from sessions.events.public import OpinionWithheld as OpinionWithheld
from sessions.events.public import OutcomeRecorded as OutcomeRecorded
from sessions.events.questions import QuestionPut as QuestionPut
from sessions.events.questions import QuestionWithdrawn as QuestionWithdrawn
from sessions.events.questions import ReplyFiled as ReplyFiled
from sessions.events.recording import RecordingDeleted as RecordingDeleted
from sessions.events.recording import RecordingErased as RecordingErased
from sessions.events.recording import RecordingPublished as RecordingPublished
from sessions.events.recording import RecordingSet as RecordingSet
from sessions.events.recording import RecordingWithdrawn as RecordingWithdrawn
from sessions.events.screening import ModerationSet as ModerationSet
from sessions.events.screening import OpinionAssigned as OpinionAssigned
from sessions.events.screening import OpinionHidden as OpinionHidden
from sessions.events.screening import OpinionPromoted as OpinionPromoted
from sessions.events.screening import OpinionReopened as OpinionReopened
from sessions.events.screening import OpinionShown as OpinionShown
from sessions.events.screening import OpinionsMerged as OpinionsMerged
from sessions.events.screening import OpinionsUnmerged as OpinionsUnmerged
from sessions.events.screening import OpinionWithdrawn as OpinionWithdrawn
from sessions.events.screening import ScreeningEvent as ScreeningEvent
from sessions.events.screening import SensitiveWordsSet as SensitiveWordsSet
from sessions.events.sitting import AnswersWaived as AnswersWaived
from sessions.events.sitting import ChairTaken as ChairTaken
from sessions.events.sitting import ConsultationAdjourned as ConsultationAdjourned
from sessions.events.sitting import ConsultationClosed as ConsultationClosed
from sessions.events.sitting import ConsultationOpened as ConsultationOpened
from sessions.events.sitting import ConsultationResumed as ConsultationResumed
from sessions.events.sitting import DeputiesNamed as DeputiesNamed
from sessions.events.sitting import ItemClosed as ItemClosed
from sessions.events.sitting import ItemStarted as ItemStarted
from sessions.events.sitting import PresidingContinued as PresidingContinued
from sessions.events.sitting import PresidingInterrupted as PresidingInterrupted
from sessions.events.sitting import QuorumWaived as QuorumWaived
from sessions.events.stage import FloorFollowed as FloorFollowed
from sessions.events.stage import LayoutSet as LayoutSet
from sessions.events.stage import ProgrammeDirected as ProgrammeDirected
from sessions.events.supports import OpinionsSupported as OpinionsSupported
from sessions.events.venues import AuthorityOverridden as AuthorityOverridden
from sessions.events.venues import ParticipantAdmitted as ParticipantAdmitted
from sessions.events.venues import ParticipantMuted as ParticipantMuted
from sessions.events.venues import ParticipantTurnedAway as ParticipantTurnedAway
from sessions.events.venues import ParticipantUnmuted as ParticipantUnmuted
from sessions.events.venues import ParticipantWaiting as ParticipantWaiting
from sessions.events.venues import SeatNamed as SeatNamed
from sessions.events.venues import WaitingEnded as WaitingEnded
from sessions.events.venues import WaitingRoomSet as WaitingRoomSet
from sessions.types import Actor

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
