"""Media through a relay's real socket: aiortc's programme switched, Chromium's bitrate."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from aiortc import RTCPeerConnection
from playwright.async_api import Page, async_playwright

from media.config import RelayConfig
from media.messages import (
    Event,
    GetStats,
    Offered,
    Publish,
    Published,
    Route,
    Stats,
    Subscribe,
    TakeAnswer,
    TrackInfo,
    View,
    Viewed,
)
from media.server import RelayServer
from tests.end_to_end.real_peers import (
    Pattern,
    Receiver,
    Tone,
    offer_of,
    pattern,
    peer_connection,
    take_answer,
)

pytestmark = pytest.mark.end_to_end

CHROMIUM = "/usr/bin/chromium"
WANTED_BITRATE = 1_200_000
CLIMB = 10.0
"""Seconds in which Chromium must reach it."""


class Negative(Pattern):
    """The pattern in opposite colours."""

    async def recv(self) -> av.VideoFrame:
        frame = await super().recv()
        negative = av.VideoFrame.from_ndarray(255 - pattern(), format="rgb24")
        negative.pts, negative.time_base = frame.pts, frame.time_base
        return negative


@contextmanager
def relay() -> Iterator[RelayServer]:
    """A relay in this process, on a free port of the loopback interface."""
    events: list[Event] = []
    server = RelayServer(RelayConfig(host="127.0.0.1", port=0), events.append)
    try:
        yield server
    finally:
        server.close()


async def until(what: Callable[[], bool], seconds: float = 15.0) -> None:
    async with asyncio.timeout(seconds):
        while not what():  # frames come from libraries without an event for it
            await asyncio.sleep(0.05)


def publish(server: RelayServer, owner: str, offer: str) -> tuple[str, list[TrackInfo]]:
    reply = server.handle(Publish(router="r", peer=owner, owner=owner, sdp=offer))
    assert isinstance(reply, Published)
    return reply.sdp, reply.tracks


def on_programme(server: RelayServer, owner: str) -> None:
    route = Route(router="r", audible=[owner], programme_video=owner, programme_audio=owner)
    server.handle(route)


@asynccontextmanager
async def viewer(server: RelayServer) -> AsyncIterator[tuple[RTCPeerConnection, Receiver]]:
    """An aiortc peer that plays the programme."""
    async with peer_connection() as pc:
        receiver = Receiver(pc)
        pc.addTransceiver("video", direction="recvonly")
        pc.addTransceiver("audio", direction="recvonly")
        viewed = server.handle(View(router="r", peer="v", owner=None, sdp=await offer_of(pc)))
        assert isinstance(viewed, Viewed)
        await take_answer(pc, viewed.sdp)
        yield pc, receiver
        await receiver.close()


def shows(receiver: Receiver, red: int) -> bool:
    """Whether that is the top left quadrant's red: 200 in the pattern, 55 in its negative."""
    picture = receiver.picture
    return picture is not None and abs(float(picture[20:100, 20:100, 0].mean()) - red) < 25


def has_more(receiver: Receiver, pictures: int, sounds: int) -> bool:
    return receiver.pictures >= pictures and receiver.sounds >= sounds


async def test_the_programme_switches_and_goes_on() -> None:
    """That it does so without a gap is held in virtual time (`media/test_down_track.py`)."""
    with relay() as server:
        async with peer_connection() as alice, peer_connection() as bob:
            for owner, pc, camera in [("alice", alice, Pattern()), ("bob", bob, Negative())]:
                pc.addTrack(camera)
                pc.addTrack(Tone())
                answer, _ = publish(server, owner, await offer_of(pc))
                await take_answer(pc, answer)
            on_programme(server, "alice")
            async with viewer(server) as (_, receiver):
                await until(partial(has_more, receiver, 20, 20))
                assert shows(receiver, 200)
                for owner, red in [("bob", 55), ("alice", 200), ("bob", 55)]:
                    on_programme(server, owner)
                    await until(partial(shows, receiver, red), 5)
                    pictures, sounds = receiver.pictures, receiver.sounds
                    await until(partial(has_more, receiver, pictures + 20, sounds + 30), 10)
                    assert shows(receiver, red)


def film(path: Path, width: int, height: int) -> Path:
    """A film for Chromium's fake camera, moving and detailed enough to want 2 Mbit/s at 720p."""
    blocks = np.random.default_rng(1).integers(0, 255, (45, 80, 3), dtype=np.uint8)
    picture = blocks.repeat(32, 0).repeat(32, 1)[:height, :width]
    with av.open(str(path), "w", format="mjpeg") as made:
        stream = made.add_stream("mjpeg", rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuvj420p"
        for number in range(50):
            moved = np.ascontiguousarray(np.roll(picture, number * 5, 1))
            frame = av.VideoFrame.from_ndarray(moved, format="rgb24").reformat(format="yuvj420p")
            made.mux(stream.encode(frame))
        made.mux(stream.encode())
    return path


@pytest.fixture(scope="module")
def rich_camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A 720p camera."""
    return film(tmp_path_factory.mktemp("camera") / "rich.mjpeg", 1280, 720)


PUBLISH = """async () => {
  const stream = await navigator.mediaDevices.getUserMedia(
    {audio: true, video: {width: 1280, height: 720}});
  const pc = window.pc = new RTCPeerConnection();
  for (const track of stream.getTracks()) {
    const {sender} = pc.addTransceiver(track, {direction: 'sendonly', streams: [stream]});
    if (track.kind === 'video') {
      const parameters = sender.getParameters();
      parameters.degradationPreference = 'maintain-resolution';
      await sender.setParameters(parameters);
    }
  }
  await pc.setLocalDescription(await pc.createOffer());
  await pc.setRemoteDescription({type: 'answer', sdp: await publish(pc.localDescription.sdp)});
}"""
PLAY = """async (sdp) => {
  const pc = window.pc = new RTCPeerConnection();
  pc.ontrack = ({track}) => {
    const element = document.createElement(track.kind);
    element.autoplay = true;
    element.srcObject = new MediaStream([track]);
    document.body.append(element);
  };
  await pc.setRemoteDescription({type: 'offer', sdp});
  await pc.setLocalDescription(await pc.createAnswer());
  return pc.localDescription.sdp;
}"""
STATS = """async () => Object.fromEntries([...(await pc.getStats()).values()]
  .filter(s => s.type === 'inbound-rtp' || s.type === 'outbound-rtp'
    || (s.type === 'candidate-pair' && s.nominated))
  .map(s => [s.type === 'candidate-pair' ? 'pair' : s.kind, s]))"""


@asynccontextmanager
async def pages(camera: Path) -> AsyncIterator[tuple[Page, Page]]:
    """Two pages of a Chromium whose fake camera plays `camera`."""
    async with async_playwright() as play:
        browser = await play.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                f"--use-file-for-fake-video-capture={camera}",
                "--autoplay-policy=no-user-gesture-required",
            ],
        )
        context = await browser.new_context()
        await context.route(  # cameras are given to secure origins only, which localhost is
            "http://localhost/*",
            lambda route: route.fulfill(body="<body></body>", content_type="text/html"),
        )
        first, second = await context.new_page(), await context.new_page()
        for page in (first, second):
            await page.goto("http://localhost/")
        yield first, second
        await browser.close()


async def stats_of(page: Page) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = await page.evaluate(STATS)
    return found


@pytest.mark.browser
async def test_chromium_climbs_and_plays(rich_camera: Path) -> None:
    """Our feedback lets it reach 1.2 Mbit/s at 720p within 10 s; another page plays that."""
    tracks: list[TrackInfo] = []
    with relay() as server:

        def answer(offer: str) -> str:
            sdp, published = publish(server, "alice", offer)
            tracks.extend(published)
            return sdp

        async with pages(rich_camera) as (camera, player):
            await camera.expose_function("publish", answer)
            await camera.evaluate(PUBLISH)
            on_programme(server, "alice")
            subscribe = Subscribe(router="r", peer="s", tracks=[t.track_id for t in tracks])
            offered = server.handle(subscribe)
            assert isinstance(offered, Offered)
            sdp = await player.evaluate(PLAY, offered.sdp)
            server.handle(TakeAnswer(peer="s", revision=offered.revision, sdp=sdp))

            start = time.monotonic()
            before, reached = (await stats_of(camera))["video"], 0.0
            while time.monotonic() - start < CLIMB and reached < WANTED_BITRATE:
                await asyncio.sleep(1.0)
                sent = (await stats_of(camera))["video"]
                elapsed = (sent["timestamp"] - before["timestamp"]) / 1000
                reached = (sent["bytesSent"] - before["bytesSent"]) * 8 / elapsed
                before = sent
            assert reached >= WANTED_BITRATE
            assert (sent["frameWidth"], sent["frameHeight"]) == (1280, 720)
            assert (await stats_of(camera))["pair"]["availableOutgoingBitrate"] >= WANTED_BITRATE

            played: dict[str, dict[str, Any]] = {}
            async with asyncio.timeout(20):
                while played.get("video", {}).get("framesDecoded", 0) < 10:
                    await asyncio.sleep(0.2)
                    played = await stats_of(player)
            assert played["video"]["frameHeight"] == 720
            assert played["audio"]["totalAudioEnergy"] > 0
            stats = server.handle(GetStats())
            assert isinstance(stats, Stats)
            assert all(track.lost == 0 for track in stats.tracks)
            estimate = server.relay.peers["s"].link.estimate
            async with asyncio.timeout(20):  # by the player's transport-wide feedback
                while estimate.bitrate < WANTED_BITRATE or estimate.queueing > 0.05:
                    await asyncio.sleep(0.2)
            assert estimate.acknowledged > 0
