"""Real peers through a worker process: the picture decoded is the published one, sound obeys."""

import asyncio
from collections.abc import Callable

import pytest
from aiortc import RTCPeerConnection, RTCRtpSender

from media.client import RelayWorker
from media.config import RelayConfig
from media.messages import (
    Event,
    GetStats,
    Levels,
    Offered,
    PeerClosed,
    PeerConnected,
    Publish,
    Published,
    Route,
    Stats,
    Subscribe,
    TakeAnswer,
    TrackStarted,
    View,
    Viewed,
)
from tests.end_to_end.real_peers import (
    TONE,
    Pattern,
    Receiver,
    Tone,
    answer_of,
    offer_of,
    peer_connection,
    take_answer,
)

pytestmark = pytest.mark.end_to_end
LOCAL = RelayConfig(host="127.0.0.1")


async def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for `condition`."""
    async with asyncio.timeout(seconds):
        while not condition():  # frames come from libraries without an event
            await asyncio.sleep(0.02)


def prefer(pc: RTCPeerConnection, codec: str) -> None:
    """Let `pc` offer only one video codec."""
    capabilities = RTCRtpSender.getCapabilities("video").codecs
    chosen = [c for c in capabilities if c.mimeType in (f"video/{codec}", "video/rtx")]
    for transceiver in pc.getTransceivers():
        if transceiver.kind == "video":
            transceiver.setCodecPreferences(chosen)


async def publish(worker: RelayWorker, pc: RTCPeerConnection, owner: str) -> Published:
    """Send `pc`'s tracks as `owner`."""
    body = Publish("r", f"pub-{owner}", owner, await offer_of(pc))
    published = await worker.request(body)
    assert isinstance(published, Published)
    await take_answer(pc, published.sdp)
    return published


async def view(worker: RelayWorker, pc: RTCPeerConnection) -> Receiver:
    """Play the programme by WHEP's exchange."""
    pc.addTransceiver("audio", "recvonly")
    pc.addTransceiver("video", "recvonly")
    receiver = Receiver(pc)
    viewed = await worker.request(View("r", "view", None, await offer_of(pc)))
    assert isinstance(viewed, Viewed)
    await take_answer(pc, viewed.sdp)
    return receiver


async def subscribe(worker: RelayWorker, pc: RTCPeerConnection, tracks: list[int]) -> Receiver:
    """Take what the relay offers."""
    receiver = Receiver(pc)
    offered = await worker.request(Subscribe("r", "sub", tracks))
    assert isinstance(offered, Offered)
    answer = await answer_of(pc, offered.sdp)
    await worker.request(TakeAnswer("sub", offered.revision, answer))
    return receiver


@pytest.mark.parametrize("codec", ["H264", "VP8"])
async def test_pictures_and_sound_arrive_as_they_were_sent(codec: str) -> None:
    events: list[Event] = []
    async with (
        RelayWorker(LOCAL, events.append) as worker,
        peer_connection() as publisher,
        peer_connection() as viewer,
        peer_connection() as subscriber,
    ):
        publisher.addTrack(Pattern())
        publisher.addTrack(Tone())
        prefer(publisher, codec)
        published = await publish(worker, publisher, "alice")
        video, audio = published.tracks
        assert (video.codec, audio.codec) == (codec, "opus")
        await worker.request(Route("r", [], "alice", "alice"))
        watching = await view(worker, viewer)
        receiving = await subscribe(worker, subscriber, [video.track_id, audio.track_id])
        receivers = (watching, receiving)

        await until(lambda: all(r.pictures > 30 and r.shows_pattern() for r in receivers))
        levels = [e for e in events if isinstance(e, Levels)]
        assert levels[-1].levels["alice"] > -30, "the relay hears who is not audible"
        assert [r.sounds for r in receivers] == [0, 0], "nobody else does"

        await worker.request(Route("r", ["alice"], "alice", "alice"))
        await until(lambda: all(r.level() > 3000 for r in receivers))
        assert all(abs(r.frequency() - TONE) <= 50 for r in receivers)

        await worker.request(Route("r", [], "alice", "alice"))
        await asyncio.sleep(0.5)
        heard = [r.sounds for r in receivers]
        await asyncio.sleep(0.5)
        assert [r.sounds for r in receivers] == heard

        stats = await worker.request(GetStats())
        assert isinstance(stats, Stats)
        assert stats.datagrams_refused == 0
        assert stats.packets_forwarded > 60, "thirty pictures for each of two"
        for receiver in receivers:
            await receiver.close()
    assert {e.peer for e in events if isinstance(e, PeerConnected)} == {"pub-alice", "view", "sub"}
    started = {e.track_id for e in events if isinstance(e, TrackStarted)}
    assert started == {video.track_id, audio.track_id}


async def test_a_peer_that_leaves_is_told_of_at_once() -> None:
    events: list[Event] = []
    async with RelayWorker(LOCAL, events.append) as worker:
        async with peer_connection() as publisher:
            publisher.addTrack(Tone())
            await publish(worker, publisher, "alice")
            await until(lambda: any(isinstance(e, PeerConnected) for e in events))
        await until(lambda: PeerClosed("pub-alice", "dtls_closed") in events, 2.0)
