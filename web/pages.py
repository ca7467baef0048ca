"""The pages and the built client's files."""

import mimetypes
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import PathLike, StaticFiles
from starlette.types import Scope

from web.files import FileCache
from web.http import conditional

STATIC = Path(__file__).parent / "static"
PAGES = {
    "/": "index.html",
    "/c/{id}": "room.html",
    "/c/{id}/wall": "wall.html",
    "/c/{id}/outcomes": "outcomes.html",
    "/outcomes/{id}": "outcomes.html",
    "/embed/live/{id}": "embed-live.html",
    "/embed/wall/{id}": "embed-wall.html",
    "/minutes/{id}": "minutes.html",
    "/recordings/{id}": "recordings.html",
    "/desk": "desk.html",
    "/desk/{id}": "desk.html",
}
"""Which page is shown where; the page reads the rest from its own address."""
IMMUTABLE = "public, max-age=31536000, immutable"
NO_CACHE = "no-cache"
"""Kept, but asked for again each time; an unchanged page costs a 304."""


class Pages:
    """Serves the client that Vite built into `static`."""

    def __init__(self, files: FileCache, static: Path = STATIC) -> None:
        self.files = files
        self.static = static

    def routes(self) -> list[BaseRoute]:
        """One route per page, and the assets."""
        return [
            *(Route(path, self.page(name)) for path, name in PAGES.items()),
            Route("/favicon.ico", self.favicon),
            Route("/embed.js", self.embed_script),
            Mount("/static", Assets(self.files, self.static)),
        ]

    def page(self, name: str) -> Callable[[Request], Awaitable[Response]]:
        """The handler of one page."""

        async def show(request: Request) -> Response:
            content = self.files.read(self.static / name)
            if content is None:
                text = "The client is not built yet: run `make client`.\n"
                return PlainTextResponse(text, 503)
            return conditional(request, content, NO_CACHE, "text/html; charset=utf-8")

        return show

    async def favicon(self, request: Request) -> Response:
        """Browsers ask for it unasked; an icon is named by the pages, if there is one."""
        content = self.files.read(self.static / "favicon.svg")
        if content is None:
            return Response(status_code=204, headers={"cache-control": "max-age=86400"})
        return conditional(request, content, "public, max-age=86400", "image/svg+xml")

    async def embed_script(self, request: Request) -> Response:
        """What other sites include, by a name that never changes (`docs/embedding.md`)."""
        content = self.files.read(self.static / "embed.js")
        if content is None:
            raise HTTPException(404)
        return conditional(request, content, "public, max-age=300", "text/javascript")


class Assets(StaticFiles):
    """Vite puts a hash of the content into the names below `assets/`, so those never change.

    Starlette finds the file, or refuses to; ours is how it is sent.
    """

    def __init__(self, files: FileCache, directory: Path) -> None:
        super().__init__(directory=directory, check_dir=False)
        self.files = files

    async def check_config(self) -> None:
        """Starlette would refuse to serve a client that is not built."""

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Zipped where that helps, and kept for ever where its name says so."""
        path = Path(os.fspath(full_path))
        content = self.files.read(path)
        if content is None:
            raise HTTPException(404)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        cache = IMMUTABLE if path.parent.name == "assets" else NO_CACHE
        return conditional(Request(scope), content, cache, kind)
