"""Minutes, record and lists over HTTP, for those who run the meeting; typesetting is a process of
its own.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sessions.events import Record
from sessions.export.forms import FILES, File, Order, latest, make
from sessions.minutes_types import SignedVersion
from sessions.minutes_versions import as_signed, official, signed_version
from sessions.rehearsal import require_recorded
from sessions.service import Service
from sessions.state import Consultation
from sessions.store import Store
from sessions.types import SYSTEM
from signaling.hub import Hub
from web.auth import authorize_staff
from web.config import Settings
from web.document_store import DocumentStore
from web.http import language, query_int
from web.recording_shelf import recording_address
from web.routes import API, DOCX
from web.typesetting import template_of, typeset

TYPES: Mapping[str, str] = {
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "docx": DOCX,
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xml": "application/akn+xml",
}
"""By the end of a file's name."""
NAMES: Mapping[str, str] = {
    "minutes": "纪要",
    "record": "会议记录",
    "attendance": "出席情况",
    "speeches": "发言",
    "opinions": "公众意见",
    "outcomes": "成果",
}
"""Behind the meeting's title in the name of what is saved."""
DATA = ("json", "csv")
"""Forms that are only encoded: 20 ms for 800 records; starting a process alone takes 200 ms."""
DATA_RECORDS = 2_000
"""Of longer logs they are made in a process too: they take the meeting's own more than 50 ms."""
AT_ONCE = 2
"""Documents being made at the same time; others wait, the meeting does not."""


class MinutesFiles:
    """`GET /{id}/minutes.{json,…}`, `/{id}/record.{json,…}` and the lists."""

    def __init__(self, service: Service, store: Store, hub: Hub, settings: Settings) -> None:
        self.service = service
        self.store = store
        self.hub = hub
        self.settings = settings
        self.template = settings.minutes_template
        """The server's own DOCX, read anew for each."""
        self.kept = DocumentStore(settings.documents)
        self.places = asyncio.Semaphore(AT_ONCE)
        self.thread = asyncio.Semaphore(1)

    def routes(self) -> list[BaseRoute]:
        """One per file."""
        return [Route(f"{API}/{{id}}/{file}", self.form(file)) for file in FILES]

    def form(self, file: File) -> Callable[[Request], Awaitable[Response]]:
        """The handler of one."""

        async def show(request: Request) -> Response:
            return await self.download(request, file)

        return show

    async def download(self, request: Request, file: File) -> Response:
        """Organizer, chair and clerk; anybody else is refused before anything is made."""
        id, _ = await authorize_staff(request, self.hub)
        document, _, form = file.partition(".")
        state = await self.service.state(id)
        if document != "attendance":  # which a rehearsal has too
            require_recorded(state)
        made = await self.made(await self.order(request, id, file))
        headers = {
            "cache-control": "no-store",
            "content-disposition": disposition(f"{state.title}{NAMES[document]}.{form}", file),
        }
        return Response(made, headers=headers, media_type=TYPES[form.rpartition(".")[2]])

    async def order(self, request: Request, id: str, file: File) -> Order:
        """All that the file is made from, as it is now."""
        records: Sequence[Record] = await whole_log(self.service, id)
        version = query_int(request, "version") if file.startswith("minutes.") else 0
        state = await self.service.recorded(id)
        signed = signed_version(state, version) if version else official(state)
        if version:
            records = as_signed(state, records, version)
        return Order(
            file=file,
            records=records,
            now=self.service.clock(),
            head=latest(await self.store.read_heads(id), records),
            language=language(request.headers.get("accept-language", "")),
            recording=recording_address(self.settings, state),
            template=await self.own_template(state, signed) if file == "minutes.docx" else None,
            signed=await self.service.signed_documents.read_for(id, signed, file),
        )

    async def own_template(
        self, state: Consultation, version: SignedVersion | None
    ) -> bytes | None:
        """That of the consultation, or of this signed version of its minutes, else the server's."""
        return await asyncio.to_thread(template_of, self.kept, state, version, self.template)

    async def made(self, order: Order) -> bytes:
        """Data in a thread, one at a time, waiting for no document; the rest in processes."""
        if order.file.endswith(DATA) and len(order.records) <= DATA_RECORDS:
            async with self.thread:
                return await asyncio.to_thread(make, order)
        async with self.places:
            return await typeset(order)


async def whole_log(service: Service, id: str) -> list[Record]:
    """Every record, page by page."""
    records: list[Record] = []
    last = (await service.state(id)).seq
    while not records or records[-1].seq < last:
        records += await service.records(id, records[-1].seq if records else 0, SYSTEM)
    return records


def disposition(name: str, plain: str) -> str:
    """A file name with hanzi for those who read RFC 6266, and a plain one for others."""
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
