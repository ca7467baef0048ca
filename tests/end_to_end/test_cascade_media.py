"""Real peers at two worker processes: picture and sound cross the pipe, and obey the gate there."""

import pytest

from media.client import RelayWorker
from media.config import RelayConfig
from media.messages import (
    AttachPipe,
    GetStats,
    Offered,
    OpenPipe,
    PipeOpened,
    Publish,
    Published,
    Route,
    SetPiped,
    Stats,
    Subscribe,
    TakeAnswer,
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
from tests.end_to_end.test_worker_media import until

pytestmark = pytest.mark.end_to_end
LOCAL = RelayConfig(host="127.0.0.1")


async def test_picture_and_sound_reach_subscribers_of_both_workers() -> None:
    async with (
        RelayWorker(LOCAL, lambda _: None) as home,
        RelayWorker(LOCAL, lambda _: None) as leaf,
        peer_connection() as publisher,
        peer_connection() as near,
        peer_connection() as far,
        peer_connection() as farther,
    ):
        publisher.addTrack(Pattern())
        publisher.addTrack(Tone())
        published = await home.request(Publish("r", "pub", "alice", await offer_of(publisher)))
        assert isinstance(published, Published)
        await take_answer(publisher, published.sdp)
        opened = await leaf.request(OpenPipe("r"))
        assert isinstance(opened, PipeOpened)
        await home.request(AttachPipe("r", opened.path))
        await leaf.request(SetPiped("r", published.tracks))
        receivers = []
        for worker, pc, name in ((home, near, "a"), (leaf, far, "b"), (leaf, farther, "c")):
            await worker.request(Route("r", ["alice"]))
            receivers.append(Receiver(pc))
            ids = [track.track_id for track in published.tracks]
            offered = await worker.request(Subscribe("r", name, ids))
            assert isinstance(offered, Offered)
            answer = await answer_of(pc, offered.sdp)
            await worker.request(TakeAnswer(name, offered.revision, answer))
        await until(lambda: all(r.pictures > 30 and r.shows_pattern() for r in receivers))
        await until(lambda: all(r.level() > 3000 for r in receivers))
        assert all(abs(r.frequency() - TONE) <= 50 for r in receivers)

        await leaf.request(Route("r", []))
        before = receivers[1].sounds
        await until(lambda: receivers[0].sounds > before + 100)
        assert receivers[1].sounds < before + 20, "what its player had"

        stats = await leaf.request(GetStats())
        assert isinstance(stats, Stats)
        assert (stats.peers, stats.tracks) == (2, [])
        for receiver in receivers:
            await receiver.close()
