"""Blocking reload, preload hints and delta updates, over HTTP and real files."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx2
import m3u8
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from media.egress import disk
from media.egress.hls import FileChange, HlsFiles
from media.egress.packager import Chunk
from media.egress.playlist import Playlist, read_playlist
from media.egress.slate import Slate, reel
from web.errors import WebError, status_of
from web.files import FileCache
from web.live import Asked, Live, check_reach, read_directives

KEY = reel(Slate.STARTING)[0].parameters
assert KEY is not None
PARAMETERS = KEY
PARTS = 8
"""In a segment of two seconds."""


class Stream:
    """Writes a stream's files, part by part."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True)
        self.directory = directory
        self.files = HlsFiles("s", b"\x11\x88")
        self.count = 0

    def parts(self, count: int = 1) -> None:
        changes: list[FileChange] = []
        for _ in range(count):
            number = self.count % PARTS
            chunk = Chunk(
                b"picture %d" % self.count, b"sound", self.count * 22_500, 22_500, PARAMETERS,
                number == 0, number == 0, number == PARTS - 1, False,
            )  # fmt: skip
            changes += self.files.add(chunk, 1.79e9 + self.count / 4)
            self.count += 1
        disk.apply(self.directory, changes)

    def end(self) -> None:
        disk.apply(self.directory, self.files.end())


@pytest.fixture
def stream(tmp_path: Path) -> Stream:
    """Two whole segments and three parts of a third."""
    made = Stream(tmp_path / "abc")
    made.parts(2 * PARTS + 3)
    return made


@pytest.fixture
def live(stream: Stream) -> Live:
    """What serves it."""
    return Live(stream.directory.parent, FileCache())


@pytest.fixture
async def client(live: Live) -> AsyncIterator[httpx2.AsyncClient]:
    """Asks for it, while somebody looks after those who wait."""
    app = Starlette(routes=live.routes(), exception_handlers={WebError: problem})
    looking = asyncio.create_task(live.run())
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test/live/abc/") as made:
        yield made
    looking.cancel()


async def problem(request: Request, error: Exception) -> Response:
    """The status alone."""
    assert isinstance(error, WebError)
    return Response(status_code=status_of(error))


async def until(condition: Callable[[], bool]) -> None:
    """Let others run until `condition` holds."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0)


async def test_without_directives_the_playlist_comes_at_once(client: httpx2.AsyncClient) -> None:
    answer = await client.get("video.m3u8")
    assert answer.headers["cache-control"] == "public, max-age=1"
    listed = m3u8.loads(answer.text)
    assert [segment.uri for segment in listed.segments][:2] == ["seg-s-0.m4s", "seg-s-1.m4s"]
    assert listed.server_control.can_block_reload == "YES"
    assert listed.server_control.part_hold_back >= 3 * listed.part_inf.part_target
    again = await client.get("video.m3u8", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["video.m3u8", "sound.m3u8"])
async def test_a_reader_waits_for_the_next_part(
    client: httpx2.AsyncClient, live: Live, stream: Stream, name: str
) -> None:
    asked = [
        asyncio.create_task(client.get(name, params={"_HLS_msn": 2, "_HLS_part": 3}))
        for _ in range(5)
    ]
    await until(lambda: live.feeds.waiting == 5)
    assert not any(task.done() for task in asked)
    stream.parts()
    answers = await asyncio.gather(*asked)
    assert len({answer.content for answer in answers}) == 1
    assert len(m3u8.loads(answers[0].text).segments[-1].parts) == 4
    assert answers[0].headers["cache-control"] == "public, max-age=24"
    assert live.feeds.waiting == 0


async def test_a_reader_waits_for_a_whole_segment(
    client: httpx2.AsyncClient, live: Live, stream: Stream
) -> None:
    asked = asyncio.create_task(client.get("video.m3u8", params={"_HLS_msn": 2}))
    await until(lambda: live.feeds.waiting == 1)
    stream.parts(PARTS - 3)
    assert "seg-s-2.m4s" in (await asked).text


async def test_who_asks_for_what_is_there_does_not_wait(client: httpx2.AsyncClient) -> None:
    for params in ({"_HLS_msn": 1}, {"_HLS_msn": 2, "_HLS_part": 2}, {"_HLS_msn": 0}):
        assert (await client.get("video.m3u8", params=params)).status_code == 200


async def test_the_end_lets_everybody_go(
    client: httpx2.AsyncClient, live: Live, stream: Stream
) -> None:
    asked = asyncio.create_task(client.get("video.m3u8", params={"_HLS_msn": 3}))
    hinted = asyncio.create_task(client.get(f"part-s-{stream.count}.m4s"))
    await until(lambda: live.feeds.waiting == 2)
    stream.end()
    assert m3u8.loads((await asked).text).is_endlist
    assert (await hinted).status_code == 404


async def test_a_delta_update(client: httpx2.AsyncClient, stream: Stream) -> None:
    stream.parts(20 * PARTS)
    full = await client.get("video.m3u8")
    delta = await client.get("video.m3u8", params={"_HLS_skip": "YES"})
    assert "#EXT-X-SKIP:SKIPPED-SEGMENTS=10\n" in delta.text
    assert len(delta.text) < len(full.text)
    assert delta.headers["cache-control"] == "public, max-age=1"
    assert list(read_playlist(full.text).entries)[10:] == list(read_playlist(delta.text).entries)


async def test_a_hinted_part_is_waited_for(
    client: httpx2.AsyncClient, live: Live, stream: Stream
) -> None:
    hint = m3u8.loads((await client.get("video.m3u8")).text).preload_hint.uri
    asked = asyncio.create_task(client.get(hint))
    await until(lambda: live.feeds.waiting == 1)
    stream.parts()
    answer = await asked
    assert answer.content == b"picture 19"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await client.get("part-s-99.m4s")).status_code == 404
    assert (await client.get("sound-part-s-0.m4s")).content == b"sound"


async def test_nobody_waits_for_ever(
    client: httpx2.AsyncClient, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.live_feed.WAIT", 0.01)
    assert (await client.get("video.m3u8", params={"_HLS_msn": 2})).status_code == 503
    assert (await client.get("part-s-19.m4s")).status_code == 404
    monkeypatch.setattr("web.live_feed.WAIT", 30)
    monkeypatch.setattr("web.live_feed.MAX_WAITING", 0)
    assert (await client.get("video.m3u8", params={"_HLS_msn": 2})).status_code == 503
    assert live.feeds.waiting == 0


@pytest.mark.parametrize(
    "query",
    [
        "_HLS_part=1",
        "_HLS_msn=",
        "_HLS_msn=x",
        "_HLS_msn=-1",
        "_HLS_msn=1.5",
        "_HLS_msn=%EF%BC%92",
        "_HLS_msn=99999999999999999999",
        "_HLS_msn=2&_HLS_msn=3",
        "_HLS_msn=5",
        "_HLS_msn=2&_HLS_part=16",
        "_HLS_msn=3&_HLS_part=13",
        "_HLS_skip=NO",
        "&".join(f"a{n}=1" for n in range(40)),
    ],
)
async def test_nonsense_is_refused(client: httpx2.AsyncClient, query: str) -> None:
    assert (await client.get(f"video.m3u8?{query}")).status_code == 400


def test_directives() -> None:
    assert read_directives("") == Asked()
    assert read_directives("a=b&_HLS_msn=7") == Asked(7)
    assert read_directives("_HLS_msn=7&_HLS_part=0&_HLS_skip=YES") == Asked(7, 0, skip=True)


def test_after_the_end_everything_may_be_asked_for() -> None:
    check_reach(Playlist(ended=True), 99, 99)


async def test_a_stream_that_is_not_there(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/live/none/video.m3u8")).status_code == 404
    assert (await client.get("/live/none/index.m3u8")).status_code == 404
    assert (await client.get("/live/none/part-s-0.m4s")).status_code == 404


async def test_forgotten_feeds_are_bounded(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.live_feed.MAX_FEEDS", 1)
    for name in ("video", "sound", "none"):
        live.feeds.read(live.directory / "abc" / f"{name}.m3u8")
    assert len(live.feeds._feeds) == 1
