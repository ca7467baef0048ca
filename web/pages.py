"""The pages and the built client's files."""

import base64
import hashlib
import mimetypes
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

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
FILE = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9_~.-]{0,199}")
"""A built file's name: what has no meaning in a path."""
INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
"""A script that stands in a page."""
IMMUTABLE = "public, max-age=31536000, immutable"
NO_CACHE = "no-cache"
"""Kept, but asked for again each time; an unchanged page costs a 304."""


def inline_scripts(static: Path = STATIC) -> list[str]:
    """The scripts that stand in the built pages, as a policy names them (CSP 3 section 2.3.1)."""
    pages = (page.read_bytes() for page in static.glob("*.html"))
    scripts = {script for page in pages for script in INLINE.findall(page)}
    hashes = sorted(base64.b64encode(hashlib.sha256(one).digest()).decode() for one in scripts)
    return [f"'sha256-{one}'" for one in hashes]


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
            Route("/static/{name}", self.built),
            Route("/static/assets/{name}", self.built),
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

    async def built(self, request: Request) -> Response:
        """One of the built files; those in `assets/` have a hash of their content as a name."""
        name, folder, cache = request.path_params["name"], self.static, NO_CACHE
        if request.url.path.startswith("/static/assets/"):
            folder, cache = self.static / "assets", IMMUTABLE
        path = folder / name
        if FILE.fullmatch(name) is None or path.is_symlink():
            raise HTTPException(404)
        content = self.files.read(path)
        if content is None:
            raise HTTPException(404)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return conditional(request, content, cache, kind)
