"""The commands: what somebody asks a consultation to do, one frozen struct each.

The tag is the verb-first name of the public surface. Bounds on size live in the types, so decoding
refuses what is too large; rules about state and authority live in `deciding.py` and `roles.py`.
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
from sessions.commands.live_notes import (
    AddLivePicture,
    CorrectLiveNote,
    PostLiveNote,
    WithdrawLiveNote,
)
from sessions.commands.minutes import (
    AddMinutesParagraph,
    ApproveMinutes,
    CirculateMinutes,
    EditMinutes,
    MinutesCommand,
    ProposeCorrection,
    RemoveMinutesBlock,
    RemoveMinutesTemplate,
    ReopenMinutes,
    ResetMinutesBlock,
    SetMinutesTemplate,
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
from sessions.commands.recording import (
    ConfirmErasure,
    DeleteRecording,
    PublishRecording,
    SetRecording,
    WithdrawRecording,
)
from sessions.commands.screening import (
    AssignOpinion,
    HideOpinion,
    MergeOpinions,
    PromoteOpinion,
    PublishOpinions,
    ReopenOpinions,
    ScreeningCommand,
    SetModeration,
    SetSensitiveWords,
    ShowOpinion,
    UnmergeOpinions,
    WithdrawOpinion,
    WithholdOpinions,
)
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
from sessions.commands.stage import DirectProgramme, FollowFloor, SetLayout
from sessions.commands.supports import RecordSupports
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
    "AddLivePicture",
    "AddMinutesParagraph",
    "AddVenue",
    "AdjournConsultation",
    "AdmitWaiting",
    "AnswerRollCall",
    "AnyCommand",
    "AppraiseReply",
    "ApproveMinutes",
    "AssignOpinion",
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
    "ConfirmErasure",
    "CorrectCaption",
    "CorrectLiveNote",
    "CorrectNote",
    "CountHands",
    "CreateConsultation",
    "DeleteRecording",
    "DetachFromOutcome",
    "DirectProgramme",
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
    "HideOpinion",
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
    "MergeOpinions",
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
    "PostLiveNote",
    "PrepareBallot",
    "PresentDocument",
    "PromoteOpinion",
    "ProposeCorrection",
    "PublishOpinion",
    "PublishOpinions",
    "PublishRecording",
    "PutQuestion",
    "RecordOutcome",
    "RecordSupports",
    "RefuseExtension",
    "RegisterParticipant",
    "RemoveDocument",
    "RemoveMinutesBlock",
    "RemoveMinutesTemplate",
    "ReopenMinutes",
    "ReopenOpinions",
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
    "ScreeningCommand",
    "SetAttendanceRules",
    "SetFloorRules",
    "SetLayout",
    "SetMinutesTemplate",
    "SetModeration",
    "SetRecording",
    "SetSensitiveWords",
    "SetWaitingRoom",
    "SettleCorrection",
    "ShowOpinion",
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
    "UnmergeOpinions",
    "UnmuteParticipant",
    "UrgeOutcome",
    "UseInvitation",
    "WithdrawLiveNote",
    "WithdrawOpinion",
    "WithdrawOutcome",
    "WithdrawQuestion",
    "WithdrawRecording",
    "WithdrawRequest",
    "WithholdOpinion",
    "WithholdOpinions",
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
