"""What of a log can be found: one entry for each thing said, asked, written or agreed."""

from typing import Literal

import msgspec

from sessions.events import (
    CaptionAdded,
    CaptionCorrected,
    ItemAdded,
    OpinionSubmitted,
    OutcomeRecorded,
    OutcomeReplied,
    QuestionPut,
    Record,
    ReplyFiled,
    SpeechStarted,
)
from sessions.state import Consultation
from sessions.state.floor import Speech

Kind = Literal["item", "speech", "caption", "question", "reply", "opinion", "outcome"]


class Entry(msgspec.Struct, frozen=True):
    """One thing to be found. `key` is its own among those of its kind; a later entry of the same
    key takes its place.
    """

    kind: Kind
    key: str
    at: int | None
    """When it was said or written, Unix ms; None keeps what the entry before it had."""
    who: str
    text: str


def entry(record: Record, state: Consultation) -> Entry | None:
    """What is to be found of a record; `state` is that of its log, then or at any time after."""
    match record.event:
        case ItemAdded(item=item):
            return Entry("item", item.id, record.at, "", item.title)
        case SpeechStarted(speech_id=id):
            speech = state.speeches[id]
            who = _holder(state, speech)
            under = state.agenda.get(speech.item_id or "")
            text = who if under is None else f"{who}，{under.item.title}"
            return Entry("speech", id, record.at, who, text)
        case CaptionAdded() as caption:
            who = _name(state, caption.participant_id)
            return Entry("caption", caption.caption_id, caption.started_at, who, caption.text)
        case CaptionCorrected(caption_id=id, text=text):
            return Entry("caption", id, None, "", text)
        case QuestionPut(question_id=id, to=to, text=text):
            asked = "、".join(_name(state, one) for one in to)
            return Entry("question", id, record.at, asked, text)
        case ReplyFiled(question_id=id, participant_id=who, text=text):
            return Entry("reply", f"{id} {who}", record.at, _name(state, who), text)
        case OpinionSubmitted() as opinion:
            who = "·".join(part for part in (opinion.region, opinion.name) if part)
            return Entry("opinion", opinion.opinion_id, record.at, who, opinion.text)
        case OutcomeRecorded() as outcome:
            text = f"{outcome.text}（{outcome.unit}）"
            return Entry("outcome", outcome.outcome_id, record.at, outcome.unit, text)
        case OutcomeReplied(outcome_id=id, text=text):
            lead = state.outcomes[id].lead
            return Entry("reply", f"{id} outcome", record.at, lead.name if lead else "", text)
        case _:
            return None


def _holder(state: Consultation, speech: Speech) -> str:
    """Name, title and unit of whoever speaks: the seat's where a venue speaks for one."""
    seat = state.seats.get(speech.seat_id or "")
    person = state.participants[speech.participant_id] if seat is None else seat.seat
    return " ".join(part for part in (person.name, person.title, person.organization) if part)


def _name(state: Consultation, participant_id: str | None) -> str:
    participant = state.participants.get(participant_id or "")
    return "" if participant is None else participant.name
