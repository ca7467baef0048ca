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
    outcome_steps,
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
from sessions.events import AnyEvent, Record
from sessions.jurisdiction import DEFAULT, Jurisdiction
from sessions.roles import TABLE, authorize
from sessions.speaking import chair, held, holders
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
    # The many come first: every case passed takes 0.1 µs, and a long log is opinions above all.
    match event:
        case e.OpinionSubmitted():
            return opinions.opinion_submitted(state, event, at)
        case e.OpinionPublished():
            return opinions.opinion_published(state, event, record.actor, seq, at)
        case e.CaptionAdded():
            return captions.caption_added(state, event)
        case e.VoteCast():
            return ballots.vote_cast(state, event)
        case e.ConsultationCreated():
            raise AssertionError("a log creates its consultation once")
        case e.VenueAdded():
            return venues.venue_added(state, event)
        case e.ItemAdded():
            return agenda.item_added(state, event)
        case e.ParticipantRegistered():
            return roster.participant_registered(state, event)
        case e.InvitationIssued():
            return roster.invitation_issued(state, event, at)
        case e.InvitationRevoked():
            return roster.invitation_revoked(state, event)
        case e.InvitationUsed():
            return invitations.invitation_used(state, event, at)
        case e.RehearsalStarted():
            return rehearsal.rehearsal_started(state, event, at)
        case e.RehearsalEnded():
            return rehearsal.rehearsal_ended(state)
        case e.WaitingRoomSet():
            return waiting.waiting_room_set(state, event)
        case e.ParticipantWaiting():
            return waiting.participant_waiting(state, event, at)
        case e.WaitingEnded():
            return waiting.waiting_ended(state, event)
        case e.ParticipantAdmitted():
            return waiting.participant_admitted(state, event, at)
        case e.ParticipantTurnedAway():
            return waiting.participant_turned_away(state, event, record.actor, at)
        case e.ParticipantMuted():
            return muting.participant_muted(state, event, record.actor, at)
        case e.ParticipantUnmuted():
            return muting.participant_unmuted(state, event)
        case e.SeatNamed():
            return seat_names.seat_named(state, event)
        case e.AuthorityOverridden():
            return state  # the act itself follows
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
            return speaking_list.floor_requested(state, event, at)
        case e.RequestWithdrawn():
            return speaking_list.request_withdrawn(state, event)
        case e.RequestMoved():
            return speaking_list.request_moved(state, event)
        case e.FloorGranted():
            return floor.floor_granted(state, event, at)
        case e.SpeechStarted():
            return clock.speech_started(state, event, at)
        case e.SpeechExtended():
            return clock.speech_extended(state, event)
        case e.SpeechPaused():
            return clock.speech_paused(state, event, at)
        case e.SpeechResumed():
            return clock.speech_resumed(state, event, at)
        case e.FloorRulesSet():
            return quotas.floor_rules_set(state, event)
        case e.DeputiesNamed():
            return presiding.deputies_named(state, event)
        case e.PresidingInterrupted():
            return presiding.presiding_interrupted(state, at)
        case e.PresidingContinued():
            return presiding.presiding_continued(state)
        case e.ChairTaken():
            return presiding.chair_taken(state, event)
        case e.FloorYielded():
            return floor.floor_yielded(state, event, at)
        case e.FloorRevoked():
            return floor.floor_revoked(state, event, at)
        case e.DocumentAttached():
            return documents.document_attached(state, event, at)
        case e.DocumentRemoved():
            return documents.document_removed(state, event)
        case e.DocumentMoved():
            return documents.document_moved(state, event)
        case e.DocumentPresented():
            return presentation.document_presented(state, event, at)
        case e.PageTurned():
            return presentation.page_turned(state, event, at)
        case e.PresentationStopped():
            return presentation.presentation_stopped(state)
        case e.InterpretationStarted():
            return interpretation.interpretation_started(state, event, at)
        case e.InterpretationEnded():
            return interpretation.interpretation_ended(state, event)
        case e.LayoutSet():
            return stage.layout_set(state, event)
        case e.FloorFollowed():
            return stage.floor_followed(state)
        case e.ProgrammeDirected():
            return programme.programme_directed(state, event)
        case e.OpinionRetracted():
            return opinions.opinion_retracted(state, event, seq)
        case e.OpinionsSupported():
            return supports.opinions_supported(state, event, seq)
        case e.OpinionWithheld():
            return opinions.opinion_withheld(state, event, record.actor, at)
        case (
            e.OpinionReopened()
            | e.OpinionsMerged()
            | e.OpinionsUnmerged()
            | e.OpinionWithdrawn()
            | e.OpinionShown()
            | e.OpinionHidden()
            | e.OpinionPromoted()
            | e.OpinionAssigned()
            | e.ModerationSet()
            | e.SensitiveWordsSet()
        ):
            return screening.apply(state, record, event)
        case e.OutcomeRecorded():
            return outcomes.outcome_recorded(state, event, seq, at)
        case (
            e.OutcomeReviewed()
            | e.OutcomeAssigned()
            | e.OutcomeSignedFor()
            | e.OutcomeReturned()
            | e.JointOpinionFiled()
            | e.ProposerMet()
            | e.JointSignedFor()
            | e.ExtensionRequested()
            | e.ExtensionRefused()
            | e.OutcomeExtended()
            | e.OutcomeDocumentAttached()
            | e.OutcomeDocumentRemoved()
            | e.OutcomeReplied()
            | e.ReplyAppraised()
            | e.OutcomeFollowedUp()
            | e.OutcomeMadePublic()
            | e.OutcomeWithdrawn()
            | e.OutcomeUrged()
            | e.OutcomeEscalated()
        ):
            return outcome_steps.outcome_changed(state, record, event)
        case e.ParticipantJoined():
            return attendance.participant_joined(state, event, at)
        case e.ParticipantLeft():
            return attendance.participant_left(state, event)
        case e.AttendanceMarked():
            return attendance.attendance_marked(state, event)
        case e.AttendanceRulesSet():
            return attendance.attendance_rules_set(state, event)
        case e.SeatTaken():
            return seating.seat_taken(state, event, at)
        case e.SeatLeft():
            return seating.seat_left(state, event, at)
        case e.SeatsSwapped():
            return seating.seats_swapped(state, event)
        case e.RollCallStarted():
            return roll_call.roll_call_started(state, event, at)
        case e.RollCallAnswered():
            return roll_call.roll_call_answered(state, event, at)
        case e.RollCallEnded():
            return roll_call.roll_call_ended(state, event, at)
        case e.QuestionPut():
            return questions.question_put(state, event, at)
        case e.QuestionWithdrawn():
            return questions.question_withdrawn(state, event)
        case e.ReplyFiled():
            return questions.reply_filed(state, event, at)
        case e.QuorumWaived() | e.AnswersWaived():
            return state  # what follows says what was done; the reason is for the minutes
        case e.BallotPrepared():
            return ballots.ballot_prepared(state, event)
        case e.BallotOpened():
            return ballots.ballot_opened(state, event, at)
        case e.HandsCounted():
            return ballots.hands_counted(state, event)
        case e.BallotPaperIssued():
            return ballots.ballot_paper_issued(state, event)
        case e.PapersCounted():
            return ballots.papers_counted(state, event)
        case e.BallotClosed():
            return ballots.ballot_closed(state, event, at)
        case e.BallotCancelled():
            return ballots.ballot_cancelled(state, event, at)
        case e.StanceTaken():
            return stances.stance_taken(state, event, at)
        case e.CaptionCorrected():
            return captions.caption_corrected(state, event)
        case e.NoteWritten():
            return notes.note_written(state, event)
        case e.NoteCorrected():
            return notes.note_corrected(state, event)
        case e.CaptionPortIssued():
            return caption_ports.caption_port_issued(state, event, at)
        case e.LivePictureAdded():
            return live_notes.live_picture_added(state, event)
        case e.LiveNotePosted():
            return live_notes.live_note_posted(state, event, at)
        case e.LiveNoteCorrected():
            return live_notes.live_note_corrected(state, event, at)
        case e.LiveNoteWithdrawn():
            return live_notes.live_note_withdrawn(state, event)
        case (
            e.MinutesEdited()
            | e.MinutesParagraphAdded()
            | e.MinutesBlockRemoved()
            | e.MinutesBlockReset()
            | e.MinutesCirculated()
            | e.CorrectionProposed()
            | e.CorrectionSettled()
            | e.MinutesApproved()
            | e.MinutesSigned()
            | e.MinutesReopened()
            | e.MinutesTemplateSet()
            | e.MinutesTemplateRemoved()
        ):
            return minutes_work.apply(state, record, event)
        case e.RecordingSet():
            return recording.recording_set(state, event)
        case e.RecordingPublished():
            return recording.recording_published(state, at)
        case e.RecordingWithdrawn():
            return recording.recording_withdrawn(state)
        case e.RecordingDeleted():
            return recording.recording_deleted(state, event, record.actor, at)
        case e.RecordingErased():
            return recording.recording_erased(state, event)
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
    return [
        *clock.due(state, now_ms),
        *roll_call.due_ends(state, now_ms),
        *ballots.due_closes(state, now_ms),
        *rehearsal.due_end(state, now_ms),
        *outcome_acts.due_acts(state, now_ms),
    ]


def next_due(state: Consultation) -> int | None:
    """When the clock next asks for something, Unix ms; None while it asks for nothing."""
    times = (
        clock.next_due(state),
        roll_call.next_due(state),
        ballots.next_close(state),
        rehearsal.next_due(state),
        state.outcome_due,
    )
    return min((at for at in times if at is not None), default=None)
