"""Captions for the public: the latest beside the livestream, and all of them as WebVTT."""

import asyncio
import time
from collections import OrderedDict

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sessions.caption_lines import CaptionFold
from sessions.config import RECORDS_MAX
from sessions.events import CaptionAdded
from sessions.service import Service
from sessions.state import Consultation
from sessions.types import SYSTEM
from web.errors import WebError
from web.http import JSON, Content, conditional, content_of
from web.responses.captions import PublicCaption, PublicCaptions
from web.routes import API
from web.vtt import web_vtt

LATEST = 12
"""Of each language: more than is said in the seconds by which any player is behind."""
LATEST_CACHE = "public, max-age=1"
KEPT = 16
"""Consultations whose captions are kept in memory; 20,000 lines, a long day of one, take 8 MB."""
VTT_SECONDS = 5.0
"""A file that is still being added to is made anew no more often."""
VTT = "text/vtt; charset=utf-8"

_encode = msgspec.json.Encoder().encode


class Track:
    """The captions of one consultation as its log has them, and what was made of them last."""

    def __init__(self, id: str) -> None:
        self.id = id
        self._fold = CaptionFold()
        self._seq = 0
        """The last record that was read."""
        self._reading = asyncio.Lock()
        self._latest: tuple[int, Content] | None = None
        self._files: dict[str, tuple[int, float, Content]] = {}
        """By language, with the changes that they hold and when they were made."""

    async def follow(self, service: Service, state: Consultation) -> None:
        """Read what was recorded since; nothing is captioned before the opening."""
        async with self._reading:
            while state.opened_at is not None and self._seq < state.seq:
                records = await service.records(self.id, self._seq, SYSTEM, RECORDS_MAX)
                if not records:
                    return
                for record in records:
                    self._fold.see(record)
                self._seq = records[-1].seq

    def latest(self) -> Content:
        """The newest of each language, the same bytes until there are others."""
        if self._latest is None or self._latest[0] != self._fold.changes:
            self._latest = (self._fold.changes, content_of(_encode(self._newest())))
        return self._latest[1]

    def _newest(self) -> PublicCaptions:
        fold = self._fold
        newest = [fold.captions[id] for ids in fold.languages.values() for id in ids[-LATEST:]]
        newest.sort(key=lambda one: one.started_at)
        return PublicCaptions(
            id=self.id,
            languages=list(fold.languages),
            captions=[
                PublicCaption(c.caption_id, c.language, c.text, c.started_at, c.ended_at)
                for c in newest
            ],
        )

    def said(self, language: str) -> list[CaptionAdded]:
        """All of a language, in the order in which they began."""
        found = [self._fold.captions[id] for id in self._fold.languages.get(language, ())]
        return sorted(found, key=lambda one: one.started_at)

    async def file(self, language: str, opened_at: int, now: float) -> Content | None:
        """All of a language as WebVTT; None where there is nothing in it. `now` is seconds."""
        changes = self._fold.changes
        kept = self._files.get(language)
        if kept is not None and (kept[0] == changes or now - kept[1] < VTT_SECONDS):
            return kept[2]
        if language not in self._fold.languages:
            return None
        captions = [self._fold.captions[id] for id in self._fold.languages[language]]
        content = await asyncio.to_thread(_file, captions, opened_at)
        self._files[language] = (changes, now, content)
        return content


def _file(captions: list[CaptionAdded], opened_at: int) -> Content:
    return content_of(web_vtt(captions, opened_at).encode())


class Captions:
    """The handlers. Everything is of the record: what is rehearsed is nobody's to read."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.tracks: OrderedDict[str, Track] = OrderedDict()

    def routes(self) -> list[BaseRoute]:
        """Below one consultation."""
        one = f"{API}/{{id}}"
        return [
            Route(f"{one}/captions.json", self.latest),
            Route(f"{one}/captions.{{language}}.vtt", self.file),
        ]

    async def latest(self, request: Request) -> Response:
        """The newest captions, the same bytes for every viewer."""
        track, _ = await self.track(request)
        return conditional(request, track.latest(), LATEST_CACHE, JSON)

    async def file(self, request: Request) -> Response:
        """The whole meeting's in one language."""
        track, state = await self.track(request)
        language = request.path_params["language"]
        opened_at = state.opened_at or 0
        content = await track.file(language, opened_at, time.monotonic())
        if content is None:
            raise WebError("no_captions")
        return conditional(request, content, "public, max-age=5", VTT)

    async def track(self, request: Request) -> tuple[Track, Consultation]:
        """Up to date; raises `Refused`."""
        state = await self.service.recorded(request.path_params["id"])
        return await self.track_of(state), state

    async def track_of(self, state: Consultation) -> Track:
        """Up to date with `state`."""
        track = self.tracks.setdefault(state.id, Track(state.id))
        self.tracks.move_to_end(state.id)
        if len(self.tracks) > KEPT:
            self.tracks.popitem(last=False)
        await track.follow(self.service, state)
        return track
