"""What a batch of commands leads to, each decided after those before it; nothing is done yet."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from sessions import chain
from sessions.command_keys import CommandKeys, Scope, asked
from sessions.commands import AnyCommand, CreateConsultation, EndRehearsal
from sessions.consultation import apply, decide
from sessions.errors import Refused
from sessions.events import (
    AnyEvent,
    ConsultationCreated,
    Record,
    RehearsalEnded,
    RehearsalStarted,
    tag,
)
from sessions.jurisdiction import Jurisdiction
from sessions.loaded import Loaded
from sessions.rehearsal import PREPARATIONS, Rehearsal
from sessions.rows import Row
from sessions.state import NO_HASH, Consultation
from sessions.types import Actor


class Job(msgspec.Struct, eq=False):
    """A command that somebody gives, and the key that they sent it with."""

    consultation_id: str | None
    """None for the command that creates one."""
    actor: Actor
    command: CreateConsultation | AnyCommand
    key: str | None
    """Scoped to the actor."""

    @property
    def scope(self) -> Scope | None:
        """What its key counts for."""
        return None if self.key is None else (self.consultation_id, self.key)


class Batch:
    """What one turn of the writer has decided and not committed yet."""

    def __init__(
        self,
        loaded: Callable[[str], Loaded],
        keys: CommandKeys,
        now_ms: int,
        new_id: Callable[[], str],
        rules: Jurisdiction,
    ) -> None:
        self._loaded = loaded
        self._keys = keys
        self._now_ms = now_ms
        self._new_id = new_id
        self._rules = rules
        self.heads: dict[str, Consultation] = {}
        """The states that it leads to, by consultation."""
        self.rehearsals: dict[str, Rehearsal | None] = {}
        """The rehearsals that it leads to, None where one ends."""
        self.records: dict[str, list[Record]] = {}
        """What everybody is to hear of."""
        self.recorded: dict[str, list[Record]] = {}
        """What goes into logs: the same, but for rehearsals."""
        self.rows: list[Row] = []
        self.done_by_key: dict[Scope, tuple[CreateConsultation | AnyCommand, list[Record]]] = {}

    def do(self, job: Job) -> list[Record]:
        """The records that a job leads to, or that it led to when it was sent before."""
        scope = job.scope
        if scope is None:
            return self._decide(job)
        known = self._sent_before(scope, job.command)
        if known is None:
            known = self._decide(job)
            self.done_by_key[scope] = (job.command, known)
        return known

    def _sent_before(
        self, scope: Scope, command: CreateConsultation | AnyCommand
    ) -> list[Record] | None:
        if scope not in self.done_by_key:
            return self._keys.answer(scope, command, self._now_ms)
        first, records = self.done_by_key[scope]
        if asked(first) != asked(command):
            raise Refused("key_reused")
        return records

    def _decide(self, job: Job) -> list[Record]:
        head, rehearsal = self._head(job.consultation_id), self._rehearsal(job.consultation_id)
        if rehearsal is not None and not isinstance(job.command, PREPARATIONS):
            events, at = self._events(job, rehearsal.state)
            if not isinstance(job.command, EndRehearsal):
                rehearsal.check_room()
            return self._rehearse(rehearsal, job.actor, at, events)
        events, at = self._events(job, head)
        if head is not None and any(isinstance(event, RehearsalStarted) for event in events):
            return self._rehearse(Rehearsal(base=head.seq, state=head), job.actor, at, events)
        records = self._record(job, head, at, events)
        if rehearsal is not None:
            return self._rehearse(rehearsal, job.actor, at, events)
        if records:
            self._tell(job.consultation_id or self._created(records), records)
        return records

    def _events(self, job: Job, state: Consultation | None) -> tuple[list[AnyEvent], int]:
        """What a job leads to from `state`, and when (Unix ms)."""
        # A clock set back must not put a record before its predecessor.
        at = self._now_ms if state is None else max(self._now_ms, state.at)
        return decide(state, job.actor, job.command, at, self._new_id, self._rules), at

    def _record(
        self, job: Job, state: Consultation | None, at: int, events: Iterable[AnyEvent]
    ) -> list[Record]:
        """Put events into the log; nothing of a rehearsal's own ever comes here."""
        records, rows = [], []
        for event in events:
            assert not isinstance(event, RehearsalStarted | RehearsalEnded), event
            record, stored = sealed(state, at, job.actor, event)
            state = apply(state, record)
            records.append(record)
            rows.append(Row(state.id, stored, tag(type(event)), job.key))
        if state is not None and records:
            self.heads[state.id] = state
            self.rows += rows
            self.recorded.setdefault(state.id, []).extend(records)
        return records

    def _rehearse(
        self, rehearsal: Rehearsal, actor: Actor, at: int, events: Iterable[AnyEvent]
    ) -> list[Record]:
        """Put events into the log that is dropped."""
        after = rehearsed(rehearsal, [(at, actor, event) for event in events])
        records = list(after.records[len(rehearsal.records) :])
        over = any(isinstance(record.event, RehearsalEnded) for record in records)
        self.rehearsals[after.state.id] = None if over else after
        self._tell(after.state.id, records)
        return records

    def _tell(self, consultation_id: str, records: list[Record]) -> None:
        self.records.setdefault(consultation_id, []).extend(records)

    @staticmethod
    def _created(records: Sequence[Record]) -> str:
        created = records[0].event
        assert isinstance(created, ConsultationCreated), created
        return created.id

    def _head(self, consultation_id: str | None) -> Consultation | None:
        if consultation_id is None:
            return None
        return self.heads.get(consultation_id) or self._loaded(consultation_id).committed

    def _rehearsal(self, consultation_id: str | None) -> Rehearsal | None:
        if consultation_id is None:
            return None
        if consultation_id in self.rehearsals:
            return self.rehearsals[consultation_id]
        return self._loaded(consultation_id).rehearsal


def sealed(
    state: Consultation | None, at: int, actor: Actor, event: AnyEvent
) -> tuple[Record, chain.Stored]:
    """The record of an event after `state`."""
    prev_hash, seq = (NO_HASH, 1) if state is None else (state.hash, state.seq + 1)
    return chain.seal(prev_hash, seq, at, actor, event)


def rehearsed(rehearsal: Rehearsal, happened: Iterable[tuple[int, Actor, AnyEvent]]) -> Rehearsal:
    """A rehearsal after these events, each with its time (Unix ms) and who led to it."""
    state, records = rehearsal.state, list(rehearsal.records)
    for at, actor, event in happened:
        record, _ = sealed(state, max(at, state.at), actor, event)
        state = apply(state, record)
        records.append(record)
    return Rehearsal(rehearsal.base, state, tuple(records))
