"""Recordings in the store: there while everybody may see them, and not a segment of them else."""

import asyncio

import m3u8
import pytest

from media.egress.bucket import Bucket
from media.egress.delivery import ENDED_CACHE, Headers, headers_of
from media.egress.errors import StorageLost
from sessions import commands as c
from sessions.events import RecordingDeleted, RecordingErased
from sessions.recording import DAY_MS
from sessions.types import SYSTEM
from tests.support.object_store import ObjectStore
from tests.web.storage.conftest import storage_of
from tests.web.test_recordings import CLERK, Meeting, meeting, streamed
from web.recording_keeper import SETTLED_MS
from web.storage import recordings
from web.storage.recordings import StoredRecordings

__all__ = ["meeting", "streamed"]
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


class Place:
    """A recorded meeting and its recording in the store."""

    def __init__(self, meeting: Meeting, store: ObjectStore) -> None:
        self.meeting = meeting
        self.store = store
        self.recordings = storage_of(meeting).recordings

    async def names(self) -> set[str]:
        """Of the stream's objects."""
        names = await Bucket(self.store.url).names(self.meeting.id)
        return {name for name in names if name.endswith((".m3u8", ".m4s", ".mp4"))}

    async def look(self) -> None:
        assert await self.recordings.look()


@pytest.fixture
async def place(meeting: Meeting, store: ObjectStore) -> Place:
    """As egress leaves it: some of it is there, the sound's segments among them."""
    made = Place(meeting, store)
    made.recordings.unsettled.add(meeting.id)
    for path in sorted(meeting.folder.glob("*seg-*"))[:3]:
        data = path.read_bytes()
        await made.recordings.bucket.put(meeting.id, path.name, data, headers_of(path.name))
    return made


async def test_it_leaves_the_store_after_the_closing_and_comes_back_when_published(
    place: Place,
) -> None:
    meeting, store = place.meeting, place.store
    await meeting.close()
    meeting.clock.at -= 1
    await place.look()
    assert await place.names(), "whoever is some seconds behind still plays it"
    meeting.clock.at += 1
    await place.look()
    assert await place.names() == set()
    await meeting.act(CLERK, c.PublishRecording())
    await place.look()
    found = store.read(f"live/{meeting.id}/dvr.m3u8")
    assert found is not None
    assert found[1]["Cache-Control"] == ENDED_CACHE
    listed = m3u8.loads(found[0].decode())
    assert listed.is_endlist
    assert found[0] == (await meeting.ask("GET", f"/live/{meeting.id}/dvr.m3u8")).content
    for segment in listed.segments:
        for name in (segment.uri, segment.init_section.uri):
            there = store.read(f"live/{meeting.id}/{name}")
            assert there is not None
            assert there[0] == (meeting.folder / name).read_bytes()
    detail = (await meeting.ask("GET", "./recording.json")).json()
    assert detail["storage"] == store.public_url
    await meeting.act(CLERK, c.WithdrawRecording("先校对"))
    detail = (await meeting.ask("GET", "./recording.json", "clerk")).json()
    assert detail["storage"] == ""
    await place.look()
    assert await place.names() == set()


async def test_what_is_withdrawn_while_it_is_put_is_put_no_further(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting, put, names = place.meeting, place.recordings.bucket.put, list[str]()

    async def withdrawn(id: str, name: str, data: bytes, headers: Headers) -> None:
        if not names:
            await meeting.act(CLERK, c.WithdrawRecording("先校对"))
        names.append(name)
        await put(id, name, data, headers)

    await meeting.close()
    await meeting.act(CLERK, c.PublishRecording())
    monkeypatch.setattr(place.recordings.bucket, "put", withdrawn)
    monkeypatch.setattr(recordings, "AT_ONCE", 1)
    await place.look()
    assert (len(names), place.recordings.has(meeting.id)) == (1, False)
    await place.look()
    assert await place.names() == set()


async def test_what_is_open_and_not_on_air_is_made_whole(place: Place) -> None:
    await place.look()
    there = await place.names()
    assert {path.name for path in place.meeting.folder.glob("seg-*")} <= there
    found = place.store.read(f"live/{place.meeting.id}/dvr.m3u8")
    assert found is not None
    assert not m3u8.loads(found[0].decode()).is_endlist


async def test_a_deletion_is_done_when_the_store_has_nothing_more(place: Place) -> None:
    """The store is away, the server ends, and the next one finishes it and says so."""
    meeting, store, keeper = place.meeting, place.store, place.meeting.tongxin.recordings
    await meeting.close()
    await meeting.act(CLERK, c.PublishRecording())
    await place.look()
    assert await place.names()
    store.kill()
    await meeting.act(CLERK, c.DeleteRecording("涉及个人信息"))
    assert not await place.recordings.look()
    assert storage_of(meeting).status().failure == "unreachable"
    assert storage_of(meeting).status().waiting >= 1
    meeting.clock.at += SETTLED_MS
    await keeper.look()
    assert [path.name for path in meeting.folder.iterdir()] == ["recording.jsonl"]
    records = await meeting.tongxin.service.records(meeting.id, 0, SYSTEM)
    assert isinstance(records[-1].event, RecordingDeleted), "it is not said that it is done"
    store.start()
    keeper._deleted.clear()  # as after a restart
    await keeper.look()
    records = await meeting.tongxin.service.records(meeting.id, 0, SYSTEM)
    assert isinstance(records[-1].event, RecordingErased)
    assert records[-1].event.seconds == pytest.approx(12, abs=2)
    assert await place.names() == set()
    assert not meeting.folder.exists()


async def test_what_is_being_put_is_not_said_to_be_gone(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is the rest of it put once it is deleted."""
    meeting, bucket = place.meeting, place.recordings.bucket
    keeper = meeting.tongxin.recordings
    started, gate, put, puts = asyncio.Event(), asyncio.Event(), bucket.put, list[str]()

    async def held(id: str, name: str, data: bytes, headers: Headers) -> None:
        puts.append(name)
        started.set()
        await gate.wait()
        await put(id, name, data, headers)

    await meeting.close()
    await place.look()
    monkeypatch.setattr(bucket, "put", held)
    await meeting.act(CLERK, c.PublishRecording())
    looking = asyncio.create_task(place.recordings.look())
    await started.wait()
    await meeting.act(CLERK, c.DeleteRecording("涉及个人信息"))
    meeting.clock.at += SETTLED_MS
    erasing = asyncio.create_task(keeper.look())
    done, _ = await asyncio.wait({erasing}, timeout=0.5)
    assert not done
    gate.set()
    await erasing
    assert await place.names() == set()
    records = await meeting.tongxin.service.records(meeting.id, 0, SYSTEM)
    assert isinstance(records[-1].event, RecordingErased)
    await looking
    assert len(puts) == recordings.AT_ONCE


async def test_a_put_that_fails_leaves_none_under_way(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would come after a withdrawal that finds the store empty."""
    meeting, bucket = place.meeting, Bucket(place.store.url)
    put, begun, ended = bucket.put, [0], [0]

    async def failing(id: str, name: str, data: bytes, headers: Headers) -> None:
        begun[0] += 1
        if begun[0] == 1:
            raise StorageLost("unreachable")
        await put(id, name, data, headers)
        ended[0] += 1

    monkeypatch.setattr(bucket, "put", failing)
    service, folder = meeting.tongxin.service, meeting.folder.parent
    made = StoredRecordings(bucket, service, folder, lambda id: False)
    names = sorted(path.name for path in meeting.folder.glob("seg-*"))
    with pytest.raises(StorageLost):
        await made._put_some(meeting.id, names)
    assert ended[0] == begun[0] - 1 == len(names) - 1


async def test_what_is_over_leaves_the_store_too(place: Place) -> None:
    meeting = place.meeting
    await meeting.act(CLERK, c.SetRecording(keep_days=7))
    await meeting.close()
    await meeting.act(CLERK, c.PublishRecording())
    await place.look()
    assert await place.names()
    meeting.clock.at += 7 * DAY_MS
    await meeting.tongxin.recordings.look()
    assert await place.names() == set()


async def test_a_start_looks_at_what_is_there_and_leaves_what_is_others(place: Place) -> None:
    meeting = place.meeting
    bucket = Bucket(place.store.url)
    await bucket.put("another", "seg-a-0.m4s", b"of another record", Headers("video/mp4", ""))
    await bucket.put(meeting.id, "wall-7.json", b"{}", Headers("application/json", ""))
    await meeting.close()
    service, folder = meeting.tongxin.service, meeting.folder.parent
    started = StoredRecordings(bucket, service, folder, lambda id: False)
    assert await started.look()
    assert await place.names() == set()
    assert await bucket.names("another")
    assert place.store.read(f"live/{meeting.id}/wall-7.json") is not None
