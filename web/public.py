"""What anybody may ask without a token: opinions, the wall of them, and what is happening now."""

import hashlib
import re
from collections.abc import Callable

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sessions.commands import SubmitOpinion, WithdrawOpinion
from sessions.errors import Refused
from sessions.events import OpinionSubmitted
from sessions.service import Service
from sessions.state import Consultation
from sessions.types import Actor
from signaling.hub import Hub
from web.auth import bearer, caller
from web.author import new_opinion_token, status_of_opinion
from web.errors import WebError
from web.http import JSON, Content, conditional, content_of, json_response, read_json, secret_key
from web.ids import normal_receipt
from web.limiting import OpinionLimits
from web.now import now_of
from web.proof import HEADER
from web.responses.opinions import OpinionReceipt, OpinionRequest
from web.responses.wall import Support, SupportRequest
from web.routes import API
from web.walls import Walls, WatchedWall

VIEWER = Actor(role="viewer")
UNNAMED = "new"
"""The hub gives opinions their id and receipt, whoever sends them."""
CACHED = 256
"""Encoded nows kept, one per consultation that is being watched."""
BROWSER = "Tongxin-Browser"
"""A random token of the browser that sends, so that it is counted apart from its address."""
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
WALL_CACHE = "public, max-age=2"
NOW_CACHE = "public, max-age=1"
CHUNK_CACHE = "public, max-age=300, immutable"
"""As long as chunks are kept: what was taken back leaves every cache within it."""

_opinion = msgspec.json.Decoder(OpinionRequest)
_support = msgspec.json.Decoder(SupportRequest)
_withdrawal = msgspec.json.Decoder(WithdrawOpinion)
_encode = msgspec.json.Encoder().encode

Version = tuple[str, int, bool, bool] | tuple[str, int, bool, bool, int, str, bool]
Stored = Callable[[str], tuple[str, bool]]
"""Where an object store has a consultation's readings, empty if it has not; and its stream, too."""


class Public:
    """The handlers. Walls and nows are encoded once a change, whoever many viewers ask."""

    def __init__(self, service: Service, hub: Hub, limits: OpinionLimits, walls: Walls) -> None:
        self.service = service
        self.hub = hub
        self.limits = limits
        self.walls = walls
        self.nows = Encoded()
        self.stored: Stored = lambda id: ("", False)

    def routes(self) -> list[BaseRoute]:
        """Below one consultation."""
        one = f"{API}/{{id}}"
        opinions = f"{one}/opinions"
        return [
            Route(f"{one}/wall.json", self.wall),
            Route("/live/{id}/wall-head.json", self.wall_head),
            Route("/live/{id}/wall-{number:int}.json", self.wall_chunk),
            Route(f"{one}/now.json", self.now),
            Route(opinions, self.submit, methods=["POST"]),
            Route(f"{opinions}/{{receipt}}", self.follow, methods=["GET"]),
            Route(f"{opinions}/{{receipt}}", self.withdraw, methods=["DELETE"]),
            Route(f"{opinions}/{{opinion_id}}/support", self.support, methods=["POST"]),
        ]

    async def submit(self, request: Request) -> Response:
        """Take an opinion; acknowledged when it is on disk. Limited before the body is read.

        An `Idempotency-Key` that was sent before answers the receipt of then.
        """
        id = request.path_params["id"]
        sent = secret_key(request)
        # Apart from the keys that viewers with a token send with commands: those may be short.
        key = None if sent is None else f"opinion:{sent}"
        await self.service.state(id)
        proven = await self.limits.take_or_prove(
            id, caller(request), browser(request), request.headers.get(HEADER)
        )
        wanted = await read_json(request, _opinion)
        token = wanted.token or new_opinion_token(id, sent)
        author = hashlib.sha256(token.encode()).hexdigest()
        command = SubmitOpinion(
            UNNAMED, UNNAMED, wanted.text, wanted.name, wanted.region, author=author
        )
        records = await self.hub.execute(id, VIEWER, command, key=key, counted=not proven)
        taken = records[0].event
        assert isinstance(taken, OpinionSubmitted)
        answer = OpinionReceipt(
            taken.receipt,
            taken.opinion_id,
            "submitted" if len(records) == 1 else "published",
            token if wanted.token is None else None,
        )
        where = f"{API}/{id}/opinions/{taken.receipt}"
        return json_response(answer, 201, {"location": where})

    async def follow(self, request: Request) -> Response:
        """How an opinion stands, for whoever knows its receipt."""
        state = await self.service.state(request.path_params["id"])
        receipt = normal_receipt(request.path_params["receipt"])
        return json_response(status_of_opinion(state, receipt))

    async def withdraw(self, request: Request) -> Response:
        """By its author, whose token is the bearer's; counted as opinions are."""
        id = request.path_params["id"]
        receipt = normal_receipt(request.path_params["receipt"])
        await self.service.state(id)
        await self.limits.take(id, caller(request))
        try:
            command = _withdrawal.decode(
                _encode({"type": "withdraw_opinion", "receipt": receipt, "token": bearer(request)})
            )
        except msgspec.ValidationError as error:
            raise Refused("opinion_not_yours") from error
        await self.hub.execute(id, VIEWER, command)
        return json_response(status_of_opinion(await self.service.state(id), receipt))

    async def wall(self, request: Request) -> Response:
        """Published opinions alone, the same bytes for every viewer."""
        wall = await self._wall(request)
        return conditional(request, wall.snapshot, WALL_CACHE, JSON)

    async def wall_head(self, request: Request) -> Response:
        """How many chunks there are, for whoever does not read `now.json`."""
        wall = await self._wall(request)
        return conditional(request, wall.head, NOW_CACHE, JSON)

    async def wall_chunk(self, request: Request) -> Response:
        """What changed on the wall; a number not yet made may be asked for again in a second."""
        content = (await self._wall(request)).chunk(request.path_params["number"])
        if content is None:
            raise WebError("no_such_page", {"cache-control": NOW_CACHE})
        return conditional(request, content, CHUNK_CACHE, JSON)

    async def _wall(self, request: Request) -> WatchedWall:
        return self.walls.look(await self.service.recorded(request.path_params["id"]))

    async def support(self, request: Request) -> Response:
        """Count a browser's support of a published opinion, or take it back."""
        id = request.path_params["id"]
        await self.service.recorded(id)
        await self.limits.take_support(id, caller(request))
        wanted = await read_json(request, _support)
        opinion_id = request.path_params["opinion_id"]
        counted = await self.service.supports.support(id, opinion_id, wanted.token, wanted.support)
        return json_response(Support(opinion_id, counted, wanted.support), 202)

    async def now(self, request: Request) -> Response:
        """Title, item, speakers and clock, the same bytes for every viewer."""
        state = await self.service.recorded(request.path_params["id"])
        stored, on_air = self.stored(state.id), self.hub.on_air(state.id)
        version = (state.id, state.seq, on_air, *self._beside(state), *stored)
        kept = self.nows.get(version)
        if kept is None:
            kept = self.nows.put(version, self.now_of(state, on_air, *stored))
        return conditional(request, kept, NOW_CACHE, JSON)

    def now_of(self, state: Consultation, on_air: bool, storage: str, stream_stored: bool) -> bytes:
        """The same, saying where else it is read."""
        return _encode(now_of(state, on_air, *self._beside(state), storage, stream_stored))

    def _beside(self, state: Consultation) -> tuple[bool, int]:
        """Whether it is rehearsed, and how far its wall's chunks go."""
        return self.service.rehearses(state.id), self.walls.look(state).next


class Encoded:
    """The latest encoding of each consultation's reading, with its entity tag."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Version, Content]] = {}

    def get(self, version: Version) -> Content | None:
        """What was put for exactly this version."""
        kept = self._kept.get(version[0])
        return kept[1] if kept is not None and kept[0] == version else None

    def put(self, version: Version, data: bytes) -> Content:
        """Keep `data`, in place of an older version; the longest unchanged one makes room."""
        self._kept.pop(version[0], None)
        if len(self._kept) >= CACHED:
            del self._kept[next(iter(self._kept))]
        content = content_of(data)
        self._kept[version[0]] = (version, content)
        return content


def browser(request: Request) -> str | None:
    """The browser's own token; raises `bad_request` for what can be none."""
    token = request.headers.get(BROWSER)
    if token is not None and not TOKEN.fullmatch(token):
        raise WebError("bad_request", detail=f"{BROWSER}: 16-64 A-Z a-z 0-9 _ -")
    return token
