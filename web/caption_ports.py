"""Caption ports over HTTP: made and listed by those who run the meeting; revoked as invitations."""

import asyncio
import time

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sessions.commands import IssueCaptionPort
from sessions.service import Service
from signaling import access
from signaling.hub import Hub
from signaling.tokens import Tokens
from web.api import idempotency_key
from web.http import json_response, read_json
from web.invitations import invitation_name
from web.responses.captions import (
    CaptionPort,
    CaptionPortList,
    CaptionPortRequest,
    CaptionPortView,
)
from web.roster import for_staff
from web.routes import API

_wanted = msgspec.json.Decoder(CaptionPortRequest)


class CaptionPorts:
    """`/{id}/caption-ports`. A link is told once, to whoever made it."""

    def __init__(self, service: Service, hub: Hub, tokens: Tokens, base_url: str = "") -> None:
        self.service = service
        self.hub = hub
        self.tokens = tokens
        self.base_url = base_url.rstrip("/")

    def routes(self) -> list[BaseRoute]:
        """Both for those who run the meeting."""
        all = f"{API}/{{id}}/caption-ports"
        return [
            Route(all, self.listed, methods=["GET"]),
            Route(all, self.issue, methods=["POST"]),
        ]

    async def listed(self, request: Request) -> Response:
        """Every port that was made, without what makes it work."""
        state, _ = await for_staff(request, self.service, self.hub)
        found = [
            CaptionPortView(
                invitation_id=id,
                name=one.caption_port.name,
                languages=list(one.caption_port.languages),
                issued_at=one.issued_at,
                expires_at=one.expires_at,
                revoked=one.revoked,
                used_at=one.used_at,
            )
            for id, one in state.invitations.items()
            if one.caption_port is not None
        ]
        return json_response(CaptionPortList(found))

    async def issue(self, request: Request) -> Response:
        """A port; with an `Idempotency-Key` once."""
        state, actor = await for_staff(request, self.service, self.hub)
        wanted = await read_json(request, _wanted)
        key = idempotency_key(request)
        id = invitation_name(state.id, actor, key, "caption-port")
        expires_at = (int(time.time()) + wanted.expires_in) * 1000
        command = IssueCaptionPort(id, wanted.name, wanted.languages, expires_at)
        await self.hub.execute(state.id, actor, command, key)
        claims = access.claims_of(id, await self.service.state(state.id))
        token = await asyncio.to_thread(self.tokens.issue, claims)
        base = self.base_url or f"{request.url.scheme}://{request.url.netloc}"
        made = CaptionPort(
            invitation_id=id,
            name=wanted.name,
            languages=wanted.languages,
            url=f"{base}/c/{state.id}#t={token}",
            token=token,
            expires_at=claims.expires_at,
        )
        return json_response(made, 201)
