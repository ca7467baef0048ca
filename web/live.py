"""The livestream's files over HTTP: playlists that change, segments and parts that never do.

Low latency by draft-pantos-hls-rfc8216bis: a playlist is held until it has what is asked for
(`_HLS_msn`, `_HLS_part`), a part that is hinted at until it is there. Cache headers say all that a
CDN needs to know.
"""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import parse_qs

import msgspec
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from media.egress.delivery import FILE_CACHE, FILE_TYPES, PLAYLIST_CACHE, PLAYLIST_TYPE
from media.egress.playlist import SKIP_UNTIL, Playlist
from web.errors import WebError
from web.files import FileCache
from web.http import conditional, plain
from web.live_feed import FUTURE_PARTS, FUTURE_SEGMENTS, Feed, Feeds

MULTIVARIANT = "index.m3u8"
MEDIA = re.compile(r"(video|sound)\.m3u8")
FOLDER = re.compile(r"[A-Za-z0-9_-]{1,40}")
INIT = re.compile(r"(?:sound-)?init-[A-Za-z0-9-]{1,80}\.mp4")
SEGMENT = re.compile(r"(?:sound-)?seg-[A-Za-z0-9-]{1,80}\.m4s")
PART = re.compile(r"(sound-)?part-[A-Za-z0-9-]{1,80}\.m4s")
MAX_FIELDS = 20
"""Parameters in a query: three directives, and what others append."""
NUMBER = re.compile(r"[0-9]{1,9}")
ASKED_CACHE = f"public, max-age={SKIP_UNTIL:g}"
"""What was waited for stays an answer to the same question (section 6.2.5.2)."""


class Asked(msgspec.Struct, frozen=True):
    """The delivery directives of a request for a media playlist (section 6.2.5)."""

    segment: int | None = None
    part: int | None = None
    skip: bool = False


Gate = Callable[[Request], Awaitable[bool]]


class Live:
    """Serves `directory/{id}/…`, and of that only the names that egress writes."""

    def __init__(self, directory: Path, files: FileCache, gate: Gate | None = None) -> None:
        """`gate` says whether everybody may see a segment, or raises."""
        self.directory = directory
        self.files = files
        self.feeds = Feeds()
        self.gate = gate

    def routes(self) -> list[BaseRoute]:
        """Below the watch page's own path."""
        return [
            Route(f"/live/{{id}}/{MULTIVARIANT}", self.multivariant),
            Route("/live/{id}/{name}", self.file),
        ]

    async def run(self) -> None:
        """Answer those who wait, until cancelled."""
        await self.feeds.run()

    async def multivariant(self, request: Request) -> Response:
        """Names the renditions; seldom rewritten."""
        content = self.files.read(self.folder(request) / MULTIVARIANT)
        if content is None:
            raise WebError("not_on_air")
        return conditional(request, content, PLAYLIST_CACHE, PLAYLIST_TYPE)

    async def file(self, request: Request) -> Response:
        """A media playlist, a part or a segment, by its name."""
        name, folder = request.path_params["name"], self.folder(request)
        if MEDIA.fullmatch(name):
            return await self._playlist(request, folder / name)
        if part := PART.fullmatch(name):
            return await self._part(request, folder, name, "sound" if part[1] else "video")
        path = folder / name
        if INIT.fullmatch(name) and (content := self.files.read(path)) is not None:
            return conditional(request, content, await self._kept(request), FILE_TYPES[path.suffix])
        if SEGMENT.fullmatch(name) and path.is_file():
            headers = {"cache-control": await self._kept(request)}
            return FileResponse(path, headers=headers, media_type=FILE_TYPES[path.suffix])
        raise WebError("no_such_page")

    async def _playlist(self, request: Request, path: Path) -> Response:
        asked = read_directives(request.scope["query_string"].decode("latin-1"))
        feed = self.feeds.read(path)
        if feed.full is None:
            raise WebError("not_on_air")
        if asked.segment is not None:
            await self._reach(feed, asked.segment, asked.part)
        content = feed.delta if asked.skip else feed.full
        if content is None:
            raise WebError("not_on_air")
        cache = PLAYLIST_CACHE if asked.segment is None else ASKED_CACHE
        return conditional(request, content, cache, PLAYLIST_TYPE)

    async def _reach(self, feed: Feed, segment: int, part: int | None) -> None:
        """Wait until the playlist has what is asked for."""
        check_reach(feed.playlist, segment, part)

        def reached() -> bool:
            return feed.playlist.ended or feed.playlist.has(segment, part)

        if not await self.feeds.wait(feed, reached):
            raise WebError("live_late", {"Retry-After": "1"})

    async def _part(self, request: Request, folder: Path, name: str, rendition: str) -> Response:
        """Small and asked for by all at once: read without a thread, from the page cache."""
        path = folder / name
        data = _read(path)
        if data is None:
            feed = self.feeds.read(folder / f"{rendition}.m3u8")
            if feed.full is not None and feed.playlist.hint == name:
                await self.feeds.wait(feed, lambda: feed.playlist.hint != name)
                data = _read(path)
        if data is None:
            raise WebError("no_such_page")
        headers = {"cache-control": await self._kept(request)}
        return Response(data, headers=headers, media_type=FILE_TYPES[path.suffix])

    async def _kept(self, request: Request) -> str:
        """No name is used twice, so caches may keep a file for ever; of whoever may see it."""
        public = self.gate is None or await self.gate(request)
        return f"{'public' if public else 'private'}, {FILE_CACHE}"

    def folder(self, request: Request) -> Path:
        """The consultation's folder; an id has no character that means anything in a path."""
        id: str = request.path_params["id"]
        if FOLDER.fullmatch(id) is None:
            raise WebError("no_such_page")
        return self.directory / id


def read_directives(query: str) -> Asked:
    """The directives in a query string, others' parameters left aside; raises `bad_request`."""
    try:
        given = parse_qs(query, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise WebError("bad_request", detail="query") from error
    segment, part = _number(given, "_HLS_msn"), _number(given, "_HLS_part")
    if part is not None and segment is None:
        raise WebError("bad_request", detail="_HLS_part without _HLS_msn")
    skip = given.get("_HLS_skip")
    if skip is not None and skip not in (["YES"], ["v2"]):
        raise WebError("bad_request", detail=f"_HLS_skip={plain(skip[0], 20)}")
    return Asked(segment, part, skip is not None)


def check_reach(playlist: Playlist, segment: int, part: int | None) -> None:
    """Refuse what no player would ask for yet (section 6.2.5.2): raises `bad_request`."""
    last = playlist.following if playlist.growing else playlist.following - 1
    there = len(playlist.growing.parts) if playlist.growing else 0
    too_far = segment > last + FUTURE_SEGMENTS
    if part is not None and segment >= playlist.following:
        ahead = part - (there if segment == playlist.following else 0)
        too_far = too_far or ahead > FUTURE_PARTS
    if too_far and not playlist.ended:
        raise WebError("bad_request", detail=f"_HLS_msn={segment}")


def _number(given: dict[str, list[str]], name: str) -> int | None:
    values = given.get(name)
    if values is None:
        return None
    if len(values) != 1 or NUMBER.fullmatch(values[0]) is None:
        raise WebError("bad_request", detail=f"{name}={plain(values[0], 20)}")
    return int(values[0])


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
