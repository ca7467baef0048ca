"""Command keys: a command that is sent again after a reconnect is answered, not done twice.

The client chooses the key; it counts for one actor and one consultation and is remembered for
`KEY_MEMORY_MS`. The store keeps it beside the records, so it outlives a restart.
"""

from collections import OrderedDict
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from sessions.commands import (
    CloseBallot,
    Command,
    IssueCaptionPort,
    IssueInvitation,
    IssueInvitations,
    OpenBallot,
    SignMinutes,
    SubmitOpinion,
)
from sessions.config import KEY_LENGTH_MAX, KEY_MEMORY_MS, KEYS_MAX
from sessions.errors import Refused
from sessions.events import Record
from sessions.types import Actor

Scope = tuple[str | None, str]
"""Consultation, None for the command that creates one, and the scoped key."""


class Answer(msgspec.Struct, frozen=True):
    """What a command with a key led to."""

    command: Command | None
    """None where it was read back from the store."""
    at: int
    """Unix ms."""
    records: list[Record]


def scoped(actor: Actor, key: str) -> str:
    """The key among those of the same actor; raises `Refused("key_too_long")`.

    Actors without a participant share one scope for each role: whoever speaks for them makes the
    key one that nobody else guesses.
    """
    if len(key) > KEY_LENGTH_MAX:
        raise Refused("key_too_long")
    key = key.replace("\0", "\ufffd")  # PostgreSQL keeps no NUL: the whole batch would be refused
    return f"{actor.role}:{actor.participant_id or ''}:{key}"


class CommandKeys:
    """The answers of the last `KEY_MEMORY_MS`, at most `KEYS_MAX`."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Scope, Answer] = OrderedDict()

    def answer(self, scope: Scope, command: Command, now_ms: int) -> list[Record] | None:
        """The records of the same command done before, None if it was not.

        Raises `Refused("key_reused")` where the key was another command's.
        """
        known = self._answers.get(scope)
        if known is None or known.at < now_ms - KEY_MEMORY_MS:
            return None
        if known.command is not None and asked(known.command) != asked(command):
            raise Refused("key_reused")
        return known.records

    def remember(
        self, scope: Scope, command: Command | None, at: int, records: Sequence[Record]
    ) -> None:
        """Keep an answer, and forget those that are too old or too many."""
        self._answers[scope] = Answer(command=command, at=at, records=list(records))
        self._answers.move_to_end(scope)
        while len(self._answers) > KEYS_MAX or self._oldest() < at - KEY_MEMORY_MS:
            self._answers.popitem(last=False)

    def _oldest(self) -> int:
        return next(iter(self._answers.values())).at


def asked(command: Command) -> Command:
    """A command without what the border makes anew each time it is sent."""
    if isinstance(command, SubmitOpinion):
        return replace(command, opinion_id="", receipt="", marks=())
    if isinstance(command, IssueInvitation | IssueInvitations | IssueCaptionPort):
        return replace(command, expires_at=0)  # counted from now on
    if isinstance(command, OpenBallot):
        return replace(command, modulus="")
    if isinstance(command, CloseBallot):
        return replace(command, papers=[])
    if isinstance(command, SignMinutes):
        return SignMinutes(command.number, command.date, command.signer)
    return command
