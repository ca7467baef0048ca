"""A hub with a real record behind it, media processes that are played, and clients over wires."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn, Self, TypeVar

import msgspec
from msgspec.structs import replace

from media import messages as relay
from media.egress import messages as egress
from media.egress.errors import EgressLost
from media.errors import MediaError, RelayLost, RelayRefused
from sessions.commands import AnyCommand, GrantFloor, OpenConsultation, RegisterParticipant
from sessions.events import FloorGranted, Record
from sessions.service import Service
from sessions.state import Consultation
from sessions.store import Store
from sessions.types import SYSTEM, Actor
from signaling import messages as m
from signaling.config import SignalingConfig
from signaling.hub import Hub
from signaling.meeting import Meeting
from signaling.ports import StartRelay, WireClosed
from signaling.tokens import KEY_BYTES, Claims, Tokens
from tests.signaling.parts import (
    CREATE,
    ORGANIZER,
    Clock,
    PassingClock,
    actor,
    participants,
)

PATIENCE = 5.0
"""Seconds until an expectation has failed; nothing here waits for time to pass."""

Sent = TypeVar("Sent", bound=m.Message)
_server: msgspec.json.Decoder[m.ServerMessage] = msgspec.json.Decoder(m.ServerMessage)


async def until(condition: Callable[[], Any]) -> None:
    """Let the loop run until `condition` holds."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.001)


# --- the media processes ----------------------------------------------------------------------


class Played:
    """A process that exists in the tests' imagination alone."""

    pids = iter(range(10_000, 1_000_000))
    lost: type[MediaError] = RelayLost

    def __init__(self) -> None:
        self.pid = next(self.pids)
        self.gone = asyncio.Event()
        self.hangs = self.stopped = self.killed = False
        self.delay = 0.0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.gone.set()

    async def wait_closed(self) -> None:
        await self.gone.wait()

    def is_stopped(self) -> bool:
        return self.stopped

    def kill(self) -> None:
        self.killed = True
        self.gone.set()

    async def _answer(self) -> None:
        await asyncio.sleep(self.delay)
        if self.gone.is_set() or self.hangs:
            raise self.lost("gone")


class PlayedRelay(Played):
    """Answers as a relay does, by names; SDP is any text, its first word the certificate."""

    def __init__(self, on_event: Callable[[relay.Event], None]) -> None:
        super().__init__()
        self.tell = on_event
        self.said: list[relay.RequestBody] = []
        self.tracks: dict[str, list[relay.TrackInfo]] = {}
        self.certificates: dict[str, str] = {}
        self.revisions: dict[str, int] = {}
        self.piped: list[relay.TrackInfo] = []
        self.full = self.draining = False
        self.fails: type[relay.Message] | None = None
        """Requests over which a bug shows."""
        self.load = 0.0
        self.peers = 0
        self.refused = 0
        self._ids = iter(range(1, 1_000_000))

    def heard(self, kind: type[Sent] | type[relay.Message]) -> list[Any]:
        """All requests of one kind."""
        return [body for body in self.said if isinstance(body, kind)]

    async def request(self, body: relay.RequestBody) -> relay.ReplyBody:
        await self._answer()
        reply = self._reply(body)
        if not isinstance(body, relay.GetStats):
            self.said.append(body)
        return reply

    def _reply(self, body: relay.RequestBody) -> relay.ReplyBody:
        if self.draining:
            raise RelayRefused("draining", "to be replaced")
        if self.fails is not None and isinstance(body, self.fails):
            self._abandon(body)
        match body:
            case relay.Publish():
                return self._publish(body)
            case relay.Subscribe():
                return self._subscribe(body)
            case relay.TakeAnswer(sdp=sdp):
                self._check(sdp)
            case relay.View(sdp=sdp):
                self._check(sdp)
                return relay.Viewed(sdp="answer")
            case relay.Trickle(sdpfrag=sdpfrag):
                return relay.Trickled("fragment" if "ufrag" in sdpfrag else "")
            case relay.AttachEgress():
                return relay.EgressAttached(path=f"rtcp-{self.pid}")
            case relay.OpenPipe():
                return relay.PipeOpened(path=f"pipe-{self.pid}")
            case relay.SetPiped(tracks=tracks):
                self.piped = tracks
            case relay.CloseRouter():
                self.tracks.clear()
                self.piped = []
            case relay.ClosePeer(peer=peer):
                self.tracks.pop(peer, None)
                self.revisions.pop(peer, None)
            case relay.GetStats():
                return relay.Stats(self.peers, [], 0, 0, 0, 0.0, load=self.load)
            case _:
                pass
        return relay.Done()

    def _abandon(self, body: Any) -> NoReturn:
        self.refused += 1
        known = [self.tracks.pop(body.peer, None), self.revisions.pop(body.peer, None)]
        self.certificates.pop(body.peer, None)
        if any(one is not None for one in known):
            self.tell(relay.PeerClosed(body.peer, "internal"))
        raise RelayRefused("internal", "an error of its own")

    def _publish(self, body: relay.Publish) -> relay.Published:
        self._check(body.sdp)
        certificate = body.sdp.split()[0]
        if self.certificates.setdefault(body.peer, certificate) != certificate:
            raise RelayRefused("bad_sdp", "the certificate changed")
        self.tracks[body.peer] = [
            relay.TrackInfo(
                next(self._ids),
                body.peer,
                body.owner,
                "audio" if source == "microphone" else "video",
                source,
                "opus" if source == "microphone" else "H264",
            )
            for source in (body.sources or {"0": "camera", "1": "microphone"}).values()
        ]
        return relay.Published(sdp="answer", tracks=self.tracks[body.peer])

    def _subscribe(self, body: relay.Subscribe) -> relay.Offered:
        if self.full:
            self.refused += 1
            raise RelayRefused("overloaded", "at its limit")
        known = {track.track_id for tracks in self.tracks.values() for track in tracks}
        known |= {track.track_id for track in self.piped}
        if not set(body.tracks) <= known:
            raise RelayRefused("unknown_track", "no such track")
        revision = self.revisions[body.peer] = self.revisions.get(body.peer, 0) + 1
        lines = [relay.SubscribedTrack(str(mid), id) for mid, id in enumerate(body.tracks)]
        return relay.Offered(sdp="offer", revision=revision, tracks=lines)

    def _check(self, sdp: str) -> None:
        if not sdp.strip() or sdp.startswith("bad"):
            raise RelayRefused("bad_sdp", "no SDP")


class PlayedEgress(Played):
    """Answers as egress does."""

    lost = EgressLost

    def __init__(self, on_event: Callable[[egress.EgressEvent], None]) -> None:
        super().__init__()
        self.tell = on_event
        self.said: list[egress.EgressRequestBody] = []

    async def request(self, body: egress.EgressRequestBody) -> egress.EgressReplyBody:
        await self._answer()
        if not isinstance(body, egress.Ping):
            self.said.append(body)
        if isinstance(body, egress.GoLive):
            return egress.OnAir(path=f"rtp-{self.pid}")
        return egress.Done()


# --- clients ----------------------------------------------------------------------------------


class PairedWire:
    """One end of a WebSocket whose other end is a test."""

    def __init__(self) -> None:
        self.incoming: asyncio.Queue[str | None] = asyncio.Queue()
        self.outgoing: asyncio.Queue[str | None] = asyncio.Queue()
        self.flowing = asyncio.Event()
        self.flowing.set()
        self.closed_with: int | None = None
        self.dropped = False

    async def receive(self) -> str:
        text = await self.incoming.get()
        if text is None:
            raise WireClosed
        return text

    async def send(self, text: str) -> None:
        await self.flowing.wait()
        if self.dropped:
            raise WireClosed
        self.outgoing.put_nowait(text)

    async def close(self, code: int, reason: str) -> None:
        self.closed_with = code
        self.outgoing.put_nowait(None)

    def drop(self) -> None:
        """The network goes away."""
        self.dropped = True
        self.incoming.put_nowait(None)


class Client:
    """A participant's page."""

    def __init__(self, hub: Hub, tasks: asyncio.TaskGroup) -> None:
        self.wire = PairedWire()
        self.received: list[m.ServerMessage] = []
        self.serving = tasks.create_task(hub.serve(self.wire))
        self._reading = tasks.create_task(self._read())
        self._news = asyncio.Event()
        self._reads: dict[type[m.Message], int] = {}
        self._ids = iter(range(1, 1000))
        self.session = ""

    def send(self, message: m.ClientMessage | str) -> None:
        text = message if isinstance(message, str) else msgspec.json.encode(message).decode()
        self.wire.incoming.put_nowait(text)

    async def expect(self, kind: type[Sent]) -> Sent:
        """The next message of one kind, since the last of this kind was expected."""
        async with asyncio.timeout(PATIENCE):
            while True:
                while (read := self._reads.get(kind, 0)) < len(self.received):
                    self._reads[kind] = read + 1
                    message = self.received[read]
                    if isinstance(message, kind):
                        return message
                assert not self._reading.done(), f"closed; got {self.received}"
                await self._news.wait()

    async def _read(self) -> None:
        while (text := await self.wire.outgoing.get()) is not None:
            self.received.append(_server.decode(text))
            self._tell()
        asyncio.get_running_loop().call_soon(self._tell)  # once this task is done

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def join(self, token: str, **more: Any) -> m.Welcome:
        """`hello`, then `welcome`."""
        self.send(m.Hello(version=1, token=token, **more))
        welcome = await self.expect(m.Welcome)
        self.session = welcome.session
        return welcome

    async def do(self, command: AnyCommand, id: str | None = None) -> m.Accepted | m.Refused:
        """A command and its answer."""
        number = id or str(next(self._ids))
        self.send(m.DoCommand(id=number, command=command))
        return await self._answered(number)

    async def _answered(self, id: str) -> m.Accepted | m.Refused:
        while True:
            answer = await self.expect(m.Message)
            if isinstance(answer, m.Accepted | m.Refused) and answer.id == id:
                return answer

    async def event(self, kind: type[Any]) -> Record:
        """The next record of one kind of event."""
        while True:
            for record in (await self.expect(m.Events)).records:
                if isinstance(record.event, kind):
                    return record

    async def publish(self, sdp: str = "cert-a", **sources: m.Source) -> m.Published:
        """An offer, and its answer."""
        mids = {str(place): source for place, source in enumerate(sources.values())}
        self.send(m.Publish(id="p", sdp=sdp, sources=mids))
        return await self.expect(m.Published)

    async def bye(self) -> str:
        """The last word before the close."""
        code = (await self.expect(m.Bye)).code
        await until(lambda: self.wire.closed_with is not None)
        return code


# --- the whole --------------------------------------------------------------------------------


class Hall:
    """A consultation `id` with its hub; `relays` and `egresses` are those that were started."""

    def __init__(self, service: Service, hub: Hub, tokens: Tokens, clock: Clock, id: str) -> None:
        self.service = service
        self.hub = hub
        self.tokens = tokens
        self.clock = clock
        self.id = id
        self.relays: list[PlayedRelay] = []
        self.egresses: list[PlayedEgress] = []
        self.clients: list[Client] = []
        self._tasks: asyncio.TaskGroup | None = None

    @property
    def relay(self) -> PlayedRelay:
        return self.relays[-1]

    @property
    def state(self) -> Consultation:
        """The committed state."""
        state = self.service.current(self.id)
        assert state is not None
        return state

    async def meeting(self) -> Meeting:
        return await self.hub.meetings.get(self.id)

    async def token(self, who: str) -> str:
        """A fresh invitation's."""
        made = await self.hub.invite(self.id, ORGANIZER, who, self.clock.wall() + 10**9)
        return made.token

    def claims(self, token: str, scope: Any = "session") -> Claims:
        return self.tokens.verify(token, self.clock.wall(), scope)

    def client(self) -> Client:
        assert self._tasks is not None
        client = Client(self.hub, self._tasks)
        self.clients.append(client)
        return client

    async def joined(self, who: str, **more: Any) -> Client:
        """Somebody in the meeting."""
        client = self.client()
        await client.join(await self.token(who), **more)
        return client

    async def do(self, command: AnyCommand, by: str | Actor = "chair") -> list[Record]:
        """A command by another door than the WebSocket."""
        who = by if isinstance(by, Actor) else actor(by)
        return await self.service.execute(self.id, who, command)

    async def grant(self, who: str, **more: Any) -> str:
        """Somebody gets the floor; the speech."""
        (*_, record) = await self.do(GrantFloor(participant_id=who, **more))
        assert isinstance(record.event, FloorGranted)
        return record.event.speech_id

    async def pass_time(self, seconds: float) -> None:
        """Move the clock and let what is due happen."""
        self.clock.time += seconds
        (await self.meeting()).tick()

    async def log(self, kind: type[Any]) -> list[Any]:
        """The events of one kind so far."""
        records = await self.service.records(self.id, 0, SYSTEM)
        return [record.event for record in records if isinstance(record.event, kind)]


@asynccontextmanager
async def hall(
    data: Path,
    *,
    live: bool = False,
    opened: bool = False,
    id: str = "",
    real_relay: StartRelay | None = None,
    relays: int = 1,
    **config: Any,
) -> AsyncIterator[Hall]:
    """Everything runs until the block is left. With `id`, over the record that is there already.

    With `real_relay` media is real and time passes by itself.
    """
    clock = Clock() if real_relay is None else PassingClock()
    store = Store(f"sqlite+aiosqlite:///{data / 'record.db'}")
    service = Service(store, clock=clock.wall)
    await service.start()
    settings = replace(SignalingConfig(live_directory=data / "live"), **config)
    tokens = Tokens(bytes(KEY_BYTES))
    made: list[Hall] = []

    def start_relay(on_event: Callable[[relay.Event], None]) -> PlayedRelay:
        made[0].relays.append(PlayedRelay(on_event))
        return made[0].relays[-1]

    def start_egress(on_event: Callable[[egress.EgressEvent], None]) -> PlayedEgress:
        made[0].egresses.append(PlayedEgress(on_event))
        return made[0].egresses[-1]

    hub = Hub(
        service,
        tokens,
        settings,
        real_relay or start_relay,
        start_egress if live else None,
        clock,
        relays,
    )
    place = Hall(service, hub, tokens, clock, id)
    made.append(place)
    running = asyncio.create_task(service.run())
    try:
        async with asyncio.TaskGroup() as tasks:
            place._tasks = tasks
            if not id:
                place.id = await _prepared(service)
            hubs = tasks.create_task(hub.run())
            await hub.wait_ready()
            if opened:
                await place.do(OpenConsultation())
            yield place
            for client in place.clients:
                client.wire.drop()
            await asyncio.gather(*(client.serving for client in place.clients))
            hubs.cancel()
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await store.close()


async def _prepared(service: Service) -> str:
    id, _ = await service.create(ORGANIZER, CREATE)
    for participant in participants():
        await service.execute(id, ORGANIZER, RegisterParticipant(participant))
    return id
