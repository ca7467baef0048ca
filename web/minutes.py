"""The minutes over HTTP, for those who run the meeting; typesetting is a process of its own."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import quote

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sessions.errors import Refused
from sessions.events import Record
from sessions.minutes_versions import as_signed
from sessions.rehearsal import require_recorded
from sessions.roles import is_staff
from sessions.service import Service
from sessions.types import SYSTEM
from signaling.hub import Hub
from web.apart import apart
from web.auth import authorize
from web.http import query_int
from web.routes import API
from web.typeset import AS_DATA, FORMATS, Format, render

TYPES: dict[Format, str] = {
    "json": "application/json",
    "document.json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
AT_ONCE = 2
"""Documents being made at the same time; others wait, the meeting does not."""
SECONDS = 60
"""Longest time for one document: a day of speeches takes a few seconds."""


class MinutesFiles:
    """`GET /{id}/minutes.{json,document.json,md,docx,pdf}`."""

    def __init__(self, service: Service, hub: Hub) -> None:
        self.service = service
        self.hub = hub
        self.places = asyncio.Semaphore(AT_ONCE)
        self.thread = asyncio.Semaphore(1)

    def routes(self) -> list[BaseRoute]:
        """One per form."""
        return [Route(f"{API}/{{id}}/minutes.{form}", self.form(form)) for form in FORMATS]

    def form(self, format: Format) -> Callable[[Request], Awaitable[Response]]:
        """The handler of one form."""

        async def show(request: Request) -> Response:
            return await self.download(request, format)

        return show

    async def download(self, request: Request, format: Format) -> Response:
        """Organizer, chair and clerk; anybody else is refused before anything is made."""
        id = request.path_params["id"]
        _, actor = await authorize(request, self.hub, id)
        if not is_staff(actor):
            raise Refused("not_authorized")
        require_recorded(await self.service.state(id))
        records: Sequence[Record] = await whole_log(self.service, id)
        version = query_int(request, "version")
        if version:
            records = as_signed(await self.service.recorded(id), records, version)
        document = await self.made(records, format)
        state = await self.service.state(id)
        headers = {
            "cache-control": "no-store",
            "content-disposition": disposition(f"{state.title}纪要.{format}", f"minutes.{format}"),
        }
        return Response(document, headers=headers, media_type=TYPES[format])

    async def made(self, records: Sequence[Record], format: Format) -> bytes:
        """Data in a thread, one at a time, waiting for no document; documents in processes."""
        if format in AS_DATA:
            async with self.thread:
                return await asyncio.to_thread(render, records, format)
        async with self.places:
            return await typeset(records, format)


async def whole_log(service: Service, id: str) -> list[Record]:
    """Every record, page by page."""
    records: list[Record] = []
    last = (await service.state(id)).seq
    while not records or records[-1].seq < last:
        records += await service.records(id, records[-1].seq if records else 0, SYSTEM)
    return records


async def typeset(records: Sequence[Record], format: Format) -> bytes:
    """One form of the minutes, made by `web.typeset` in its own process."""
    given = msgspec.json.encode(records)
    return await apart("web.typeset", format, given=given, seconds=SECONDS)


def disposition(name: str, plain: str) -> str:
    """A file name with hanzi for those who read RFC 6266, and a plain one for others."""
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
