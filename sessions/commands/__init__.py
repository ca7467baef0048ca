"""The commands: what somebody asks a consultation to do, one frozen struct each.

The tag is the verb-first name of the public surface. Bounds on size live in the types, so decoding
refuses what is too large; rules about state and authority live in `consultation.py` and `roles.py`.
"""

from sessions.commands.attendance import (
    AnswerRollCall,
    EndRollCall,
    JoinConsultation,
    LeaveConsultation,
    LeaveSeat,
    MarkAttendance,
    SetAttendanceRules,
    StartRollCall,
    SwapSeats,
    TakeSeat,
)
from sessions.commands.ballots import (
    CancelBallot,
    CastVote,
    CloseBallot,
    CountHands,
    IssueBallotPaper,
    OpenBallot,
    PrepareBallot,
    TakeStance,
)
from sessions.commands.base import Command
from sessions.commands.captions import AddCaption, CorrectCaption, IssueCaptionPort
from sessions.commands.documents import (
    AttachDocument,
    MoveDocument,
    PresentDocument,
    RemoveDocument,
    StopPresenting,
    TurnPage,
)
from sessions.commands.floor import (
    ExtendSpeech,
    GrantFloor,
    MoveRequest,
    PauseSpeech,
    RequestFloor,
    ResumeSpeech,
    RevokeFloor,
    SetFloorRules,
    StartSpeech,
    WithdrawRequest,
    YieldFloor,
)
from sessions.commands.interpretation import StartInterpreting, StopInterpreting
from sessions.commands.minutes import (
    AddMinutesParagraph,
    ApproveMinutes,
    CirculateMinutes,
    EditMinutes,
    MinutesCommand,
    ProposeCorrection,
    RemoveMinutesBlock,
    ReopenMinutes,
    ResetMinutesBlock,
    SettleCorrection,
    SignMinutes,
)
from sessions.commands.notes import CorrectNote, WriteNote
from sessions.commands.outcomes import (
    AppraiseReply,
    AssignOutcome,
    AttachToOutcome,
    DetachFromOutcome,
    EscalateOutcome,
    ExtendOutcome,
    FileJointOpinion,
    FollowUpOutcome,
    MakeOutcomePublic,
    MeetProposer,
    OutcomeCommand,
    RefuseExtension,
    ReplyOutcome,
    RequestExtension,
    ReturnOutcome,
    ReviewOutcome,
    SignForJoint,
    SignForOutcome,
    TransferOutcome,
    UrgeOutcome,
    WithdrawOutcome,
)
from sessions.commands.preparing import (
    AddItem,
    AddVenue,
    CreateConsultation,
    EndRehearsal,
    ImportedParticipant,
    ImportedSeat,
    ImportedVenue,
    ImportRoster,
    IssueInvitation,
    IssueInvitations,
    NamedInvitation,
    RegisterParticipant,
    RevokeInvitation,
    RevokeInvitations,
    Row,
    StartRehearsal,
    UseInvitation,
)
from sessions.commands.public import PublishOpinion, RecordOutcome, SubmitOpinion, WithholdOpinion
from sessions.commands.questions import FileReply, PutQuestion, WithdrawQuestion
from sessions.commands.sitting import (
    AdjournConsultation,
    CloseConsultation,
    CloseItem,
    NameDeputies,
    OpenConsultation,
    ResumeConsultation,
    StartItem,
    TakeChair,
)
from sessions.commands.stage import FollowFloor, SetLayout
from sessions.commands.venues import (
    AdmitWaiting,
    ForwardRequest,
    MuteParticipant,
    NameSeat,
    SetWaitingRoom,
    TurnAway,
    UnmuteParticipant,
)

__all__ = [
    "AddCaption",
    "AddItem",
    "AddMinutesParagraph",
    "AddVenue",
    "AdjournConsultation",
    "AdmitWaiting",
    "AnswerRollCall",
    "AnyCommand",
    "AppraiseReply",
    "ApproveMinutes",
    "AssignOutcome",
    "AttachDocument",
    "AttachToOutcome",
    "CancelBallot",
    "CastVote",
    "CirculateMinutes",
    "CloseBallot",
    "CloseConsultation",
    "CloseItem",
    "Command",
    "CorrectCaption",
    "CorrectNote",
    "CountHands",
    "CreateConsultation",
    "DetachFromOutcome",
    "EditMinutes",
    "EndRehearsal",
    "EndRollCall",
    "EscalateOutcome",
    "ExtendOutcome",
    "ExtendSpeech",
    "FileJointOpinion",
    "FileReply",
    "FollowFloor",
    "FollowUpOutcome",
    "ForwardRequest",
    "GrantFloor",
    "ImportRoster",
    "ImportedParticipant",
    "ImportedSeat",
    "ImportedVenue",
    "IssueBallotPaper",
    "IssueCaptionPort",
    "IssueInvitation",
    "IssueInvitations",
    "JoinConsultation",
    "LeaveConsultation",
    "LeaveSeat",
    "MakeOutcomePublic",
    "MarkAttendance",
    "MeetProposer",
    "MinutesCommand",
    "MoveDocument",
    "MoveRequest",
    "MuteParticipant",
    "NameDeputies",
    "NameSeat",
    "NamedInvitation",
    "OpenBallot",
    "OpenConsultation",
    "OutcomeCommand",
    "PauseSpeech",
    "PrepareBallot",
    "PresentDocument",
    "ProposeCorrection",
    "PublishOpinion",
    "PutQuestion",
    "RecordOutcome",
    "RefuseExtension",
    "RegisterParticipant",
    "RemoveDocument",
    "RemoveMinutesBlock",
    "ReopenMinutes",
    "ReplyOutcome",
    "RequestExtension",
    "RequestFloor",
    "ResetMinutesBlock",
    "ResumeConsultation",
    "ResumeSpeech",
    "ReturnOutcome",
    "ReviewOutcome",
    "RevokeFloor",
    "RevokeInvitation",
    "RevokeInvitations",
    "Row",
    "SetAttendanceRules",
    "SetFloorRules",
    "SetLayout",
    "SetWaitingRoom",
    "SettleCorrection",
    "SignForJoint",
    "SignForOutcome",
    "SignMinutes",
    "StartInterpreting",
    "StartItem",
    "StartRehearsal",
    "StartRollCall",
    "StartSpeech",
    "StopInterpreting",
    "StopPresenting",
    "SubmitOpinion",
    "SwapSeats",
    "TakeChair",
    "TakeSeat",
    "TakeStance",
    "TransferOutcome",
    "TurnAway",
    "TurnPage",
    "UnmuteParticipant",
    "UrgeOutcome",
    "UseInvitation",
    "WithdrawOutcome",
    "WithdrawQuestion",
    "WithdrawRequest",
    "WithholdOpinion",
    "WriteNote",
    "YieldFloor",
]

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
    | SubmitOpinion
    | PublishOpinion
    | WithholdOpinion
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
    | MinutesCommand
)
"""Everything that may be done to a consultation that exists; `CreateConsultation` comes before it.
"""
