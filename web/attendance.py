"""The attendance list over HTTP, for those who run the meeting, as a file for a spreadsheet."""

import asyncio
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sessions.errors import Refused
from sessions.export import attendance_csv
from sessions.roles import is_staff
from sessions.service import Service
from signaling.hub import Hub
from web.auth import authorize
from web.http import language
from web.minutes import whole_log
from web.routes import API

AT_ONCE = 1
"""Lists being made at the same time: a long log takes a thread some 100 ms to read."""


class AttendanceFile:
    """`GET /{id}/attendance.csv`."""

    def __init__(self, service: Service, hub: Hub) -> None:
        self.service = service
        self.hub = hub
        self.places = asyncio.Semaphore(AT_ONCE)

    def routes(self) -> list[BaseRoute]:
        """The one."""
        return [Route(f"{API}/{{id}}/attendance.csv", self.download)]

    async def download(self, request: Request) -> Response:
        """Organizer, chair and clerk, in their language; whoever is still here counts until now."""
        id = request.path_params["id"]
        _, actor = await authorize(request, self.hub, id)
        if not is_staff(actor):
            raise Refused("not_authorized")
        wanted = language(request.headers.get("accept-language", ""))
        async with self.places:
            records = await whole_log(self.service, id)
            now = self.service.clock()
            made = await asyncio.to_thread(attendance_csv.render, records, now, wanted)
        title = (await self.service.state(id)).title
        name = quote(f"{title}出席情况.csv", safe="")
        headers = {
            "cache-control": "no-store",
            "content-disposition": 'attachment; filename="attendance.csv"; '
            f"filename*=UTF-8''{name}",
        }
        return Response(made, headers=headers, media_type="text/csv; charset=utf-8")
