"""The livestream's files over HTTP: playlists that change, segments that never do."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from web.errors import WebError
from web.files import FileCache
from web.http import conditional

PLAYLIST = "index.m3u8"
FOLDER = re.compile(r"[A-Za-z0-9_-]{1,40}")
SEGMENT = re.compile(r"(?:init|seg)-[A-Za-z0-9-]{1,80}\.(mp4|m4s)")
TYPES = {"mp4": "video/mp4", "m4s": "video/iso.segment"}
PLAYLIST_TYPE = "application/vnd.apple.mpegurl"

KEPT = "max-age=31536000, immutable"

Gate = Callable[[Request], Awaitable[bool]]


class Live:
    """Serves `directory/{id}/…`, and of that only the names that egress writes."""

    def __init__(self, directory: Path, files: FileCache, gate: Gate | None = None) -> None:
        """`gate` says whether everybody may see a segment, or raises."""
        self.directory = directory
        self.files = files
        self.gate = gate

    def routes(self) -> list[BaseRoute]:
        """Below the watch page's own path."""
        return [
            Route(f"/live/{{id}}/{PLAYLIST}", self.playlist),
            Route("/live/{id}/{name}", self.segment),
        ]

    async def playlist(self, request: Request) -> Response:
        """Rewritten with every segment; caches may keep it for a second."""
        content = self.files.read(self.folder(request) / PLAYLIST)
        if content is None:
            raise WebError("not_on_air")
        return conditional(request, content, "public, max-age=1", PLAYLIST_TYPE)

    async def segment(self, request: Request) -> Response:
        """No name is used twice, so caches may keep it for ever; of whoever may see it."""
        name = request.path_params["name"]
        match = SEGMENT.fullmatch(name)
        if match is None:
            raise WebError("no_such_page")
        path = self.folder(request) / name
        if not path.is_file():
            raise WebError("no_such_page")
        public = self.gate is None or await self.gate(request)
        headers = {"cache-control": f"{'public' if public else 'private'}, {KEPT}"}
        return FileResponse(path, headers=headers, media_type=TYPES[match[1]])

    def folder(self, request: Request) -> Path:
        """The consultation's folder; an id has no character that means anything in a path."""
        id: str = request.path_params["id"]
        if FOLDER.fullmatch(id) is None:
            raise WebError("no_such_page")
        return self.directory / id
