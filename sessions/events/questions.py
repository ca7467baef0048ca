"""Questions that departments must answer."""

from sessions.events.base import Event


class QuestionPut(Event, frozen=True, tag="question_put"):
    """Departments owe an answer before the item closes."""

    question_id: str
    item_id: str
    to: list[str]
    text: str
    speech_id: str | None


class QuestionWithdrawn(Event, frozen=True, tag="question_withdrawn"):
    """Nobody owes it an answer any more."""

    question_id: str
    reason: str


class ReplyFiled(Event, frozen=True, tag="reply_filed"):
    """A department's written reply; `on_behalf` where staff filed it."""

    question_id: str
    participant_id: str
    text: str
    on_behalf: bool
