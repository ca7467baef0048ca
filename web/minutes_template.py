"""The office's own template of one consultation's minutes over HTTP: taken in once minutes were
placed in it, and given out again. What removes it is a command.
"""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sessions.commands import SetMinutesTemplate
from sessions.errors import Refused
from sessions.export.office_template import BYTES_MAX
from sessions.minutes_template import check_room, present
from sessions.minutes_types import OfficeTemplate
from web.api import idempotency_key
from web.auth import authorize_staff
from web.documents import Documents, receive
from web.http import json_response, plain
from web.ids import new_id
from web.minutes import disposition
from web.responses.minutes import TemplateKept
from web.routes import API, DOCX
from web.threads import to_its_end
from web.typesetting import kept_template, template_fields

NAME = "template.docx"
"""Of a file whose own name says nothing."""


class MinutesTemplates:
    """The handlers, beside those of the agenda's documents, whose files and places they share."""

    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self.service = documents.service
        self.hub = documents.hub

    def routes(self) -> list[BaseRoute]:
        """Below one consultation."""
        path = f"{API}/{{id}}/minutes/template"
        return [Route(path, self.take_in, methods=["POST"]), Route(path, self.original)]

    async def take_in(self, request: Request) -> Response:
        """The body is the DOCX; answered once minutes were placed in it and it is in the record."""
        id, actor = await authorize_staff(request, self.hub)
        check_room(await self.service.state(id))
        arriving = new_id()
        async with self.documents.incoming(arriving) as incoming:
            too_big = Refused("template_too_big", megabytes=BYTES_MAX >> 20)
            await receive(request, incoming, BYTES_MAX, too_big)
            sha256 = await to_its_end(incoming.finish)
            fields = await template_fields(await asyncio.to_thread(incoming.source.read_bytes))
            self.documents.arriving[arriving] = sha256
            await to_its_end(self.documents.store.keep, id, sha256, incoming)
            name = plain(request.query_params.get("name", ""), 120) or NAME
            template = OfficeTemplate(name, incoming.size, sha256, fields)
            command = SetMinutesTemplate(template)
            records = await self.service.execute(id, actor, command, key=idempotency_key(request))
        return json_response(TemplateKept(template, [one.seq for one in records]), 201)

    async def original(self, request: Request) -> Response:
        """Its bytes, to be looked at."""
        id, _ = await authorize_staff(request, self.hub)
        template = present(await self.service.recorded(id))
        given = await asyncio.to_thread(kept_template, self.documents.store, id, template)
        headers = {
            "cache-control": "private, no-store",
            "content-disposition": disposition(template.name, NAME),
        }
        return Response(given, headers=headers, media_type=DOCX)
