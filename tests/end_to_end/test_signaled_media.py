"""Real media by way of signaling: a hub with its record, a relay process, aiortc peers."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from aiortc import RTCPeerConnection

from media.client import RelayWorker
from media.config import RelayConfig
from sessions.commands import RevokeFloor
from sessions.events import FloorRevoked
from signaling import messages as m
from tests.end_to_end.real_peers import (
    Pattern,
    Receiver,
    Tone,
    answer_of,
    offer_of,
    peer_connection,
    take_answer,
)
from tests.signaling.hall import Client, hall

pytestmark = pytest.mark.end_to_end

SPOKEN = 1000.0
"""RMS of the tone is 8,500; of silence, 0."""


async def until(condition: Callable[[], bool], seconds: float = 25.0) -> None:
    """Wait for what the libraries do in their own time."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def sending(client: Client) -> AsyncIterator[None]:
    """A picture and a tone, by `publish`."""
    async with peer_connection() as pc:
        pc.addTrack(Tone())
        pc.addTrack(Pattern())
        published = None
        client.send(m.Publish(id="media", sdp=await offer_of(pc)))
        published = await client.expect(m.Published)
        assert [(t.kind, t.source) for t in published.tracks] == [
            ("audio", "microphone"),
            ("video", "camera"),
        ]
        await take_answer(pc, published.sdp)
        yield


@asynccontextmanager
async def receiving(client: Client) -> AsyncIterator[Receiver]:
    """Whatever `offer`s bring, each answered."""
    async with peer_connection() as pc:
        receiver = Receiver(pc)
        answering = asyncio.create_task(answer_offers(client, pc))
        try:
            yield receiver
        finally:
            answering.cancel()
            await asyncio.wait([answering])
            await receiver.close()


async def answer_offers(client: Client, pc: RTCPeerConnection) -> None:
    while True:
        try:
            offer = await client.expect(m.Offer)
        except TimeoutError:
            continue
        answer = await answer_of(pc, offer.sdp)
        client.send(m.Answer(revision=offer.revision, sdp=answer))


@pytest.mark.timeout(120)
async def test_sound_obeys_the_floor_and_a_killed_relay_is_survived(tmp_path: Path) -> None:
    start = partial(RelayWorker, RelayConfig(host="127.0.0.1"))
    async with hall(tmp_path, opened=True, real_relay=start, silence=600.0) as place:
        chair = await place.joined("chair")
        li = await place.joined("li", receive=False)
        async with sending(li), receiving(chair) as heard:
            await until(lambda: heard.pictures > 20 and heard.shows_pattern())
            await asyncio.sleep(1.0)
            assert heard.level() == 0.0
            speech = await place.grant("li")
            await until(lambda: heard.level() > SPOKEN)
            assert "li" in (await levels_of(chair, "li")).levels
            await place.do(RevokeFloor(speech))
            await chair.event(FloorRevoked)
            await asyncio.sleep(0.5)  # what the jitter buffer still holds
            sounds, pictures = heard.sounds, heard.pictures
            await until(lambda: heard.pictures > pictures + 20)
            assert heard.sounds - sounds <= 2

            (pid,) = place.hub.relay_pids
            os.kill(pid, signal.SIGKILL)
            killed = time.monotonic()
            for client in (chair, li):
                await patiently(client, m.MediaReset)
            reset = time.monotonic() - killed
        async with sending(li), receiving(chair) as heard:
            await until(lambda: heard.pictures > 0 and heard.shows_pattern())
            print(
                f"media_reset after {reset:.2f} s, picture after {time.monotonic() - killed:.2f} s"
            )
        assert place.hub.relay_pids != [pid]


async def levels_of(client: Client, who: str) -> m.Levels:
    """Levels that name somebody."""
    while True:
        levels = await client.expect(m.Levels)
        if who in levels.levels:
            return levels


async def patiently(client: Client, kind: type[m.MediaReset]) -> None:
    """Longer than `expect` waits: a process has to start."""
    for _ in range(5):
        try:
            await client.expect(kind)
        except TimeoutError:
            continue
        return
    raise TimeoutError
