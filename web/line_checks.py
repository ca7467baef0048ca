"""Checks of the line over HTTP, before joining: what is sent to the relay comes back."""

from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from signaling.hub import Hub
from signaling.messages import IceServer
from web.auth import authorize, caller
from web.routes import API, SDP
from web.whip import ice_links, read_offer


class LineChecks:
    """The handlers; a check's address is its secret, and only its own token may use it.

    `ice_servers` gives those by which a client may try again where it does not get through.
    """

    def __init__(
        self, hub: Hub, ice_servers: Callable[[str | None], Sequence[IceServer]] = lambda name: ()
    ) -> None:
        self.hub = hub
        self.ice_servers = ice_servers

    def routes(self) -> list[BaseRoute]:
        """Below one consultation."""
        checks = f"{API}/{{id}}/line-checks"
        one = f"{checks}/{{check_id}}"
        return [
            Route(checks, self.begin, methods=["POST"]),
            Route(one, self.give_back, methods=["POST"]),
            Route(one, self.end, methods=["DELETE"]),
        ]

    async def begin(self, request: Request) -> Response:
        """An offer that sends one picture → 201 with the answer, where it can be had back, and by
        which TURN servers it may be tried where this way is blocked.
        """
        id = request.path_params["id"]
        claims, _ = await authorize(request, self.hub, id)
        offer = await read_offer(request)
        check, answer = await self.hub.line_checks.begin(id, claims, caller(request), offer)
        headers = {"location": f"{API}/{id}/line-checks/{check}", "cache-control": "no-store"}
        response = Response(answer, 201, headers, media_type=SDP)
        for server in self.ice_servers(claims.participant_id):
            for link in ice_links(server):
                response.headers.append("link", link)
        return response

    async def give_back(self, request: Request) -> Response:
        """An offer that receives one picture → 200 with the answer."""
        claims, _ = await authorize(request, self.hub, request.path_params["id"])
        offer = await read_offer(request)
        check = request.path_params["check_id"]
        answer = await self.hub.line_checks.give_back(check, claims, offer)
        return Response(answer, headers={"cache-control": "no-store"}, media_type=SDP)

    async def end(self, request: Request) -> Response:
        """204; it also ends by itself after a few seconds."""
        claims, _ = await authorize(request, self.hub, request.path_params["id"])
        await self.hub.line_checks.end(request.path_params["check_id"], claims)
        return Response(status_code=204)
