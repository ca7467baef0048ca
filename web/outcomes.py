"""Outcomes over HTTP: the feed by role, the public page's bytes, and an author's appraisal."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sessions.commands import AppraiseReply
from sessions.outcome_views import outcomes_page, public_outcomes
from sessions.service import Service
from signaling.hub import Hub
from web.auth import authorize, caller
from web.author import status_of_opinion
from web.config import OUTCOMES_PAGE
from web.http import JSON, conditional, json_response, query_int, read_json
from web.ids import normal_receipt
from web.limiting import OpinionLimits
from web.public import VIEWER, Encoded
from web.responses.outcomes import AppraisalRequest, PublicOutcomes
from web.routes import API

_appraisal = msgspec.json.Decoder(AppraisalRequest)
_encode = msgspec.json.Encoder().encode


class Outcomes:
    """The handlers. What is public is encoded once a change, whoever many ask."""

    def __init__(self, service: Service, hub: Hub, limits: OpinionLimits) -> None:
        self.service = service
        self.hub = hub
        self.limits = limits
        self.public = Encoded()

    def routes(self) -> list[BaseRoute]:
        """Below one consultation."""
        one = f"{API}/{{id}}"
        return [
            Route(f"{one}/outcomes", self.feed),
            Route(f"{one}/outcomes.json", self.published),
            Route(f"{one}/opinions/{{receipt}}/appraisal", self.appraise, methods=["POST"]),
        ]

    async def feed(self, request: Request) -> Response:
        """What this role may see and changed after `after`; ask again with `next`."""
        id = request.path_params["id"]
        _, actor = await authorize(request, self.hub, id)
        after = query_int(request, "after")
        state = await self.service.state(id)
        now, rules = self.service.clock(), self.service.rules
        return json_response(outcomes_page(state, actor, after, OUTCOMES_PAGE, rules, now))

    async def published(self, request: Request) -> Response:
        """What was made public, the same bytes for everybody."""
        state = await self.service.recorded(request.path_params["id"])
        version = (state.id, state.outcomes_seq, False, False)
        content = self.public.get(version)
        if content is None:
            reading = PublicOutcomes(state.id, state.title, public_outcomes(state))
            content = self.public.put(version, _encode(reading))
        return conditional(request, content, "public, max-age=10", JSON)

    async def appraise(self, request: Request) -> Response:
        """By whoever knows the receipt of the opinion that the outcome came from."""
        id = request.path_params["id"]
        await self.service.state(id)
        await self.limits.take(id, caller(request))
        wanted = await read_json(request, _appraisal)
        receipt = normal_receipt(request.path_params["receipt"])
        command = AppraiseReply(wanted.outcome_id, wanted.appraisal, wanted.comment, receipt)
        await self.hub.execute(id, VIEWER, command)
        return json_response(status_of_opinion(await self.service.state(id), receipt))
