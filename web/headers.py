"""What every answer carries: security headers, and CORS where it is open; and access lines."""

import re
import time
from collections.abc import Sequence

import structlog
from prometheus_client import Counter
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CSP = (
    "default-src 'self'; {scripts}media-src 'self' blob:{storage}; worker-src 'self' blob:; "
    "img-src 'self' data: blob:{storage}; connect-src 'self'{sockets}{storage}; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'self'{ancestors}; form-action 'self'"
)
"""Nothing inline but scripts whose hashes are named, nothing from elsewhere but the public's
readings from the object store that the settings name. hls.js plays and works through blob:
addresses."""

FIXED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(self), microphone=(self), display-capture=(self)",
    "cross-origin-opener-policy": "same-origin",
}

HOST = re.compile(r"[A-Za-z0-9.-]{1,255}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")

OPEN = re.compile(
    r"/embed\.js$|/(whip|whep|media|live)/|/api/v1/consultations/[^/]+/(opinions(/|$)|wall\.json$|now\.json$)"
)
"""What other sites' pages may call: standard media clients, and a portal that embeds the stream."""
FRAMED = re.compile(r"/embed/(live|wall)/[^/]+")
"""What they may show in a frame, if the settings name them."""

EXPOSED = "Accept-Patch, Accept-Post, ETag, Link, Location, Retry-After, Tongxin-Challenge"
"""Headers of ours that they may read there."""

METHODS = ("GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS")

log = structlog.get_logger("access")


def policy(
    host: str,
    ancestors: Sequence[str] = (),
    storage: str = "",
    scripts: Sequence[str] = (),
) -> str:
    """The CSP; older Safari does not count the page's own WebSocket as 'self', so it is named.

    `ancestors` are origins that may show the page in a frame besides our own, `storage` is that of
    the object store, `scripts` are hashes of those that stand in the pages.
    """
    named = f" ws://{host} wss://{host}" if HOST.fullmatch(host) else ""
    return CSP.format(
        scripts=f"script-src 'self' {' '.join(scripts)}; " if scripts else "",
        sockets=named,
        ancestors="".join(f" {one}" for one in ancestors),
        storage=f" {storage}" if storage else "",
    )


def secured(
    path: str,
    host: str,
    strict_transport: bool,
    framed_by: Sequence[str] = (),
    storage: str = "",
    scripts: Sequence[str] = (),
) -> dict[str, str]:
    """What every answer for `path` carries, to who asked `host` for it."""
    headers = {"content-security-policy": policy(host, framed_by, storage, scripts), **FIXED}
    if strict_transport:
        headers["strict-transport-security"] = "max-age=31536000"
    if OPEN.match(path):
        headers["access-control-allow-origin"] = "*"
        headers["access-control-expose-headers"] = EXPOSED
    return headers


class SecurityHeaders:
    """ASGI middleware: adds `policy` and `FIXED` to every answer, and CORS to the `OPEN` paths."""

    def __init__(
        self,
        app: ASGIApp,
        strict_transport: bool = False,
        framed_by: Sequence[str] = (),
        storage: str = "",
        scripts: Sequence[str] = (),
    ) -> None:
        """`framed_by` are the origins that may frame the `FRAMED` paths, `storage` is that of the
        object store which pages read, `scripts` are hashes of those that stand in the pages.
        """
        self.app = app
        self.strict_transport = strict_transport
        self.framed_by = framed_by
        self.storage = storage
        self.scripts = scripts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers(scope["path"], host))
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def headers(self, path: str, host: str) -> dict[str, str]:
        """What every answer for `path` carries, to who asked `host` for it."""
        framed_by = self.framed_by if FRAMED.fullmatch(path) else ()
        return secured(path, host, self.strict_transport, framed_by, self.storage, self.scripts)


class AccessLog:
    """ASGI middleware: one line per request; neither query strings nor receipts nor session ids."""

    SECRET = re.compile(r"(?is)(/(opinions|media)/+((whip|whep)/+)?).+")
    """Receipts and media sessions, also where a slip makes of the path one that is no route."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.monotonic()
        status = 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            log.info(
                "request",
                method=scope["method"],
                path=self.path(scope),
                status=status,
                ms=round((time.monotonic() - began) * 1000),
            )

    def path(self, scope: Scope) -> str:
        """The path with what is secret in it left out."""
        return self.SECRET.sub(r"\1…", str(scope["path"]))


class CountRequests:
    """ASGI middleware: counts answers by method and status."""

    def __init__(self, app: ASGIApp, counter: Counter) -> None:
        self.app = app
        self.counter = counter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start":
                method = scope["method"] if scope["method"] in METHODS else "OTHER"
                self.counter.labels(method, message["status"]).inc()
            await send(message)

        await self.app(scope, receive, watch)
