"""WHIP (RFC 9725) for room encoders and WHEP (draft-ietf-wish-whep) for players, over the hub.

Endpoints take an offer by POST and answer 201 with the session's address,
`/media/{kind}/{session}`, where PATCH trickles or restarts ICE and DELETE ends it. `docs/whip.md`
has every answer.
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
READS = ("GET", "HEAD")
PREFLIGHT = {
    "access-control-allow-headers": "authorization, content-type, if-match",
    "access-control-max-age": "86400",
}


class Whip:
    """The handlers; `base_url` makes the Location absolute, which every client understands.

    `ice_servers` gives those for a participant, or for one of the public, anew for every session:
    what it names may be good for a while only.
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
        """The endpoints and their sessions; HEAD comes with GET, other methods are 405."""
        post = ["GET", "POST", "OPTIONS"]
        end = ["GET", "PATCH", "DELETE", "OPTIONS"]
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
        if request.method in READS:
            return nothing_to_read()
        consultation = request.path_params["id"]
        claims, _ = await authorize(request, self.hub, consultation, "whip")
        offer = await read_offer(request)
        resource = await self.hub.publish_whip(consultation, claims, offer)
        return self.created(request, "whip", resource, claims)

    async def view(self, request: Request) -> Response:
        """WHEP: play the programme, or one participant."""
        if request.method == "OPTIONS":
            return preflight("POST", "Accept-Post", SDP)
        if request.method in READS:
            return Response(status_code=200, media_type=SDP)  # by which players know an endpoint
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
        if request.method in READS:
            return nothing_to_read()
        return await (self.patch(request) if request.method == "PATCH" else self.delete(request))

    async def patch(self, request: Request) -> Response:
        """Candidates → 204; an ICE restart → 200 with the fragment and the new ETag."""
        claims = self.owner(request)
        if media_type(request.headers.get("content-type", "")) != FRAGMENT:
            raise WebError("bad_type", {"Accept-Patch": FRAGMENT}, wanted=FRAGMENT)
        etags = if_match(request.headers.get("if-match"))
        fragment = await read_text(request)
        resource = await self.hub.trickle(request.path_params["session"], claims, etags, fragment)
        headers = {"cache-control": "no-store"}
        if not resource.sdp:
            return Response(status_code=204, headers=headers)
        headers["etag"] = f'"{resource.etag}"'
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
        answer = Response(resource.sdp, 201, headers, media_type=SDP)
        for server in self.ice_servers(claims.participant_id):
            for link in ice_links(server):
                answer.headers.append("link", link)  # a line each: some clients read no list
        return answer


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


def if_match(header: str | None) -> frozenset[str]:
    """The strong entity tags of an If-Match header, `*` for any (RFC 9110 section 13.1.1).

    Raises `etag_needed` where there is none. RFC 9725's own example has the `*` in quotes.
    """
    if header is None:
        raise WebError("etag_needed")
    tags = (tag.strip() for tag in header.split(","))
    return frozenset(tag.strip('"') for tag in tags if not tag.startswith("W/"))


def nothing_to_read() -> Response:
    """What a GET is answered (RFC 9725 section 4.1): there is no representation."""
    return Response(status_code=204)


def preflight(methods: str, accept_name: str, accept: str) -> Response:
    """OPTIONS: what may be sent here, and the preflight of CORS; 200 by RFC 9725 section 4.2."""
    allow = {"access-control-allow-methods": methods, "allow": f"GET, HEAD, {methods}, OPTIONS"}
    return Response(status_code=200, headers={**PREFLIGHT, **allow, accept_name: accept})


def ice_links(server: IceServer) -> list[str]:
    """Link headers that name STUN and TURN servers (RFC 9725 section 4.6)."""
    secret = ""
    if server.username and server.credential:
        secret = f'; username="{quoted(server.username)}"; credential="{quoted(server.credential)}"'
    return [
        f'<{url}>; rel="ice-server"{secret if url.startswith("turn") else ""}'
        for url in server.urls
    ]


def quoted(text: str) -> str:
    """`text` inside a quoted string (RFC 9110 section 5.6.4)."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
