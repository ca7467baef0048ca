"""Questions that departments must answer."""

from typing import Annotated

from msgspec import Meta

from sessions.commands.base import Command
from sessions.types import Id, Reason, ReplyText, Text


class PutQuestion(Command, frozen=True, tag="put_question"):
    """Put a question to departments under an item that has not closed: it must be answered there.

    `item_id` None: the running one. Before the item begins this plans it as must-answer.
    """

    to: Annotated[list[Id], Meta(min_length=1, max_length=50)]
    text: Text
    item_id: Id | None = None
    speech_id: Id | None = None


class WithdrawQuestion(Command, frozen=True, tag="withdraw_question"):
    """Nobody owes it an answer any more."""

    question_id: Id
    reason: Reason


class FileReply(Command, frozen=True, tag="file_reply"):
    """书面答复 by a department, or by staff on behalf of `participant_id`; replaces the one before.

    Taken after the item has closed too.
    """

    question_id: Id
    text: ReplyText
    participant_id: Id | None = None
