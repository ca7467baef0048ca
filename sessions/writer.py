"""The one writer: decides commands in turn, and commits what a batch of them leads to as one.

Every command is decided against the state that the commands before it lead to, committed or not;
while one batch is being committed the next gathers. A command is answered when its records are on
disk. Where the commit fails the whole batch is refused and the state is what it was.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence

import structlog

from sessions.batch import Batch, Job, rehearsed
from sessions.command_keys import CommandKeys
from sessions.commands import SubmitOpinion
from sessions.config import BATCH_MAX, CONTROL_QUEUE_MAX, OPINION_QUEUE_MAX
from sessions.errors import SessionError, Unavailable
from sessions.events import Record, tag
from sessions.jurisdiction import Jurisdiction
from sessions.loaded import Loaded
from sessions.shelf import Shelf
from sessions.store import Store

log = structlog.get_logger(__name__)


class QueuedJob(Job, eq=False):
    """A job on its way through the writer, and whoever waits for its records."""

    done: asyncio.Future[list[Record]]

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
        self._control: deque[QueuedJob] = deque()
        self._opinions: deque[QueuedJob] = deque()
        self._filled = asyncio.Event()

    def put(self, job: QueuedJob) -> None:
        """Raises `Unavailable("overloaded")` where its lane is full."""
        is_opinion = isinstance(job.command, SubmitOpinion)
        lane = self._opinions if is_opinion else self._control
        if len(lane) >= (OPINION_QUEUE_MAX if is_opinion else CONTROL_QUEUE_MAX):
            raise Unavailable("overloaded")
        lane.append(job)
        self._filled.set()

    async def take(self) -> list[QueuedJob]:
        """Up to `BATCH_MAX` jobs, once there is one."""
        await self._filled.wait()
        jobs: list[QueuedJob] = []
        for lane in (self._control, self._opinions):
            while lane and len(jobs) < BATCH_MAX:
                jobs.append(lane.popleft())
        if not self._control and not self._opinions:
            self._filled.clear()
        return jobs

    def drain(self) -> list[QueuedJob]:
        """All jobs that wait."""
        jobs = [*self._control, *self._opinions]
        self._control.clear()
        self._opinions.clear()
        return jobs


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

    async def submit(self, job: QueuedJob) -> list[Record]:
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

    async def _turn(self, jobs: Sequence[QueuedJob]) -> None:
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

    async def _make_ready(self, jobs: Iterable[QueuedJob]) -> dict[str, SessionError]:
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
        self, job: QueuedJob, batch: Batch, failures: dict[str, SessionError]
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
