"""The livestream in an object store, against a local server that speaks S3 (moto)."""

import asyncio
import contextlib
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import obstore
import pytest
from moto.server import ThreadedMotoServer

from media.egress import disk
from media.egress.delivery import FILE_CACHE, PLAYLIST_CACHE
from media.egress.hls import MULTIVARIANT, PLAYLIST, Delete, FileChange, Write
from media.egress.objects import Objects, open_store, plain_text
from media.egress.playlist import Entry, Part, Playlist

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    yield f"http://{host}:{port}"
    moto.stop()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    return f"bucket-{abs(hash(request.node.name))}"


def make(server: str, bucket: str) -> None:
    urllib.request.urlopen(urllib.request.Request(f"{server}/{bucket}", method="PUT")).close()


def read(bucket: str, name: str) -> tuple[bytes, str, str] | None:
    store = open_store(f"s3://{bucket}/here")
    try:
        got = obstore.get(store, f"live/c1/{name}")
    except FileNotFoundError:
        return None
    about = got.attributes
    return bytes(got.bytes()), about["Content-Type"], about["Cache-Control"]


@asynccontextmanager
async def running(bucket: str, directory: Path) -> AsyncIterator[Objects]:
    objects = Objects(open_store(f"s3://{bucket}/here"), "c1", directory)
    task = asyncio.create_task(objects.run())
    yield objects
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def stream(segments: int) -> list[FileChange]:
    playlist = Playlist(hint="part-a-99.m4s", report="sound.m3u8")
    changes: list[FileChange] = [Write("init-a-0.mp4", b"init")]
    for number in range(segments):
        part = Part(f"part-a-{number}.m4s", 0.25, True)
        playlist.add(Entry(f"seg-a-{number}.m4s", "init-a-0.mp4", 2.0, 1e9, False, (part,)))
        changes.append(Write(part.uri, b"part"))
        changes.append(Write(f"seg-a-{number}.m4s", b"segment %d" % number))
    playlist.growing = Entry("", "init-a-0.mp4", 0.25, 1e9, False, (Part("p", 0.25, True),))
    return [
        *changes,
        Write("recording.jsonl", b"{}"),
        Write(PLAYLIST, playlist.text().encode()),
        Write(MULTIVARIANT, b"#EXTM3U\n"),
    ]


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
    server: str, bucket: str, tmp_path: Path
) -> None:
    make(server, bucket)
    changes = stream(3)
    disk.apply(tmp_path, changes)
    async with running(bucket, tmp_path) as objects, asyncio.timeout(30):
        objects.offer(changes)
        await objects.finish()
        segment = read(bucket, "seg-a-2.m4s")
        assert segment == (b"segment 2", "video/iso.segment", f"public, {FILE_CACHE}")
        assert read(bucket, "init-a-0.mp4") == (b"init", "video/mp4", f"public, {FILE_CACHE}")
        playlist = read(bucket, PLAYLIST)
        assert playlist is not None
        assert playlist[1:] == ("application/vnd.apple.mpegurl", PLAYLIST_CACHE)
        assert b"seg-a-2" in playlist[0]
        assert b"PART" not in playlist[0]
        assert read(bucket, MULTIVARIANT) is not None
        for name in ("part-a-0.m4s", "recording.jsonl"):
            assert read(bucket, name) is None
        objects.offer([Delete("seg-a-0.m4s"), Delete("part-a-0.m4s")])
        await objects.finish()
        assert read(bucket, "seg-a-0.m4s") is None


async def test_an_outage_is_caught_up(server: str, bucket: str, tmp_path: Path) -> None:
    async with running(bucket, tmp_path) as objects, asyncio.timeout(30):
        for segments in (1, 2, 4):  # the bucket is not there: every put fails
            changes = stream(segments)
            disk.apply(tmp_path, changes)
            objects.offer(changes)
            await asyncio.sleep(0)
        while not objects.lost:
            await asyncio.sleep(0.01)
        make(server, bucket)
        await objects.finish()
        assert not objects.lost
        for number in range(4):
            assert read(bucket, f"seg-a-{number}.m4s") is not None
        playlist = read(bucket, PLAYLIST)
        assert playlist is not None
        assert b"seg-a-3" in playlist[0]
