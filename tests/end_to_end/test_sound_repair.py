"""What repairs sound where packets are lost: Opus's own FEC, and RED, both through the relay."""

import asyncio
import random
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.async_api import Page

from media.messages import Offered, Subscribe, TakeAnswer, TrackInfo
from media.server import RelayServer
from tests.end_to_end.test_relay_media import (
    PLAY,
    on_programme,
    pages,
    publish,
    relay,
    stats_of,
    until,
    viewer,
)

pytestmark = [pytest.mark.end_to_end, pytest.mark.browser]

LOSS = 0.1
NO_CAMERA = Path("/dev/null")
SPEAK = """async (red) => {
  const stream = await navigator.mediaDevices.getUserMedia({audio: true});
  const pc = window.pc = new RTCPeerConnection();
  const [track] = stream.getTracks();
  const transceiver = pc.addTransceiver(track, {direction: 'sendonly', streams: [stream]});
  if (red) {
    const {codecs} = RTCRtpSender.getCapabilities('audio');
    const first = codecs.filter(({mimeType}) => mimeType === 'audio/red');
    transceiver.setCodecPreferences([...first, ...codecs.filter(c => !first.includes(c))]);
  }
  await pc.setLocalDescription(await pc.createOffer());
  await pc.setRemoteDescription({type: 'answer', sdp: await publish(pc.localDescription.sdp)});
}"""


class LossyPath(asyncio.DatagramProtocol):
    """A UDP path through this process on which a seeded share of the media is lost, both ways."""

    def __init__(self, to: int, loss: float) -> None:
        self._to = ("127.0.0.1", to)
        self._random = random.Random(1)
        self._loss = loss
        self._client: tuple[str, int] | None = None
        self._transport: asyncio.DatagramTransport
        self.lost = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if addr != self._to:
            self._client = addr
        is_media = 128 <= data[0] < 192 and not 192 <= data[1] <= 223
        if is_media and self._random.random() < self._loss:
            self.lost += 1
            return
        target = self._client if addr == self._to else self._to
        if target is not None:
            self._transport.sendto(data, target)


@asynccontextmanager
async def lossy(port: int, loss: float = LOSS) -> AsyncIterator[tuple[LossyPath, int]]:
    """A lossy path to the relay, and the port it begins at."""
    loop = asyncio.get_running_loop()
    transport, path = await loop.create_datagram_endpoint(
        lambda: LossyPath(port, loss), ("127.0.0.1", 0)
    )
    try:
        yield path, transport.get_extra_info("sockname")[1]
    finally:
        transport.close()


def through(sdp: str, port: int, path: int) -> str:
    """`sdp` of the relay at `port` with its candidates at `path` instead."""
    return re.sub(rf"^(a=candidate:.* ){port}( typ host)", rf"\g<1>{path}\2", sdp, flags=re.M)


async def speak(server: RelayServer, page: Page, port: int, red: bool) -> list[TrackInfo]:
    """Publish Chromium's fake microphone, whose beeps everybody hears, over the path at `port`."""
    tracks: list[TrackInfo] = []

    def answer(offer: str) -> str:
        sdp, published = publish(server, "alice", offer)
        tracks.extend(published)
        return through(sdp, server.port, port)

    await page.expose_function("publish", answer)
    await page.evaluate(SPEAK, red)
    on_programme(server, "alice")
    return tracks


async def listen(server: RelayServer, page: Page, port: int, tracks: list[TrackInfo]) -> None:
    """Subscribe in Chromium over the path at `port`."""
    subscribe = Subscribe(router="r", peer="s", tracks=[t.track_id for t in tracks])
    offered = server.handle(subscribe)
    assert isinstance(offered, Offered)
    sdp = await page.evaluate(PLAY, through(offered.sdp, server.port, port))
    server.handle(TakeAnswer(peer="s", revision=offered.revision, sdp=sdp))


async def heard(page: Page, packets: int, what: str) -> dict[str, Any]:
    """The player's figures once so many `packets` came and its `what` is not 0."""
    stats: dict[str, Any] = {}
    async with asyncio.timeout(40):
        while stats.get("packetsReceived", 0) < packets or not stats.get(what):
            await asyncio.sleep(0.2)
            stats = (await stats_of(page)).get("audio", {})
    return stats


async def test_opus_fec_reaches_the_listener() -> None:
    """An encoder adds FEC where its own path loses packets: what it adds is used at the far end."""
    with relay() as server:
        async with lossy(server.port) as (path, port), pages(NO_CAMERA) as (speaker, listener):
            tracks = await speak(server, speaker, port, red=False)
            await listen(server, listener, server.port, tracks)
            stats = await heard(listener, 300, "fecPacketsReceived")
            assert path.lost > 10
            assert stats["fecPacketsReceived"] > 0


async def test_red_repairs_what_the_listeners_path_loses() -> None:
    with relay() as server:
        async with lossy(server.port) as (path, port), pages(NO_CAMERA) as (speaker, listener):
            tracks = await speak(server, speaker, server.port, red=True)
            assert [track.codec for track in tracks] == ["opus"]
            await listen(server, listener, port, tracks)
            async with viewer(server) as (_, receiver):  # which takes no RED
                stats = await heard(listener, 400, "packetsLost")
                assert path.lost > 30
                concealed = stats["concealedSamples"] / stats["totalSamplesReceived"]
                assert concealed < LOSS / 2  # without RED it is 0.09
                await until(lambda: receiver.level() > 100)
