"""Must-answer items 须应答: questions put to departments, which an item cannot close without.

A department has answered once a speech of its own under the question has begun and ended, or once
its written reply is filed. Which questions wait is read from here by whatever would close an item.
"""

from collections.abc import Callable, Mapping
from typing import Literal

from msgspec.structs import replace

from sessions.commands import FileReply, GrantFloor, PutQuestion, WithdrawQuestion
from sessions.config import QUESTIONS_MAX
from sessions.errors import Language, Refused
from sessions.events import AnyEvent, QuestionPut, QuestionWithdrawn, ReplyFiled
from sessions.roles import is_staff
from sessions.state import Consultation
from sessions.state.agenda import Question, Reply
from sessions.state.floor import Request
from sessions.status import require_unclosed
from sessions.types import Actor, Participant

AnswerState = Literal["answering", "spoken", "written", "waiting", "asked"]
"""应答中, 已答复（口头）, 已答复（书面）, 须应答 and in the speaking list, 请应答."""


TAKEN_BACK: Mapping[Language, str] = {
    "zh-CN": "（意见原文已撤回）",
    "en": "(the words of this opinion were taken back)",
}
"""Instead of a question's words that are an opinion's and no longer public."""


# --- readings ---------------------------------------------------------------------------------


def wording(question: Question, language: Language = "zh-CN") -> str:
    """What is asked, for everybody to read."""
    return question.text or TAKEN_BACK[language]


def answer_state(state: Consultation, question: Question, participant_id: str) -> AnswerState:
    """How a department stands with a question that was put to it."""
    own = [
        speech
        for speech in state.speeches.values()
        if speech.question_id == question.question_id and speech.participant_id == participant_id
    ]
    if any(speech.ended is None for speech in own):
        return "answering"
    if any(speech.started_at is not None for speech in own):
        return "spoken"
    if participant_id in question.replies:
        return "written"
    waits = any(
        r.question_id == question.question_id and r.participant_id == participant_id
        for r in state.requests
    )
    return "waiting" if waits else "asked"


def owes(state: Consultation, question: Question) -> list[str]:
    """Departments that have neither spoken nor filed a reply, in the order asked."""
    if question.withdrawn is not None:
        return []
    spoken = {
        speech.participant_id
        for speech in state.speeches.values()
        if speech.question_id == question.question_id
        and speech.started_at is not None
        and speech.ended is not None
    }
    return [id for id in question.to if id not in spoken and id not in question.replies]


def outstanding(state: Consultation, item_id: str) -> list[str]:
    """Departments that owe an answer under an item, each once."""
    questions = (q for q in state.questions.values() if q.item_id == item_id)
    return list(dict.fromkeys(id for question in questions for id in owes(state, question)))


def require_asked(state: Consultation, question_id: str, participant: Participant) -> Question:
    """The question, which stands under the running item and was put to the participant."""
    question = _standing(state, question_id)
    if participant.id not in question.to:
        raise Refused("not_asked", name=participant.name)
    if question.item_id != state.running_item:
        raise Refused("question_not_running")
    return question


def answered_by(
    state: Consultation, command: GrantFloor, request: Request | None, participant: Participant
) -> str | None:
    """The question that a grant lets a department answer.

    As the command or the request names it; a department called by name that owes an answer is
    called to give it.
    """
    named = command.question_id
    if named is not None:
        return require_asked(state, named, participant).question_id
    if request is not None:
        question = state.questions.get(request.question_id or "")
        stands = question is not None and question.withdrawn is None
        return request.question_id if stands else None
    return next(
        (
            question.question_id
            for question in state.questions.values()
            if question.item_id == state.running_item and participant.id in owes(state, question)
        ),
        None,
    )


# --- decided ----------------------------------------------------------------------------------


def put_question(
    state: Consultation, command: PutQuestion, new_id: Callable[[], str]
) -> list[AnyEvent]:
    """Under an item that has not closed, to departments of the roster."""
    require_unclosed(state)
    if len(state.questions) >= QUESTIONS_MAX:
        raise Refused("too_many", limit=QUESTIONS_MAX)
    item_id = command.item_id or state.running_item
    if item_id is None:
        raise Refused("item_not_running")
    item = state.agenda.get(item_id)
    if item is None:
        raise Refused("no_such_item")
    if item.closed_at is not None:
        raise Refused("item_already_closed", title=item.item.title)
    if command.speech_id is not None and command.speech_id not in state.speeches:
        raise Refused("no_such_speech")
    to = list(dict.fromkeys(command.to))
    for id in to:
        _check_department(state, id)
    return [QuestionPut(new_id(), item_id, to, command.text, command.speech_id)]


def _check_department(state: Consultation, participant_id: str) -> None:
    participant = state.participants.get(participant_id)
    if participant is None:
        raise Refused("no_such_participant")
    if participant.role != "department":
        raise Refused("not_a_department", name=participant.name)


def withdraw_question(state: Consultation, command: WithdrawQuestion) -> list[AnyEvent]:
    """While its item may still run."""
    require_unclosed(state)
    question = _standing(state, command.question_id)
    item = state.agenda[question.item_id]
    if item.closed_at is not None:
        raise Refused("item_already_closed", title=item.item.title)
    return [QuestionWithdrawn(question.question_id, command.reason)]


def file_reply(state: Consultation, actor: Actor, command: FileReply) -> list[AnyEvent]:
    """Until the consultation closes; the same text again changes nothing."""
    require_unclosed(state)
    question = _standing(state, command.question_id)
    participant = state.participants.get(command.participant_id or actor.participant_id or "")
    if participant is None:
        raise Refused("no_such_participant")
    if participant.id not in question.to:
        raise Refused("not_asked", name=participant.name)
    text = command.text.strip()
    if not text:
        raise Refused("reply_empty")
    before = question.replies.get(participant.id)
    if before is not None and before.text == text:
        return []
    on_behalf = is_staff(actor) and participant.id != actor.participant_id
    return [ReplyFiled(question.question_id, participant.id, text, on_behalf)]


def _standing(state: Consultation, question_id: str) -> Question:
    question = state.questions.get(question_id)
    if question is None:
        raise Refused("no_such_question")
    if question.withdrawn is not None:
        raise Refused("question_withdrawn")
    return question


# --- applied ----------------------------------------------------------------------------------


def question_put(state: Consultation, event: QuestionPut, at: int) -> Consultation:
    """One question more."""
    question = Question(
        question_id=event.question_id,
        item_id=event.item_id,
        to=tuple(event.to),
        text=event.text,
        speech_id=event.speech_id,
        put_at=at,
    )
    return _changed(state, question)


def question_withdrawn(state: Consultation, event: QuestionWithdrawn) -> Consultation:
    """It stands no more."""
    return _changed(state, replace(state.questions[event.question_id], withdrawn=event.reason))


def question_of_opinion(state: Consultation, question_id: str, opinion_id: str) -> Consultation:
    """Its words are the opinion's."""
    return _changed(state, replace(state.questions[question_id], opinion_id=opinion_id))


def reworded(state: Consultation, opinion_id: str, text: str) -> Consultation:
    """Questions with an opinion's words, as these read from here on."""
    for one in state.questions.values():
        if one.opinion_id == opinion_id:
            state = _changed(state, replace(one, text=text))
    return state


def reply_filed(state: Consultation, event: ReplyFiled, at: int) -> Consultation:
    """The department has answered in writing."""
    question = state.questions[event.question_id]
    reply = Reply(event.text, event.on_behalf, at)
    return _changed(
        state, replace(question, replies=question.replies.set(event.participant_id, reply))
    )


def _changed(state: Consultation, question: Question) -> Consultation:
    return replace(state, questions=state.questions.set(question.question_id, question))
