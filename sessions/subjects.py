"""Whom or which venue a command is about, and where that stands in the venue tree."""

from enum import Enum

from sessions import commands as c
from sessions.state import Consultation
from sessions.types import Actor
from sessions.venues import within


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


def subject_of(
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
