"""Speakers' own tracks in the private store: there once whole, never for the public, and gone with
the recording.
"""

import asyncio
import hashlib
import shutil

import pytest

from media.egress.bucket import Bucket
from media.egress.delivery import Headers
from media.egress.take_shelf import INDEX, mend, read_folder
from sessions import commands as c
from sessions.events import RecordingDeleted, RecordingErased
from sessions.recording import DAY_MS
from sessions.types import SYSTEM
from tests.support.object_store import ObjectStore
from tests.web.storage.conftest import storage_of
from tests.web.test_recordings import CLERK, Meeting, meeting, streamed, taken
from web.recording_keeper import SETTLED_MS
from web.storage import takes
from web.storage.takes import ROOT, StoredTakes

__all__ = ["meeting", "streamed", "taken"]
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
SMALL = 20_000
"""Bytes in a piece here, so that a take has several."""


class Place:
    """A recorded meeting with two takes, of which the second is still written, and their store."""

    def __init__(self, meeting: Meeting, store: ObjectStore, taken: dict[str, bytes]) -> None:
        self.meeting = meeting
        self.store = store
        self.whole, self.growing = meeting.put_takes(taken, "s")
        self.data = taken[self.whole]
        found = storage_of(meeting).takes
        assert found is not None
        self.takes = found
        self.keeper = meeting.tongxin.recordings

    async def names(self) -> list[str]:
        return sorted(await self.takes.bucket.names(self.meeting.id))

    def pieces(self, file: str, size: int) -> list[str]:
        return [f"{file}.{number:05}" for number in range(-(-size // SMALL))]

    def path(self, file: str) -> str:
        return f"./recording.takes/{file}"

    async def delete(self) -> None:
        """Also the time after which its files go."""
        await self.meeting.close()
        await self.meeting.act(CLERK, c.DeleteRecording("涉及个人信息"))
        self.meeting.clock.at += SETTLED_MS

    async def last(self) -> object:
        records = await self.meeting.tongxin.service.records(self.meeting.id, 0, SYSTEM)
        return records[-1].event


@pytest.fixture
def place(
    meeting: Meeting,
    store: ObjectStore,
    taken: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> Place:
    monkeypatch.setattr(takes, "PIECE", SMALL)
    return Place(meeting, store, taken)


async def test_what_is_whole_is_there_and_what_grows_is_not(place: Place) -> None:
    pieces = place.pieces(place.whole, len(place.data))
    assert len(pieces) > 2
    assert await place.takes.look()
    assert await place.names() == sorted([*pieces, INDEX])
    stored = [await place.takes.bucket.get(place.meeting.id, name) for name in pieces]
    assert b"".join(one or b"" for one in stored) == place.data
    assert len(mend(place.meeting.takes)) == 1
    assert await place.takes.look()
    size = (place.meeting.takes / place.growing).stat().st_size
    assert set(place.pieces(place.growing, size)) <= set(await place.names())
    found = await place.takes.takes(place.meeting.id)
    assert found == read_folder(place.meeting.takes)


async def test_nobody_reads_it_without_a_key(place: Place) -> None:
    assert await place.takes.look()
    id, store = place.meeting.id, place.store
    for name in await place.names():
        assert store.status(f"{store.bucket}-private", f"{ROOT}/{id}/{name}") == 403
        for root in (ROOT, "live"):
            assert store.read(f"{root}/{id}/{name}") is None
    assert await storage_of(place.meeting).recordings.look()
    await storage_of(place.meeting).readings.round()
    public = await Bucket(store.url).names(id)
    assert public
    assert not [name for name in public if place.whole in name or "takes" in name]


async def test_what_the_disk_lost_comes_from_the_store(place: Place) -> None:
    meeting = place.meeting
    before = (await meeting.ask("GET", "./recording.takes.json", "clerk")).json()
    assert await place.takes.look()
    shutil.rmtree(meeting.folder)
    listed = (await meeting.ask("GET", "./recording.takes.json", "clerk")).json()
    assert listed["takes"] == before["takes"][:1], "who, when and what it was, as before"
    answer = await meeting.ask("GET", place.path(place.whole), "clerk")
    assert (answer.status_code, answer.content) == (200, place.data)
    assert hashlib.sha256(answer.content).hexdigest() == listed["takes"][0]["sha256"]
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-length"] == str(len(place.data))
    for who, status in ((None, 401), ("member", 403)):
        assert await meeting.status(place.path(place.whole), who) == status
    assert await meeting.status(place.path(place.growing), "clerk") == 404
    place.store.kill()
    away = await meeting.ask("GET", place.path(place.whole), "clerk")
    assert (away.status_code, away.json()["code"]) == (503, "store_away")
    listed = (await meeting.ask("GET", "./recording.takes.json", "clerk")).json()
    assert listed["takes"] == []


async def test_an_outage_is_made_up_without_what_is_there_already(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store fails amid a take, and the server ends."""
    bucket, put, puts = place.takes.bucket, place.takes.bucket.put, list[str]()

    async def counted(id: str, name: str, data: bytes, headers: Headers) -> None:
        if len(puts) == 2:
            place.store.kill()
        await put(id, name, data, headers)
        puts.append(name)

    monkeypatch.setattr(bucket, "put", counted)
    assert not await place.takes.look()
    assert storage_of(place.meeting).status().failure == "unreachable"
    assert place.takes.unsettled.waiting == 1
    place.store.start()
    monkeypatch.setattr(bucket, "put", put)
    service, folder = place.meeting.tongxin.service, place.meeting.folder.parent
    after = StoredTakes(Bucket(place.store.private_url, ROOT), service, folder)
    more, again = after.bucket.put, list[str]()

    async def counted_again(id: str, name: str, data: bytes, headers: Headers) -> None:
        again.append(name)
        await more(id, name, data, headers)

    monkeypatch.setattr(after.bucket, "put", counted_again)
    assert await after.look()
    assert sorted(puts + again) == sorted([*place.pieces(place.whole, len(place.data)), INDEX])
    assert again[-1] == INDEX, "it names what is there"


async def test_a_deletion_is_done_when_the_store_has_none(place: Place) -> None:
    meeting = place.meeting
    assert await place.takes.look()
    place.store.kill()
    await place.delete()
    await place.keeper.look()
    assert isinstance(await place.last(), RecordingDeleted), "it is not said that it is done"
    place.store.start()
    await place.keeper.look()
    assert await place.names() == []
    assert isinstance(await place.last(), RecordingErased)
    assert not meeting.folder.exists()
    assert place.takes.held == set()
    await meeting.tongxin.service.recorded(meeting.id)
    assert await place.takes.look()
    assert await place.names() == []


async def test_what_is_deleted_while_it_is_put_is_put_no_further(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket, put = place.takes.bucket, place.takes.bucket.put
    started, gate, puts = asyncio.Event(), asyncio.Event(), list[str]()

    async def held(id: str, name: str, data: bytes, headers: Headers) -> None:
        puts.append(name)
        started.set()
        await gate.wait()
        await put(id, name, data, headers)

    monkeypatch.setattr(bucket, "put", held)
    looking = asyncio.create_task(place.takes.look())
    await started.wait()
    await place.delete()
    erasing = asyncio.create_task(place.keeper.look())
    done, _ = await asyncio.wait({erasing}, timeout=0.2)
    assert not done, "what is under way would be there after it"
    gate.set()
    await erasing
    await looking
    assert len(puts) == 1
    assert await place.names() == []
    assert isinstance(await place.last(), RecordingErased)


async def test_what_is_over_leaves_it_though_the_disk_is_lost(place: Place) -> None:
    """And the record says how much it was."""
    meeting = place.meeting
    await meeting.act(CLERK, c.SetRecording(keep_days=7))
    await meeting.close()
    assert await place.takes.look()
    shutil.rmtree(meeting.folder)
    service, folder = meeting.tongxin.service, meeting.folder.parent
    place.takes.held.clear()
    place.takes.unsettled._begun = False  # as after a restart
    assert await place.takes.look()
    meeting.clock.at += 7 * DAY_MS
    await place.keeper.look()
    erased = await place.last()
    assert isinstance(erased, RecordingErased)
    assert erased.bytes == len(place.data)
    assert await place.names() == []
    assert not (folder / meeting.id).exists()
    assert (await service.recorded(meeting.id)).recording.deleted is not None
