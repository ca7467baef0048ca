"""What a command leads to: which file of rules decides about it."""

from collections.abc import Callable
from typing import assert_never

from sessions import (
    agenda,
    attendance,
    ballots,
    caption_ports,
    captions,
    clock,
    documents,
    floor,
    forwarding,
    interpretation,
    invitations,
    live_notes,
    minutes_work,
    muting,
    notes,
    opinions,
    outcome_acts,
    outcomes,
    presentation,
    presiding,
    programme,
    questions,
    quotas,
    recording,
    rehearsal,
    roll_call,
    roster,
    roster_import,
    screening,
    seat_names,
    seating,
    sitting,
    speaking_list,
    stage,
    stances,
    supports,
    venues,
    waiting,
)
from sessions import commands as c
from sessions import events as e
from sessions.errors import Refused
from sessions.events import AnyEvent
from sessions.jurisdiction import DEFAULT, Jurisdiction
from sessions.roles import TABLE, authorize
from sessions.state import Consultation
from sessions.types import Actor


def decide(
    state: Consultation | None,
    actor: Actor,
    command: c.CreateConsultation | c.AnyCommand,
    now_ms: int,
    new_id: Callable[[], str],
    rules: Jurisdiction = DEFAULT,
) -> list[AnyEvent]:
    """The events of a command, none where it is already so; raises `Refused`.

    `now_ms` is Unix time; `new_id` makes an id never used before each time it is called; `rules`
    are those of the jurisdiction, for deadlines of outcomes.
    """
    if isinstance(command, c.CreateConsultation):
        return _create(state, actor, command, new_id)
    if state is None:
        raise Refused("no_such_consultation")
    authorize(state, actor, command)
    events = _decide(state, actor, command, now_ms, new_id, rules)
    events = interpretation.ended_with(state, events)
    return presentation.ended_with(state, events)


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
        *([e.WaitingRoomSet(on=True, venue_id=None)] if command.waiting_room else []),
    ]


def _decide(
    state: Consultation,
    actor: Actor,
    command: c.AnyCommand,
    now_ms: int,
    new_id: Callable[[], str],
    rules: Jurisdiction,
) -> list[AnyEvent]:
    match command:
        case c.AddVenue():
            return [*venues.add_venue(state, command)]
        case c.AddItem():
            return agenda.add_item(state, command)
        case c.RegisterParticipant():
            return [*roster.register_participant(state, command)]
        case c.IssueInvitation():
            return roster.issue_invitation(state, command, now_ms)
        case c.RevokeInvitation():
            return roster.revoke_invitation(state, command)
        case c.ImportRoster():
            return roster_import.import_roster(state, command)
        case c.IssueInvitations():
            return invitations.issue_invitations(state, actor, command, now_ms)
        case c.RevokeInvitations():
            return invitations.revoke_invitations(state, command)
        case c.UseInvitation():
            return invitations.use_invitation(state, command)
        case c.StartRehearsal():
            return [*rehearsal.start_rehearsal(state, now_ms)]
        case c.EndRehearsal():
            return [*rehearsal.end_rehearsal(state)]
        case c.SetWaitingRoom():
            return waiting.set_waiting_room(state, command)
        case c.AdmitWaiting():
            return waiting.admit_waiting(state, actor, command)
        case c.TurnAway():
            return waiting.turn_away(state, actor, command)
        case c.MuteParticipant():
            return muting.mute_participant(state, actor, command)
        case c.UnmuteParticipant():
            return muting.unmute_participant(state, actor, command)
        case c.NameSeat():
            return seat_names.name_seat(state, actor, command)
        case c.ForwardRequest():
            return forwarding.forward_request(state, actor, command, new_id)
        case c.OpenConsultation():
            return sitting.open_consultation(state, command)
        case c.AdjournConsultation():
            return sitting.adjourn_consultation(state, command)
        case c.ResumeConsultation():
            return sitting.resume_consultation(state, command)
        case c.CloseConsultation():
            return sitting.close_consultation(state, actor, command)
        case c.StartItem():
            return agenda.start_item(state, command)
        case c.CloseItem():
            return agenda.close_item(state, actor, command)
        case c.RequestFloor():
            return speaking_list.request_floor(state, actor, command, new_id)
        case c.WithdrawRequest():
            return speaking_list.withdraw_request(state, actor, command)
        case c.MoveRequest():
            return speaking_list.move_request(state, command)
        case c.GrantFloor():
            return floor.grant_floor(state, command, now_ms, new_id)
        case c.StartSpeech():
            return clock.start_speech(state, actor, command)
        case c.ExtendSpeech():
            return clock.extend_speech(state, command)
        case c.YieldFloor():
            return floor.yield_floor(state, command)
        case c.RevokeFloor():
            return floor.revoke_floor(state, actor, command, now_ms)
        case c.PauseSpeech():
            return clock.pause_speech(state, command)
        case c.ResumeSpeech():
            return clock.resume_speech(state, command)
        case c.SetFloorRules():
            return quotas.set_floor_rules(state, command)
        case c.NameDeputies():
            return presiding.name_deputies(state, command)
        case c.TakeChair():
            return presiding.take_chair(state, actor)
        case c.AttachDocument():
            return documents.attach_document(state, command)
        case c.RemoveDocument():
            return documents.remove_document(state, command)
        case c.MoveDocument():
            return documents.move_document(state, command)
        case c.PresentDocument():
            return presentation.present_document(state, actor, command)
        case c.TurnPage():
            return presentation.turn_page(state, command, now_ms)
        case c.StopPresenting():
            return presentation.stop_presenting(state)
        case c.StartInterpreting():
            return interpretation.start_interpreting(state, actor)
        case c.StopInterpreting():
            return interpretation.stop_interpreting(state, actor)
        case c.SetLayout():
            return stage.set_layout(state, command)
        case c.FollowFloor():
            return stage.follow_floor(state)
        case c.DirectProgramme():
            return programme.direct_programme(state, command)
        case c.SubmitOpinion():
            rehearsal.require_insider(state, actor)
            return opinions.submit_opinion(state, command)
        case c.PublishOpinion():
            return opinions.publish_opinion(state, command)
        case c.WithholdOpinion():
            return opinions.withhold_opinion(state, command)
        case c.RecordSupports():
            return supports.record_supports(state, command)
        case (
            c.PublishOpinions()
            | c.WithholdOpinions()
            | c.ReopenOpinions()
            | c.MergeOpinions()
            | c.UnmergeOpinions()
            | c.WithdrawOpinion()
            | c.ShowOpinion()
            | c.HideOpinion()
            | c.PromoteOpinion()
            | c.AssignOpinion()
            | c.SetModeration()
            | c.SetSensitiveWords()
        ):
            return screening.decide(state, actor, command, new_id)
        case c.RecordOutcome():
            return outcomes.record_outcome(state, command, now_ms, new_id, rules)
        case (
            c.ReviewOutcome()
            | c.AssignOutcome()
            | c.SignForOutcome()
            | c.ReturnOutcome()
            | c.TransferOutcome()
            | c.FileJointOpinion()
            | c.MeetProposer()
            | c.SignForJoint()
            | c.RequestExtension()
            | c.RefuseExtension()
            | c.ExtendOutcome()
            | c.AttachToOutcome()
            | c.DetachFromOutcome()
            | c.ReplyOutcome()
            | c.AppraiseReply()
            | c.FollowUpOutcome()
            | c.MakeOutcomePublic()
            | c.WithdrawOutcome()
            | c.UrgeOutcome()
            | c.EscalateOutcome()
        ):
            return outcome_acts.decide(state, actor, command, now_ms, rules)
        case c.JoinConsultation():
            return attendance.join_consultation(state, command)
        case c.LeaveConsultation():
            return attendance.leave_consultation(state, command)
        case c.MarkAttendance():
            return attendance.mark_attendance(state, actor, command)
        case c.SetAttendanceRules():
            return attendance.set_attendance_rules(state, command)
        case c.TakeSeat():
            return seating.take_seat(state, actor, command)
        case c.LeaveSeat():
            return seating.leave_seat(state, actor, command)
        case c.SwapSeats():
            return seating.swap_seats(state, actor, command)
        case c.StartRollCall():
            return roll_call.start_roll_call(state, actor, command, new_id)
        case c.AnswerRollCall():
            return roll_call.answer_roll_call(state, actor, command)
        case c.EndRollCall():
            return roll_call.end_roll_call(state, actor, command)
        case c.PutQuestion():
            return questions.put_question(state, command, new_id)
        case c.WithdrawQuestion():
            return questions.withdraw_question(state, command)
        case c.FileReply():
            return questions.file_reply(state, actor, command)
        case c.PrepareBallot():
            return ballots.prepare_ballot(state, command, new_id)
        case c.OpenBallot():
            return ballots.open_ballot(state, command, now_ms)
        case c.CastVote():
            return ballots.cast_vote(state, actor, command, now_ms)
        case c.CountHands():
            return ballots.count_hands(state, actor, command, now_ms)
        case c.IssueBallotPaper():
            return ballots.issue_ballot_paper(state, actor, command, now_ms)
        case c.CloseBallot():
            return ballots.close_ballot(state, actor, command)
        case c.CancelBallot():
            return ballots.cancel_ballot(state, command)
        case c.TakeStance():
            return stances.take_stance(state, actor, command)
        case c.AddCaption():
            return captions.add_caption(state, actor, command, now_ms, new_id)
        case c.CorrectCaption():
            return captions.correct_caption(state, actor, command)
        case c.WriteNote():
            return notes.write_note(state, command, now_ms, new_id)
        case c.CorrectNote():
            return notes.correct_note(state, command)
        case c.IssueCaptionPort():
            return caption_ports.issue_caption_port(state, command, now_ms)
        case c.AddLivePicture():
            return live_notes.add_live_picture(state, command)
        case c.PostLiveNote():
            return live_notes.post_live_note(state, command, new_id)
        case c.CorrectLiveNote():
            return live_notes.correct_live_note(state, command)
        case c.WithdrawLiveNote():
            return live_notes.withdraw_live_note(state, command)
        case (
            c.EditMinutes()
            | c.AddMinutesParagraph()
            | c.RemoveMinutesBlock()
            | c.ResetMinutesBlock()
            | c.CirculateMinutes()
            | c.ProposeCorrection()
            | c.SettleCorrection()
            | c.ApproveMinutes()
            | c.SignMinutes()
            | c.ReopenMinutes()
            | c.SetMinutesTemplate()
            | c.RemoveMinutesTemplate()
        ):
            return minutes_work.decide(state, actor, command, now_ms, new_id)
        case c.SetRecording():
            return recording.set_recording(state, command)
        case c.PublishRecording():
            return recording.publish_recording(state)
        case c.WithdrawRecording():
            return recording.withdraw_recording(state, command)
        case c.DeleteRecording():
            return recording.delete_recording(state, actor, command, now_ms)
        case c.ConfirmErasure():
            return recording.confirm_erasure(state, command)
        case _:
            assert_never(command)
