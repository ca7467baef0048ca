"""Our relay under load: one worker by its typed messages, nothing else of the product running."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from bench.load.accounting import pin
from bench.load.sdp import (
    Remote,
    publisher_offer,
    receiver_answer,
    remote_of,
    ssrc_by_mid,
    transport_extension,
)
from bench.load.server import Server, Shown, Subscription, errors_to
from bench.load.tracks import Load, Track
from media import messages
from media.client import RelayWorker
from media.config import RelayConfig
from media.messages import Offered, Publish, Published, Route, Subscribe, TakeAnswer
from media.wire.sdp_write import LocalTransport

ROUTER = "load"


class Tongxin(Server):
    """The relay worker alone."""

    name = "tongxin"

    def __init__(self, load: Load, cpu: int) -> None:
        super().__init__(load, cpu)
        config = RelayConfig(host="127.0.0.1", max_peers=5000)
        self._worker = RelayWorker(config, lambda event: None)
        self._tracks: dict[int, Track] = {}  # by the relay's track id
        self._directory = tempfile.TemporaryDirectory(prefix="bench-")
        self._log = Path(self._directory.name) / "relay.log"

    async def __aenter__(self) -> Self:
        with errors_to(self._log):
            await self._worker.spawn()
        await self._worker.__aenter__()
        pin(self._worker.pid, self.cpu)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._worker.__aexit__(None, None, None)
        self._directory.cleanup()

    @property
    def pids(self) -> Sequence[int]:
        """The worker."""
        return [self._worker.pid]

    async def publish(
        self, publisher: int, local: LocalTransport, tracks: Sequence[Track]
    ) -> Remote:
        """Publish, and let everybody be heard."""
        offer = publisher_offer(self.load, local, tracks)
        owner = f"venue{publisher}"
        published = await self._worker.request(Publish(ROUTER, f"p{publisher}", owner, offer))
        assert isinstance(published, Published)
        for info in published.tracks:
            self._tracks[info.track_id] = next(t for t in tracks if t.kind == info.kind)
        everybody = [f"venue{n}" for n in range(publisher + 1)]
        await self._worker.request(Route(ROUTER, everybody, owner, owner))
        return remote_of(published.sdp)

    async def subscribe(self, subscriber: int, local: LocalTransport) -> Subscription:
        """Receive every track."""
        peer = f"s{subscriber}"
        offered = await self._worker.request(Subscribe(ROUTER, peer, list(self._tracks)))
        assert isinstance(offered, Offered)
        answer = receiver_answer(self.load, local, offered.sdp)
        await self._worker.request(TakeAnswer(peer, offered.revision, answer))
        ssrcs = ssrc_by_mid(offered.sdp)
        return Subscription(
            remote_of(offered.sdp),
            [(ssrcs[line.mid], self._tracks[line.track_id]) for line in offered.tracks],
            transport_extension(self.load, offered.sdp),
        )

    async def watch(self, subscriber: int, shown: Sequence[Shown]) -> None:
        """Say how high and how important each picture is; the relay chooses the layers."""
        pictures = {t.publisher: id for id, t in self._tracks.items() if t.kind == "video"}
        seen = [messages.Shown(pictures[s.publisher], s.height, s.rank) for s in shown]
        await self._worker.request(messages.Watch(f"s{subscriber}", seen))
