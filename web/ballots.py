"""The doors of a secret ballot: a paper for whoever says who they are, a vote for whoever does not.

A vote comes without cookie, token or any other name, so nothing here could note whose it is; see
`docs/ballots.md` for what the machine below could still be made to tell.
"""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sessions.ballot_types import Paper
from sessions.ballots import find
from sessions.blind import decoded, encoded
from sessions.errors import Refused
from sessions.service import Service
from signaling.hub import Hub
from web.auth import authorize, caller
from web.errors import WebError
from web.http import json_response, read_json
from web.limiting import OpinionLimits
from web.responses.ballots import PaperIssued, PaperList, PaperRequest, PaperTaken
from web.routes import API

CREDENTIALS = ("authorization", "cookie", "idempotency-key", "x-forwarded-user")
"""Heads that would name a voter; a client that sends one is told, and its vote not taken."""

PER_ADDRESS = "600/minute"
"""A whole building behind one address votes within a minute."""
PER_CONSULTATION = "6000/minute"
"""Three times the largest roster; each costs a tenth of a millisecond to check."""

_request = msgspec.json.Decoder(PaperRequest)
_paper = msgspec.json.Decoder(Paper)


class Ballots:
    """The handlers."""

    def __init__(self, service: Service, hub: Hub) -> None:
        self.service = service
        self.hub = hub
        self.limits = OpinionLimits(PER_ADDRESS, PER_CONSULTATION)

    def routes(self) -> list[BaseRoute]:
        """Below one ballot."""
        one = f"{API}/{{id}}/ballots/{{ballot_id}}"
        return [
            Route(f"{one}/papers", self.papers, methods=["GET"]),
            Route(f"{one}/papers", self.issue, methods=["POST"]),
            Route(f"{one}/votes", self.cast, methods=["POST"]),
        ]

    async def issue(self, request: Request) -> Response:
        """The signature of the caller's one paper; for the same `blinded` the same again."""
        id, ballot_id = request.path_params["id"], request.path_params["ballot_id"]
        _, actor = await authorize(request, self.hub, id)
        wanted = await read_json(request, _request)
        try:
            blinded = decoded(wanted.blinded)
        except ValueError as error:
            raise Refused("paper_not_ours") from error
        signature = await self.service.voting.issue_paper(
            id, actor, ballot_id, blinded, wanted.seat_id
        )
        return json_response(PaperIssued(signature=encoded(signature)))

    async def cast(self, request: Request) -> Response:
        """Take a vote in; acknowledged when it is on disk. Limited before the body is read."""
        id, ballot_id = request.path_params["id"], request.path_params["ballot_id"]
        if any(name in request.headers for name in CREDENTIALS):
            raise WebError("vote_with_credentials")
        await self.service.state(id)
        await self.limits.take(id, caller(request))
        paper = await read_json(request, _paper)
        await self.service.voting.cast_paper(id, ballot_id, paper)
        return json_response(PaperTaken(token=paper.token), 201)

    async def papers(self, request: Request) -> Response:
        """How many papers were given out and cast; once it has closed, the papers themselves."""
        id, ballot_id = request.path_params["id"], request.path_params["ballot_id"]
        ballot = find(await self.service.state(id), ballot_id)
        answer = PaperList(
            ballot_id=ballot_id,
            status=ballot.status,
            modulus=ballot.modulus,
            issued=len(ballot.issued),
            cast=await self.service.voting.papers_cast(id, ballot_id),
            papers=list(ballot.papers),
        )
        return json_response(answer)
