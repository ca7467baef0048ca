"""Synthetic participants: real WebRTC peers that send picture and sound and ask for the floor.

`python -m web.bot --links FILE` runs one bot for each entry of the list `bots` in FILE, JSON
`{"base": url, "bots": [{"token": …, "name": …, "level": …}, …]}` (other keys are ignored).
A bot only sends: it never answers the relay's offers.
"""

import argparse
import asyncio
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import structlog
import websockets
from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpSender,
    RTCSessionDescription,
)
from aiortc.contrib.media import MediaPlayer
from websockets.asyncio.client import ClientConnection

from sessions.commands import AnyCommand, RequestFloor, StartSpeech, YieldFloor
from sessions.events import (
    ConsultationAdjourned,
    ConsultationClosed,
    ConsultationOpened,
    ConsultationResumed,
    FloorGranted,
    FloorRequested,
    FloorRevoked,
    FloorYielded,
    Record,
    RequestWithdrawn,
)
from sessions.export.words import LEVEL_NAMES
from sessions.types import Level
from signaling import messages
from web.test_pattern import MelodyAudio, PatternVideo, encode_loop

log = structlog.get_logger()

RECONNECT_SECONDS = 2.0
PING_SECONDS = 2.0
WAIT_SECONDS = (20.0, 60.0)
"""How long a bot is silent before it asks for the floor (again)."""
SPEAK_SECONDS = (25.0, 45.0)

Tracks = Callable[[], list[MediaStreamTrack]]
"""Makes what a connection sends: aiortc stops tracks for good when a connection closes."""

_decoder = msgspec.json.Decoder(messages.ServerMessage)


class BotLink(msgspec.Struct, frozen=True):
    """Whom a bot acts as; `name` and `level` are drawn into its picture."""

    token: str
    name: str
    level: Level | None = None


class BotLinks(msgspec.Struct, frozen=True):
    """The part of a links file that bots read."""

    base: str
    bots: list[BotLink] = []


class Manners:
    """When a bot asks for the floor and when it has said enough: no I/O, time and chance given.

    `due(now)` returns the command to send now, or None.
    """

    def __init__(self, chance: random.Random, now: float) -> None:
        self._chance = chance
        self._me = ""
        self._open = False
        self._asked: str | None = None
        self._speech: str | None = None
        self._granted = False
        self._at = now + chance.uniform(*WAIT_SECONDS)

    def begin(self, welcome: messages.Welcome, now: float) -> None:
        """Take over what the snapshot says of this participant."""
        self._me = welcome.you.participant_id
        view = welcome.snapshot
        if view is not None:
            self._open = view.status == "open"
            own = [r.request_id for r in view.requests if r.participant_id == self._me]
            self._asked = own[0] if own else None
            held = [
                s.speech_id
                for s in view.speeches
                if s.participant_id == self._me and s.ended is None
            ]
            self._granted = bool(held)
            if held:
                self._speak(held[0], now)
        for record in welcome.records:
            self.see(record, now)

    def see(self, record: Record, now: float) -> None:
        """Follow the log."""
        match record.event:
            case ConsultationOpened() | ConsultationResumed():
                self._open = True
            case ConsultationAdjourned() | ConsultationClosed():
                self._open = False
            case FloorRequested(request_id, participant_id) if participant_id == self._me:
                self._asked = request_id
            case RequestWithdrawn(request_id) if request_id == self._asked:
                self._rest(now)
            case FloorGranted(speech_id, participant_id) if participant_id == self._me:
                self._asked = None
                self._granted = True
                self._speech = speech_id
                self._at = now
            case FloorYielded(speech_id) | FloorRevoked(speech_id) if speech_id == self._speech:
                self._rest(now)

    def due(self, now: float) -> AnyCommand | None:
        """What to ask the consultation for at `now`."""
        if not self._open or now < self._at:
            return None
        if self._granted and self._speech is not None:
            speech = self._speech
            self._speak(speech, now)
            return StartSpeech(speech)
        if self._speech is not None:
            speech = self._speech
            self._rest(now)
            return YieldFloor(speech)
        if self._asked is None:
            self._at = now + self._chance.uniform(*WAIT_SECONDS)
            return RequestFloor()
        return None

    def _speak(self, speech_id: str, now: float) -> None:
        self._granted = False
        self._speech = speech_id
        self._at = now + self._chance.uniform(*SPEAK_SECONDS)

    def _rest(self, now: float) -> None:
        self._asked = self._speech = None
        self._granted = False
        self._at = now + self._chance.uniform(*WAIT_SECONDS)


async def publish(base: str, token: str, tracks: Tracks, manners: Manners | None = None) -> None:
    """Join `base` with `token` and send `tracks` until cancelled, coming back after every loss.

    Without `manners` it never asks for the floor.
    """
    while True:
        try:
            await _attend(base, token, tracks, manners)
        except* (OSError, websockets.WebSocketException) as errors:
            log.info("bot lost its connection", reason=[str(e) for e in errors.exceptions])
        await asyncio.sleep(RECONNECT_SECONDS)


async def _attend(base: str, token: str, tracks: Tracks, manners: Manners | None) -> None:
    address = urlsplit(base)
    scheme = "wss" if address.scheme == "https" else "ws"
    origin = f"{address.scheme}://{address.netloc}"
    async with websockets.connect(
        f"{scheme}://{address.netloc}/ws",
        origin=websockets.Origin(origin),
        max_size=2**22,
        compression=None,
    ) as socket:
        hello = messages.Hello(messages.VERSION, token, client="bot", receive=False)
        await _send(socket, hello)
        peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(_tick(socket, manners))
                await _converse(socket, peer, tracks, manners)
                raise ConnectionError("the server closed the connection")
        finally:
            await peer.close()


async def _converse(
    socket: ClientConnection,
    peer: RTCPeerConnection,
    tracks: Tracks,
    manners: Manners | None,
) -> None:
    async for text in socket:
        now = asyncio.get_running_loop().time()
        match _decoder.decode(text):
            case messages.Welcome() as welcome:
                log.info("bot joined", name=welcome.you.name)
                if manners is not None:
                    manners.begin(welcome, now)
                await _send(socket, await _offer(peer, tracks()))
            case messages.Published() as published:
                await peer.setRemoteDescription(RTCSessionDescription(published.sdp, "answer"))
            case messages.Events() as events if manners is not None:
                for record in events.records:
                    manners.see(record, now)
            case messages.MediaReset():
                raise ConnectionError("the relay was replaced")
            case messages.Bye() as bye:
                raise ConnectionError(f"{bye.code}: {bye.message}")
            case _:
                pass


async def _offer(peer: RTCPeerConnection, tracks: list[MediaStreamTrack]) -> messages.Publish:
    for track in tracks:
        transceiver = peer.addTransceiver(track, direction="sendonly")
        if track.kind == "video":
            codecs = RTCRtpSender.getCapabilities("video").codecs
            transceiver.setCodecPreferences(
                [c for c in codecs if c.mimeType in ("video/H264", "video/rtx")]
            )
    await peer.setLocalDescription(await peer.createOffer())
    sources: dict[str, messages.Source] = {
        t.mid: "camera" if t.kind == "video" else "microphone"
        for t in peer.getTransceivers()
        if t.mid is not None
    }
    return messages.Publish(id="media", sdp=peer.localDescription.sdp, sources=sources)


async def _tick(socket: ClientConnection, manners: Manners | None) -> None:
    loop = asyncio.get_running_loop()
    pinged, number = loop.time(), 0
    while True:
        await asyncio.sleep(1.0)
        now = loop.time()
        if now - pinged >= PING_SECONDS:
            pinged = now
            await _send(socket, messages.Ping(time=now))
        command = manners.due(now) if manners is not None else None
        if command is not None:
            number += 1
            await _send(socket, messages.DoCommand(id=f"bot-{number}", command=command))


async def _send(socket: ClientConnection, message: messages.ClientMessage) -> None:
    await socket.send(msgspec.json.encode(message).decode())


async def run_bots(links: BotLinks, chance: random.Random) -> None:
    """All bots of `links`, until cancelled."""
    loop = asyncio.get_running_loop()
    async with asyncio.TaskGroup() as tasks:
        for link in links.bots:
            level = LEVEL_NAMES[link.level] if link.level else ""
            units = await asyncio.to_thread(encode_loop, link.name, level)
            manners = Manners(chance, loop.time())
            tracks = partial(_pattern, units, link.name)
            tasks.create_task(publish(links.base, link.token, tracks, manners))


async def run_one(link: str, media: str | None, name: str) -> None:
    """One bot by its join link, sending a file on repeat, a V4L2 device or the test pattern."""
    base, _, token = link.partition("#t=")
    address = urlsplit(base)
    origin = f"{address.scheme}://{address.netloc}"
    if media is None:
        units = await asyncio.to_thread(encode_loop, name, "")
        await publish(origin, token, partial(_pattern, units, name))
    else:
        await publish(origin, token, partial(_played, media))


def _pattern(units: list[bytes], name: str) -> list[MediaStreamTrack]:
    return [PatternVideo(units), MelodyAudio(name)]


def _played(media: str) -> list[MediaStreamTrack]:
    device = media.startswith("/dev/")
    player = MediaPlayer(media, format="v4l2" if device else None, loop=not device)
    return [t for t in (player.video, player.audio) if t is not None]


def main() -> None:
    """Entry of the process that the demo starts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=Path, required=True)
    arguments = parser.parse_args()
    links = msgspec.json.decode(arguments.links.read_bytes(), type=BotLinks)
    try:
        asyncio.run(run_bots(links, random.Random()))
    except KeyboardInterrupt:
        log.info("bots stopped")


if __name__ == "__main__":
    main()
