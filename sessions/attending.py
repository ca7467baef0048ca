"""The part of a snapshot about who is here and who owes an answer: seats, roll calls, questions."""

import msgspec

from sessions import roll_call
from sessions.state import Consultation
from sessions.state.agenda import Question
from sessions.state.attendance import RollCall
from sessions.types import VenueCount


class SitterView(msgspec.Struct, frozen=True):
    """Who sits in a seat; `person_id` is the seat that the list gives them."""

    seat_id: str
    person_id: str
    substitute: str
    by_word: bool
    since: int


class RollCallAnswerView(msgspec.Struct, frozen=True):
    """Who answered and when: one of the two is named."""

    participant_id: str | None
    seat_id: str | None
    at: int


class RollCallView(msgspec.Struct, frozen=True):
    """A roll call, open until `ended_at`. `counts` is the result, empty while it is open."""

    roll_call_id: str
    seconds: int
    started_at: int
    ended_at: int | None
    counts: list[VenueCount]
    answers: list[RollCallAnswerView]
    """Of the latest roll call alone."""


class ReplyView(msgspec.Struct, frozen=True):
    """A written reply; `on_behalf` where staff filed it."""

    participant_id: str
    text: str
    on_behalf: bool
    filed_at: int


class QuestionView(msgspec.Struct, frozen=True):
    """A question that the departments `to` must answer; `withdrawn` is the reason, None while it
    stands. `text` is empty while the opinion `opinion_id` that it has its words of is not public.
    """

    question_id: str
    item_id: str
    to: list[str]
    text: str
    speech_id: str | None
    put_at: int
    withdrawn: str | None
    replies: list[ReplyView]
    opinion_id: str | None = None


def sitters(state: Consultation) -> list[SitterView]:
    """In the order of the seats."""
    taken = ((id, state.sitters[id]) for id in state.seats if id in state.sitters)
    return [SitterView(id, s.person_id, s.substitute, s.by_word, s.since) for id, s in taken]


def roll_calls(state: Consultation) -> list[RollCallView]:
    """In the order in which they were called."""
    last = next(iter(state.roll_calls.last(1)), None)
    return [_roll_call(state, one, in_full=one is last) for one in state.roll_calls.values()]


def _roll_call(state: Consultation, one: RollCall, *, in_full: bool) -> RollCallView:
    answers = sorted(one.answers.items()) if in_full else []
    return RollCallView(
        roll_call_id=one.roll_call_id,
        seconds=one.seconds,
        started_at=one.started_at,
        ended_at=one.ended_at,
        counts=[] if one.ended_at is None else roll_call.counts(state, one),
        answers=[
            RollCallAnswerView(
                voter.id if voter.kind == "participant" else None,
                voter.id if voter.kind == "seat" else None,
                at,
            )
            for voter, at in answers
        ],
    )


def questions(state: Consultation) -> list[QuestionView]:
    """In the order in which they were put."""
    return [_question(one) for one in state.questions.values()]


def _question(one: Question) -> QuestionView:
    return QuestionView(
        question_id=one.question_id,
        item_id=one.item_id,
        to=list(one.to),
        text=one.text,
        speech_id=one.speech_id,
        put_at=one.put_at,
        withdrawn=one.withdrawn,
        replies=[
            ReplyView(id, one.replies[id].text, one.replies[id].on_behalf, one.replies[id].filed_at)
            for id in one.to
            if id in one.replies
        ],
        opinion_id=one.opinion_id,
    )
