"""The one door to consultations: commands in, committed records out, all else is reading."""

import asyncio
import secrets
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress

import structlog
from msgspec.structs import replace

from sessions import chain, views
from sessions.admission import is_outside
from sessions.audience import visible
from sessions.ballot_box import BallotBox
from sessions.ballot_keys import BallotKeys
from sessions.command_keys import CommandKeys, scoped
from sessions.commands import (
    AnyCommand,
    CreateConsultation,
    RecordSupports,
    SignMinutes,
    SubmitOpinion,
)
from sessions.config import PAGE_RECORDS, RECORDS_MAX, TIMER_RETRY_S
from sessions.consultation import due, next_due
from sessions.errors import Refused, SessionError, Unavailable
from sessions.events import (
    ConsultationAdjourned,
    ConsultationClosed,
    ConsultationCreated,
    ConsultationOpened,
    ConsultationResumed,
    Record,
    RecordingDeleted,
    RecordingErased,
    tag,
)
from sessions.head_keeper import HeadKeeper
from sessions.heads import HeadSigner
from sessions.jurisdiction import DEFAULT, Jurisdiction
from sessions.minutes_approval import sign_minutes
from sessions.minutes_seal import signable
from sessions.opinions import as_told
from sessions.outcome_acts import due_acts
from sessions.outcome_keeper import OutcomeKeeper
from sessions.roles import authorize, is_staff
from sessions.sensitive_words import SensitiveWords
from sessions.shelf import Shelf
from sessions.signed_documents import SignedDocuments
from sessions.state import Consultation
from sessions.store import Store
from sessions.summaries import Summary, summarized
from sessions.support_box import SupportBox
from sessions.types import SYSTEM, Actor
from sessions.voting import Voting, turns_a_ballot
from sessions.writer import QueuedJob, Writer

log = structlog.get_logger(__name__)

Callback = Callable[[list[Record]], None]
"""Called in the event loop, after the commit, with the new records of one consultation in order."""

Follower = Callable[[str, Sequence[Record]], None]
"""Called likewise with what came to the log of any consultation; nothing rehearsed is in it."""

LIFECYCLE = (
    ConsultationCreated,
    ConsultationOpened,
    ConsultationAdjourned,
    ConsultationResumed,
    ConsultationClosed,
)


def wall_clock() -> int:
    """Unix milliseconds."""
    return time.time_ns() // 1_000_000


def random_id() -> str:
    """64 random bits in hexadecimal."""
    return secrets.token_hex(8)


class Service:
    """Consultations by id. `clock` answers Unix ms, `new_id` an id never used before.

    `start()` once, then keep `run()` running: without it nothing is written.
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], int] = wall_clock,
        new_id: Callable[[], str] = random_id,
        ballot_keys: BallotKeys | None = None,
        signer: HeadSigner | None = None,
        rules: Jurisdiction = DEFAULT,
        support_key: bytes | None = None,
        sensitive: SensitiveWords | None = None,
    ) -> None:
        """`ballot_keys` keeps those of secret ballots, by default in memory alone; without a
        `signer` no heads are signed; `rules` give outcomes their deadlines;
        marks of who supports what are made with `support_key`, by default of this process alone;
        `sensitive` words of the installation are marked in opinions.
        """
        self._store = store
        self.clock = clock
        """Unix ms, as records are timed."""
        keys = CommandKeys()
        self._shelf = Shelf(store, keys, clock)
        self._writer = Writer(
            store, self._shelf, keys, self._notify, self._note_recorded, clock, new_id, rules
        )
        self._shelf.in_use = self._in_use
        box = BallotBox(store, ballot_keys or BallotKeys())
        self.voting = Voting(box, self.state, self._submit, clock)
        """Secret ballots: papers, which are no commands."""
        self.supports = SupportBox(
            store, self.recorded, self._record_supports, support_key or secrets.token_bytes(32)
        )
        """Supports of opinions by the public, which are no commands."""
        self.signed_documents = SignedDocuments(store)
        """Of the minutes, as they were signed."""
        self._subscribers: dict[str, list[Callback]] = {}
        self._followers: list[Follower] = []
        self._changed = asyncio.Event()
        self.rules = rules
        self.sensitive = sensitive or SensitiveWords()
        self._outcomes = OutcomeKeeper(store, self._act_on_outcomes, self._outcome_due, clock)
        self.follow(self._outcomes.note)
        self.follow(self.supports.note)
        self._heads = None if signer is None else HeadKeeper(store, signer, clock)
        if self._heads is not None:
            self.follow(self._heads.note)

    # --- commands -----------------------------------------------------------------------------

    async def create(
        self, actor: Actor, command: CreateConsultation, *, key: str | None = None
    ) -> tuple[str, list[Record]]:
        """A new consultation: its id and first records. A `key` counts until the next restart."""
        records = await self._submit(None, actor, command, key)
        created = records[0].event
        assert isinstance(created, ConsultationCreated)
        return created.id, records

    async def execute(
        self, consultation_id: str, actor: Actor, command: AnyCommand, *, key: str | None = None
    ) -> list[Record]:
        """Do a command and answer its records once they are on disk; none where it was so already.

        Raises `Refused`, or `Unavailable` where the record cannot be written or too much waits.
        With a `key` that the same actor sent it with before, answers the records of then.
        """
        if isinstance(command, SignMinutes):
            command = await self._sealed(consultation_id, actor, command)
        if isinstance(command, SubmitOpinion):
            command = await self._marked(consultation_id, command)
        if turns_a_ballot(command):
            return await self.voting.execute(consultation_id, actor, command, key)
        return await self._submit(consultation_id, actor, command, key)

    async def _sealed(
        self, consultation_id: str, actor: Actor, command: SignMinutes
    ) -> SignMinutes:
        """What signs the minutes, with the hash of what it signs: a client's word is not taken."""
        state = await self.state(consultation_id)
        authorize(state, actor, command)
        rows = await self._store.read_all(consultation_id)
        command, signed = await asyncio.to_thread(
            lambda: signable([chain.unseal(row.stored) for row in rows], command)
        )
        if signed:
            sign_minutes(state, command)  # what is refused is not worth keeping
        for sha256, body in signed.items():
            await self.signed_documents.keep(consultation_id, sha256, body)
        return command

    async def _marked(self, consultation_id: str, command: SubmitOpinion) -> SubmitOpinion:
        """The opinion with the sensitive words in it marked: a client's word is not taken."""
        own = (await self.state(consultation_id)).sensitive_words
        return replace(command, marks=self.sensitive.marks(command.text, own))

    async def _submit(
        self,
        consultation_id: str | None,
        actor: Actor,
        command: CreateConsultation | AnyCommand,
        key: str | None,
    ) -> list[Record]:
        job = QueuedJob(
            consultation_id=consultation_id,
            actor=actor,
            command=command,
            key=None if key is None else scoped(actor, key),
            done=asyncio.get_running_loop().create_future(),
        )
        return await self._writer.submit(job)

    async def _record_supports(self, consultation_id: str, command: RecordSupports) -> None:
        loaded = self._shelf.get(consultation_id)
        if loaded is not None and loaded.rehearsal is not None:
            raise Refused("rehearsal_runs")
        await self._submit(consultation_id, SYSTEM, command, None)

    # --- readings -----------------------------------------------------------------------------

    async def state(self, consultation_id: str) -> Consultation:
        """The state as its members see it: committed, or rehearsed where it is rehearsed.

        Raises `Refused("no_such_consultation")` and `Unavailable`.
        """
        in_memory = self._shelf.get(consultation_id)
        loaded = await self._shelf.load(consultation_id)
        if in_memory is None:
            self._changed.set()  # a clock of it may be due
        return loaded.present

    async def recorded(self, consultation_id: str) -> Consultation:
        """As `state`, but by the log alone: what the public and documents may know."""
        await self.state(consultation_id)
        return (await self._shelf.load(consultation_id)).committed

    def current(self, consultation_id: str) -> Consultation | None:
        """As `state` if it is in memory; once loaded it stays while anybody subscribes."""
        loaded = self._shelf.get(consultation_id)
        return None if loaded is None else loaded.present

    def rehearses(self, consultation_id: str) -> bool:
        """Whether it is being rehearsed now."""
        present = self.current(consultation_id)
        return present is not None and present.rehearsal is not None

    async def snapshot(self, consultation_id: str, actor: Actor) -> views.Snapshot:
        """What the actor may see; follow it with the records after its `seq`."""
        return views.snapshot(await self.state(consultation_id), actor)

    async def records(
        self, consultation_id: str, after: int, actor: Actor, limit: int = RECORDS_MAX
    ) -> list[Record]:
        """The records after number `after` that the actor may see; fewer than `limit` is all. To
        others than staff, opinions taken back since are told without their words.

        During a rehearsal those of the log before it, then its own.
        """
        state = await self.state(consultation_id)
        if is_outside(state, actor.participant_id):
            return []
        loaded = await self._shelf.load(consultation_id)
        rehearsal = loaded.rehearsal
        last = loaded.committed.seq if rehearsal is None else rehearsal.base
        found: list[Record] = []
        while after < last and len(found) < limit:
            rows = await self._store.read(consultation_id, after, PAGE_RECORDS)
            if not rows:
                break
            page = [chain.unseal(row.stored) for row in rows if row.stored.seq <= last]
            found += [record for record in page if visible(record, actor)]
            after = rows[-1].stored.seq
        for record in () if rehearsal is None else rehearsal.records:
            if record.seq > after and visible(record, actor):
                found.append(record)
        told = found[:limit]
        return told if is_staff(actor) else [as_told(record, state) for record in told]

    async def logged(self, consultation_id: str, after: int, limit: int) -> list[Record]:
        """At most `limit` records of the log alone after number `after`, whoever may see them."""
        rows = await self._store.read(consultation_id, after, limit)
        return [chain.unseal(row.stored) for row in rows]

    async def consultations(self) -> list[Summary]:
        """All consultations, the latest scheduled first."""
        rows = await self._store.read_types([tag(kind) for kind in LIFECYCLE])
        found: dict[str, Summary] = {}
        for row in rows:
            before = found.get(row.consultation_id)
            found[row.consultation_id] = summarized(before, chain.unseal(row.stored))
        return sorted(found.values(), key=lambda one: (-one.scheduled_at, one.id))

    async def unerased(self) -> set[str]:
        """The consultations whose recording was deleted, and is not recorded to be gone."""
        deleted = await self._store.last_of_types([tag(RecordingDeleted)])
        return deleted.keys() - await self._store.last_of_types([tag(RecordingErased)])

    async def verify(
        self, consultation_id: str, head: chain.Head | None = None
    ) -> list[chain.Fault]:
        """Everything wrong with a log as stored; `head` where one was written down before."""
        rows = await self._store.read_all(consultation_id)
        if not rows:
            raise Refused("no_such_consultation")
        return await asyncio.to_thread(chain.verify, [row.stored for row in rows], head)

    # --- subscribers --------------------------------------------------------------------------

    def subscribe(self, consultation_id: str, callback: Callback) -> Callable[[], None]:
        """Call back after every commit; returns what ends it.

        Subscribe first, then take a snapshot and drop records up to its `seq`: none is missed.
        """
        self._subscribers.setdefault(consultation_id, []).append(callback)

        def unsubscribe() -> None:
            callbacks = self._subscribers.get(consultation_id, [])
            if callback in callbacks:
                callbacks.remove(callback)
            if not callbacks:
                self._subscribers.pop(consultation_id, None)

        return unsubscribe

    def follow(self, follower: Follower) -> Callable[[], None]:
        """Call back after every commit to any log; returns what ends it."""
        self._followers.append(follower)
        return lambda: self._followers.remove(follower)

    def _notify(self, consultation_id: str, records: list[Record]) -> None:
        self._changed.set()
        for callback in list(self._subscribers.get(consultation_id, ())) if records else ():
            try:
                callback(records)
            except Exception:  # the record stands, whatever a listener makes of it
                log.exception("subscriber_failed", consultation=consultation_id)

    def _note_recorded(self, consultation_id: str, records: list[Record]) -> None:
        for follower in list(self._followers):
            try:
                follower(consultation_id, records)
            except Exception:
                log.exception("follower_failed", consultation=consultation_id)

    def _in_use(self) -> Collection[str]:
        return self._subscribers.keys() | self._writer.writing

    # --- running ------------------------------------------------------------------------------

    async def start(self) -> None:
        """Make the store ready; logs are replayed as they are asked for."""
        await self._store.start()

    async def run(self) -> None:
        """The writer and the timer, until cancelled; then whatever waits is refused."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._writer.run(), name="record writer")
            tasks.create_task(self._keep_time(), name="consultation timer")
            tasks.create_task(self._tidy_ballots(), name="ballot tidying")
            tasks.create_task(self._outcomes.run(), name="outcome keeper")
            tasks.create_task(self.supports.run(), name="support box")
            if self._heads is not None:
                tasks.create_task(self._heads.run(), name="head keeper")

    async def tick(self) -> bool:
        """Do what is due by the clock in what is loaded; False where some of it was not done."""
        done = True
        for consultation_id, loaded in self._shelf.items():
            for command in due(loaded.present, self.clock()):
                try:
                    await self.execute(consultation_id, SYSTEM, command)
                except Refused as refusal:
                    # Otherwise somebody pressed the button at the same moment.
                    done = done and refusal.code != "too_many_papers"
                except Unavailable as error:
                    log.warning("due_not_done", consultation=consultation_id, error=str(error))
                    done = False
        return done

    async def _keep_time(self) -> None:
        while True:
            self._changed.clear()
            pause = self._until_due() if await self.tick() else TIMER_RETRY_S
            try:
                async with asyncio.timeout(pause):
                    await self._changed.wait()
            except TimeoutError:
                continue

    async def _act_on_outcomes(self, consultation_id: str) -> int | None:
        """Do what is due for a consultation's outcomes; when the next is, Unix ms."""
        for command in due_acts(await self.recorded(consultation_id), self.clock()):
            with suppress(Refused):  # the timer was there first
                await self.execute(consultation_id, SYSTEM, command)
        return (await self.recorded(consultation_id)).outcome_due

    def _outcome_due(self, consultation_id: str) -> int | None:
        loaded = self._shelf.get(consultation_id)
        return None if loaded is None else loaded.committed.outcome_due

    async def _tidy_ballots(self) -> None:
        try:
            await self.voting.tidy_all()
        except SessionError as error:
            log.warning("ballots_not_tidied", error=str(error))

    def _until_due(self) -> float | None:
        """Seconds until a clock starts by itself; None while none waits."""
        deadlines = [next_due(loaded.present) for _, loaded in self._shelf.items()]
        waiting = [at for at in deadlines if at is not None]
        return max(0.0, (min(waiting) - self.clock()) / 1000) if waiting else None
