"""Who supports which opinion, known by marks alone: counted in memory, kept in batches.

A mark is a keyed hash of consultation and the random token of a browser, so the table says neither
who nor which browser; it is the same for all opinions, so that a browser that supported several
which are then merged counts once. A support is acknowledged when it is counted in memory; every
`BATCH_S` the marks are kept beside the record, then the counts go into the log. A process that is
killed loses what was counted since, at most; a count that reached the table and not the log reaches
it with the next support in that consultation.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from hashlib import blake2b
from itertools import islice
from typing import TypeVar

import msgspec
import structlog
from sqlalchemy import delete, insert, select

from sessions.commands import RecordSupports
from sessions.errors import Refused, SessionError, Unavailable
from sessions.events import Record
from sessions.state import Consultation
from sessions.store import Store
from sessions.supports import regrouped, supported_opinion, supported_with
from sessions.tables import supports
from sessions.types import SupportCount

log = structlog.get_logger(__name__)
T = TypeVar("T")

BATCH_S = 2.0
"""Between two batches: what the wall's chunks are apart."""
MARKS_MAX = 1_000_000
"""In one consultation: some 100 MB. A million viewers of whom each supports one opinion."""
ROWS_MAX = 500
"""Marks in one transaction: some 10 ms, for which the meeting's own commands wait."""
COUNTS_MAX = 500
"""Counts in one record, as `RecordSupports` allows."""
TALLIES_MAX = 16
"""Consultations counted at once, but for those with something unwritten."""
UNWRITTEN_MAX = 100_000
"""Supports and withdrawals that wait for the next batch; beyond it the public is told to wait."""

Vote = tuple[str, int]
"""An opinion and a mark."""


Group = tuple[str, ...]
"""An opinion and those merged into it: `supports.supported_with`."""


class Tally(msgspec.Struct, eq=False):
    """The supports of one consultation."""

    marks: dict[str, set[int]]
    before: dict[str, int]
    """What the log had beyond the marks that were kept: after a restore without them."""
    unwritten: dict[Vote, bool]
    """What the table does not have yet: made, or taken back."""
    changed: set[str]
    """Opinions whose count the log does not have yet."""
    size: int
    repeated: dict[str, tuple[Group, int]] = msgspec.field(default_factory=dict)
    """How often marks stand in a group beyond their first time, by its first opinion: to look for
    them takes 60 ms of a million, so it is done once until the group changes."""

    def count(self, group: Group) -> int:
        """How many support any opinion of a group, each once."""
        marks = [self.marks[id] for id in group if id in self.marks]
        counted, repeated = self.repeated.get(group[0], ((), 0))
        if counted != group:
            repeated = sum(map(len, marks)) - len(set().union(*marks))
            self.repeated[group[0]] = (group, repeated)
        told = sum(self.before.get(id, 0) for id in group)
        return told + sum(map(len, marks)) - repeated

    def support(self, group: Group, mark: int) -> None:
        """Count for the first of a group; nothing where one of it has the mark already."""
        if not any(mark in self.marks.get(id, ()) for id in group):
            self.marks.setdefault(group[0], set()).add(mark)
            self._turned(group[0], mark, True)

    def withdraw(self, group: Group, mark: int) -> None:
        """Take back from all of a group."""
        had = [id for id in group if mark in self.marks.get(id, ())]
        for id in had:
            self.marks[id].remove(mark)
            self._turned(id, mark, False)
        if len(had) > 1:
            self.repeated.pop(group[0], None)

    def _turned(self, opinion_id: str, mark: int, on: bool) -> None:
        self.size += 1 if on else -1
        self.unwritten[opinion_id, mark] = on
        self.changed.add(opinion_id)


class SupportBox:
    """One for a service; `run` keeps what is counted until it is cancelled."""

    def __init__(
        self,
        store: Store,
        recorded: Callable[[str], Awaitable[Consultation]],
        record: Callable[[str, RecordSupports], Awaitable[object]],
        key: bytes,
    ) -> None:
        """`recorded` answers a state as of the log, `record` does the command; `key` is a secret of
        16 to 64 bytes.
        """
        self._store = store
        self._recorded = recorded
        self._record = record
        self._key = key
        self._tallies: OrderedDict[str, Tally] = OrderedDict()
        self._due: dict[str, set[str]] = {}
        self._loading = asyncio.Lock()

    def note(self, consultation_id: str, records: Sequence[Record]) -> None:
        """See which groups these records change."""
        due = {id for record in records if (id := regrouped(record.event)) is not None}
        if due:
            self._due.setdefault(consultation_id, set()).update(due)
        tally = self._tallies.get(consultation_id)
        if tally is not None:
            for id in due:
                tally.repeated.pop(id, None)

    async def support(self, consultation_id: str, opinion_id: str, token: str, on: bool) -> int:
        """Count a browser's support, or take it back; how many there are then.

        Raises `Refused` and, where there are too many, `Unavailable("overloaded")`.
        """
        state = await self._recorded(consultation_id)
        supported_opinion(state, opinion_id)
        tally = await self._tally(state)
        if len(tally.unwritten) >= UNWRITTEN_MAX or (on and tally.size >= MARKS_MAX):
            raise Unavailable("overloaded")
        group = supported_with(state, opinion_id)
        turn = tally.support if on else tally.withdraw
        turn(group, self._mark(consultation_id, token))
        return tally.count(group)

    def _mark(self, consultation_id: str, token: str) -> int:
        told = "\0".join((consultation_id, token)).encode()
        digest = blake2b(told, digest_size=8, key=self._key).digest()
        return int.from_bytes(digest, "big", signed=True)

    async def _tally(self, state: Consultation) -> Tally:
        tally = self._tallies.get(state.id)
        if tally is None:
            async with self._loading:
                tally = self._tallies.get(state.id) or await self._load(state)
        self._tallies.move_to_end(state.id)
        return tally

    async def _load(self, state: Consultation) -> Tally:
        query = select(supports.c.opinion_id, supports.c.mark)
        rows = await self._store.find(query.where(supports.c.consultation_id == state.id))
        marks: dict[str, set[int]] = {}
        for opinion_id, mark in rows:
            marks.setdefault(opinion_id, set()).add(mark)
        tally = Tally(marks, {}, {}, set(marks), len(rows))
        for one in state.opinions.values():
            if one.supports and one.merged_into is None:
                missing = one.supports - tally.count(supported_with(state, one.opinion_id))
                if missing > 0:
                    tally.before[one.opinion_id] = missing
        self._make_room()
        self._tallies[state.id] = tally
        return tally

    def _make_room(self) -> None:
        for consultation_id, tally in list(self._tallies.items()):
            if len(self._tallies) < TALLIES_MAX:
                return
            if not tally.unwritten and not tally.changed:
                del self._tallies[consultation_id]

    # --- batches ------------------------------------------------------------------------------

    async def run(self) -> None:
        """Keep and record what was counted, every `BATCH_S`; once more where it is cancelled."""
        try:
            while True:
                await asyncio.sleep(BATCH_S)
                await self.flush()
        finally:
            # The record takes nothing more by now; the counts follow from the marks.
            for consultation_id, tally in list(self._tallies.items()):
                with suppress(SessionError):
                    await self._keep(consultation_id, tally)

    async def flush(self) -> None:
        """Keep and record what was counted so far."""
        await self._regroup()
        for consultation_id, tally in list(self._tallies.items()):
            try:
                await self._keep(consultation_id, tally)
                await self._tell(consultation_id, tally)
            except Refused:
                continue  # rehearsed meanwhile: later
            except SessionError as error:
                log.warning("supports_not_kept", consultation=consultation_id, error=str(error))

    async def _regroup(self) -> None:
        """Have those counted anew whose group has changed, where there is anything to count."""
        waiting, self._due = self._due, {}
        for consultation_id, due in waiting.items():
            try:
                state = await self._recorded(consultation_id)
                found = [state.opinions[id] for id in due]
                changed = {one.opinion_id for one in found if one.merged or one.supports}
                if changed:
                    (await self._tally(state)).changed |= changed
            except SessionError:  # with the next batch
                self._due.setdefault(consultation_id, set()).update(due)

    async def _keep(self, consultation_id: str, tally: Tally) -> None:
        while tally.unwritten:
            votes = dict(islice(tally.unwritten.items(), ROWS_MAX))
            by_opinion: dict[str, list[int]] = {}
            for opinion_id, mark in votes:
                by_opinion.setdefault(opinion_id, []).append(mark)
            of = supports.c
            # Deleted first: whether a batch that failed was kept is not known.
            statements = [
                delete(supports).where(
                    of.consultation_id == consultation_id,
                    of.opinion_id == opinion_id,
                    of.mark.in_(marks),
                )
                for opinion_id, marks in by_opinion.items()
            ]
            made = [
                {"consultation_id": consultation_id, "opinion_id": opinion_id, "mark": mark}
                for (opinion_id, mark), on in votes.items()
                if on
            ]
            await self._store.change(
                *statements, *([insert(supports).values(made)] if made else [])
            )
            for vote, on in votes.items():
                if tally.unwritten.get(vote) == on:
                    del tally.unwritten[vote]

    async def _tell(self, consultation_id: str, tally: Tally) -> None:
        changed, tally.changed = tally.changed, set()
        try:
            state = await self._recorded(consultation_id)
            standing = {state.opinions[id].merged_into or id for id in changed}
            for some in chunks(sorted(standing), COUNTS_MAX):
                counts = [SupportCount(id, tally.count(supported_with(state, id))) for id in some]
                await self._record(consultation_id, RecordSupports(counts))
        except SessionError:
            tally.changed |= changed
            raise


def chunks(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """`values` in order, at most `size` at a time."""
    return (values[start : start + size] for start in range(0, len(values), size))
