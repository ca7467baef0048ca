"""A consultation as two pure functions: `decide` what happens, `apply` what happened.

`decide(state, actor, command, now_ms, new_id)` answers the events that a command leads to, or
raises `Refused` and nothing has happened. `apply(state, record)` is the state after one more
record. Each concept decides in its own file; here is only who goes where.
"""

from collections.abc import Callable, Iterable
from typing import assert_never

from msgspec.structs import replace

from sessions import (
    agenda,
    attendance,
    captions,
    opinions,
    outcomes,
    roster,
    sitting,
    speaking,
    venues,
)
from sessions import commands as c
from sessions import events as e
from sessions.errors import Refused
from sessions.events import AnyEvent, Record
from sessions.roles import TABLE, authorize
from sessions.speaking import chair, held, holders, next_due
from sessions.state import Consultation
from sessions.types import Actor

__all__ = [
    "Consultation",
    "apply",
    "chair",
    "decide",
    "due",
    "held",
    "holders",
    "next_due",
    "replay",
]


def decide(
    state: Consultation | None,
    actor: Actor,
    command: c.CreateConsultation | c.AnyCommand,
    now_ms: int,
    new_id: Callable[[], str],
) -> list[AnyEvent]:
    """The events of a command, none where it is already so; raises `Refused`.

    `now_ms` is Unix time; `new_id` makes an id never used before each time it is called.
    """
    if isinstance(command, c.CreateConsultation):
        return _create(state, actor, command, new_id)
    if state is None:
        raise Refused("no_such_consultation")
    authorize(state, actor, command)
    return _decide(state, actor, command, now_ms, new_id)


def _create(
    state: Consultation | None,
    actor: Actor,
    command: c.CreateConsultation,
    new_id: Callable[[], str],
) -> list[AnyEvent]:
    if actor.role not in TABLE[c.CreateConsultation]:
        raise Refused("not_authorized")
    if state is not None:
        raise Refused("consultation_exists")
    return [
        e.ConsultationCreated(id=new_id(), title=command.title, scheduled_at=command.scheduled_at),
        *(e.VenueAdded(venue=venue) for venue in venues.planted(command.venues)),
        *(e.ItemAdded(item=item) for item in agenda.drawn_up(command.agenda)),
    ]


def _decide(
    state: Consultation,
    actor: Actor,
    command: c.AnyCommand,
    now_ms: int,
    new_id: Callable[[], str],
) -> list[AnyEvent]:
    match command:
        case c.AddVenue():
            return [*venues.add_venue(state, command)]
        case c.AddItem():
            return agenda.add_item(state, command)
        case c.RegisterParticipant():
            return roster.register_participant(state, command)
        case c.IssueInvitation():
            return roster.issue_invitation(state, command, now_ms)
        case c.RevokeInvitation():
            return roster.revoke_invitation(state, command)
        case c.OpenConsultation():
            return sitting.open_consultation(state)
        case c.AdjournConsultation():
            return sitting.adjourn_consultation(state, command)
        case c.ResumeConsultation():
            return sitting.resume_consultation(state)
        case c.CloseConsultation():
            return sitting.close_consultation(state)
        case c.StartItem():
            return agenda.start_item(state, command)
        case c.CloseItem():
            return agenda.close_item(state, command)
        case c.RequestFloor():
            return speaking.request_floor(state, actor, command, new_id)
        case c.WithdrawRequest():
            return speaking.withdraw_request(state, command)
        case c.MoveRequest():
            return speaking.move_request(state, command)
        case c.GrantFloor():
            return speaking.grant_floor(state, command, new_id)
        case c.StartSpeech():
            return speaking.start_speech(state, actor, command)
        case c.ExtendSpeech():
            return speaking.extend_speech(state, command)
        case c.YieldFloor():
            return speaking.yield_floor(state, command)
        case c.RevokeFloor():
            return speaking.revoke_floor(state, command)
        case c.SubmitOpinion():
            return opinions.submit_opinion(state, command)
        case c.PublishOpinion():
            return opinions.publish_opinion(state, command)
        case c.WithholdOpinion():
            return opinions.withhold_opinion(state, command)
        case c.RecordOutcome():
            return outcomes.record_outcome(state, command, new_id)
        case c.JoinConsultation():
            return attendance.join_consultation(state, command)
        case c.LeaveConsultation():
            return attendance.leave_consultation(state, command)
        case c.MarkAttendance():
            return attendance.mark_attendance(state, command)
        case c.AddCaption():
            return captions.add_caption(state, command, now_ms, new_id)
        case c.CorrectCaption():
            return captions.correct_caption(state, command)
        case _:
            assert_never(command)


def apply(state: Consultation | None, record: Record) -> Consultation:
    """The state after `record`, which must be the next of this log: anything else is a bug."""
    event = record.event
    if state is None:
        assert record.seq == 1, record
        assert isinstance(event, e.ConsultationCreated), record
        after = Consultation(id=event.id, title=event.title, scheduled_at=event.scheduled_at)
    else:
        assert record.seq == state.seq + 1, record
        assert record.prev_hash == state.hash, record
        after = _apply(state, record, event)
    return replace(after, seq=record.seq, at=record.at, hash=record.hash)


def _apply(state: Consultation, record: Record, event: AnyEvent) -> Consultation:
    at, seq = record.at, record.seq
    match event:
        case e.ConsultationCreated():
            raise AssertionError("a log creates its consultation once")
        case e.VenueAdded():
            return venues.venue_added(state, event)
        case e.ItemAdded():
            return agenda.item_added(state, event)
        case e.ParticipantRegistered():
            return roster.participant_registered(state, event)
        case e.InvitationIssued():
            return roster.invitation_issued(state, event)
        case e.InvitationRevoked():
            return roster.invitation_revoked(state, event)
        case e.ConsultationOpened():
            return sitting.opened(state, at)
        case e.ConsultationAdjourned():
            return sitting.adjourned(state)
        case e.ConsultationResumed():
            return sitting.resumed(state)
        case e.ConsultationClosed():
            return sitting.closed(state, at)
        case e.ItemStarted():
            return agenda.item_started(state, event, at)
        case e.ItemClosed():
            return agenda.item_closed(state, event, at)
        case e.FloorRequested():
            return speaking.floor_requested(state, event, at)
        case e.RequestWithdrawn():
            return speaking.request_withdrawn(state, event)
        case e.RequestMoved():
            return speaking.request_moved(state, event)
        case e.FloorGranted():
            return speaking.floor_granted(state, event, at)
        case e.SpeechStarted():
            return speaking.speech_started(state, event, at)
        case e.SpeechExtended():
            return speaking.speech_extended(state, event)
        case e.FloorYielded():
            return speaking.floor_yielded(state, event, at)
        case e.FloorRevoked():
            return speaking.floor_revoked(state, event, at)
        case e.OpinionSubmitted():
            return opinions.opinion_submitted(state, event, at)
        case e.OpinionPublished():
            return opinions.opinion_published(state, event, seq, at)
        case e.OpinionRetracted():
            return opinions.opinion_retracted(state, event, seq)
        case e.OpinionWithheld():
            return opinions.opinion_withheld(state, event)
        case e.OutcomeRecorded():
            return outcomes.outcome_recorded(state, event, at)
        case e.ParticipantJoined():
            return attendance.participant_joined(state, event, at)
        case e.ParticipantLeft():
            return attendance.participant_left(state, event)
        case e.AttendanceMarked():
            return attendance.attendance_marked(state, event)
        case e.CaptionAdded():
            return captions.caption_added(state, event)
        case e.CaptionCorrected():
            return captions.caption_corrected(state, event)
        case _:
            assert_never(event)


def replay(records: Iterable[Record], state: Consultation | None = None) -> Consultation:
    """The state after all `records`: a log from its first record, or what follows `state`."""
    for record in records:
        state = apply(state, record)
    assert state is not None, "a log has at least its first record"
    return state


def due(state: Consultation, now_ms: int) -> list[c.AnyCommand]:
    """What the clock asks for by `now_ms`, to be executed as `SYSTEM`."""
    return [*speaking.due_starts(state, now_ms)]
