"""Pages, assets and the livestream's files: what is served, how it may be kept, and no more."""

from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from web.errors import WebError, status_of
from web.files import FileCache
from web.live import Live
from web.pages import Pages

SECRET = "never served"


@pytest.fixture
def client(tmp_path: Path) -> httpx2.AsyncClient:
    """Files of a small client and of one stream, and a secret beside them."""
    static, live = tmp_path / "static", tmp_path / "live"
    (static / "assets").mkdir(parents=True)
    (live / "abc").mkdir(parents=True)
    for page in ("index", "room", "watch", "desk"):
        (static / f"{page}.html").write_text(f"<!doctype html>{page}")
    (static / "assets" / "room-AbC123.js").write_text("1")
    (tmp_path / "token.key").write_text(SECRET)
    (live / "token.key").write_text(SECRET)
    (live / "abc" / "token.key").write_text(SECRET)
    (static / "assets" / "link.js").symlink_to(tmp_path / "token.key")
    (live / "abc" / "index.m3u8").write_text("#EXTM3U\n")
    (live / "abc" / "init-x1-0.mp4").write_bytes(b"init")
    (live / "abc" / "seg-x1-12.m4s").write_bytes(b"0123456789")
    files = FileCache()
    routes = [*Live(live, files).routes(), *Pages(files, static).routes()]
    app = Starlette(routes=routes, exception_handlers={WebError: problem})
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test")


async def problem(request: Request, error: Exception) -> Response:
    """The status alone."""
    return Response(status_code=status_of(error))


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/", "index"),
        ("/c/abc", "room"),
        ("/desk", "desk"),
        ("/desk/abc", "desk"),
    ],
)
async def test_pages(client: httpx2.AsyncClient, path: str, page: str) -> None:
    shown = await client.get(path)
    assert shown.text == f"<!doctype html>{page}"
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    assert shown.headers["cache-control"] == "no-cache"
    again = await client.get(path, headers={"if-none-match": shown.headers["etag"]})
    assert again.status_code == 304


async def test_a_page_that_is_built_anew_is_seen(
    client: httpx2.AsyncClient, tmp_path: Path
) -> None:
    before = await client.get("/desk")
    (tmp_path / "static" / "new.html").write_text("<!doctype html>other")
    (tmp_path / "static" / "new.html").replace(tmp_path / "static" / "desk.html")
    after = await client.get("/desk", headers={"if-none-match": before.headers["etag"]})
    assert after.text == "<!doctype html>other"


async def test_hashed_names_are_kept_for_ever(client: httpx2.AsyncClient) -> None:
    asset = await client.get("/static/assets/room-AbC123.js")
    assert asset.status_code == 200
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "javascript" in asset.headers["content-type"]
    page = await client.get("/static/index.html")
    assert page.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "kind", "cache"),
    [
        ("/live/abc/index.m3u8", "application/vnd.apple.mpegurl", "public, max-age=1"),
        ("/live/abc/init-x1-0.mp4", "video/mp4", "public, max-age=31536000, immutable"),
        ("/live/abc/seg-x1-12.m4s", "video/iso.segment", "public, max-age=31536000, immutable"),
    ],
)
async def test_the_stream(client: httpx2.AsyncClient, path: str, kind: str, cache: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == cache


async def test_a_part_of_a_segment(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/live/abc/seg-x1-12.m4s", headers={"range": "bytes=2-4"})
    assert (answer.status_code, answer.content) == (206, b"234")


@pytest.mark.parametrize(
    "path",
    [
        "/live/abc/token.key",
        "/live/../token.key",
        "/live/%2e%2e/token.key",
        "/live/..%2ftoken.key",
        "/live/abc/..%2f..%2ftoken.key",
        "/live/abc%00/index.m3u8",
        "/live/abc/seg-%00.m4s",
        "/live/abc/seg-x1-12.m4s%00",
        "/live/abc/seg-x1-12.m4s%0a",
        "/live/none/index.m3u8",
        "/live/abc/seg-x1-99.m4s",
        "/static/../token.key",
        "/static/%2e%2e/token.key",
        "/static/..%2ftoken.key",
        "/static//etc/passwd",
        "/static/%00",
        "/static/assets/link.js",
        "/static/assets",
        "/c/abc/../../token.key",
    ],
)
async def test_nothing_else_is_served(client: httpx2.AsyncClient, path: str) -> None:
    request = client.build_request("GET", "/")
    request.url = request.url.copy_with(raw_path=path.encode())
    answer = await client.send(request)
    assert SECRET not in answer.text
    assert answer.status_code == 404


async def test_a_client_that_is_not_built_says_so(tmp_path: Path) -> None:
    app = Starlette(routes=Pages(FileCache(), tmp_path / "none").routes())
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get("/")
        assert (answer.status_code, "make client" in answer.text) == (503, True)
        assert (await client.get("/static/x.js")).status_code == 404


def test_the_cache_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.files.CACHED_FILES", 2)
    files = FileCache()
    for name in "abcd":
        (tmp_path / name).write_text(name)
        content = files.read(tmp_path / name)
        assert content is not None
        assert content.data == name.encode()
    assert len(files._kept) == 2
