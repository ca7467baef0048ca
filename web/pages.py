"""The pages and the built client's files."""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path

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
    "/live/{id}": "watch.html",
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
            Mount("/static", Assets(directory=self.static, check_dir=False)),
        ]

    def page(self, name: str) -> Callable[[Request], Awaitable[Response]]:
        """The handler of one page."""

        async def show(request: Request) -> Response:
            content = self.files.read(self.static / name)
            if content is None:
                text = "The client is not built yet: run `make client`.\n"
                return PlainTextResponse(text, 503)
            kind = "text/html; charset=utf-8"
            return conditional(request, content.data, content.etag, NO_CACHE, kind)

        return show

    async def favicon(self, request: Request) -> Response:
        """Browsers ask for it unasked; an icon is named by the pages, if there is one."""
        content = self.files.read(self.static / "favicon.svg")
        if content is None:
            return Response(status_code=204, headers={"cache-control": "max-age=86400"})
        return conditional(
            request, content.data, content.etag, "public, max-age=86400", "image/svg+xml"
        )


class Assets(StaticFiles):
    """Vite puts a hash of the content into the names below `assets/`, so those never change."""

    async def check_config(self) -> None:
        """Starlette would refuse to start a server whose client is not built."""

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """As Starlette's, with how long it may be kept."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        hashed = Path(full_path).parent.name == "assets"
        response.headers["cache-control"] = IMMUTABLE if hashed else NO_CACHE
        return response
