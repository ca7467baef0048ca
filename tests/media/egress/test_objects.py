"""The livestream in an object store, against a local server that speaks S3 (moto)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import m3u8
import pytest

from media.egress import disk
from media.egress.bucket import Bucket
from media.egress.delivery import DVR, FILE_CACHE, PLAYLIST_CACHE, Headers
from media.egress.errors import StorageLost
from media.egress.hls import MULTIVARIANT, PLAYLIST, Append, Delete, FileChange, Write
from media.egress.messages import StorageNoted
from media.egress.objects import Objects, plain_text
from media.egress.playlist import Entry, Part, Playlist
from media.egress.shelf import SHELF, kept_of, shelf_line
from tests.support.object_store import ObjectStore, object_store

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
LISTED = 30
"""Segments in a live playlist, and so the most of a stream that its store can be behind by."""


@pytest.fixture
def store() -> Iterator[ObjectStore]:
    with object_store() as made:
        yield made


def read(store: ObjectStore, name: str) -> tuple[bytes, str, str] | None:
    found = store.read(f"live/c1/{name}")
    return found and (found[0], found[1]["Content-Type"], found[1]["Cache-Control"])


@asynccontextmanager
async def running(
    store: ObjectStore, directory: Path, told: list[StorageNoted] | None = None
) -> AsyncIterator[Objects]:
    tell = (told if told is not None else []).append
    objects = Objects(Bucket(store.url), "c1", directory, tell)
    task = asyncio.create_task(objects.run())
    async with asyncio.timeout(30):
        yield objects
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


class Stream:
    """What egress does on disk, a segment at a time."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.entries: list[Entry] = []

    def add(self, count: int) -> list[FileChange]:
        """The changes of so many segments more, done on disk."""
        changes: list[FileChange] = [Write("init-a-0.mp4", b"init")]
        for number in range(len(self.entries), len(self.entries) + count):
            part = Part(f"part-a-{number}.m4s", 0.25, True)
            entry = Entry(
                f"seg-a-{number}.m4s", "init-a-0.mp4", 2.0, 1e9 + 2 * number, False, (part,)
            )
            self.entries.append(entry)
            data = b"segment %d" % number
            changes += [Write(part.uri, b"part"), Write(entry.uri, data)]
            changes.append(Append(SHELF, shelf_line(kept_of(entry, len(data)))))
        changes += [Write(PLAYLIST, self.playlist()), Write(MULTIVARIANT, b"#EXTM3U\n")]
        disk.apply(self.directory, changes)
        return changes

    def playlist(self) -> bytes:
        playlist = Playlist(hint="part-a-99.m4s", report="sound.m3u8")
        for entry in self.entries[-LISTED:]:
            playlist.add(entry)
        growing = Entry("", "init-a-0.mp4", 0.25, 1e9, False, (Part("p", 0.25, True),))
        playlist.growing = growing
        return playlist.text().encode()


def test_plain_playlists_name_whole_segments_alone() -> None:
    text = plain_text(Playlist().text())
    assert text == ""
    playlist = Playlist(hint="h", report="sound.m3u8", ended=True)
    playlist.add(Entry("seg-a-0.m4s", "init-a-0.mp4", 2.0, 1e9, False, (Part("p", 1.0, True),)))
    playlist.growing = Entry("", "init-a-1.mp4", 0.25, 1e9, True, (Part("q", 0.25, True),))
    assert plain_text(playlist.text()).splitlines()[5:] == [
        '#EXT-X-MAP:URI="init-a-0.mp4"',
        "#EXT-X-PROGRAM-DATE-TIME:2001-09-09T01:46:40.000Z",
        "#EXTINF:2.00000,",
        "seg-a-0.m4s",
        "#EXT-X-ENDLIST",
    ]


async def test_files_are_put_with_their_headers_and_deleted(
    store: ObjectStore, tmp_path: Path
) -> None:
    told: list[StorageNoted] = []
    async with running(store, tmp_path, told) as objects:
        objects.offer(Stream(tmp_path).add(3))
        await objects.finish()
        segment = read(store, "seg-a-2.m4s")
        assert segment == (b"segment 2", "video/iso.segment", f"public, {FILE_CACHE}")
        assert read(store, "init-a-0.mp4") == (b"init", "video/mp4", f"public, {FILE_CACHE}")
        playlist = read(store, PLAYLIST)
        assert playlist is not None
        assert playlist[1:] == ("application/vnd.apple.mpegurl", PLAYLIST_CACHE)
        assert b"seg-a-2" in playlist[0]
        assert b"PART" not in playlist[0]
        assert read(store, MULTIVARIANT) is not None
        for name in ("part-a-0.m4s", SHELF):
            assert read(store, name) is None
        assert told[-1] == StorageNoted("c1", True, 0)
        objects.offer([Delete("seg-a-0.m4s"), Delete("part-a-0.m4s")])
        await objects.finish()
        assert read(store, "seg-a-0.m4s") is None


def whole(store: ObjectStore) -> list[str]:
    """What the playlist from the beginning names, each of which is there."""
    found = read(store, DVR)
    assert found is not None
    listed = m3u8.loads(found[0].decode())
    assert (listed.playlist_type, listed.is_endlist) == ("event", False)
    names = [segment.uri for segment in listed.segments]
    for name in {*names, *(segment.init_section.uri for segment in listed.segments)}:
        assert read(store, name) is not None, name
    return names


async def test_an_outage_is_caught_up_with_all_that_left_the_playlist(
    store: ObjectStore, tmp_path: Path
) -> None:
    stream, told = Stream(tmp_path), list[StorageNoted]()
    async with running(store, tmp_path, told) as objects:
        objects.offer(stream.add(2))
        await objects.finish()
        store.kill()
        for _ in range(LISTED + 10):
            objects.offer(stream.add(1))
            await asyncio.sleep(0)
        while objects.failure is None:
            await asyncio.sleep(0.01)
        assert told[-1].failure == "unreachable"
        assert objects.waiting == LISTED + 10 + 1, "segments, and the newest playlist alone"
        store.start()
        await objects.finish()
    assert whole(store) == [entry.uri for entry in stream.entries]
    assert told[-1] == StorageNoted("c1", True, 0)


async def test_the_next_process_puts_what_a_killed_one_did_not(
    store: ObjectStore, tmp_path: Path
) -> None:
    stream = Stream(tmp_path)
    async with running(store, tmp_path) as objects:
        objects.offer(stream.add(LISTED))
        await objects.finish()
    bucket = Bucket(store.url)
    for name in ("sound-seg-a-0.m4s", "wall-7.json"):
        await bucket.put("c1", name, b"left", Headers("text/plain", ""))
    stream.add(LISTED + 5)  # on disk alone
    async with running(store, tmp_path) as objects:
        objects.offer(stream.add(1))
        await objects.finish()
    assert whole(store) == [entry.uri for entry in stream.entries]
    assert read(store, "sound-seg-a-0.m4s") is None, "nobody plays it any more"
    assert read(store, "wall-7.json") is not None


async def test_failures_are_told_apart(store: ObjectStore, tmp_path: Path) -> None:
    elsewhere = Bucket("s3://no-such-bucket/here")
    for work in (
        elsewhere.put("c1", "seg-a.m4s", b"", Headers("video/mp4", "")),
        elsewhere.names("c1"),
        elsewhere.delete("c1", ["seg-a.m4s"]),
        elsewhere.consultations(),
    ):
        with pytest.raises(StorageLost) as lost:
            await work
        assert lost.value.failure == "missing"
        assert store.address not in lost.value.message
    store.kill()
    with pytest.raises(StorageLost) as lost:
        await Bucket(store.url).names("c1")
    assert lost.value.failure == "unreachable"
