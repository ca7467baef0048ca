"""The text-and-picture live over HTTP: a page without scripts, JSON and Atom, the same bytes for
everybody in one language.
"""

import asyncio
import hashlib
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sessions.config import PAGE_RECORDS
from sessions.errors import Language
from sessions.service import Service
from sessions.state import Consultation
from sessions.text_live import TextEntry, TextFold
from sessions.text_live_words import entry_words
from signaling.hub import Hub
from web.http import JSON, Content, conditional, content_of, query_int
from web.live_picture_images import WIDTHS
from web.live_pictures import picture_path
from web.now import now_of
from web.responses.text_live import PublicPicture, PublicText, PublicTextEntry
from web.share import described, latest_picture
from web.text_feed import atom
from web.text_page import REFRESH_SECONDS, TextPage

PAGE = 50
"""Entries on one page: 10 kB once zipped."""
LOGS = 16
"""Consultations whose entries are kept in memory; 5,000 of them, a long day of one, take 1 MB."""
KEPT = 128
"""Pages, feeds and JSON kept ready, each in one language."""
CACHE = "public, max-age=2"
HTML, ATOM = "text/html; charset=utf-8", "application/atom+xml; charset=utf-8"
SHEET = (Path(__file__).parent / "text_live.css").read_bytes()
STYLE = f"/text-live.css?v={hashlib.sha256(SHEET).hexdigest()[:16]}"

Made = Callable[[Consultation, PublicText, bool], bytes]
Key = tuple[str, str, Language, int, bool]
"""Which consultation, form and language, up to which entry, and whether it refreshes itself."""
Version = tuple[int, bool, bool]

_encode = msgspec.json.Encoder().encode


class Log:
    """The entries of one consultation as its log has them."""

    def __init__(self, id: str) -> None:
        self.id = id
        self.fold = TextFold()
        self._seq = 0
        """The last record that was read."""
        self._reading = asyncio.Lock()

    async def follow(self, service: Service, state: Consultation) -> None:
        """Read what was recorded up to `state`; what is rehearsed is in no log."""
        async with self._reading:
            while self._seq < state.seq:
                records = await service.logged(self.id, self._seq, PAGE_RECORDS)
                if not records:
                    return
                self.fold.see(records)
                self._seq = records[-1].seq

    def until(self, before: int) -> int:
        """How many entries there are of records before number `before`."""
        return bisect_left(self.fold.entries, before, key=lambda one: one.seq)


class TextLive:
    """The handlers. What is made is kept until the record or the air changes."""

    def __init__(self, service: Service, hub: Hub, base_url: str) -> None:
        """`base_url` as in the settings, empty where it is not known."""
        self.service = service
        self.hub = hub
        self.base = base_url.rstrip("/")
        self.sheet = content_of(SHEET)
        self._logs: OrderedDict[str, Log] = OrderedDict()
        self._kept: OrderedDict[Key, tuple[Version, Content]] = OrderedDict()

    def routes(self) -> list[BaseRoute]:
        """Beside the livestream."""
        return [
            Route("/live/{id}/text", self.page),
            Route("/live/{id}/text.json", self.data),
            Route("/live/{id}/text.atom", self.feed),
            Route("/text-live.css", self.style),
        ]

    async def style(self, request: Request) -> Response:
        """Named with its hash by the pages, so a cache may keep it for ever."""
        return conditional(request, self.sheet, "public, max-age=31536000, immutable", "text/css")

    async def page(self, request: Request) -> Response:
        """What is on now, and 50 entries."""
        refresh = request.query_params.get("refresh") == str(REFRESH_SECONDS)

        def made(state: Consultation, text: PublicText, first: bool) -> bytes:
            rehearsal = self.service.rehearses(state.id)
            return self._html(state, text, rehearsal=rehearsal, refresh=refresh, first=first)

        return await self._answer(request, HTML, made, refresh)

    async def data(self, request: Request) -> Response:
        """The same entries as JSON."""
        return await self._answer(request, JSON, self._json)

    async def feed(self, request: Request) -> Response:
        """The same entries as Atom."""
        return await self._answer(request, ATOM, self._atom)

    async def newest(self, state: Consultation, language: Language) -> tuple[Content, Content]:
        """The newest page as JSON and as Atom."""
        return (
            await self._content(state, JSON, language, 0, self._json),
            await self._content(state, ATOM, language, 0, self._atom),
        )

    def _json(self, state: Consultation, text: PublicText, first: bool) -> bytes:
        return _encode(text)

    def _atom(self, state: Consultation, text: PublicText, first: bool) -> bytes:
        return atom(text, self.base).encode()

    async def _answer(
        self, request: Request, kind: str, made: Made, refresh: bool = False
    ) -> Response:
        language: Language = "en" if request.query_params.get("lang") == "en" else "zh-CN"
        before = query_int(request, "before")
        state = await self.service.recorded(request.path_params["id"])
        content = await self._content(state, kind, language, before, made, refresh)
        return conditional(request, content, CACHE, kind)

    async def _content(
        self,
        state: Consultation,
        kind: str,
        language: Language,
        before: int,
        made: Made,
        refresh: bool = False,
    ) -> Content:
        log = await self._log(state)
        # Others may have read on meanwhile: what is told is of this state and not beyond it.
        end = log.until(min(before or state.seq + 1, state.seq + 1))
        key: Key = (state.id, kind, language, end if before else -1, refresh)
        version = (state.seq, self.hub.on_air(state.id), self.service.rehearses(state.id))
        kept = self._kept.pop(key, None)
        if kept is None or kept[0] != version:
            total = log.until(state.seq + 1)
            text = page_of(state, log.fold.entries[max(0, end - PAGE) : end], language, total)
            text = msgspec.structs.replace(text, older=text.entries[-1].seq if end > PAGE else None)
            kept = version, content_of(made(state, text, not before))
        self._kept[key] = kept
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return kept[1]

    async def _log(self, state: Consultation) -> Log:
        log = self._logs.setdefault(state.id, Log(state.id))
        self._logs.move_to_end(state.id)
        if len(self._logs) > LOGS:
            self._logs.popitem(last=False)
        await log.follow(self.service, state)
        return log

    def _html(
        self, state: Consultation, text: PublicText, *, rehearsal: bool, refresh: bool, first: bool
    ) -> bytes:
        page = TextPage(
            text,
            now_of(state, self.hub.on_air(state.id), rehearsal),
            style=STYLE,
            refresh=refresh,
            first=first,
            url=f"{self.base}/live/{state.id}/text" if self.base else "",
            image=latest_picture(state, self.base),
            description=described(state, text.language),
        )
        return page.render().encode()


def page_of(
    state: Consultation, entries: list[TextEntry], language: Language, total: int
) -> PublicText:
    """Entries as they read now, the newest first."""
    return PublicText(
        id=state.id,
        title=state.title,
        status=state.status,
        language=language,
        total=total,
        entries=[_entry(state, one, language) for one in reversed(entries)],
        older=None,
    )


def _entry(state: Consultation, entry: TextEntry, language: Language) -> PublicTextEntry:
    words = entry_words(entry, state, language)
    if entry.kind != "note":
        return PublicTextEntry(entry.seq, entry.at, entry.kind, words)
    note = state.live_notes[entry.about]
    return PublicTextEntry(
        seq=entry.seq,
        at=entry.at,
        kind=entry.kind,
        words=words,
        pictures=[_picture(state, one.sha256, one.alt) for one in note.pictures],
        corrected_at=note.corrected_at,
        withdrawn=note.withdrawn,
    )


def _picture(state: Consultation, sha256: str, alt: str) -> PublicPicture:
    size = state.live_pictures[sha256]
    small, large = (picture_path(state.id, sha256, width) for width in WIDTHS)
    return PublicPicture(alt, size.width, size.height, small, large)
