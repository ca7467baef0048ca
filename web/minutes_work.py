"""The work on the minutes over HTTP: the draft for its editors, what is out for correction, and the
versions that were signed. What changes them are commands.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sessions.errors import Refused
from sessions.events import Record
from sessions.minutes_editor import (
    circulated_minutes,
    last_signed,
    minutes_editor,
    require_asked,
)
from sessions.rehearsal import require_recorded
from sessions.roles import is_staff
from sessions.service import Service
from sessions.types import Actor
from signaling.hub import Hub
from web.auth import authorize
from web.minutes import whole_log
from web.responses.minutes import MinutesVersion, MinutesVersions
from web.routes import API

AT_ONCE = 1
"""Readings being made at the same time: of a long log each takes a thread some 100 ms."""


class MinutesWork:
    """`GET /{id}/minutes/{draft.json,circulated.json,versions}`."""

    def __init__(self, service: Service, hub: Hub) -> None:
        self.service = service
        self.hub = hub
        self.places = asyncio.Semaphore(AT_ONCE)

    def routes(self) -> list[BaseRoute]:
        """One per reading."""
        base = f"{API}/{{id}}/minutes"
        return [
            Route(f"{base}/draft.json", self.draft),
            Route(f"{base}/circulated.json", self.circulated),
            Route(f"{base}/versions", self.versions),
        ]

    async def draft(self, request: Request) -> Response:
        """For those who edit them."""
        await self.staff(request)
        return await self.reading(request, minutes_editor)

    async def circulated(self, request: Request) -> Response:
        """For those who were asked; refused to anybody else before anything is read."""
        actor = await self.who(request)
        id = request.path_params["id"]
        state = await self.service.state(id)
        require_asked(state, actor)
        version = last_signed(state)
        kept = self.service.signed_documents
        signed = None if version is None else await kept.read(id, version)
        return await self.reading(
            request, lambda records: circulated_minutes(records, actor, signed)
        )

    async def versions(self, request: Request) -> Response:
        """Those that were signed, the first first."""
        await self.staff(request)
        state = await self.service.recorded(request.path_params["id"])
        found = [
            MinutesVersion(
                version=one.signature.version,
                number=one.signature.number,
                date=one.signature.date,
                signer=one.signature.signer,
                sha256=one.sha256,
                data_sha256=one.data_sha256,
                seq=one.seq,
                signed_at=one.at,
            )
            for one in state.minutes.signed
        ]
        return answer(MinutesVersions(found))

    async def reading(self, request: Request, read: Callable[[list[Record]], Any]) -> Response:
        """What `read` makes of the whole log."""
        id = request.path_params["id"]
        require_recorded(await self.service.state(id))
        async with self.places:
            records = await whole_log(self.service, id)
            return answer(await asyncio.to_thread(read, records))

    async def who(self, request: Request) -> Actor:
        """Whom the token speaks for."""
        _, actor = await authorize(request, self.hub, request.path_params["id"])
        return actor

    async def staff(self, request: Request) -> None:
        """Organizer, chair and clerk."""
        if not is_staff(await self.who(request)):
            raise Refused("not_authorized")


def answer(value: Any) -> Response:
    """As JSON that nobody keeps."""
    headers = {"cache-control": "no-store"}
    return Response(msgspec.json.encode(value), headers=headers, media_type="application/json")
