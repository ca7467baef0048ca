"""WHIP (RFC 9725) for room encoders and WHEP (draft-ietf-wish-whep) for players, over the hub.

Endpoints take an offer by POST and answer 201 with the session's address,
`/media/{kind}/{session}`, where PATCH trickles or restarts ICE and DELETE ends it.
"""

from collections.abc import Callable, Sequence
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from signaling.hub import Hub, Resource
from signaling.messages import IceServer
from signaling.tokens import Claims, Tokens
from web.auth import authorize, caller, verify
from web.config import MAX_SDP_BODY
from web.errors import WebError
from web.http import accepts, media_type, read_body

Kind = Literal["whip", "whep"]
SDP = "application/sdp"
FRAGMENT = "application/trickle-ice-sdpfrag"
PREFLIGHT = {
    "access-control-allow-headers": "authorization, content-type, if-match",
    "access-control-max-age": "86400",
}


class Whip:
    """The handlers; `base_url` makes the Location absolute, which every client understands.

    `ice_servers` gives those for a participant, or for one of the public.
    """

    def __init__(
        self,
        hub: Hub,
        tokens: Tokens,
        ice_servers: Callable[[str | None], Sequence[IceServer]] = lambda name: (),
        base_url: str = "",
    ) -> None:
        self.hub = hub
        self.tokens = tokens
        self.base_url = base_url.rstrip("/")
        self.ice_servers = ice_servers

    def routes(self) -> list[BaseRoute]:
        """The endpoints and their sessions; other methods are 405 (RFC 9725 section 4.1)."""
        post = ["POST", "OPTIONS"]
        end = ["PATCH", "DELETE", "OPTIONS"]
        return [
            Route("/whip/{id}", self.publish, methods=post),
            Route("/whep/{id}", self.view, methods=post),
            Route("/whep/{id}/{participant}", self.view, methods=post),
            Route("/media/{kind}/{session}", self.session, methods=end),
        ]

    async def publish(self, request: Request) -> Response:
        """WHIP: take a room encoder's media."""
        if request.method == "OPTIONS":
            return preflight("POST", "Accept-Post", SDP)
        consultation = request.path_params["id"]
        claims, _ = await authorize(request, self.hub, consultation, "whip")
        offer = await read_offer(request)
        resource = await self.hub.publish_whip(consultation, claims, offer)
        return self.created(request, "whip", resource, claims)

    async def view(self, request: Request) -> Response:
        """WHEP: play the programme, or one participant."""
        if request.method == "OPTIONS":
            return preflight("POST", "Accept-Post", SDP)
        consultation = request.path_params["id"]
        participant = request.path_params.get("participant")
        claims, _ = await authorize(request, self.hub, consultation, "whep")
        offer = await read_offer(request)
        resource = await self.hub.view_whep(
            consultation, participant, claims, offer, caller(request)
        )
        return self.created(request, "whep", resource, claims)

    async def session(self, request: Request) -> Response:
        """PATCH, DELETE and OPTIONS of one session."""
        if request.method == "OPTIONS":
            return preflight("PATCH, DELETE", "Accept-Patch", FRAGMENT)
        return await (self.patch(request) if request.method == "PATCH" else self.delete(request))

    async def patch(self, request: Request) -> Response:
        """Candidates → 204; an ICE restart → 200 with the fragment and the new ETag."""
        claims = self.owner(request)
        if media_type(request.headers.get("content-type", "")) != FRAGMENT:
            raise WebError("bad_type", {"Accept-Patch": FRAGMENT}, wanted=FRAGMENT)
        if "if-match" not in request.headers:
            raise WebError("etag_needed")
        etag = request.headers["if-match"].strip().removeprefix("W/").strip('"')
        fragment = await read_text(request)
        resource = await self.hub.trickle(request.path_params["session"], claims, etag, fragment)
        headers = {"etag": f'"{resource.etag}"', "cache-control": "no-store"}
        if not resource.sdp:
            return Response(status_code=204, headers=headers)
        return Response(resource.sdp, headers=headers, media_type=FRAGMENT)

    async def delete(self, request: Request) -> Response:
        """End the session."""
        claims = self.owner(request)
        await self.hub.delete(request.path_params["session"], claims)
        return Response(status_code=200, headers={"cache-control": "no-store"})

    def owner(self, request: Request) -> Claims:
        """Whose token it is; the hub knows whose session. A revoked link may end what it began."""
        kind = request.path_params["kind"]
        if kind not in ("whip", "whep"):
            raise WebError("no_such_page")
        return verify(request, self.tokens, kind)

    def created(self, request: Request, kind: Kind, resource: Resource, claims: Claims) -> Response:
        """201 with the answer (RFC 9725 section 4.2), its address and its ICE session's ETag."""
        base = self.base_url or f"{request.url.scheme}://{request.url.netloc}"
        headers = {
            "location": f"{base}/media/{kind}/{resource.resource_id}",
            "etag": f'"{resource.etag}"',
            "accept-patch": FRAGMENT,
            "cache-control": "no-store",
        }
        servers = self.ice_servers(claims.participant_id)
        if servers:
            headers["link"] = ", ".join(link for one in servers for link in ice_links(one))
        return Response(resource.sdp, 201, headers, media_type=SDP)


async def read_offer(request: Request) -> str:
    """The SDP of the body; raises `bad_type`, `not_acceptable`."""
    if media_type(request.headers.get("content-type", "")) != SDP:
        raise WebError("bad_type", {"Accept-Post": SDP}, wanted=SDP)
    if not accepts(request.headers.get("accept", ""), SDP):
        raise WebError("not_acceptable", wanted=SDP)
    return await read_text(request)


async def read_text(request: Request) -> str:
    """The body as UTF-8."""
    try:
        return (await read_body(request, MAX_SDP_BODY)).decode()
    except UnicodeDecodeError as error:
        raise WebError("bad_body", detail="UTF-8") from error


def preflight(methods: str, accept_name: str, accept: str) -> Response:
    """OPTIONS: what may be sent here (RFC 9725 section 4.2), and the preflight of CORS."""
    allow = {"access-control-allow-methods": methods, "allow": f"{methods}, OPTIONS"}
    return Response(status_code=204, headers={**PREFLIGHT, **allow, accept_name: accept})


def ice_links(server: IceServer) -> list[str]:
    """Link headers that name STUN and TURN servers (RFC 9725 section 4.6)."""
    secret = ""
    if server.username and server.credential:
        secret = f'; username="{quoted(server.username)}"; credential="{quoted(server.credential)}"'
        secret += '; credential-type="password"'
    return [
        f'<{url}>; rel="ice-server"{secret if url.startswith("turn") else ""}'
        for url in server.urls
    ]


def quoted(text: str) -> str:
    """`text` inside a quoted string (RFC 9110 section 5.6.4)."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
