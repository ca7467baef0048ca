"""The commands: what somebody asks a consultation to do, one frozen struct each.

The tag is the verb-first name of the public surface. Bounds on size live in the types, so decoding
refuses what is too large; rules about state and authority live in `deciding.py` and `roles.py`.
Each command stands in the file of its concept and is a name of this package too.
"""

from sessions.commands.attendance import AnswerRollCall as AnswerRollCall
from sessions.commands.attendance import EndRollCall as EndRollCall
from sessions.commands.attendance import JoinConsultation as JoinConsultation
from sessions.commands.attendance import LeaveConsultation as LeaveConsultation
from sessions.commands.attendance import LeaveSeat as LeaveSeat
from sessions.commands.attendance import MarkAttendance as MarkAttendance
from sessions.commands.attendance import SetAttendanceRules as SetAttendanceRules
from sessions.commands.attendance import StartRollCall as StartRollCall
from sessions.commands.attendance import SwapSeats as SwapSeats
from sessions.commands.attendance import TakeSeat as TakeSeat
from sessions.commands.ballots import CancelBallot as CancelBallot
from sessions.commands.ballots import CastVote as CastVote
from sessions.commands.ballots import CloseBallot as CloseBallot
from sessions.commands.ballots import CountHands as CountHands
from sessions.commands.ballots import IssueBallotPaper as IssueBallotPaper
from sessions.commands.ballots import OpenBallot as OpenBallot
from sessions.commands.ballots import PrepareBallot as PrepareBallot
from sessions.commands.ballots import TakeStance as TakeStance
from sessions.commands.base import Command as Command
from sessions.commands.captions import AddCaption as AddCaption
from sessions.commands.captions import CorrectCaption as CorrectCaption
from sessions.commands.captions import IssueCaptionPort as IssueCaptionPort
from sessions.commands.documents import AttachDocument as AttachDocument
from sessions.commands.documents import MoveDocument as MoveDocument
from sessions.commands.documents import PresentDocument as PresentDocument
from sessions.commands.documents import RemoveDocument as RemoveDocument
from sessions.commands.documents import StopPresenting as StopPresenting
from sessions.commands.documents import TurnPage as TurnPage
from sessions.commands.floor import ExtendSpeech as ExtendSpeech
from sessions.commands.floor import GrantFloor as GrantFloor
from sessions.commands.floor import MoveRequest as MoveRequest
from sessions.commands.floor import PauseSpeech as PauseSpeech
from sessions.commands.floor import RequestFloor as RequestFloor
from sessions.commands.floor import ResumeSpeech as ResumeSpeech
from sessions.commands.floor import RevokeFloor as RevokeFloor
from sessions.commands.floor import SetFloorRules as SetFloorRules
from sessions.commands.floor import StartSpeech as StartSpeech
from sessions.commands.floor import WithdrawRequest as WithdrawRequest
from sessions.commands.floor import YieldFloor as YieldFloor
from sessions.commands.interpretation import StartInterpreting as StartInterpreting
from sessions.commands.interpretation import StopInterpreting as StopInterpreting
from sessions.commands.live_notes import AddLivePicture as AddLivePicture
from sessions.commands.live_notes import CorrectLiveNote as CorrectLiveNote
from sessions.commands.live_notes import PostLiveNote as PostLiveNote
from sessions.commands.live_notes import WithdrawLiveNote as WithdrawLiveNote
from sessions.commands.minutes import AddMinutesParagraph as AddMinutesParagraph
from sessions.commands.minutes import ApproveMinutes as ApproveMinutes
from sessions.commands.minutes import CirculateMinutes as CirculateMinutes
from sessions.commands.minutes import EditMinutes as EditMinutes
from sessions.commands.minutes import MinutesCommand as MinutesCommand
from sessions.commands.minutes import ProposeCorrection as ProposeCorrection
from sessions.commands.minutes import RemoveMinutesBlock as RemoveMinutesBlock
from sessions.commands.minutes import RemoveMinutesTemplate as RemoveMinutesTemplate
from sessions.commands.minutes import ReopenMinutes as ReopenMinutes
from sessions.commands.minutes import ResetMinutesBlock as ResetMinutesBlock
from sessions.commands.minutes import SetMinutesTemplate as SetMinutesTemplate
from sessions.commands.minutes import SettleCorrection as SettleCorrection
from sessions.commands.minutes import SignMinutes as SignMinutes
from sessions.commands.notes import CorrectNote as CorrectNote
from sessions.commands.notes import WriteNote as WriteNote
from sessions.commands.outcomes import AppraiseReply as AppraiseReply
from sessions.commands.outcomes import AssignOutcome as AssignOutcome
from sessions.commands.outcomes import AttachToOutcome as AttachToOutcome
from sessions.commands.outcomes import DetachFromOutcome as DetachFromOutcome
from sessions.commands.outcomes import EscalateOutcome as EscalateOutcome
from sessions.commands.outcomes import ExtendOutcome as ExtendOutcome
from sessions.commands.outcomes import FileJointOpinion as FileJointOpinion
from sessions.commands.outcomes import FollowUpOutcome as FollowUpOutcome
from sessions.commands.outcomes import MakeOutcomePublic as MakeOutcomePublic
from sessions.commands.outcomes import MeetProposer as MeetProposer
from sessions.commands.outcomes import OutcomeCommand as OutcomeCommand
from sessions.commands.outcomes import RefuseExtension as RefuseExtension
from sessions.commands.outcomes import ReplyOutcome as ReplyOutcome
from sessions.commands.outcomes import RequestExtension as RequestExtension
from sessions.commands.outcomes import ReturnOutcome as ReturnOutcome
from sessions.commands.outcomes import ReviewOutcome as ReviewOutcome
from sessions.commands.outcomes import SignForJoint as SignForJoint
from sessions.commands.outcomes import SignForOutcome as SignForOutcome
from sessions.commands.outcomes import TransferOutcome as TransferOutcome
from sessions.commands.outcomes import UrgeOutcome as UrgeOutcome
from sessions.commands.outcomes import WithdrawOutcome as WithdrawOutcome
from sessions.commands.preparing import AddItem as AddItem
from sessions.commands.preparing import AddVenue as AddVenue
from sessions.commands.preparing import CreateConsultation as CreateConsultation
from sessions.commands.preparing import EndRehearsal as EndRehearsal
from sessions.commands.preparing import ImportedParticipant as ImportedParticipant
from sessions.commands.preparing import ImportedSeat as ImportedSeat
from sessions.commands.preparing import ImportedVenue as ImportedVenue
from sessions.commands.preparing import ImportRoster as ImportRoster
from sessions.commands.preparing import IssueInvitation as IssueInvitation
from sessions.commands.preparing import IssueInvitations as IssueInvitations
from sessions.commands.preparing import NamedInvitation as NamedInvitation
from sessions.commands.preparing import RegisterParticipant as RegisterParticipant
from sessions.commands.preparing import RevokeInvitation as RevokeInvitation
from sessions.commands.preparing import RevokeInvitations as RevokeInvitations
from sessions.commands.preparing import Row as Row
from sessions.commands.preparing import StartRehearsal as StartRehearsal
from sessions.commands.preparing import UseInvitation as UseInvitation
from sessions.commands.public import PublishOpinion as PublishOpinion
from sessions.commands.public import RecordOutcome as RecordOutcome
from sessions.commands.public import SubmitOpinion as SubmitOpinion
from sessions.commands.public import WithholdOpinion as WithholdOpinion
from sessions.commands.questions import FileReply as FileReply
from sessions.commands.questions import PutQuestion as PutQuestion
from sessions.commands.questions import WithdrawQuestion as WithdrawQuestion
from sessions.commands.recording import ConfirmErasure as ConfirmErasure
from sessions.commands.recording import DeleteRecording as DeleteRecording
from sessions.commands.recording import PublishRecording as PublishRecording
from sessions.commands.recording import SetRecording as SetRecording
from sessions.commands.recording import WithdrawRecording as WithdrawRecording
from sessions.commands.screening import AssignOpinion as AssignOpinion
from sessions.commands.screening import HideOpinion as HideOpinion
from sessions.commands.screening import MergeOpinions as MergeOpinions
from sessions.commands.screening import PromoteOpinion as PromoteOpinion
from sessions.commands.screening import PublishOpinions as PublishOpinions
from sessions.commands.screening import ReopenOpinions as ReopenOpinions
from sessions.commands.screening import ScreeningCommand as ScreeningCommand
from sessions.commands.screening import SetModeration as SetModeration
from sessions.commands.screening import SetSensitiveWords as SetSensitiveWords
from sessions.commands.screening import ShowOpinion as ShowOpinion
from sessions.commands.screening import UnmergeOpinions as UnmergeOpinions
from sessions.commands.screening import WithdrawOpinion as WithdrawOpinion
from sessions.commands.screening import WithholdOpinions as WithholdOpinions
from sessions.commands.sitting import AdjournConsultation as AdjournConsultation
from sessions.commands.sitting import CloseConsultation as CloseConsultation
from sessions.commands.sitting import CloseItem as CloseItem
from sessions.commands.sitting import NameDeputies as NameDeputies
from sessions.commands.sitting import OpenConsultation as OpenConsultation
from sessions.commands.sitting import ResumeConsultation as ResumeConsultation
from sessions.commands.sitting import StartItem as StartItem
from sessions.commands.sitting import TakeChair as TakeChair
from sessions.commands.stage import DirectProgramme as DirectProgramme
from sessions.commands.stage import FollowFloor as FollowFloor
from sessions.commands.stage import SetLayout as SetLayout
from sessions.commands.supports import RecordSupports as RecordSupports
from sessions.commands.venues import AdmitWaiting as AdmitWaiting
from sessions.commands.venues import ForwardRequest as ForwardRequest
from sessions.commands.venues import MuteParticipant as MuteParticipant
from sessions.commands.venues import NameSeat as NameSeat
from sessions.commands.venues import SetWaitingRoom as SetWaitingRoom
from sessions.commands.venues import TurnAway as TurnAway
from sessions.commands.venues import UnmuteParticipant as UnmuteParticipant

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
    | StartInterpreting
    | StopInterpreting
    | SetLayout
    | FollowFloor
    | DirectProgramme
    | SubmitOpinion
    | PublishOpinion
    | WithholdOpinion
    | RecordSupports
    | ScreeningCommand
    | RecordOutcome
    | OutcomeCommand
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
    | WriteNote
    | CorrectNote
    | IssueCaptionPort
    | AddLivePicture
    | PostLiveNote
    | CorrectLiveNote
    | WithdrawLiveNote
    | MinutesCommand
    | SetRecording
    | PublishRecording
    | WithdrawRecording
    | DeleteRecording
    | ConfirmErasure
)
"""Everything that may be done to a consultation that exists; `CreateConsultation` comes before it.
"""
