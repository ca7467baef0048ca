"""Three layers from a real Chromium through a relay to another: chosen, switched, played.

What each budget gets is held in virtual time (`media/test_allocator.py`).
"""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from media.messages import Offered, Shown, Subscribe, TakeAnswer, TrackInfo, Watch
from media.publication import Publication
from media.server import RelayServer
from tests.end_to_end.test_relay_media import PLAY, film, on_programme, pages, publish, relay

pytestmark = [pytest.mark.end_to_end, pytest.mark.browser]

PUBLISH = """async (codec) => {
  const stream = await navigator.mediaDevices.getUserMedia(
    {audio: true, video: {width: 960, height: 540}});
  const pc = window.pc = new RTCPeerConnection();
  pc.addTransceiver(stream.getAudioTracks()[0], {direction: 'sendonly'});
  const camera = pc.addTransceiver(stream.getVideoTracks()[0], {
    direction: 'sendonly',
    sendEncodings: [
      {rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150000},
      {rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 350000},
      {rid: 'f', maxBitrate: 900000},
    ],
  });
  const codecs = RTCRtpSender.getCapabilities('video').codecs;
  camera.setCodecPreferences(codecs.filter(
    c => c.mimeType === `video/${codec}` || c.mimeType === 'video/rtx'));
  const parameters = camera.sender.getParameters();
  parameters.degradationPreference = 'maintain-resolution';
  await camera.sender.setParameters(parameters);
  await pc.setLocalDescription(await pc.createOffer());
  await pc.setRemoteDescription({type: 'answer', sdp: await publish(pc.localDescription.sdp)});
}"""
PLAYED = """async () => [...(await pc.getStats()).values()]
  .find(s => s.type === 'inbound-rtp' && s.kind === 'video') ?? {}"""
SETTLES = 25.0
"""Seconds in which Chromium sends all three and a switch is done, on a busy machine."""


async def played(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = await page.evaluate(PLAYED)
    return found


async def until(what: Callable[[], bool], seconds: float = SETTLES) -> None:
    async with asyncio.timeout(seconds):
        while not what():
            await asyncio.sleep(0.05)


async def until_height(page: Page, height: int) -> float:
    """Wait until frames of that height are decoded; returns the seconds it took."""
    start = time.monotonic()
    async with asyncio.timeout(SETTLES):
        while (await played(page)).get("frameHeight") != height:
            await asyncio.sleep(0.05)
    return time.monotonic() - start


def flowing(publication: Publication) -> list[bool]:
    return [layer.flows for layer in publication.layers]


def watch(server: RelayServer, track_id: int, height: int) -> None:
    server.handle(Watch(peer="s", shown=[Shown(track_id, height, 0)]))


@pytest.fixture(scope="module")
def camera_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest of which Chromium sends three layers."""
    return film(tmp_path_factory.mktemp("camera") / "small.mjpeg", 960, 540)


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("codec", "low"), [("H264", 134), ("VP8", 135)])
async def test_layers_are_switched_without_a_freeze(
    camera_film: Path, codec: str, low: int
) -> None:
    tracks: list[TrackInfo] = []
    with relay() as server:

        def answer(offer: str) -> str:
            sdp, published = publish(server, "alice", offer)
            tracks.extend(published)
            return sdp

        async with pages(camera_film) as (camera, player):
            await camera.expose_function("publish", answer)
            await camera.evaluate(PUBLISH, codec)
            on_programme(server, "alice")
            subscribe = Subscribe(router="r", peer="s", tracks=[t.track_id for t in tracks])
            offered = server.handle(subscribe)
            assert isinstance(offered, Offered)
            sdp = await player.evaluate(PLAY, offered.sdp)
            server.handle(TakeAnswer(peer="s", revision=offered.revision, sdp=sdp))

            picture = next(t for t in tracks if t.kind == "video")
            assert picture.codec == codec
            publication = server.relay.routers["r"].publication(picture.track_id)
            assert publication is not None
            await until(lambda: flowing(publication) == [True] * 3)
            await until_height(player, 540)
            before = await played(player)
            for height in (low, 540, 270, low, 540):
                watch(server, picture.track_id, height)
                took = await until_height(player, height)
                print(f"{codec}: {height} lines after {took:.2f} s")
                await asyncio.sleep(1.0)
            after = await played(player)
            assert after["framesDecoded"] - before["framesDecoded"] > 5 * 15
            # A busy machine freezes by itself, shortly; a player that lost its thread stands still
            # until a later key frame, for seconds.
            assert after["totalFreezesDuration"] - before["totalFreezesDuration"] < 1.5

            watch(server, picture.track_id, 0)
            await asyncio.sleep(1.0)
            hidden = (await played(player))["framesDecoded"]
            await asyncio.sleep(1.0)
            assert (await played(player))["framesDecoded"] - hidden <= 1
            watch(server, picture.track_id, low)
            await until_height(player, low)
            shown = (await played(player))["framesDecoded"]
            await asyncio.sleep(1.0)
            assert (await played(player))["framesDecoded"] - shown > 5
