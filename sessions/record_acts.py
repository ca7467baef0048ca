"""Which events the record of the meeting tells as acts, and what each of them says."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Literal, get_args

import msgspec

from sessions import events as e
from sessions.events import Record
from sessions.minutes_parts import public_opinions
from sessions.minutes_speeches import People, SpeechLine, item_number
from sessions.questions import wording
from sessions.state import Consultation
from sessions.types import RequestKind

Act = Literal[
    "consultation_opened",
    "consultation_adjourned",
    "consultation_resumed",
    "consultation_closed",
    "item_started",
    "item_closed",
    "deputies_named",
    "presiding_interrupted",
    "presiding_continued",
    "chair_taken",
    "quorum_waived",
    "attendance_rules_set",
    "roll_call_started",
    "roll_call_ended",
    "floor_rules_set",
    "request_withdrawn",
    "request_moved",
    "floor_granted",
    "speech_extended",
    "speech_paused",
    "speech_resumed",
    "floor_revoked",
    "question_put",
    "question_withdrawn",
    "reply_filed",
    "answers_waived",
    "participant_admitted",
    "participant_turned_away",
    "participant_muted",
    "participant_unmuted",
    "authority_overridden",
    "document_presented",
    "ballot_opened",
    "ballot_closed",
    "ballot_cancelled",
    "outcome_recorded",
    "opinion_shown",
    "opinion_hidden",
    "opinion_promoted",
    "opinion_assigned",
    "moderation_set",
    "sensitive_words_set",
    "programme_directed",
    "recording_set",
    "recording_published",
    "recording_withdrawn",
    "recording_deleted",
    "recording_erased",
]
"""The events that the record tells as acts, by their tags. What was decided about opinions many at
a time is summed (`screening_lines.py`)."""


_READ = {*get_args(Act), e.tag(e.FloorRequested)}


class Said(msgspec.Struct, frozen=True):
    """What an event says as an act; the fields are those of `ActLine`."""

    act: Act
    about: list[str] = []
    words: str = ""
    kind: RequestKind | None = None
    seconds: int | None = None
    number: int | None = None
    called: bool = False


class Acts:
    """Reads the events of one log, in order.

    `state` is what they amount to, `speeches` are its speeches by id.
    """

    def __init__(self, state: Consultation, speeches: Mapping[str, SpeechLine]) -> None:
        self._state = state
        self._people = People(state)
        self._speeches = speeches
        self._asked: dict[str, tuple[str, str | None]] = {}
        """Who asked for the floor, and for whose seat, by request."""
        opened = [one for one in state.ballots.values() if one.opened_at is not None]
        opened.sort(key=lambda one: one.opened_at or 0)
        self._ballots = {one.ballot_id: number for number, one in enumerate(opened, start=1)}
        self._roll_calls = {id: number for number, id in enumerate(state.roll_calls, start=1)}
        self._overrides = self._outcomes = 0

    def of(self, record: Record) -> Said | None:
        """The act of a record, None where it is none that the record tells."""
        event = record.event
        if e.tag(type(event)) not in _READ:  # as the opinions, which are most of a log
            return None
        return (
            self._sitting(record)
            or self._floor(record)
            or self._answers(event)
            or self._doors(event)
            or self._decisions(event)
            or self._opinions(event)
            or _recording(event)
        )

    def _sitting(self, record: Record) -> Said | None:
        match record.event:
            case e.ConsultationOpened():
                return Said("consultation_opened")
            case e.ConsultationAdjourned(reason=reason):
                return Said("consultation_adjourned", words=reason)
            case e.ConsultationResumed():
                return Said("consultation_resumed")
            case e.ConsultationClosed():
                return Said("consultation_closed")
            case e.ItemStarted(item_id=id):
                return self._item("item_started", id)
            case e.ItemClosed(item_id=id):
                return self._item("item_closed", id)
            case e.DeputiesNamed(participant_ids=ids):
                return Said("deputies_named", self._names(ids))
            case e.PresidingInterrupted(participant_id=id):
                return Said("presiding_interrupted", self._names([id]))
            case e.PresidingContinued(since=since):
                return Said("presiding_continued", seconds=(record.at - since) // 1000)
            case e.ChairTaken(participant_id=id):
                return Said("chair_taken", self._names([id]))
            case e.QuorumWaived(present=present, reason=reason):
                return Said("quorum_waived", words=reason, number=present)
            case e.AttendanceRulesSet():
                return Said("attendance_rules_set")
            case e.RollCallStarted(roll_call_id=id, seconds=seconds):
                return Said("roll_call_started", seconds=seconds, number=self._roll_calls[id])
            case e.RollCallEnded(roll_call_id=id):
                return Said("roll_call_ended", number=self._roll_calls[id])
            case _:
                return None

    def _item(self, act: Act, item_id: str) -> Said:
        title = self._state.agenda[item_id].item.title
        return Said(act, [title], number=item_number(self._state, item_id))

    def _names(self, participant_ids: Sequence[str]) -> list[str]:
        return [self._state.participants[id].name for id in participant_ids]

    # --- the floor ----------------------------------------------------------------------------

    def _floor(self, record: Record) -> Said | None:
        match record.event:
            case e.FloorRulesSet():
                return Said("floor_rules_set")
            case e.FloorRequested(request_id=id):
                self._asked[id] = (record.event.participant_id, record.event.seat_id)
                return None
            case e.RequestWithdrawn(request_id=id, lapsed=False):
                own = record.actor.participant_id == self._asked[id][0]
                return None if own else Said("request_withdrawn", [self._asking(id)])
            case e.RequestMoved(request_id=id, position=position):
                return Said("request_moved", [self._asking(id)], number=position + 1)
            case e.FloorGranted() as granted:
                return self._granted(granted)
            case e.SpeechExtended(speech_id=id, seconds=seconds):
                return self._speech("speech_extended", id, seconds=seconds)
            case e.SpeechPaused(speech_id=id, reason=reason):
                return self._speech("speech_paused", id, reason)
            case e.SpeechResumed(speech_id=id):
                return self._speech("speech_resumed", id)
            case e.FloorRevoked(speech_id=id, reason=reason):
                return self._speech("floor_revoked", id, reason)
            case _:
                return None

    def _asking(self, request_id: str) -> str:
        return self._people.someone(*self._asked[request_id]).name

    def _granted(self, granted: e.FloorGranted) -> Said:
        return Said(
            "floor_granted",
            [self._people.someone(granted.participant_id, granted.seat_id).name],
            kind=granted.kind,
            seconds=granted.seconds,
            called=granted.request_id is None,
        )

    def _speech(self, act: Act, id: str, words: str = "", seconds: int | None = None) -> Said:
        """`number` is None of what was taken back before a word was said."""
        speech = self._state.speeches[id]
        name = self._people.someone(speech.participant_id, speech.seat_id).name
        line = self._speeches.get(id)
        number = None if line is None else line.number
        return Said(act, [name], words, speech.kind, seconds, number)

    # --- questions, doors, decisions ----------------------------------------------------------

    def _answers(self, event: e.AnyEvent) -> Said | None:
        match event:
            case e.QuestionPut(question_id=id, to=to):
                return Said("question_put", self._names(to), wording(self._state.questions[id]))
            case e.QuestionWithdrawn(question_id=id, reason=reason):
                return Said("question_withdrawn", [wording(self._state.questions[id])], reason)
            case e.ReplyFiled(participant_id=id, text=text):
                return Said("reply_filed", self._names([id]), text)
            case e.AnswersWaived(missing=missing, reason=reason):
                return Said("answers_waived", self._names(missing), reason)
            case _:
                return None

    def _doors(self, event: e.AnyEvent) -> Said | None:
        match event:
            case e.ParticipantAdmitted(participant_id=id):
                return Said("participant_admitted", self._names([id]))
            case e.ParticipantTurnedAway(participant_id=id, reason=reason):
                return Said("participant_turned_away", self._names([id]), reason)
            case e.ParticipantMuted(participant_id=id, reason=reason):
                return Said("participant_muted", self._names([id]), reason)
            case e.ParticipantUnmuted(participant_id=id):
                return Said("participant_unmuted", self._names([id]))
            case e.AuthorityOverridden(venue_id=id, reason=reason):
                self._overrides += 1
                venue = self._state.venues[id].name
                return Said("authority_overridden", [venue], reason, number=self._overrides)
            case e.DocumentPresented(document_id=id, page=page):
                name = self._state.documents[id].name
                return Said("document_presented", [name], number=page)
            case _:
                return None

    def _decisions(self, event: e.AnyEvent) -> Said | None:
        match event:
            case e.BallotOpened(ballot_id=id):
                return self._ballot("ballot_opened", id)
            case e.BallotClosed(ballot_id=id):
                return self._ballot("ballot_closed", id)
            case e.BallotCancelled(ballot_id=id, reason=reason) if id in self._ballots:
                return self._ballot("ballot_cancelled", id, reason)
            case e.OutcomeRecorded(text=text, unit=unit):
                self._outcomes += 1
                return Said("outcome_recorded", [unit], text, number=self._outcomes)
            case _:
                return None

    def _ballot(self, act: Act, id: str, words: str = "") -> Said:
        title = self._state.ballots[id].terms.title
        return Said(act, [title], words, number=self._ballots[id])

    # --- the public ---------------------------------------------------------------------------

    def _opinions(self, event: e.AnyEvent) -> Said | None:
        match event:
            case e.OpinionShown(opinion_id=id):
                return self._opinion("opinion_shown", id)
            case e.OpinionHidden(opinion_id=id):
                return self._opinion("opinion_hidden", id)
            case e.OpinionPromoted(opinion_id=id, item_id=item_id):
                title = self._state.agenda[item_id].item.title
                return self._opinion("opinion_promoted", id, [title])
            case e.OpinionAssigned(opinion_id=id, to=to):
                return self._opinion("opinion_assigned", id, self._names(to))
            case e.ModerationSet(mode=mode):
                return Said("moderation_set", words=mode)
            case e.SensitiveWordsSet(words=words):
                return Said("sensitive_words_set", number=len(words))
            case e.ProgrammeDirected(mode=mode):
                return Said("programme_directed", words=mode)
            case _:
                return None

    def _opinion(self, act: Act, id: str, about: list[str] | None = None) -> Said:
        """With its number and words while it is public: what was taken back is not repeated."""
        number, text = self._public.get(id, (None, ""))
        return Said(act, about or [], text, number=number)

    @cached_property
    def _public(self) -> Mapping[str, tuple[int, str]]:
        numbered = enumerate(public_opinions(self._state), start=1)
        return {one.opinion_id: (number, one.text) for number, one in numbered}


def _recording(event: e.AnyEvent) -> Said | None:
    match event:
        case e.RecordingSet(keep_days=days, own_tracks=own):
            return Said("recording_set", words="own_tracks" if own else "", number=days)
        case e.RecordingPublished():
            return Said("recording_published")
        case e.RecordingWithdrawn(reason=reason):
            return Said("recording_withdrawn", words=reason)
        case e.RecordingDeleted(reason=reason):
            return Said("recording_deleted", words=reason)
        case e.RecordingErased(bytes=bytes, seconds=seconds):
            return Said("recording_erased", seconds=seconds, number=bytes)
        case _:
            return None
