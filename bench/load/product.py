"""The whole product under load: `tongxin demo`, published to by WHIP and played by WHEP."""

import asyncio
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

import httpx2

from bench.load.accounting import pin
from bench.load.sdp import (
    Remote,
    publisher_offer,
    receiver_offer,
    remote_of,
    ssrc_by_mid,
    transport_extension,
)
from bench.load.server import Server, Shown, Subscription, environment
from bench.load.tracks import Load, Track
from media.wire.sdp_write import LocalTransport
from tests.end_to_end.service import running

MANY = "100000"
TIMEOUT = 20.0
SDP = "application/sdp"
DEMO_ENVIRONMENT = {
    "TONGXIN_WHEP_SESSIONS": MANY,
    "TONGXIN_WHEP_PER_VIEWER": MANY,
    "TONGXIN_ANNOUNCE": "127.0.0.1",
    "TONGXIN_LIVE": "false",
}


class Product(Server):
    """One publisher in the demo's consultation; only the relay's process counts."""

    name = "product"

    def __init__(self, load: Load, cpu: int) -> None:
        super().__init__(load, cpu)
        if load.publishers != 1:
            raise SystemExit("WHEP plays one picture: the product takes one publisher here.")
        self._stack = AsyncExitStack()
        self._tracks: list[Track] = []

    async def __aenter__(self) -> Self:
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        with environment(DEMO_ENVIRONMENT):
            self._demo = self._stack.enter_context(running(folder / "data"))
        for pid in self.pids:
            pin(pid, self.cpu)
        await asyncio.to_thread(self._demo.command, "chair", "open_consultation")
        self._client = await self._stack.enter_async_context(httpx2.AsyncClient(timeout=TIMEOUT))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @property
    def pids(self) -> Sequence[int]:
        """The relay's processes."""
        return self._demo.links.relay_pids

    async def publish(
        self, publisher: int, local: LocalTransport, tracks: Sequence[Track]
    ) -> Remote:
        """By WHIP, as the chair, who leads the programme and is heard."""
        self._tracks = list(tracks)
        answer = await self._post("whip", "chair", publisher_offer(self.load, local, tracks))
        return remote_of(answer)

    async def subscribe(self, subscriber: int, local: LocalTransport) -> Subscription:
        """By WHEP, as the public."""
        answer = await self._post("whep", "viewer", receiver_offer(self.load, local))
        ssrcs = ssrc_by_mid(answer)
        streams = [(ssrcs[track.mid], track) for track in self._tracks]
        return Subscription(remote_of(answer), streams, transport_extension(self.load, answer))

    async def watch(self, subscriber: int, shown: Sequence[Shown]) -> None:
        """WHEP has no such word."""

    async def _post(self, kind: str, role: str, offer: str) -> str:
        links = self._demo.links
        token = {"Authorization": f"Bearer {links.roles[role].token}", "Content-Type": SDP}
        url = f"{links.base}/{kind}/{links.consultation}"
        answer = await self._client.post(url, content=offer, headers=token)
        answer.raise_for_status()
        return answer.text
