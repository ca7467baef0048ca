"""Support of opinions: counted once for each browser, recorded in batches, never by whom."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from sessions import chain
from sessions.commands import (
    CloseConsultation,
    MergeOpinions,
    OpenConsultation,
    PublishOpinion,
    RecordSupports,
    SubmitOpinion,
    UnmergeOpinions,
    WithholdOpinion,
)
from sessions.errors import Refused, Unavailable
from sessions.events import OpinionsSupported
from sessions.service import Service
from sessions.state import Consultation
from sessions.store import Store
from sessions.support_box import Tally
from sessions.types import SYSTEM, Actor, SupportCount
from tests.support.consultation import CREATE, Scene, joined

KEY = b"k" * 32
ORGANIZER, VIEWER = Actor("organizer"), Actor("viewer")


def scene(*ids: str) -> Scene:
    """With these opinions published."""
    scene = joined()
    for id in ids:
        scene.act("public", SubmitOpinion(id, f"r-{id}", f"意见 {id}"))
        scene.act("clerk", PublishOpinion(id))
    return scene


def counts(**supports: int) -> RecordSupports:
    return RecordSupports([SupportCount(id, count) for id, count in supports.items()])


def test_what_changed_is_recorded_and_changes_the_wall() -> None:
    here = scene("a", "b")
    assert here.act("system", counts(a=3, b=0)) == [OpinionsSupported([SupportCount("a", 3)])]
    assert here.now_state.opinions["a"].supports == 3
    assert here.now_state.wall_seq == here.now_state.seq
    assert here.act("system", counts(a=3)) == []


def test_what_is_not_public_is_left_out() -> None:
    here = scene("a")
    here.act("public", SubmitOpinion("waits", "r-w", "等筛选"))
    here.act("clerk", WithholdOpinion("a", "重复"))
    assert here.act("system", counts(a=1, waits=1, nobody=1)) == []


def test_nobody_but_the_service_records_them() -> None:
    for role in ("public", "chair", "clerk", "organizer"):
        assert scene("a").refused(role, counts(a=9)) == "not_authorized"


@asynccontextmanager
async def running(path: Path) -> AsyncIterator[Service]:
    """Over one database."""
    store = Store(f"sqlite+aiosqlite:///{path / 'record.db'}")
    service = Service(store, support_key=KEY)
    await service.start()
    task = asyncio.create_task(service.run())
    try:
        yield service
    finally:
        task.cancel()
        await asyncio.wait([task])
        await store.close()


async def published(service: Service, *ids: str) -> str:
    """A consultation with these opinions on its wall."""
    id, _ = await service.create(ORGANIZER, CREATE)
    for opinion in ids:
        await service.execute(id, VIEWER, SubmitOpinion(opinion, f"r-{opinion}", "好"))
        await service.execute(id, ORGANIZER, PublishOpinion(opinion))
    return id


async def test_a_browser_counts_once_and_may_take_it_back(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        id = await published(service, "a")
        box = service.supports
        assert await box.support(id, "a", "browser-number-1", True) == 1
        assert await box.support(id, "a", "browser-number-1", True) == 1
        assert await box.support(id, "a", "browser-number-2", True) == 2
        assert await box.support(id, "a", "browser-number-1", False) == 1
        assert (await service.recorded(id)).opinions["a"].supports == 0
        await box.flush()
        assert (await service.recorded(id)).opinions["a"].supports == 1


async def test_a_batch_is_one_record_without_any_token(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        id = await published(service, "a", "b")
        before = (await service.recorded(id)).seq
        for number in range(1200):
            await service.supports.support(id, "ab"[number % 2], f"browser-number-{number}", True)
        await service.supports.flush()
        records = await service.records(id, before, SYSTEM)
        assert [record.event for record in records] == [
            OpinionsSupported([SupportCount("a", 600), SupportCount("b", 600)])
        ]
        assert b"browser" not in (tmp_path / "record.db").read_bytes()
        assert await service.verify(id) == []


async def test_the_marks_outlive_the_process(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        id = await published(service, "a")
        await service.supports.support(id, "a", "browser-number-1", True)
    async with running(tmp_path) as service:  # ended before the batch: the mark was kept
        assert await service.supports.support(id, "a", "browser-number-1", True) == 1
        await service.supports.flush()
        assert (await service.recorded(id)).opinions["a"].supports == 1
        assert await service.supports.support(id, "a", "browser-number-2", True) == 2


async def test_counts_without_marks_are_what_they_were(tmp_path: Path) -> None:
    """As after a restore, which brings the log alone."""
    async with running(tmp_path) as service:
        id = await published(service, "a")
        await service.execute(id, SYSTEM, counts(a=40))
        assert await service.supports.support(id, "a", "browser-number-1", True) == 41


async def supporting(service: Service, id: str, opinion: str, *browsers: int) -> int:
    """What is counted once these browsers support an opinion."""
    counted = 0
    for number in browsers:
        token = f"browser-number-{number}"
        counted = await service.supports.support(id, opinion, token, True)
    return counted


async def recorded(service: Service, id: str, opinion: str) -> int:
    """What the log says after the next batch."""
    await service.supports.flush()
    return (await service.recorded(id)).opinions[opinion].supports


async def test_supporters_of_merged_opinions_count_once_for_the_one_that_stands(
    tmp_path: Path,
) -> None:
    async with running(tmp_path) as service:
        id = await published(service, "a", "b", "c")
        await supporting(service, id, "a", 1, 2)
        await supporting(service, id, "b", 2, 3, 4)
        await service.execute(id, ORGANIZER, MergeOpinions("a", ["b"]))
        assert await recorded(service, id, "a") == 4
        assert await supporting(service, id, "a", 3) == 4, "did already"
        assert await supporting(service, id, "a", 5) == 5
        box = service.supports
        assert await box.support(id, "a", "browser-number-2", False) == 4, "of both"
        assert await box.support(id, "a", "browser-number-2", False) == 4
        await service.execute(id, ORGANIZER, MergeOpinions("c", ["a"]))
        assert await recorded(service, id, "c") == 4
        await service.execute(id, ORGANIZER, UnmergeOpinions(["a"]))
        assert await recorded(service, id, "c") == 2
        assert (await service.recorded(id)).opinions["c"].merged == ("b",)
    async with running(tmp_path) as service:
        assert await supporting(service, id, "c", 3) == 2, "as the marks that were kept say"


async def test_what_was_merged_before_it_was_public_counts_from_then(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        id = await published(service, "a")
        await service.execute(id, VIEWER, SubmitOpinion("b", "r-b", "好"))
        await supporting(service, id, "a", 1, 2)
        await service.execute(id, ORGANIZER, MergeOpinions("b", ["a"]))
        assert await recorded(service, id, "b") == 0
        await service.execute(id, ORGANIZER, PublishOpinion("b"))
        assert await recorded(service, id, "b") == 2


async def test_what_changed_during_an_outage_is_counted_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path) as service:
        id = await published(service, "a", "b")
        await supporting(service, id, "a", 1)
        await supporting(service, id, "b", 2)
        assert await recorded(service, id, "a") == 1

        async def unavailable(consultation_id: str) -> Consultation:
            raise Unavailable("record_unavailable")

        await service.execute(id, ORGANIZER, MergeOpinions("a", ["b"]))
        with monkeypatch.context() as outage:
            outage.setattr(service.supports, "_recorded", unavailable)
            await service.supports.flush()
        assert await recorded(service, id, "a") == 2


async def test_what_is_published_has_no_other_opinion_counted_anew(tmp_path: Path) -> None:
    """A million marks take as long as some frames of pictures."""
    async with running(tmp_path) as service:
        id = await published(service, "a", "b")
        await supporting(service, id, "a", 1)
        await service.execute(id, VIEWER, SubmitOpinion("c", "r-c", "好"))
        await service.execute(id, ORGANIZER, PublishOpinion("c"))
        assert service.supports._tallies[id].repeated == {"a": (("a",), 0)}


async def test_whoever_supports_as_it_ends_loses_nobody_their_marks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path) as service:
        one, other = await published(service, "a"), await published(service, "a")
        for id in (one, other):
            await supporting(service, id, "a", 1)
        box, keep = service.supports, service.supports._keep

        async def kept(consultation_id: str, tally: Tally) -> None:
            await keep(consultation_id, tally)
            await supporting(service, one, "a", 1)

        monkeypatch.setattr(box, "_keep", kept)
    async with running(tmp_path) as service:
        assert await supporting(service, other, "a", 2) == 2


async def test_what_is_not_on_the_wall_is_refused_alike(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        id = await published(service, "a")
        await service.execute(id, VIEWER, SubmitOpinion("waits", "r-w", "等筛选"))
        for opinion in ("waits", "nobody"):
            with pytest.raises(Refused, match="no_such_opinion"):
                await service.supports.support(id, opinion, "browser-number-1", True)
        await service.execute(id, ORGANIZER, OpenConsultation())
        await service.execute(id, ORGANIZER, CloseConsultation())
        with pytest.raises(Refused, match="consultation_closed"):
            await service.supports.support(id, "a", "browser-number-1", True)


def test_an_opinion_of_before_there_were_supports_has_none() -> None:
    here = scene("a")
    record = here.records[-1]
    _, stored = chain.seal(record.prev_hash, record.seq, record.at, record.actor, record.event)
    assert b"supports" not in stored.body
    assert msgspec.structs.asdict(here.now_state.opinions["a"])["supports"] == 0
