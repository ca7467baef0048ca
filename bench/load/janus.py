"""Debian's Janus under load: its videoroom plugin, on loopback alone, over its WebSocket API."""

import asyncio
import itertools
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Self

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from bench.load import build
from bench.load.accounting import pin
from bench.load.sdp import (
    Remote,
    publisher_offer,
    receiver_answer,
    remote_of,
    ssrc_by_mid,
    transport_extension,
)
from bench.load.server import Server, ServerProcess, Shown, Subscription
from bench.load.tracks import Load, Track
from media.wire.sdp_write import LocalTransport

PORT = 8188
ROOM = 1
START_TIMEOUT = 10.0
ANSWER_TIMEOUT = 20.0
PLUGINS = (
    "audiobridge duktape echotest lua nosip recordplay sip streaming textroom videocall voicemail"
)
TRANSPORTS = "http mqtt nanomsg pfunix rabbitmq"
VIDEOROOM = "janus.plugin.videoroom"


LOOPBACK = "127.0.0.1"


def configuration(directory: Path, address: str = LOOPBACK, rooms: str = "") -> None:
    """Write a configuration with media at `address` alone; its API too, where that is loopback."""
    (library,) = Path("/usr/lib").glob("*/janus")

    def disabled(names: str) -> str:
        return ",".join(f"libjanus_{name}.so" for name in names.split())

    listen = f'ws_ip = "{address}",' if address == LOOPBACK else ""
    (directory / "janus.jcfg").write_text(f"""general: {{
  configs_folder = "{directory}"
  plugins_folder = "{library}/plugins"
  transports_folder = "{library}/transports"
  events_folder = "{library}/events"
  loggers_folder = "{library}/loggers"
  debug_level = 4
  session_timeout = 0
  interface = "{address}"
}}
media: {{ ipv6 = false, rtp_port_range = "30000-39999" }}
nat: {{ full_trickle = false, ice_lite = true, ice_enforce_list = "{address}" }}
plugins: {{ disable = "{disabled(PLUGINS)}" }}
transports: {{ disable = "{disabled(TRANSPORTS)}" }}
loggers: {{ disable = "libjanus_jsonlog.so" }}
events: {{ broadcast = false }}
""")
    (directory / "janus.transport.websockets.jcfg").write_text(
        f"general: {{ ws = true, ws_port = {PORT}, {listen} wss = false }}\n"
        "admin: { admin_ws = false }\n"
    )
    (directory / "janus.plugin.videoroom.jcfg").write_text("general: { }\n" + rooms)


class JanusError(Exception):
    """Janus refused a request."""


class JanusApi:
    """One session of Janus's API."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._transactions = itertools.count(1)
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._session: int | None = None

    async def read(self) -> None:
        """Give answers to who waits for them, until the connection ends."""
        async for text in self._socket:
            message = msgspec.json.decode(text)
            waiting = self._waiting.get(message.get("transaction", ""))
            if message["janus"] != "ack" and waiting is not None and not waiting.done():
                waiting.set_result(message)

    async def request(self, **message: Any) -> dict[str, Any]:
        """Send one request; raises `JanusError`."""
        transaction = str(next(self._transactions))
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[transaction] = answer
        session = {} if self._session is None else {"session_id": self._session}
        body = {"transaction": transaction, **session, **message}
        await self._socket.send(msgspec.json.encode(body).decode())
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT):
                answered = await answer
        finally:
            del self._waiting[transaction]
        data = answered.get("plugindata", {}).get("data", {})
        if answered["janus"] == "error" or "error" in data:
            raise JanusError(str(answered.get("error", data)))
        return answered

    async def create(self) -> None:
        """Begin the session."""
        self._session = (await self.request(janus="create"))["data"]["id"]

    async def attach(self) -> int:
        """A handle on the videoroom."""
        answer = await self.request(janus="attach", plugin=VIDEOROOM)
        return int(answer["data"]["id"])

    async def message(
        self, handle: int, body: dict[str, Any], jsep: str = "", type: str = "offer"
    ) -> dict[str, Any]:
        """A message to the videoroom, with SDP if given."""
        more = {"jsep": {"type": type, "sdp": jsep}} if jsep else {}
        return await self.request(janus="message", handle_id=handle, body=body, **more)


class Janus(Server):
    """Janus with one room."""

    name = "janus"

    def __init__(self, load: Load, cpu: int) -> None:
        super().__init__(load, cpu)
        self._stack = AsyncExitStack()
        self._tracks: dict[tuple[int, str], Track] = {}  # by feed and kind
        self._handles: dict[int, int] = {}
        self._mids: dict[int, dict[int, str]] = {}  # of pictures: subscriber, publisher, mid

    async def __aenter__(self) -> Self:
        directory = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="janus-")))
        configuration(directory)
        command = [build.tool("janus"), "-F", str(directory)]
        # Janus skips loopback interfaces when it gathers candidates.
        preload = {"LD_PRELOAD": str(build.show_lo())}
        self._process = ServerProcess(command, directory / "janus.log", preload)
        self._stack.callback(self._process.stop)
        socket = await self._connect()
        self._stack.push_async_callback(socket.close)
        self._api = JanusApi(socket)
        reading = asyncio.create_task(self._api.read())
        self._stack.callback(reading.cancel)
        await self._api.create()
        pin(self._process.pid, self.cpu)  # threads made later inherit it
        await self._create_room(await self._api.attach())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @property
    def pids(self) -> Sequence[int]:
        """Janus."""
        return [self._process.pid]

    async def _connect(self) -> ClientConnection:
        async with asyncio.timeout(START_TIMEOUT):
            while True:
                self._process.check()
                try:
                    return await connect(
                        f"ws://127.0.0.1:{PORT}",
                        subprotocols=[Subprotocol("janus-protocol")],
                        max_size=None,
                        ping_interval=None,
                    )
                except OSError:
                    await asyncio.sleep(0.1)

    async def _create_room(self, handle: int) -> None:
        extensions = not self.load.plain
        await self._api.message(
            handle,
            {
                "request": "create",
                "room": ROOM,
                "publishers": self.load.publishers,
                "videocodec": self.load.codec.lower(),
                "audiocodec": "opus",
                "bitrate": 0,
                "notify_joining": False,
                "audiolevel_ext": extensions,
                "playoutdelay_ext": False,
                "transport_wide_cc_ext": extensions,
                "videoorient_ext": False,
            },
        )

    async def publish(
        self, publisher: int, local: LocalTransport, tracks: Sequence[Track]
    ) -> Remote:
        """Join as a publisher."""
        for track in tracks:
            self._tracks[publisher + 1, track.kind] = track
        join = {"request": "joinandconfigure", "room": ROOM, "ptype": "publisher"}
        offer = publisher_offer(self.load, local, tracks, highest_first=True)
        answer = await self._api.message(
            await self._api.attach(), {**join, "id": publisher + 1}, offer
        )
        return remote_of(answer["jsep"]["sdp"])

    async def subscribe(self, subscriber: int, local: LocalTransport) -> Subscription:
        """Join as a subscriber of everybody."""
        handle = self._handles[subscriber] = await self._api.attach()
        feeds = [{"feed": n + 1} for n in range(self.load.publishers)]
        join = {"request": "join", "room": ROOM, "ptype": "subscriber", "streams": feeds}
        joined = await self._api.message(handle, join)
        offer = joined["jsep"]["sdp"]
        answer = receiver_answer(self.load, local, offer)
        start = {"request": "start", "room": ROOM}
        await self._api.message(handle, start, answer, "answer")
        streams = joined["plugindata"]["data"]["streams"]
        self._mids[subscriber] = {
            s["feed_id"] - 1: s["mid"] for s in streams if s["type"] == "video"
        }
        ssrcs = ssrc_by_mid(offer)
        return Subscription(
            remote_of(offer),
            [(ssrcs[s["mid"]], self._tracks[s["feed_id"], s["type"]]) for s in streams],
            transport_extension(self.load, offer),
        )

    async def watch(self, subscriber: int, shown: Sequence[Shown]) -> None:
        """Choose the layer that fits each height: Janus allocates nothing by itself."""
        mids = self._mids[subscriber]
        streams = [
            {"mid": mids[one.publisher], "substream": layer_for(one.height)} for one in shown
        ]
        configure = {"request": "configure", "streams": streams}
        await self._api.message(self._handles[subscriber], configure)


def layer_for(height: int) -> int:
    """The lowest layer of 180, 360 and 720 lines that is as high as shown."""
    return 0 if height <= 180 else 1 if height <= 360 else 2
