"""A consultation acted out in virtual time: commands in, the log out, no store and no clock."""

import itertools

from sessions.chain import seal
from sessions.commands import AnyCommand, CreateConsultation
from sessions.consultation import apply, decide
from sessions.events import Record
from sessions.jurisdiction import DEFAULT, Jurisdiction
from sessions.state import NO_HASH, Consultation
from sessions.types import Actor


class Sitting:
    """Runs commands through the rules at `now` (Unix ms) and keeps the records."""

    def __init__(self, now: int) -> None:
        self.now = now
        self.records: list[Record] = []
        self.state: Consultation | None = None
        self.rules: Jurisdiction = DEFAULT
        self._ids = (f"id{n}" for n in itertools.count(1))

    def do(self, actor: Actor, command: CreateConsultation | AnyCommand) -> list[Record]:
        """The command's records; raises `Refused` and leaves no trace."""
        made: list[Record] = []
        events = decide(self.state, actor, command, self.now, lambda: next(self._ids), self.rules)
        for event in events:
            before = self.records[-1].hash if self.records else NO_HASH
            record, _ = seal(before, len(self.records) + 1, self.now, actor, event)
            self.records.append(record)
            self.state = apply(self.state, record)
            made.append(record)
        return made

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += round(seconds * 1000)
