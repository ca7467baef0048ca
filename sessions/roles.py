"""Who may do what: a table of role and command, and how near its subject must be."""

from collections.abc import Mapping
from enum import Enum, IntEnum

from sessions import commands as c
from sessions.admission import is_outside
from sessions.caption_ports import port_of
from sessions.errors import Refused
from sessions.state import Consultation
from sessions.types import Actor, ActorRole
from sessions.venues import within

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


class Relation(Enum):
    """Where a command's subject stands in the venue tree, seen from the actor."""

    SELF = "self"
    """The actor."""
    OWN = "own_venue"
    """Somebody else, or something, of the actor's own venue."""
    BELOW = "below"
    """Of a venue below it."""
    ABOVE = "above"
    """Of a venue that it stands below."""
    ELSEWHERE = "elsewhere"
    """Of a sibling or any other; and all venues, for those who have none."""


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
    subject = _subject(state, actor, command)
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


def relation(
    state: Consultation, actor: Actor, participant_id: str | None, venue_id: str | None
) -> Relation:
    """How a participant, or whatever is of a venue, stands to the actor, by the roster's word."""
    if participant_id is not None and participant_id == actor.participant_id:
        return Relation.SELF
    own = state.participants.get(actor.participant_id or "")
    if own is None or venue_id is None:
        return Relation.ELSEWHERE
    if venue_id == own.venue_id:
        return Relation.OWN
    if within(state, venue_id, own.venue_id):
        return Relation.BELOW
    return Relation.ABOVE if within(state, own.venue_id, venue_id) else Relation.ELSEWHERE


def _subject(
    state: Consultation, actor: Actor, command: c.AnyCommand
) -> tuple[str | None, str | None] | None:
    """The participant and the venue that a command is about; None where there is no such thing."""
    match command:
        case (
            c.RequestFloor()
            | c.TakeChair()
            | c.StartInterpreting()
            | c.StopInterpreting()
            | c.ProposeCorrection()
        ):
            return _of_participant(state, actor.participant_id)
        case c.WithdrawRequest(request_id=id):
            request = next((r for r in state.requests if r.request_id == id), None)
            return None if request is None else _of_participant(state, request.participant_id)
        case (
            c.StartSpeech(speech_id=id) | c.YieldFloor(speech_id=id) | c.ResumeSpeech(speech_id=id)
        ):
            speech = state.speeches.get(id)
            return None if speech is None else _of_participant(state, speech.participant_id)
        case c.PresentDocument(presenter=id):
            return _of_participant(state, id or actor.participant_id)
        case c.TurnPage() | c.StopPresenting():
            shown = state.presentation
            return None if shown is None else _presented_by(state, shown.presenter_id)
        case (
            c.JoinConsultation(participant_id=id)
            | c.LeaveConsultation(participant_id=id)
            | c.TurnAway(participant_id=id)
            | c.MuteParticipant(participant_id=id)
            | c.UnmuteParticipant(participant_id=id)
        ):
            return _of_participant(state, id)
        case c.AdmitWaiting(participant_id=None, venue_id=id) | c.NameSeat(venue_id=id):
            return (None, id) if id in state.venues else None
        case c.AdmitWaiting(participant_id=id) | c.ForwardRequest(participant_id=id, seat_id=None):
            return _of_participant(state, id)
        case c.ForwardRequest(seat_id=seat_id):
            seat = state.seats.get(seat_id or "")
            return None if seat is None else (None, seat.venue_id)
        case c.MarkAttendance(participant_id=participant_id, seat_id=None):
            return _of_participant(state, participant_id)
        case c.AnswerRollCall(participant_id=None, seat_id=None):
            return _of_participant(state, actor.participant_id)
        case c.AnswerRollCall(participant_id=participant_id, seat_id=None):
            return _of_participant(state, participant_id)
        case c.FileReply(participant_id=participant_id):
            return _of_participant(state, participant_id or actor.participant_id)
        case (
            c.MarkAttendance(seat_id=seat_id)
            | c.AnswerRollCall(seat_id=seat_id)
            | c.TakeSeat(seat_id=seat_id)
            | c.LeaveSeat(seat_id=seat_id)
            | c.SwapSeats(seat_id=seat_id)
        ):
            return _of_seat(state, seat_id)
        case (
            c.CastVote(seat_id=seat_id)
            | c.IssueBallotPaper(seat_id=seat_id)
            | c.TakeStance(seat_id=seat_id)
        ):
            return _voter(state, actor, seat_id)
        case c.CountHands(venue_id=venue_id):
            return (None, venue_id) if venue_id in state.venues else None
        case _:
            return (None, None)


def _presented_by(state: Consultation, presenter_id: str | None) -> tuple[str | None, str | None]:
    """What nobody on the roster presents is not anybody's own."""
    return _of_participant(state, presenter_id) or (None, None)


def _of_participant(
    state: Consultation, participant_id: str | None
) -> tuple[str | None, str | None] | None:
    participant = state.participants.get(participant_id or "")
    return None if participant is None else (participant.id, participant.venue_id)


def _of_seat(state: Consultation, seat_id: str | None) -> tuple[None, str] | None:
    seat = state.seats.get(seat_id or "")
    return None if seat is None else (None, seat.venue_id)


def _voter(
    state: Consultation, actor: Actor, seat_id: str | None
) -> tuple[str | None, str | None] | None:
    if seat_id is None:
        return _of_participant(state, actor.participant_id)
    return _of_seat(state, seat_id)
