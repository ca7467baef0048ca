"""The one writer: decides commands in turn, and commits what a batch of them leads to as one.

Every command is decided against the state that the commands before it lead to, committed or not;
while one batch is being committed the next gathers. A command is answered when its records are on
disk. Where the commit fails the whole batch is refused and the state is what it was.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence

import msgspec
import structlog

from sessions import chain
from sessions.command_keys import CommandKeys, Scope, asked
from sessions.commands import AnyCommand, CreateConsultation, EndRehearsal, SubmitOpinion
from sessions.config import BATCH_MAX, CONTROL_QUEUE_MAX, OPINION_QUEUE_MAX
from sessions.consultation import apply, decide
from sessions.errors import Refused, SessionError, Unavailable
from sessions.events import (
    AnyEvent,
    ConsultationCreated,
    Record,
    RehearsalEnded,
    RehearsalStarted,
    tag,
)
from sessions.jurisdiction import Jurisdiction
from sessions.rehearsal import PREPARATIONS, Rehearsal
from sessions.rows import Row
from sessions.shelf import Loaded, Shelf
from sessions.state import NO_HASH, Consultation
from sessions.store import Store
from sessions.types import Actor

log = structlog.get_logger(__name__)


class Job(msgspec.Struct, eq=False):
    """A command on its way through the writer."""

    consultation_id: str | None
    """None for the command that creates one."""
    actor: Actor
    command: CreateConsultation | AnyCommand
    key: str | None
    """Scoped to the actor."""
    done: asyncio.Future[list[Record]]

    @property
    def scope(self) -> Scope | None:
        """What its key counts for."""
        return None if self.key is None else (self.consultation_id, self.key)

    def settle(self, answer: list[Record] | Exception) -> None:
        """Answer or refuse, unless whoever asked has gone."""
        if self.done.done():
            return
        if isinstance(answer, Exception):
            self.done.set_exception(answer)
        else:
            self.done.set_result(answer)


class Lanes:
    """The bounded queue: a flood of opinions waits behind the meeting's own commands."""

    def __init__(self) -> None:
        self._control: deque[Job] = deque()
        self._opinions: deque[Job] = deque()
        self._filled = asyncio.Event()

    def put(self, job: Job) -> None:
        """Raises `Unavailable("overloaded")` where its lane is full."""
        is_opinion = isinstance(job.command, SubmitOpinion)
        lane = self._opinions if is_opinion else self._control
        if len(lane) >= (OPINION_QUEUE_MAX if is_opinion else CONTROL_QUEUE_MAX):
            raise Unavailable("overloaded")
        lane.append(job)
        self._filled.set()

    async def take(self) -> list[Job]:
        """Up to `BATCH_MAX` jobs, once there is one."""
        await self._filled.wait()
        jobs: list[Job] = []
        for lane in (self._control, self._opinions):
            while lane and len(jobs) < BATCH_MAX:
                jobs.append(lane.popleft())
        if not self._control and not self._opinions:
            self._filled.clear()
        return jobs

    def drain(self) -> list[Job]:
        """All jobs that wait."""
        jobs = [*self._control, *self._opinions]
        self._control.clear()
        self._opinions.clear()
        return jobs


class Batch:
    """What one turn of the writer has decided and not committed yet. Decides; does nothing."""

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


class Writer:
    """Takes jobs from its lanes for as long as `run` runs."""

    def __init__(
        self,
        store: Store,
        shelf: Shelf,
        keys: CommandKeys,
        notify: Callable[[str, list[Record]], None],
        note_recorded: Callable[[str, list[Record]], None],
        clock: Callable[[], int],
        new_id: Callable[[], str],
        rules: Jurisdiction,
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._keys = keys
        self._notify = notify
        self._note_recorded = note_recorded
        self._clock = clock
        self._new_id = new_id
        self._rules = rules
        self._lanes = Lanes()
        self._stopped = False
        self.writing: frozenset[str] = frozenset()
        """Consultations of the batch in hand."""

    async def submit(self, job: Job) -> list[Record]:
        """The job's records once they are committed; raises `Refused` and `Unavailable`."""
        if self._stopped:
            raise Unavailable("record_unavailable")
        self._lanes.put(job)
        return await job.done

    async def run(self) -> None:
        """Write until cancelled; whoever waits then is refused."""
        try:
            while True:
                await self._turn(await self._lanes.take())
        finally:
            self._stopped = True
            for job in self._lanes.drain():
                job.settle(Unavailable("record_unavailable"))

    async def _turn(self, jobs: Sequence[Job]) -> None:
        try:
            failures = await self._make_ready(jobs)
            batch = Batch(self._loaded, self._keys, self._clock(), self._new_id, self._rules)
            answers = [(job, self._answer(job, batch, failures)) for job in jobs]
            if await self._commit(batch):
                self._publish(batch)
                for job, answer in answers:
                    job.settle(answer)
        finally:
            self.writing = frozenset()
            for job in jobs:  # of a batch that failed, or was cancelled half-way
                job.settle(Unavailable("record_unavailable"))

    async def _make_ready(self, jobs: Iterable[Job]) -> dict[str, SessionError]:
        """Have the jobs' consultations in memory and level with the store; those that fail, why."""
        self.writing = frozenset(job.consultation_id for job in jobs if job.consultation_id)
        failures: dict[str, SessionError] = {}
        for consultation_id in self.writing:
            try:
                loaded = await self._shelf.load_now(consultation_id)
                if loaded.doubtful:
                    records = await self._shelf.catch_up(consultation_id, loaded)
                    self._note_recorded(consultation_id, records)
                    self._notify(consultation_id, _as_seen(loaded, records))
            except SessionError as error:
                failures[consultation_id] = error
        return failures

    def _loaded(self, consultation_id: str) -> Loaded:
        loaded = self._shelf.get(consultation_id)
        assert loaded is not None, "made ready before it is decided on"
        return loaded

    def _answer(
        self, job: Job, batch: Batch, failures: dict[str, SessionError]
    ) -> list[Record] | Exception:
        try:
            failure = failures.get(job.consultation_id or "")
            return failure if failure is not None else batch.do(job)
        except SessionError as error:
            return error
        except Exception as bug:  # one command must not end the writer for everybody
            log.exception("command_failed", command=tag(type(job.command)))
            return bug

    async def _commit(self, batch: Batch) -> bool:
        try:
            if batch.rows:
                await self._store.append(batch.rows)
        except BaseException as error:
            # Whether the database kept it is not known, a cancelled commit included.
            for consultation_id in batch.heads:
                loaded = self._shelf.get(consultation_id)
                if loaded is not None:
                    loaded.doubtful = True
            if not isinstance(error, Unavailable):
                raise
            log.error("commit_failed", records=len(batch.rows), error=repr(error.__cause__))
            return False
        return True

    def _publish(self, batch: Batch) -> None:
        """What is on disk becomes the state, then everybody hears of it."""
        for consultation_id, state in batch.heads.items():
            loaded = self._shelf.get(consultation_id)
            if loaded is None:
                self._shelf.add(state)
            else:
                loaded.committed = state
        for consultation_id, rehearsal in batch.rehearsals.items():
            self._loaded(consultation_id).rehearsal = rehearsal
        for scope, (command, records) in batch.done_by_key.items():
            self._keys.remember(scope, command, self._clock(), records)
        for consultation_id, records in batch.recorded.items():
            self._note_recorded(consultation_id, records)
        for consultation_id, records in batch.records.items():
            self._notify(consultation_id, records)


def _as_seen(loaded: Loaded, records: list[Record]) -> list[Record]:
    """What the store kept, as a rehearsal's members see it: the next of their own numbers."""
    if loaded.rehearsal is None:
        return records
    before = len(loaded.rehearsal.records)
    happened = [(record.at, record.actor, record.event) for record in records]
    loaded.rehearsal = rehearsed(loaded.rehearsal, happened)
    return list(loaded.rehearsal.records[before:])
