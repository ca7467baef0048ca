"""A peer through relay and egress: what viewers decode is what was published, floor included."""

import asyncio
import statistics
from pathlib import Path

import m3u8
import pytest

from media.client import RelayWorker
from media.config import RelayConfig
from media.egress.client import EgressProcess
from media.egress.messages import (
    AttachRelay,
    EgressEvent,
    EndLive,
    GoLive,
    OnAir,
    PlaylistReady,
    SetProgramme,
    SetTracks,
)
from media.messages import AttachEgress, EgressAttached, Publish, Published, Route
from tests.end_to_end.real_peers import (
    QUADRANTS,
    TONE,
    Pattern,
    Tone,
    offer_of,
    peer_connection,
    take_answer,
)
from tests.end_to_end.test_worker_media import prefer, until
from tests.media.egress.watching import loudness, watch

pytestmark = pytest.mark.end_to_end


async def go_live(
    relay: RelayWorker, egress: EgressProcess, directory: Path, published: Published
) -> None:
    """Put alice on air."""
    reply = await egress.request(GoLive("c", str(directory)))
    assert isinstance(reply, OnAir)
    await egress.request(SetTracks("c", published.tracks))
    await egress.request(SetProgramme("c", "alice", ["alice"]))
    attached = await relay.request(AttachEgress("c", reply.path))
    assert isinstance(attached, EgressAttached)
    await egress.request(AttachRelay("c", attached.path))


@pytest.mark.parametrize("codec", ["H264", "VP8"])
async def test_viewers_get_what_was_published(codec: str, tmp_path: Path) -> None:
    events: list[EgressEvent] = []
    async with (
        RelayWorker(RelayConfig(host="127.0.0.1"), lambda event: None) as relay,
        EgressProcess(events.append) as egress,
        peer_connection() as alice,
    ):
        alice.addTrack(Pattern())
        alice.addTrack(Tone())
        prefer(alice, codec)
        published = await relay.request(Publish("c", "pub-alice", "alice", await offer_of(alice)))
        assert isinstance(published, Published)
        await take_answer(alice, published.sdp)
        await go_live(relay, egress, tmp_path, published)
        await until(lambda: PlaylistReady("c") in events)
        await asyncio.sleep(1.5)
        listed = m3u8.loads((tmp_path / "video.m3u8").read_text())
        silent_until = sum(segment.duration or 0 for segment in listed.segments)  # last: parts only
        await relay.request(Route("c", ["alice"]))
        await asyncio.sleep(4)
        await egress.request(EndLive("c"))
    watched = watch({path.name: path.read_bytes() for path in tmp_path.iterdir()})
    last = [frame for frame in watched.frames if frame.size == (640, 360)][-1]  # before the slates
    assert last.colour == pytest.approx(QUADRANTS[3], abs=25)
    assert loudness(watched, 0.2, silent_until - 0.5, TONE) < 0.002, "heard without the floor"
    # Pieces, because a busy machine sends late, and what is late is missing.
    end = watched.frames[-1].at
    tenths = range(int(silent_until * 10), int(end * 10))
    pieces = [loudness(watched, n / 10, n / 10 + 0.1, TONE) for n in tenths]
    heard = [piece for piece in pieces if piece > 0.05]
    assert len(heard) > 10
    whole = statistics.quantiles(heard, n=4)[2]
    # aiortc makes stereo of mono, which in swresample costs 3 dB.
    assert whole == pytest.approx(12000 / 32768 / 2**0.5, rel=0.1)
