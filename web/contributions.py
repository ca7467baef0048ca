"""What each person contributed over many consultations, for organizers: as data and as a sheet."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sessions.contributions import Contribution, contributions, summed
from sessions.errors import Refused
from sessions.export import contributions_csv
from sessions.service import Service
from signaling.hub import Hub
from web.auth import authorize
from web.http import json_response, language, query_int
from web.minutes import disposition, whole_log
from web.responses.search import ContributionList
from web.routes import CONTRIBUTIONS

KEPT = 1000
"""Consultations whose readings are kept: some 30 kB each of a hundred people."""
LATEST = 253_402_300_799_999
"""Unix ms of the end of the year 9999."""


class Contributions:
    """`GET /api/v1/contributions` and `…/contributions.csv`."""

    def __init__(self, service: Service, hub: Hub) -> None:
        self.service = service
        self.hub = hub
        self.one_at_a_time = asyncio.Lock()
        self._kept: dict[str, tuple[int, list[Contribution]]] = {}
        """By consultation: after which record, and what it says; of those that have closed."""

    def routes(self) -> list[BaseRoute]:
        """Both forms."""
        return [Route(CONTRIBUTIONS, self.show), Route(f"{CONTRIBUTIONS}.csv", self.download)]

    async def show(self, request: Request) -> Response:
        """Of the consultations scheduled from `from` until before `until` (Unix ms)."""
        return json_response(await self.asked(request))

    async def download(self, request: Request) -> Response:
        """The same as CSV, in the caller's language."""
        found = await self.asked(request)
        wanted = language(request.headers.get("accept-language", ""))
        headers = {
            "cache-control": "no-store",
            "content-disposition": disposition("履职情况.csv", "contributions.csv"),
        }
        made = contributions_csv.render(found.people, wanted)
        return Response(made, headers=headers, media_type="text/csv; charset=utf-8")

    async def asked(self, request: Request) -> ContributionList:
        """What an organizer asks for; anybody else is refused."""
        _, actor = await authorize(request, self.hub)
        if actor.role != "organizer":
            raise Refused("not_authorized")
        return await self.summed(query_int(request, "from"), query_int(request, "until", LATEST))

    async def summed(self, begin: int, end: int) -> ContributionList:
        """All people of those consultations, once each."""
        wanted = [
            one
            for one in reversed(await self.service.consultations())  # the latest last
            if begin <= one.scheduled_at < end and one.opened_at is not None
        ]
        async with self.one_at_a_time:  # what one has read is there for the next
            logs = [await self._of(one.id) for one in wanted]
        return ContributionList(consultations=len(wanted), people=summed(logs))

    async def _of(self, consultation_id: str) -> list[Contribution]:
        state = await self.service.recorded(consultation_id)
        kept = self._kept.get(consultation_id)
        if kept is not None and kept[0] == state.seq:
            return kept[1]
        records = [r for r in await whole_log(self.service, consultation_id) if r.seq <= state.seq]
        made = await asyncio.to_thread(contributions, state, records, self.service.clock())
        if state.closed_at is not None:
            while len(self._kept) >= KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[consultation_id] = (state.seq, made)
        return made
