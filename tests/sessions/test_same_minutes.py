"""SQLite and PostgreSQL give the same bytes of every file from the same commands."""

import asyncio
import itertools
from pathlib import Path

import pytest

from sessions.commands import AnyCommand, CreateConsultation
from sessions.events import Record
from sessions.export.forms import FILES, Order, make
from sessions.heads import HeadSigner, SignedHead
from sessions.service import Service
from sessions.store import Store
from sessions.types import SYSTEM, Actor
from tests.support.consultation import Scene
from tests.support.held import held
from tests.support.postgresql import Cluster

Given = tuple[int, Actor, CreateConsultation | AnyCommand]
"""When, by whom, what."""


def commands(monkeypatch: pytest.MonkeyPatch) -> list[Given]:
    """Those of a whole meeting."""
    given: list[Given] = []
    do = Scene.do

    def noted(self: Scene, actor: Actor, command: CreateConsultation | AnyCommand) -> list[Record]:
        given.append((self.now, actor, command))
        return do(self, actor, command)

    monkeypatch.setattr(Scene, "do", noted)
    held()
    return given


async def kept(url: str, given: list[Given]) -> tuple[list[Record], SignedHead]:
    """The log and its last signed head, after the commands were done at their times."""
    now, ids = [0], itertools.count(1)
    signer = HeadSigner(bytes(32))
    service = Service(
        store := Store(url), clock=lambda: now[0], new_id=lambda: f"id{next(ids)}", signer=signer
    )
    await service.start()
    running = asyncio.create_task(service.run())
    id = ""
    for at, actor, command in given:
        now[0] = at
        if isinstance(command, CreateConsultation):
            id, _ = await service.create(actor, command)
        else:
            await service.execute(id, actor, command)
    records = await service.records(id, 0, SYSTEM)
    async with asyncio.timeout(10):
        while not (heads := await store.read_heads(id)) or heads[-1].head.seq < len(records):
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.wait([running])
    await store.close()
    return records, heads[-1]


async def test_both_databases_give_the_same_bytes(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = commands(monkeypatch)
    sqlite = await kept(f"sqlite+aiosqlite:///{tmp_path / 'record.db'}", given)
    postgresql = await kept(cluster.database(), given)
    assert len(sqlite[0]) > 100
    for file in FILES:
        one, other = (
            make(Order(file, records, records[-1].at, head))
            for records, head in (sqlite, postgresql)
        )
        assert one == other, file
