"""Who may do what: a table of role and command, and how near its subject must be."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Literal

from sessions import commands as c
from sessions.errors import Refused
from sessions.state import Consultation
from sessions.types import Actor, Role
from sessions.venues import within

STAFF: frozenset[str] = frozenset({"organizer", "chair", "clerk", "system"})
"""Roles that see what waits to be screened and who was invited."""
SPEAKERS: frozenset[str] = frozenset(
    {"chair", "clerk", "member", "expert", "department", "public_rep", "venue"}
)
"""Roles that may be given the floor."""

ActorRole = Role | Literal["system"]


class Reach(IntEnum):
    """How far from the actor a command's subject may be; each reach holds the ones before it."""

    OWN = 1
    """The actor's own request, speech, connection or attendance."""
    SUBTREE = 2
    """Of anybody in the actor's venue or one below it."""
    ANY = 3


_PREPARERS: Mapping[ActorRole, Reach] = {
    "organizer": Reach.ANY,
    "chair": Reach.ANY,
    "clerk": Reach.ANY,
}
_PRESIDING: Mapping[ActorRole, Reach] = {"chair": Reach.ANY, "clerk": Reach.ANY}
_ASKING: Mapping[ActorRole, Reach] = {
    "member": Reach.OWN,
    "expert": Reach.OWN,
    "department": Reach.OWN,
    "public_rep": Reach.OWN,
    "venue": Reach.OWN,
}
_HOLDING: Mapping[ActorRole, Reach] = {**_ASKING, "chair": Reach.OWN, "clerk": Reach.OWN}
_CONNECTING: Mapping[ActorRole, Reach] = {
    **_HOLDING,
    "viewer": Reach.OWN,
    "system": Reach.ANY,
}
_EVERYBODY: Mapping[ActorRole, Reach] = {
    "organizer": Reach.ANY,
    "chair": Reach.ANY,
    "clerk": Reach.ANY,
    "member": Reach.ANY,
    "expert": Reach.ANY,
    "department": Reach.ANY,
    "public_rep": Reach.ANY,
    "venue": Reach.ANY,
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
    c.RevokeFloor: _PRESIDING,
    c.SubmitOpinion: _EVERYBODY,
    c.PublishOpinion: _PREPARERS,
    c.WithholdOpinion: _PREPARERS,
    c.RecordOutcome: _PREPARERS,
    c.JoinConsultation: _CONNECTING,
    c.LeaveConsultation: _CONNECTING,
    c.MarkAttendance: {**_PREPARERS, "venue": Reach.SUBTREE},
    c.AddCaption: _PRESIDING,
    c.CorrectCaption: _PRESIDING,
}
"""A role that a row leaves out may not. Ancestors in the venue tree reach what stands below them.
"""


def is_staff(actor: Actor) -> bool:
    """Whether the actor sees what only those who run the meeting see."""
    return actor.role in STAFF


def authorize(state: Consultation, actor: Actor, command: c.AnyCommand) -> None:
    """Raise `Refused("not_authorized")` unless the table lets the actor do this to its subject.

    A subject that does not exist is let through: deciding says so by name.
    """
    reach = TABLE[type(command)].get(actor.role)
    if reach is None or not _is_on_roster(state, actor):
        raise Refused("not_authorized")
    if reach is Reach.ANY:
        return
    subject = _subject(state, actor, command)
    if subject is not None and _distance(state, actor, *subject) > reach:
        raise Refused("not_authorized")


def _is_on_roster(state: Consultation, actor: Actor) -> bool:
    """Those who act as participants are on the roster, in the role that they claim."""
    if actor.participant_id is None:
        return actor.role in ("organizer", "viewer", "system")
    participant = state.participants.get(actor.participant_id)
    return participant is not None and participant.role == actor.role


def _distance(
    state: Consultation, actor: Actor, participant_id: str | None, venue_id: str | None
) -> Reach:
    if participant_id is not None and participant_id == actor.participant_id:
        return Reach.OWN
    own = state.participants.get(actor.participant_id or "")
    if own is not None and venue_id is not None and within(state, venue_id, own.venue_id):
        return Reach.SUBTREE
    return Reach.ANY


def _subject(
    state: Consultation, actor: Actor, command: c.AnyCommand
) -> tuple[str | None, str | None] | None:
    """The participant and the venue that a command is about; None where there is no such thing."""
    match command:
        case c.RequestFloor():
            return _of_participant(state, actor.participant_id)
        case c.WithdrawRequest(request_id=id):
            request = next((r for r in state.requests if r.request_id == id), None)
            return None if request is None else _of_participant(state, request.participant_id)
        case c.StartSpeech(speech_id=id) | c.YieldFloor(speech_id=id):
            speech = state.speeches.get(id)
            return None if speech is None else _of_participant(state, speech.participant_id)
        case c.JoinConsultation(participant_id=id) | c.LeaveConsultation(participant_id=id):
            return _of_participant(state, id)
        case c.MarkAttendance(participant_id=participant_id, seat_id=None):
            return _of_participant(state, participant_id)
        case c.MarkAttendance(seat_id=seat_id):
            seat = state.seats.get(seat_id or "")
            return None if seat is None else (None, seat.venue_id)
        case _:
            return (None, None)


def _of_participant(
    state: Consultation, participant_id: str | None
) -> tuple[str | None, str | None] | None:
    participant = state.participants.get(participant_id or "")
    return None if participant is None else (participant.id, participant.venue_id)
