"""Real peers at two worker processes: picture and sound cross the pipe, and obey the gate there."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path

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
from signaling import messages as m
from signaling.relays import slot_of
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
from tests.end_to_end.test_signaled_media import SPOKEN, patiently, sending, until
from tests.signaling.hall import Client, hall

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


class Watcher:
    """Takes whatever is offered; an offer with revision 1 is for a new peer connection."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.now: Receiver | None = None

    async def run(self) -> None:
        async with AsyncExitStack() as stack:
            while True:
                with suppress(TimeoutError):
                    offer = await self.client.expect(m.Offer)
                    if offer.revision == 1:
                        pc = await stack.enter_async_context(peer_connection())
                        self.now = Receiver(pc)
                        stack.push_async_callback(self.now.close)
                    answer = await answer_of(pc, offer.sdp)
                    self.client.send(m.Answer(revision=offer.revision, sdp=answer))

    def sees(self, pictures: int = 20) -> bool:
        return self.now is not None and self.now.pictures > pictures and self.now.shows_pattern()

    def hears(self) -> bool:
        return self.now is not None and self.now.level() > SPOKEN


@asynccontextmanager
async def watching(client: Client) -> AsyncIterator[Watcher]:
    """A watcher for the time of the block."""
    watcher = Watcher(client)
    task = asyncio.create_task(watcher.run())
    try:
        yield watcher
    finally:
        task.cancel()
        await asyncio.wait([task])


@pytest.mark.timeout(180)
async def test_a_killed_leaf_costs_its_own_and_a_killed_home_everybody(tmp_path: Path) -> None:
    start = partial(RelayWorker, LOCAL)
    async with hall(
        tmp_path, opened=True, real_relay=start, relays=2, peers_per_worker=2, silence=600.0
    ) as place:
        home = slot_of(place.id, 2)
        li = await place.joined("li", receive=False)
        chair, wang = await place.joined("chair"), await place.joined("wang")
        async with watching(chair) as near, watching(wang) as far:
            async with sending(li):
                await until(lambda: near.sees() and far.sees())
                await place.grant("li")
                await until(lambda: near.hears() and far.hears())
                assert sorted(place.hub._relays.census) == [1, 2]
                before = (near.now, far.now)
                assert near.now is not None
                os.kill(place.hub.relay_pids[1 - home], signal.SIGKILL)
                killed, seen = time.monotonic(), near.now.pictures
                await until(lambda: far.now is not before[1] and far.sees(0))
                print(f"leaf killed: picture again after {time.monotonic() - killed:.2f} s")
                await until(lambda: near.sees(seen + 30))
                assert near.now is before[0]
                assert not [one for one in chair.received if isinstance(one, m.MediaReset)]
                await until(lambda: len(place.hub.relay_pids) == 2)
                os.kill(place.hub.relay_pids[home], signal.SIGKILL)
                for client in (li, chair, wang):
                    await patiently(client, m.MediaReset)
            async with sending(li):
                await until(lambda: near.now is not before[0] and near.sees() and near.hears())
                await until(lambda: far.sees() and far.hears())
