"""Screening over HTTP: what opinions are about, who looks at which, every decision as CSV."""

import asyncio
import time
from collections.abc import Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sessions.export import screening_csv
from sessions.opinion_groups import NOTHING, Groups, grouped_opinions, reading, texts_of
from sessions.rehearsal import require_recorded
from sessions.service import Service
from sessions.state import Consultation
from sessions.state.opinions import Opinion
from signaling.claims import Claims
from signaling.hub import Hub
from web.apart import apart
from web.auth import authorize_staff
from web.http import JSON, Content, conditional, content_of, json_response, language, read_json
from web.minutes import disposition, whole_log
from web.responses.opinions import ClaimList, ClaimRequest
from web.routes import API

EVERY = 8.0
"""Seconds between the beginnings of two readings of one consultation: themes turn slowly."""
SECONDS = 120
"""Longest time for one reading; ten thousand opinions take some ten on a busy machine."""
KEPT = 64
"""Readings kept, one of each consultation that is being screened: a megabyte at the most."""

_claim = msgspec.json.Decoder(ClaimRequest)
_groups = msgspec.json.Decoder(Groups)


class Kept(msgspec.Struct, frozen=True):
    """The latest reading of one consultation."""

    seq: int
    begun: float
    grouped: bool
    content: Content


class Screening:
    """The handlers, for organizer, chair and clerk."""

    def __init__(self, service: Service, hub: Hub) -> None:
        self.service = service
        self.hub = hub
        self.claims = Claims()
        self.one_at_a_time = asyncio.Lock()
        self._kept: dict[str, Kept] = {}

    def routes(self) -> list[BaseRoute]:
        """Mounted before what takes a receipt in their place."""
        one = f"{API}/{{id}}"
        return [
            Route(f"{one}/opinions/themes", self.themes, methods=["GET"]),
            Route(f"{one}/opinions/claims", self.claim, methods=["POST"]),
            Route(f"{one}/screening.csv", self.download, methods=["GET"]),
        ]

    async def themes(self, request: Request) -> Response:
        """The latest reading, made anew where something has changed and the last is old enough.

        Whoever asks while one is being made gets the one before. The first is made without themes,
        which may take half a minute on a busy machine; whoever asks next waits for them.
        """
        id, _ = await authorize_staff(request, self.hub)
        state = await self.service.state(id)
        kept = self._kept.get(id)
        if kept is None:
            kept = await self._read(state, group=False)
        elif self._is_old(kept, state) and not self.one_at_a_time.locked():
            async with self.one_at_a_time:
                kept = await self._read(state, group=True)
        return conditional(request, kept.content, "private, no-cache", JSON)

    def _is_old(self, kept: Kept, state: Consultation) -> bool:
        changed = kept.seq != state.seq and time.monotonic() - kept.begun >= EVERY
        return changed or not kept.grouped

    async def _read(self, state: Consultation, group: bool) -> Kept:
        begun = time.monotonic()
        opinions = grouped_opinions(state)
        groups = NOTHING if not opinions else await _grouped(opinions) if group else None
        made = await asyncio.to_thread(reading, state, opinions, groups, self.service.sensitive)
        self._kept.pop(state.id, None)
        while len(self._kept) >= KEPT:
            del self._kept[next(iter(self._kept))]
        kept = Kept(state.seq, begun, made.grouped, content_of(msgspec.json.encode(made)))
        self._kept[state.id] = kept
        return kept

    async def claim(self, request: Request) -> Response:
        """Say which opinion this window shows; answers what all windows show."""
        id, actor = await authorize_staff(request, self.hub)
        wanted = await read_json(request, _claim)
        await self.service.state(id)
        now = time.monotonic()
        held = self.claims.take(id, wanted.window, actor, wanted.opinion_id, now)
        return json_response(ClaimList(held, self.claims.screeners(id, now)))

    async def download(self, request: Request) -> Response:
        """Every opinion with every decision, in the caller's language."""
        id, _ = await authorize_staff(request, self.hub)
        require_recorded(await self.service.state(id))
        records = await whole_log(self.service, id)
        wanted = language(request.headers.get("accept-language", ""))
        title = (await self.service.recorded(id)).title
        headers = {
            "cache-control": "no-store",
            "content-disposition": disposition(f"{title}意见筛选.csv", "screening.csv"),
        }
        made = await asyncio.to_thread(screening_csv.render, records, wanted)
        return Response(made, headers=headers, media_type="text/csv; charset=utf-8")


async def _grouped(opinions: Sequence[Opinion]) -> Groups:
    given = msgspec.json.encode(texts_of(opinions))
    answer = await apart("web.group_opinions", given=given, seconds=SECONDS)
    return _groups.decode(answer)
