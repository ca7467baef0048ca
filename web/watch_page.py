"""The watch page as it is served: the built page, with what people and their apps read before any
script runs.
"""

from collections import OrderedDict
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from media.egress.hls import MULTIVARIANT, PLAYLIST
from sessions.errors import SessionError
from sessions.service import Service
from sessions.state import Consultation
from web.files import FileCache
from web.http import Content, conditional, content_of
from web.pages import NO_CACHE, STATIC
from web.routes import API
from web.share import card, clean, described, latest_picture

KEPT = 64
"""Pages kept ready, one for each consultation that is being watched."""
TITLE = b"<title>\xe5\x90\x8c\xe5\xbf\x83</title>"
BODY = b"<body>"


class WatchPage:
    """Serves `/live/{id}`: the same bytes for everybody."""

    def __init__(
        self, service: Service, on_air: Callable[[str], bool], files: FileCache, base_url: str
    ) -> None:
        """`on_air`: whether a consultation has a livestream that viewers read from this server;
        `base_url` as in the settings, empty where it is not known.
        """
        self.service = service
        self.on_air = on_air
        self.files = files
        self.base = base_url.rstrip("/")
        self._kept: OrderedDict[str, tuple[tuple[str, str], Content]] = OrderedDict()

    def routes(self) -> list[BaseRoute]:
        """The one page."""
        return [Route("/live/{id}", self.show)]

    async def show(self, request: Request) -> Response:
        """What is not there says so itself: the page is sent all the same."""
        page = self.files.read(STATIC / "watch.html")
        if page is None:
            return PlainTextResponse("The client is not built yet: run `make client`.\n", 503)
        try:
            state = await self.service.recorded(request.path_params["id"])
        except SessionError:
            return conditional(request, page, NO_CACHE, "text/html; charset=utf-8")
        content = self._made(page, state)
        return conditional(request, content, NO_CACHE, "text/html; charset=utf-8")

    def _made(self, page: Content, state: Consultation) -> Content:
        head = head_of(state, self.base) + asked_first(state.id, self.on_air(state.id))
        fallback = without_script(state.id)
        version = page.etag, head
        kept = self._kept.pop(state.id, None)
        if kept is None or kept[0] != version:
            data = page.data.replace(TITLE, head.encode(), 1)
            kept = version, content_of(data.replace(BODY, BODY + fallback.encode(), 1))
        self._kept[state.id] = kept
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return kept[1]


def head_of(state: Consultation, base: str) -> str:
    """Title and card of a consultation, in Chinese: the page learns its reader's language later."""
    tags = card(
        state.title,
        described(state, "zh-CN"),
        f"{base}/live/{state.id}" if base else "",
        latest_picture(state, base),
    )
    return f"<title>直播 · {clean(state.title)}</title>\n    {tags}"


def asked_first(id: str, on_air: bool) -> str:
    """What the page's scripts ask for first, so that it comes with them and not after them."""
    paths = [f"{API}/{id}/now.json"]
    if on_air:
        paths += [f"/live/{id}/{MULTIVARIANT}", f"/live/{id}/{PLAYLIST}"]
    return "".join(
        f'\n    <link rel="preload" as="fetch" crossorigin href="{path}" />' for path in paths
    )


def without_script(id: str) -> str:
    """Where to go for who has no scripts, or whose phone is too old for ours."""
    return (
        f'<noscript><p><a href="/live/{id}/text">看图文直播（不需要脚本）'
        "Text-and-picture live (needs no script)</a></p></noscript>"
    )
