"""Attachments of outcomes over HTTP: taken in as documents are, and office documents too, which
nobody but their reader opens; given out to who may read them.
"""

from collections.abc import Mapping

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sessions import outcome_files
from sessions.commands import AttachToOutcome, DetachFromOutcome
from sessions.errors import Refused
from sessions.events import OutcomeDocumentAttached, Record
from sessions.outcome_life import require_act
from sessions.outcome_types import JointIndex, OfficeType, OutcomeDocument
from sessions.outcome_views import part_of
from sessions.roles import authorize as authorize_command
from sessions.types import Actor, DocumentType, Title
from web.api import idempotency_key
from web.auth import authorize
from web.documents import Arrived, Documents, named
from web.errors import WebError
from web.http import json_response, kept_file, plain
from web.ids import new_id
from web.minutes import disposition
from web.responses.documents import Attached
from web.routes import API

NAME_MAX = 120
"""As `Title`."""
SUFFIXES: Mapping[DocumentType | OfficeType, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/webp": (".webp",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
}


class AttachmentQuery(msgspec.Struct, frozen=True):
    """What the address says of the body."""

    name: Title
    unit: JointIndex | None = None
    """Of which joint unit; None: of the lead, or the department's own."""


class OutcomeDocuments:
    """The handlers, beside those of the agenda's documents, whose files and places they share."""

    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self.service = documents.service
        self.hub = documents.hub

    def routes(self) -> list[BaseRoute]:
        """Below one outcome."""
        all_ = f"{API}/{{id}}/outcomes/{{outcome_id}}/documents"
        return [
            Route(all_, self.attach, methods=["POST"]),
            Route(f"{all_}/{{document_id}}", self.detach, methods=["DELETE"]),
            Route(f"{all_}/{{document_id}}", self.original),
        ]

    async def attach(self, request: Request) -> Response:
        """The body is the file; answered once it is kept, drawn and in the record."""
        id, outcome_id = request.path_params["id"], request.path_params["outcome_id"]
        _, actor = await authorize(request, self.hub, id)
        wanted, sent = attachment_query(request), idempotency_key(request)
        document_id = new_id() if sent is None else named(id, actor, sent)
        await self._check(id, actor, outcome_id, wanted, sent is not None)

        async def record(arrived: Arrived) -> list[Record]:
            made = arrived.made
            document = OutcomeDocument(
                document_id=document_id,
                name=suffixed(wanted.name, made.media_type),
                media_type=made.media_type,
                pages=made.pages,
                bytes=arrived.size,
                sha256=arrived.sha256,
                unit=wanted.unit,
            )
            command = AttachToOutcome(outcome_id, document)
            return await self.service.execute(id, actor, command, key=sent)

        records = await self.documents.take_in(request, id, document_id, record, office=True)
        event = records[0].event
        assert isinstance(event, OutcomeDocumentAttached)
        kept = event.document
        answer = Attached(
            document_id=kept.document_id,
            media_type=kept.media_type,
            pages=kept.pages,
            bytes=kept.bytes,
            sha256=kept.sha256,
            seqs=[one.seq for one in records],
        )
        return json_response(answer, 201)

    async def _check(
        self, id: str, actor: Actor, outcome_id: str, wanted: AttachmentQuery, repeats: bool
    ) -> None:
        """Before any byte is taken. What `repeats` may itself have taken the last room."""
        state = await self.service.state(id)
        unread = OutcomeDocument("new", wanted.name, "application/pdf", 1, 1, "0" * 64, wanted.unit)
        command = AttachToOutcome(outcome_id, unread)
        authorize_command(state, actor, command)
        outcome = require_act(state, command)
        if not repeats:
            outcome_files.attach(state, outcome, actor, unread)

    async def detach(self, request: Request) -> Response:
        """Take it back; its bytes stay with the record."""
        id = request.path_params["id"]
        _, actor = await authorize(request, self.hub, id)
        command = DetachFromOutcome(
            request.path_params["outcome_id"], request.path_params["document_id"]
        )
        await self.hub.execute(id, actor, command, key=idempotency_key(request))
        return Response(status_code=204)

    async def original(self, request: Request) -> Response:
        """Its bytes; without a token what a public outcome was replied to with."""
        id, document_id = request.path_params["id"], request.path_params["document_id"]
        actor = None
        if "authorization" in request.headers:
            _, actor = await authorize(request, self.hub, id)
            state = await self.service.state(id)
        else:
            state = await self.service.recorded(id)
        outcome = state.outcomes.get(request.path_params["outcome_id"])
        if outcome is None:
            raise Refused("no_such_outcome")
        part = None if actor is None else part_of(state, outcome, actor)
        found = outcome_files.readable(
            outcome,
            document_id,
            inside=part in ("staff", "lead", "joint"),
            proposed=part == "proposer",
        )
        headers = {
            "cache-control": "private, no-store",
            "content-disposition": disposition(found.name, "attachment"),
        }
        path = self.documents.store.original(id, found.sha256)
        return kept_file(path, headers, found.media_type)


def suffixed(name: str, media_type: DocumentType | OfficeType) -> str:
    """`name` as a file of that type is called: by its end a reader's machine chooses a program."""
    suffixes = SUFFIXES[media_type]
    if name.lower().endswith(suffixes):
        return name
    return name[: NAME_MAX - len(suffixes[0])] + suffixes[0]


def attachment_query(request: Request) -> AttachmentQuery:
    """The query of an upload; raises `bad_request`. A name stands on one line."""
    asked = dict(request.query_params)
    asked["name"] = plain(asked.get("name", ""), NAME_MAX)
    try:
        return msgspec.convert(asked, AttachmentQuery, strict=False)
    except msgspec.ValidationError as error:
        raise WebError("bad_request", detail=plain(str(error))) from error
