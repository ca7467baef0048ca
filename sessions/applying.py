"""What a record changes: which file of rules applies it."""

from collections.abc import Iterable
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
    interpretation,
    invitations,
    live_notes,
    minutes_work,
    muting,
    notes,
    opinions,
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
from sessions import events as e
from sessions.events import AnyEvent, Record
from sessions.state import Consultation


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
