"""Search over HTTP: organizers search all consultations, chair and clerk their own."""

from typing import cast, get_args

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sessions.errors import Refused
from sessions.roles import is_staff
from sessions.search.entries import Kind
from sessions.search.index import Found
from sessions.search.keeper import SearchKeeper
from sessions.search.words import excerpt
from signaling.hub import Hub
from signaling.tokens import Tokens
from web.auth import authorize, verify
from web.errors import WebError
from web.http import json_response, plain, query_int
from web.responses.search import SearchHit, SearchResults
from web.routes import SEARCH

PAGE = 30
DEEPEST = 3000
"""Hits that can be paged to: whoever wants more should ask for less."""
LONGEST = 100
"""Characters of a query."""
KINDS: tuple[Kind, ...] = get_args(Kind)


class Search:
    """`GET /api/v1/search`."""

    def __init__(self, keeper: SearchKeeper, hub: Hub, tokens: Tokens) -> None:
        self.keeper = keeper
        self.hub = hub
        self.tokens = tokens

    def routes(self) -> list[BaseRoute]:
        """The one."""
        return [Route(SEARCH, self.search)]

    async def search(self, request: Request) -> Response:
        """A page of what was found, the latest first."""
        claims = verify(request, self.tokens)
        _, actor = await authorize(request, self.hub, claims.consultation_id)
        if not is_staff(actor):
            raise Refused("not_authorized")
        query = request.query_params.get("q", "").strip()
        if not query or len(query) > LONGEST:
            raise WebError("bad_request", detail=f"q: 1-{LONGEST}")
        offset = query_int(request, "offset")
        if offset > DEEPEST:
            raise WebError("bad_request", detail=f"offset: 0-{DEEPEST}")
        found = await self.keeper.find(
            query, claims.consultation_id, _kinds(request), PAGE + 1, offset
        )
        hits = [_hit(one, query) for one in found[:PAGE]]
        return json_response(SearchResults(hits=hits, more=len(found) > PAGE))


def _kinds(request: Request) -> list[Kind]:
    wanted = [word for word in request.query_params.get("kind", "").split(",") if word]
    for word in wanted:
        if word not in KINDS:
            raise WebError("bad_request", detail=f"kind={plain(word, 20)}")
    return [cast(Kind, word) for word in dict.fromkeys(wanted)]


def _hit(one: Found, query: str) -> SearchHit:
    return SearchHit(
        consultation_id=one.consultation_id,
        title=one.title,
        kind=one.kind,
        at=one.at,
        offset_ms=one.offset,
        who=one.who,
        excerpt=excerpt(one.text, query),
    )
