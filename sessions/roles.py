"""Who may do what: a table of role and command, and how near its subject must be."""

from collections.abc import Mapping
from enum import IntEnum

from sessions import commands as c
from sessions.admission import is_outside
from sessions.caption_ports import port_of
from sessions.errors import Refused
from sessions.state import Consultation
from sessions.subjects import Relation, relation, subject_of
from sessions.types import Actor, ActorRole

STAFF: frozenset[str] = frozenset({"organizer", "chair", "clerk", "system"})
"""Roles that see what waits to be screened and who was invited."""
SPEAKERS: frozenset[str] = frozenset(
    {"chair", "clerk", "member", "expert", "department", "public_rep", "venue"}
)
"""Roles that may be given the floor."""


class Reach(IntEnum):
    """How far from the actor a command's subject may be; each reach holds the ones before it."""

    OWN = 1
    """The actor's own request, speech, connection or attendance."""
    SUBTREE = 2
    """Of anybody in the actor's venue or one below it."""
    ANY = 3


REACHED: Mapping[Reach, frozenset[Relation]] = {
    Reach.OWN: frozenset({Relation.SELF}),
    Reach.SUBTREE: frozenset({Relation.SELF, Relation.OWN, Relation.BELOW}),
    Reach.ANY: frozenset(Relation),
}

_PREPARERS: Mapping[ActorRole, Reach] = {
    "organizer": Reach.ANY,
    "chair": Reach.ANY,
    "clerk": Reach.ANY,
}
_PRESIDING: Mapping[ActorRole, Reach] = {"chair": Reach.ANY, "clerk": Reach.ANY}
_CAPTIONING: Mapping[ActorRole, Reach] = {**_PRESIDING, "captioner": Reach.ANY}
_ASKING: Mapping[ActorRole, Reach] = {
    "member": Reach.OWN,
    "expert": Reach.OWN,
    "department": Reach.OWN,
    "public_rep": Reach.OWN,
    "venue": Reach.OWN,
}
_HOLDING: Mapping[ActorRole, Reach] = {**_ASKING, "chair": Reach.OWN, "clerk": Reach.OWN}
_VOTING: Mapping[ActorRole, Reach] = {**_HOLDING, "venue": Reach.SUBTREE}
"""For oneself; a venue operator for the seats of the room. Who has a vote is the ballot's rule."""
_CONNECTING: Mapping[ActorRole, Reach] = {
    **_HOLDING,
    "interpreter": Reach.OWN,
    "viewer": Reach.OWN,
    "system": Reach.ANY,
}
_OF_A_VENUE: Mapping[ActorRole, Reach] = {**_PREPARERS, "venue": Reach.SUBTREE}
"""What a venue's operator does, and ancestors and staff may do in their place, with a reason."""
_HANDLING: Mapping[ActorRole, Reach] = {**_PREPARERS, "department": Reach.ANY}
"""What a unit does about an outcome; which unit's it is, is the outcome's rule."""
_EVERYBODY: Mapping[ActorRole, Reach] = {
    "organizer": Reach.ANY,
    "chair": Reach.ANY,
    "clerk": Reach.ANY,
    "member": Reach.ANY,
    "expert": Reach.ANY,
    "department": Reach.ANY,
    "public_rep": Reach.ANY,
    "venue": Reach.ANY,
    "interpreter": Reach.ANY,
    "viewer": Reach.ANY,
    "system": Reach.ANY,
}

TABLE: Mapping[type[c.Command], Mapping[ActorRole, Reach]] = {
    c.CreateConsultation: {"organizer": Reach.ANY},
    c.AddVenue: _PREPARERS,
    c.AddItem: _PREPARERS,
    c.RegisterParticipant: _PREPARERS,
    c.IssueInvitation: _PREPARERS,
    c.RevokeInvitation: _PREPARERS,
    c.ImportRoster: _PREPARERS,
    c.IssueInvitations: _PREPARERS,
    c.RevokeInvitations: _PREPARERS,
    c.UseInvitation: {"system": Reach.ANY},
    c.StartRehearsal: _PREPARERS,
    c.EndRehearsal: {**_PREPARERS, "system": Reach.ANY},
    c.SetWaitingRoom: _PREPARERS,
    c.AdmitWaiting: _OF_A_VENUE,
    c.TurnAway: _OF_A_VENUE,
    c.MuteParticipant: _OF_A_VENUE,
    c.UnmuteParticipant: _OF_A_VENUE,
    c.NameSeat: _OF_A_VENUE,
    c.ForwardRequest: _OF_A_VENUE,
    c.OpenConsultation: _PREPARERS,
    c.AdjournConsultation: _PREPARERS,
    c.ResumeConsultation: _PREPARERS,
    c.CloseConsultation: _PREPARERS,
    c.StartItem: _PREPARERS,
    c.CloseItem: _PREPARERS,
    c.RequestFloor: _ASKING,
    c.WithdrawRequest: {**_ASKING, "venue": Reach.SUBTREE, **_PRESIDING},
    c.MoveRequest: _PRESIDING,
    c.GrantFloor: _PRESIDING,
    c.StartSpeech: {**_HOLDING, "system": Reach.ANY},
    c.ExtendSpeech: _PRESIDING,
    c.YieldFloor: _HOLDING,
    c.PauseSpeech: _PRESIDING,
    c.ResumeSpeech: {**_ASKING, **_PRESIDING},
    c.RevokeFloor: {**_PRESIDING, "system": Reach.ANY},
    c.SetFloorRules: _PREPARERS,
    c.NameDeputies: _PREPARERS,
    c.TakeChair: {**_ASKING, "chair": Reach.OWN, "clerk": Reach.OWN},
    c.AttachDocument: _PREPARERS,
    c.RemoveDocument: _PREPARERS,
    c.MoveDocument: _PREPARERS,
    c.PresentDocument: {**_ASKING, **_PREPARERS},
    c.TurnPage: {**_ASKING, **_PREPARERS},
    c.StopPresenting: {**_ASKING, **_PREPARERS},
    c.StartInterpreting: {"interpreter": Reach.OWN},
    c.StopInterpreting: {"interpreter": Reach.OWN},
    c.SetLayout: _PREPARERS,
    c.FollowFloor: _PREPARERS,
    c.DirectProgramme: _PREPARERS,
    c.SubmitOpinion: _EVERYBODY,
    c.PublishOpinion: _PREPARERS,
    c.WithholdOpinion: _PREPARERS,
    c.RecordSupports: {"system": Reach.ANY},
    c.PublishOpinions: _PREPARERS,
    c.WithholdOpinions: _PREPARERS,
    c.ReopenOpinions: _PREPARERS,
    c.MergeOpinions: _PREPARERS,
    c.UnmergeOpinions: _PREPARERS,
    c.WithdrawOpinion: {role: reach for role, reach in _EVERYBODY.items() if role != "system"},
    c.ShowOpinion: _PREPARERS,
    c.HideOpinion: _PREPARERS,
    c.PromoteOpinion: _PREPARERS,
    c.AssignOpinion: _PREPARERS,
    c.SetModeration: _PREPARERS,
    c.SetSensitiveWords: _PREPARERS,
    c.RecordOutcome: _PREPARERS,
    c.ReviewOutcome: _PREPARERS,
    c.AssignOutcome: _PREPARERS,
    c.SignForOutcome: _HANDLING,
    c.ReturnOutcome: _HANDLING,
    c.TransferOutcome: _PREPARERS,
    c.FileJointOpinion: _HANDLING,
    c.MeetProposer: _HANDLING,
    c.SignForJoint: _HANDLING,
    c.RequestExtension: _HANDLING,
    c.RefuseExtension: _PREPARERS,
    c.ExtendOutcome: _PREPARERS,
    c.AttachToOutcome: _HANDLING,
    c.DetachFromOutcome: _HANDLING,
    c.ReplyOutcome: _HANDLING,
    c.AppraiseReply: {role: reach for role, reach in _EVERYBODY.items() if role != "system"},
    c.FollowUpOutcome: _PREPARERS,
    c.MakeOutcomePublic: _PREPARERS,
    c.WithdrawOutcome: _PREPARERS,
    c.UrgeOutcome: {**_PREPARERS, "system": Reach.ANY},
    c.EscalateOutcome: {**_PREPARERS, "system": Reach.ANY},
    c.JoinConsultation: _CONNECTING,
    c.LeaveConsultation: _CONNECTING,
    c.MarkAttendance: {**_PREPARERS, "venue": Reach.SUBTREE},
    c.SetAttendanceRules: _PREPARERS,
    c.TakeSeat: {**_PREPARERS, "venue": Reach.SUBTREE},
    c.LeaveSeat: {**_PREPARERS, "venue": Reach.SUBTREE},
    c.SwapSeats: {**_PREPARERS, "venue": Reach.SUBTREE},
    c.StartRollCall: _PREPARERS,
    c.AnswerRollCall: {**_ASKING, "venue": Reach.SUBTREE, **_PREPARERS},
    c.EndRollCall: {**_PREPARERS, "system": Reach.ANY},
    c.PutQuestion: _PREPARERS,
    c.WithdrawQuestion: _PREPARERS,
    c.FileReply: {"department": Reach.OWN, **_PREPARERS},
    c.PrepareBallot: _PREPARERS,
    c.OpenBallot: _PRESIDING,
    c.CastVote: _VOTING,
    c.CountHands: {**_PRESIDING, "venue": Reach.SUBTREE},
    c.IssueBallotPaper: _VOTING,
    c.CloseBallot: {**_PRESIDING, "system": Reach.ANY},
    c.CancelBallot: _PRESIDING,
    c.TakeStance: _VOTING,
    c.AddCaption: _CAPTIONING,
    c.CorrectCaption: _CAPTIONING,
    c.WriteNote: _PREPARERS,
    c.CorrectNote: _PREPARERS,
    c.IssueCaptionPort: _PREPARERS,
    c.AddLivePicture: _PREPARERS,
    c.PostLiveNote: _PREPARERS,
    c.CorrectLiveNote: _PREPARERS,
    c.WithdrawLiveNote: _PREPARERS,
    c.EditMinutes: _PREPARERS,
    c.AddMinutesParagraph: _PREPARERS,
    c.RemoveMinutesBlock: _PREPARERS,
    c.ResetMinutesBlock: _PREPARERS,
    c.CirculateMinutes: _PREPARERS,
    c.ProposeCorrection: _HOLDING,
    c.SettleCorrection: _PREPARERS,
    c.ApproveMinutes: {"chair": Reach.ANY},
    c.SignMinutes: {"chair": Reach.ANY},
    c.ReopenMinutes: _PREPARERS,
    c.SetMinutesTemplate: _PREPARERS,
    c.RemoveMinutesTemplate: _PREPARERS,
    c.SetRecording: _PREPARERS,
    c.PublishRecording: _PREPARERS,
    c.WithdrawRecording: _PREPARERS,
    c.DeleteRecording: {**_PREPARERS, "system": Reach.ANY},
    c.ConfirmErasure: {"system": Reach.ANY},
}
"""A role that a row leaves out may not. Ancestors in the venue tree reach what stands below them.
`sessions/authority.py` reads the whole matrix off it; `docs/authority.md` shows it.
"""

NEED_REASON: frozenset[type[c.Command]] = frozenset(
    {
        c.AdmitWaiting,
        c.TurnAway,
        c.MuteParticipant,
        c.UnmuteParticipant,
        c.NameSeat,
        c.ForwardRequest,
        c.WithdrawRequest,
        c.MarkAttendance,
        c.TakeSeat,
        c.LeaveSeat,
        c.SwapSeats,
        c.AnswerRollCall,
    }
)
"""Commands that are an override, and need a reason, outside the actor's own venue."""
OVERRULING: frozenset[type[c.Command]] = frozenset({c.WithdrawRequest})
"""Those of them that are one in the own venue too, where staff give them: they undo what somebody
did themselves.
"""
BY_WORD: frozenset[type[c.Command]] = frozenset(
    {c.MarkAttendance, c.TakeSeat, c.LeaveSeat, c.SwapSeats, c.AnswerRollCall}
)
"""Those of them by which staff keep the attendance list: what they say before the opening, or for a
room that has nobody else to say it, is no override.
"""


def is_staff(actor: Actor) -> bool:
    """Whether the actor sees what only those who run the meeting see."""
    return actor.role in STAFF


def authorize(state: Consultation, actor: Actor, command: c.AnyCommand) -> None:
    """Raise `Refused("not_authorized")` unless the table lets the actor do this to its subject.

    A subject that does not exist is let through: deciding says so by name.
    """
    reach = TABLE[type(command)].get(standing(state, actor))
    if reach is None or not _is_on_roster(state, actor):
        raise Refused("not_authorized")
    if is_outside(state, actor.participant_id):
        raise Refused("waiting_to_be_admitted")
    if reach is Reach.ANY:
        return
    subject = subject_of(state, actor, command)
    if subject is not None and relation(state, actor, *subject) not in REACHED[reach]:
        raise Refused("not_authorized")


def standing(state: Consultation, actor: Actor) -> ActorRole:
    """The role whose rights the actor has: who presides has the chair's; a chair for whom a deputy
    presides has a member's until they take the chair back.
    """
    if state.presiding is None or actor.participant_id is None:
        return actor.role
    if actor.participant_id == state.presiding:
        return "chair"
    return "member" if actor.role == "chair" else actor.role


def _is_on_roster(state: Consultation, actor: Actor) -> bool:
    """Those who act as participants are on the roster, in the role that they claim; a captioner's
    port stands.
    """
    if actor.role == "captioner":
        return port_of(state, actor) is not None
    if actor.participant_id is None:
        return actor.role in ("organizer", "viewer", "system")
    participant = state.participants.get(actor.participant_id)
    return participant is not None and participant.role == actor.role
