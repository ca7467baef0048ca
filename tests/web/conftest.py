"""A whole server in this process: real service, SQLite, hub and relay, asked over ASGI or TCP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
import websockets
from websockets.asyncio.client import ClientConnection, connect

from media.client import InProcessWorker
from media.config import RelayConfig
from sessions import commands as c
from sessions.types import Actor, AgendaItem, Participant, Role, Seat, Venue
from web.app import Tongxin
from web.config import Settings
from web.launch import listen
from web.server import Server, uvicorn_config
from web.tokens import organizer_token, viewer_token

HOUR = 3600
ORGANIZER = Actor(role="organizer")
ROSTER: tuple[Role, ...] = (
    "chair", "clerk", "member", "expert", "department", "public_rep", "venue",
)  # fmt: skip
VENUES = [
    Venue("top", "全国会场", "national", "000000"),
    Venue("low", "石峰区会场", "county", "430204", "top", [Seat("seat", "居民代表")]),
]
AGENDA = [
    AgendaItem("one", "通报进展", "briefing", 10),
    AgendaItem("two", "协商发言", "statements", 20),
]


class Site:
    """The server, a consultation in it, a token for every role, and a client."""

    def __init__(self, tongxin: Tongxin, client: httpx2.AsyncClient, id: str) -> None:
        self.tongxin = tongxin
        self.client = client
        self.id = id
        self.path = f"/api/v1/consultations/{id}"
        self.tokens: dict[str, str] = {}

    async def ask(
        self,
        method: str,
        path: str,
        role: str | None = None,
        json: Any = None,
        headers: dict[str, str] | None = None,
        content: str | bytes | None = None,
    ) -> httpx2.Response:
        """One request; `path` beginning with `.` is below the consultation."""
        sent = dict(headers or {})
        if role is not None:
            sent["authorization"] = f"Bearer {self.tokens.get(role, role)}"
        if json is not None:
            sent.setdefault("content-type", "application/json")
            content = msgspec.json.encode(json)
        where = self.path + path[1:] if path.startswith(".") else path
        return await self.client.request(method, where, headers=sent, content=content)

    async def command(self, role: str, type: str, **fields: Any) -> httpx2.Response:
        """One command over HTTP."""
        return await self.ask("POST", "./commands", role, {"type": type, **fields})

    async def opinion(self, text: str) -> dict[str, Any]:
        """An opinion that was taken."""
        answer = await self.ask("POST", "./opinions", json={"text": text})
        assert answer.status_code == 201, answer.text
        taken: dict[str, Any] = answer.json()
        return taken


class Served(Site):
    """A site on a port of this machine."""

    def __init__(self, tongxin: Tongxin, client: httpx2.AsyncClient, id: str, port: int) -> None:
        super().__init__(tongxin, client, id)
        self.port = port
        self.server: Server

    @asynccontextmanager
    async def socket(self, origin: str | None = None) -> AsyncIterator[ClientConnection]:
        """A WebSocket as a page of `origin` opens it."""
        async with connect(
            f"ws://127.0.0.1:{self.port}/ws",
            origin=None if origin is None else websockets.Origin(origin),
            proxy=None,
        ) as opened:
            yield opened

    async def hello(self, socket: ClientConnection, role: str) -> dict[str, Any]:
        """Greet, and what is answered first."""
        hello = {"type": "hello", "version": 1, "token": self.tokens[role]}
        await socket.send(msgspec.json.encode(hello).decode())
        answer: dict[str, Any] = msgspec.json.decode(await socket.recv())
        return answer


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Over a folder of its own, with opinions hardly limited."""
    return Settings(data=tmp_path / "data", live=False, opinions_per_address="1000/minute")


@pytest.fixture
async def site(settings: Settings) -> AsyncIterator[Site]:
    """Everything up; one participant of every role on the roster."""
    start = partial(InProcessWorker, RelayConfig(host="127.0.0.1", announce=("127.0.0.1",)))
    tongxin = Tongxin(settings, start)
    transport = httpx2.ASGITransport(tongxin.app, raise_app_exceptions=False)
    async with tongxin.running():
        await tongxin.hub.wait_ready()
        create = c.CreateConsultation("清水塘协商", 1_800_000_000_000, VENUES, AGENDA)
        id, _ = await tongxin.service.create(ORGANIZER, create)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            made = Site(tongxin, client, id)
            await admit(made)
            yield made


@pytest.fixture
async def served(settings: Settings) -> AsyncIterator[Served]:
    """As `site`, behind uvicorn."""
    start = partial(InProcessWorker, RelayConfig(host="127.0.0.1", announce=("127.0.0.1",)))
    allowed = settings.model_copy(update={"allowed_origins": ["https://portal.example"]})
    tongxin = Tongxin(allowed, start)
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    server = Server(uvicorn_config(tongxin), tongxin.hub.drain)
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(server.serve([listener]))
        await server.up.wait()
        await tongxin.hub.wait_ready()
        id, _ = await tongxin.service.create(
            ORGANIZER, c.CreateConsultation("清水塘协商", 1_800_000_000_000, VENUES, AGENDA)
        )
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            made = Served(tongxin, client, id, port)
            made.server = server
            await admit(made)
            yield made
        server.should_exit = True
        await serving


async def admit(site: Site) -> None:
    """Put everybody on the roster and give them tokens."""
    tokens = site.tongxin.tokens
    site.tokens["organizer"] = organizer_token(tokens, HOUR)
    site.tokens["viewer"] = viewer_token(tokens, site.id, HOUR)
    for role in ROSTER:
        who = Participant(role, f"某{role}", role, "low" if role == "venue" else "top")
        await site.tongxin.service.execute(site.id, ORGANIZER, c.RegisterParticipant(who))
        made = await site.tongxin.hub.invite(site.id, ORGANIZER, role, 4_000_000_000_000)
        site.tokens[role] = made.token
