"""What anybody may ask without a token: opinions, the wall of them, and what is happening now."""

import hashlib

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sessions.commands import SubmitOpinion, WithdrawOpinion
from sessions.errors import Refused
from sessions.events import OpinionSubmitted
from sessions.opinion_views import wall
from sessions.service import Service
from sessions.state import Consultation
from sessions.types import Actor
from signaling.hub import Hub
from web.auth import bearer, caller
from web.author import new_opinion_token, status_of_opinion
from web.http import JSON, Content, conditional, content_of, json_response, read_json, secret_key
from web.ids import normal_receipt
from web.limiting import OpinionLimits
from web.now import now_of
from web.responses import OpinionReceipt, OpinionRequest, Wall, WallOpinion
from web.routes import API

VIEWER = Actor(role="viewer")
UNNAMED = "new"
"""The hub gives opinions their id and receipt, whoever sends them."""
CACHED = 256
"""Encoded walls and nows kept, one of each per consultation that is being watched."""

_opinion = msgspec.json.Decoder(OpinionRequest)
_withdrawal = msgspec.json.Decoder(WithdrawOpinion)
_encode = msgspec.json.Encoder().encode

Version = tuple[str, int, bool, bool]


class Public:
    """The handlers. Walls and nows are encoded once a change, whoever many viewers ask."""

    def __init__(self, service: Service, hub: Hub, limits: OpinionLimits) -> None:
        self.service = service
        self.hub = hub
        self.limits = limits
        self.walls = Encoded()
        self.nows = Encoded()

    def routes(self) -> list[BaseRoute]:
        """Below one consultation."""
        one = f"{API}/{{id}}"
        opinions = f"{one}/opinions"
        return [
            Route(f"{one}/wall.json", self.wall),
            Route(f"{one}/now.json", self.now),
            Route(opinions, self.submit, methods=["POST"]),
            Route(f"{opinions}/{{receipt}}", self.follow, methods=["GET"]),
            Route(f"{opinions}/{{receipt}}", self.withdraw, methods=["DELETE"]),
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
        await self.limits.take(id, caller(request))
        wanted = await read_json(request, _opinion)
        token = wanted.token or new_opinion_token(id, sent)
        author = hashlib.sha256(token.encode()).hexdigest()
        command = SubmitOpinion(
            UNNAMED, UNNAMED, wanted.text, wanted.name, wanted.region, author=author
        )
        records = await self.hub.execute(id, VIEWER, command, key=key)
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
        state = await self.service.recorded(request.path_params["id"])
        version = (state.id, state.wall_seq, False, False)
        content = self.walls.get(version) or self.walls.put(version, _wall(state))
        return conditional(request, content, "public, max-age=2", JSON)

    async def now(self, request: Request) -> Response:
        """Title, item, speakers and clock, the same bytes for every viewer."""
        state = await self.service.recorded(request.path_params["id"])
        present = self.service.current(state.id) or state
        rehearsal = present.rehearsal is not None
        version = (state.id, state.seq, self.hub.on_air(state.id), rehearsal)
        kept = self.nows.get(version)
        if kept is None:
            now = now_of(state, version[2], rehearsal)
            kept = self.nows.put(version, _encode(now))
        return conditional(request, kept, "public, max-age=1", JSON)


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


def _wall(state: Consultation) -> bytes:
    public = wall(state)
    opinions = [
        WallOpinion(o.opinion_id, o.text, o.name, o.region, o.published_at or 0)
        for o in public.opinions
    ]
    return _encode(Wall(id=public.id, total=public.total, opinions=opinions))
