"""Documents over HTTP: taken in and drawn, page by page to who may see them, and the one that is
being shown to the public.
"""

import asyncio
import hashlib
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sessions import documents
from sessions.command_keys import scoped
from sessions.commands import AttachDocument, RemoveDocument
from sessions.config import DOCUMENT_BYTES_MAX
from sessions.events import DocumentAttached, Record
from sessions.roles import authorize as authorize_command
from sessions.service import Service
from sessions.state.agenda import Document
from sessions.types import Actor, Id, Title
from signaling.hub import Hub
from web.api import idempotency_key
from web.auth import authorize, authorize_staff
from web.document_store import DocumentStore, Incoming
from web.document_types import is_package, type_of
from web.errors import WebError
from web.http import json_response, kept_file, matches, plain, query_int
from web.ids import new_id
from web.minutes import disposition
from web.page_images import WIDTHS, Made, Office
from web.rendering import Renderer
from web.responses.documents import Attached
from web.routes import API
from web.threads import to_its_end

UPLOADS_AT_ONCE = 4
"""Documents that arrive at the same time, from everybody together."""
UPLOAD_SECONDS = 600
"""For one document to arrive: the largest at 0.7 Mbit/s."""
WRITE_BYTES = 1024 * 1024
"""Collected before they are written: a turn to the disk for each packet would be many."""
FREE_BYTES = 1024 * 1024 * 1024
"""Left on the disk: the record and the livestream come first."""
KEPT = "max-age=31536000, immutable"
"""Pages of bytes that never change."""
TYPES, OFFICE = "PDF, PNG, JPEG, WebP", "DOCX, XLSX"


class AttachQuery(msgspec.Struct, frozen=True):
    """What the address says of the body."""

    item_id: Id
    name: Title
    public: bool = True


class PagePath(msgspec.Struct, frozen=True):
    """Which picture is asked for."""

    document_id: Id
    page: Annotated[int, Meta(ge=1, le=10_000)]


class Arrived(msgspec.Struct, frozen=True):
    """What was taken in: its pages, if it has any, are drawn and its bytes are kept."""

    made: Made | Office
    sha256: str
    size: int


class Documents:
    """The handlers; `store` has the files."""

    def __init__(self, service: Service, hub: Hub, store: DocumentStore) -> None:
        self.service = service
        self.hub = hub
        self.store = store
        self.renderer = Renderer()
        self.uploads = asyncio.Semaphore(UPLOADS_AT_ONCE)
        self.arriving: dict[str, str] = {}
        """Hash of what is kept and not in the record yet, by an id of its own."""
        store.clear_incoming()

    def routes(self) -> list[BaseRoute]:
        """Below one consultation."""
        all_, one = f"{API}/{{id}}/documents", f"{API}/{{id}}/documents/{{document_id}}"
        return [
            Route(all_, self.attach, methods=["POST"]),
            Route(one, self.remove, methods=["DELETE"]),
            Route(f"{one}/original", self.original),
            Route(f"{one}/pages/{{page}}", self.page),
            Route(f"{one}/pages/{{page}}/text", self.text),
            Route(f"{API}/{{id}}/presented/{{document_id}}/{{page}}", self.presented),
        ]

    # --- taking in ----------------------------------------------------------------------------

    async def attach(self, request: Request) -> Response:
        """The body is the file; answered once it is kept, drawn and in the record.

        With an `Idempotency-Key` the same document again is answered as the first time.
        """
        id, actor = await authorize_staff(request, self.hub)
        wanted = attach_query(request)
        sent = idempotency_key(request)
        document_id = new_id() if sent is None else named(id, actor, sent)
        await self._check(id, actor, wanted, sent is not None)

        async def record(arrived: Arrived) -> list[Record]:
            assert isinstance(arrived.made, Made), "what is shown has pages"
            command = AttachDocument(
                document_id=document_id,
                item_id=wanted.item_id,
                name=wanted.name,
                media_type=arrived.made.media_type,
                pages=arrived.made.pages,
                bytes=arrived.size,
                sha256=arrived.sha256,
                public=wanted.public,
            )
            return await self.service.execute(id, actor, command, key=sent)

        records = await self.take_in(request, id, document_id, record)
        event = records[0].event
        assert isinstance(event, DocumentAttached)
        answer = Attached(
            document_id=event.document_id,
            media_type=event.media_type,
            pages=event.pages,
            bytes=event.bytes,
            sha256=event.sha256,
            seqs=[record.seq for record in records],
        )
        return json_response(answer, 201)

    async def _check(self, id: str, actor: Actor, wanted: AttachQuery, repeats: bool) -> None:
        """Before any byte is taken. What `repeats` may itself have taken the last room."""
        state = await self.service.state(id)
        authorize_command(state, actor, _unread(wanted))
        if not repeats:
            documents.check_room(state, wanted.item_id)

    async def take_in(
        self,
        request: Request,
        id: str,
        document_id: str,
        record: Callable[[Arrived], Awaitable[list[Record]]],
        *,
        office: bool = False,
    ) -> list[Record]:
        """The body kept and drawn, and what `record` answers once it is.

        `office`: documents that are only given out are taken too.
        """
        async with self.incoming(document_id) as incoming:
            return await record(await self._arrived(request, id, document_id, incoming, office))

    @asynccontextmanager
    async def incoming(self, arriving: str) -> AsyncIterator[Incoming]:
        """A place for what arrives, of a few at a time; raises `WebError` where there is none."""
        self.store.root.mkdir(mode=0o700, exist_ok=True)
        if shutil.disk_usage(self.store.root).free < FREE_BYTES:
            raise WebError("no_space")
        if self.uploads.locked():
            raise WebError("too_fast", seconds=10)
        async with self.uploads:
            incoming = await asyncio.to_thread(self.store.begin)
            try:
                yield incoming
            finally:
                self.arriving.pop(arriving, None)
                await asyncio.to_thread(incoming.close)

    async def _arrived(
        self, request: Request, id: str, document_id: str, incoming: Incoming, office: bool
    ) -> Arrived:
        most = DOCUMENT_BYTES_MAX // (1024 * 1024)
        too_large = WebError("document_too_large", megabytes=most)
        await receive(request, incoming, DOCUMENT_BYTES_MAX, too_large)
        sha256 = await to_its_end(incoming.finish)
        self.arriving[document_id] = sha256
        made = await self._made(id, sha256, incoming, office)
        return Arrived(made, sha256, incoming.size)

    async def _made(self, id: str, sha256: str, incoming: Incoming, office: bool) -> Made | Office:
        """Pictures of all pages, from before where the same bytes were here."""
        media_type = type_of(incoming.head)
        made: Made | Office
        if media_type is None and office and is_package(incoming.head):
            made = await self.renderer.look(incoming.source, incoming.folder)
        elif media_type is None:
            raise WebError("document_type", wanted=f"{TYPES}, {OFFICE}" if office else TYPES)
        elif await asyncio.to_thread(self.store.has, id, sha256):
            return Made(media_type, await asyncio.to_thread(self.store.pages, id, sha256))
        else:
            made = await self.renderer.render(incoming.source, incoming.folder)
        await to_its_end(self.store.keep, id, sha256, incoming)
        return made

    async def remove(self, request: Request) -> Response:
        """Take it back; what was never shown is gone from the disk as well."""
        id, actor = await self._who(request)
        command = RemoveDocument(request.path_params["document_id"])
        await self.hub.execute(id, actor, command, key=idempotency_key(request))
        kept = documents.kept_hashes(await self.service.state(id)) | set(self.arriving.values())
        await asyncio.to_thread(self.store.prune, id, kept)
        return Response(status_code=204)

    # --- giving out ---------------------------------------------------------------------------

    async def page(self, request: Request) -> Response:
        """A page's picture in one of `WIDTHS`, for ever the same."""
        id, actor = await self._who(request)
        wanted = page_path(request)
        state = await self.service.state(id)
        found = documents.readable(state, actor, wanted.document_id, wanted.page)
        return self._picture(request, id, found, wanted.page, f"private, {KEPT}")

    async def text(self, request: Request) -> Response:
        """The words on a page, for who cannot see it."""
        id, actor = await self._who(request)
        wanted = page_path(request)
        state = await self.service.state(id)
        found = documents.readable(state, actor, wanted.document_id, wanted.page)
        words = await asyncio.to_thread(self.store.text, id, found.sha256, wanted.page)
        headers = {"cache-control": f"private, {KEPT}", "vary": "authorization"}
        return Response(words, headers=headers, media_type="text/plain")

    async def original(self, request: Request) -> Response:
        """The bytes of which the record has the hash, for staff, to be compared."""
        id, actor = await authorize_staff(request, self.hub)
        state = await self.service.state(id)
        found = documents.readable(state, actor, request.path_params["document_id"], 1)
        headers = {
            "cache-control": "private, no-store",
            "content-disposition": disposition(found.name, "document"),
        }
        path = self.store.original(id, found.sha256)
        return kept_file(path, headers, found.media_type)

    async def presented(self, request: Request) -> Response:
        """For anybody: the page that is being shown, and no other."""
        id = request.path_params["id"]
        wanted = page_path(request)
        state = await self.service.state(id)
        if not documents.is_public_now(state, wanted.document_id, wanted.page):
            raise WebError("no_such_page")
        found = state.documents[wanted.document_id]
        return self._picture(request, id, found, wanted.page, "public, max-age=60")

    def _picture(
        self, request: Request, id: str, found: Document, page: int, cache: str
    ) -> Response:
        width = query_int(request, "width", WIDTHS[-1])
        if width not in WIDTHS:
            raise WebError("bad_request", detail=f"width={width}")
        etag = f'"{found.sha256[:24]}-{page}-{width}"'
        headers = {"etag": etag, "cache-control": cache, "vary": "authorization"}
        if matches(request.headers.get("if-none-match", ""), etag):
            return Response(status_code=304, headers=headers)
        path = self.store.page(id, found.sha256, page, width)
        return kept_file(path, headers, "image/webp")

    async def _who(self, request: Request) -> tuple[str, Actor]:
        id: str = request.path_params["id"]
        _, actor = await authorize(request, self.hub, id)
        return id, actor


async def receive(request: Request, incoming: Incoming, most: int, too_large: Exception) -> None:
    """The body onto the disk; raises `too_large` where it has more than `most` bytes."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > most:
        raise too_large
    waiting = bytearray()
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            async for chunk in request.stream():
                waiting += chunk
                if incoming.size + len(waiting) > most:
                    raise too_large
                if len(waiting) >= WRITE_BYTES:
                    await to_its_end(incoming.write, waiting)
                    waiting = bytearray()
    except TimeoutError as error:
        raise WebError("too_slow", {"Connection": "close"}) from error
    await to_its_end(incoming.write, waiting)


def attach_query(request: Request) -> AttachQuery:
    """The query of an upload; raises `bad_request`. A name stands on one line."""
    asked = dict(request.query_params)
    asked["name"] = plain(asked.get("name", ""), 120)
    try:
        return msgspec.convert(asked, AttachQuery, strict=False)
    except msgspec.ValidationError as error:
        raise WebError("bad_request", detail=plain(str(error))) from error


def page_path(request: Request) -> PagePath:
    """Document and page in the address; raises `no_such_page`."""
    try:
        return msgspec.convert(request.path_params, PagePath, strict=False)
    except msgspec.ValidationError as error:
        raise WebError("no_such_page") from error


def _unread(wanted: AttachQuery) -> AttachDocument:
    """What is asked for, as far as it is known before the file is."""
    return AttachDocument("new", wanted.item_id, wanted.name, "application/pdf", 1, 1, "0" * 64)


def named(consultation_id: str, actor: Actor, key: str) -> str:
    """A document's id, the same whenever its key is sent again."""
    whole = msgspec.json.encode((consultation_id, scoped(actor, key)))
    return hashlib.sha256(whole).hexdigest()[:16]
