"""One consultation's relay workers: its home, and the leaves that a pipe feeds from there."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from typing import assert_never

import structlog

from media import messages as relay
from signaling.errors import LeafLost, MediaFull, MediaUnavailable, SignalingError
from signaling.placement import Placement, choose
from signaling.relays import Relays
from signaling.tracks import Tracks

log = structlog.get_logger("signaling.cascade")


class _Worker:
    """What one worker has been told of the consultation."""

    def __init__(self, stale: bool = False) -> None:
        self.lock = asyncio.Lock()
        self.stale = stale
        """A leaf whose home was lost still has the router of before."""
        self.piped = False
        self.route: relay.Route | None = None
        self.tracks: list[relay.TrackInfo] | None = None


class Cascade:
    """Gives each request to the worker whom it concerns, and has all of them know what they must.

    A leaf learns who is heard and what the home has before anybody subscribes at it.
    """

    def __init__(self, consultation_id: str, relays: Relays, tracks: Tracks, limit: int) -> None:
        """`tracks` are the home's, as they change; `limit` is of peers at one worker."""
        self._id = consultation_id
        self._relays = relays
        self._tracks = tracks
        self._limit = limit
        self.home = relays.home_of(consultation_id)
        self._placement = Placement(self.home, relays.census)
        self._route: relay.Route | None = None
        self._workers = {self.home: _Worker()}

    # --- what is asked ------------------------------------------------------------------------

    async def request(self, body: relay.RequestBody) -> relay.ReplyBody:
        """Ask whoever serves the peer that is named, else the home; raises as `Relays.request`."""
        match body:
            case relay.Publish() | relay.Subscribe() | relay.View():
                return await self._serve(body)
            case relay.ClosePeer():
                return await self._ask(self._placement.drop(body.peer), body)
            case relay.TakeAnswer() | relay.Trickle() | relay.Watch():
                at = self._placement.find(body.peer)
                return await self._ask(self.home if at is None else at, body)
            case (
                relay.AttachEgress()
                | relay.DetachEgress()
                | relay.OpenPipe()
                | relay.AttachPipe()
                | relay.SetPiped()
                | relay.Route()
                | relay.CloseRouter()
                | relay.Drain()
                | relay.GetStats()
            ):
                return await self._ask(self.home, body)
            case _:
                assert_never(body)

    async def gate(self, route: relay.Route) -> None:
        """Have every worker forward those who may be heard, and know the home's tracks."""
        self._route = route
        await asyncio.gather(*(self._tell_if_up(*known) for known in list(self._workers.items())))

    async def close(self) -> None:
        """End the consultation's routers."""
        for number in self._forget():
            with suppress(SignalingError):
                await self._ask(number, relay.CloseRouter(router=self._id))

    # --- what happens -------------------------------------------------------------------------

    def ended(self, peer: str) -> None:
        """A worker ended a peer."""
        self._placement.drop(peer)

    def lost(self, number: int) -> list[str]:
        """A leaf is gone, and these peers with it."""
        if self._workers.pop(number, None) is None:
            return []
        return self._placement.lose(number)

    def home_lost(self) -> None:
        """The home is gone, and every peer with it: leaves have nothing to send."""
        for number in self._forget():
            self._workers[number] = _Worker(stale=number != self.home)
        self._workers[self.home] = _Worker()

    # --- inside -------------------------------------------------------------------------------

    def _forget(self) -> list[int]:
        known = list(self._workers)
        self._workers.clear()
        self._placement.clear()
        return known

    async def _serve(self, body: relay.Publish | relay.Subscribe | relay.View) -> relay.ReplyBody:
        """Make a peer, or change one."""
        known = self._placement.find(body.peer)
        if known is not None:
            await self._ready(known)
            return await self._begin(body, known)
        try:
            return await self._admit(body)
        except SignalingError:
            self._placement.drop(body.peer)
            raise

    async def _admit(self, body: relay.Publish | relay.Subscribe | relay.View) -> relay.ReplyBody:
        """Make a peer at a worker that takes it: who is overloaded refuses newcomers."""
        refused: dict[int, MediaFull] = {}
        while (number := await self._place(body, refused)) not in refused:
            try:
                return await self._begin(body, number)
            except MediaFull as error:
                refused[number] = error
        raise refused[number]

    async def _place(
        self, body: relay.Publish | relay.Subscribe | relay.View, refused: Collection[int]
    ) -> int:
        """Find a worker for a new peer; a leaf is made ready for it."""
        number = self.home
        if not isinstance(body, relay.Publish):
            leaves = [at for at, worker in self._workers.items() if worker.piped]
            workers = self._relays.fullness(self._limit)
            left = [None if at in refused else full for at, full in enumerate(workers)]
            number = choose(self.home, leaves, left)
        self._placement.put(body.peer, number)  # counts while others are placed
        try:
            await self._ready(number)
        except SignalingError:
            number = self.home  # where no pipe can be laid, as well as it can
            self._placement.put(body.peer, number)
        return number

    async def _ready(self, number: int) -> None:
        """Have a leaf know all that a subscriber at it needs."""
        if number == self.home:
            return
        await self._tell(number, self._workers.setdefault(number, _Worker()))

    async def _begin(
        self, body: relay.Publish | relay.Subscribe | relay.View, number: int
    ) -> relay.ReplyBody:
        worker = self._workers.get(number)
        reply = await self._ask(number, body)
        if worker is None or worker is not self._workers.get(number):
            raise self._gone(number)
        self._placement.put(body.peer, number)  # its end may have been asked for in between
        return reply

    async def _ask(self, number: int, body: relay.RequestBody) -> relay.ReplyBody:
        try:
            return await self._relays.request(number, body)
        except MediaUnavailable as error:
            if self._relays.is_up(number):
                raise
            raise self._gone(number) from error

    def _gone(self, number: int) -> MediaUnavailable:
        if number != self.home and self._relays.is_up(self.home):
            return LeafLost("a leaf is gone")
        return MediaUnavailable("replaced meanwhile")

    async def _tell_if_up(self, number: int, worker: _Worker) -> None:
        with suppress(SignalingError):
            await self._tell(number, worker)  # the next one is told before anybody is served

    async def _tell(self, number: int, worker: _Worker) -> None:
        """Tell one worker what it has not been told; a leaf gets its pipe."""
        async with worker.lock:
            if worker.stale:
                await self._ask(number, relay.CloseRouter(router=self._id))
                worker.stale = False
            if self._route is not None and worker.route != self._route:
                route = self._route
                await self._ask(number, route)
                worker.route = route
            if number != self.home:
                await self._feed(number, worker)

    async def _feed(self, number: int, worker: _Worker) -> None:
        if not worker.piped:
            opened = await self._ask(number, relay.OpenPipe(router=self._id))
            assert isinstance(opened, relay.PipeOpened)
            await self._ask(self.home, relay.AttachPipe(router=self._id, path=opened.path))
            worker.piped = True
            log.info("leaf joined", consultation=self._id, home=self.home, leaf=number)
        tracks = self._tracks.all()
        if worker.tracks != tracks:
            await self._ask(number, relay.SetPiped(router=self._id, tracks=tracks))
            worker.tracks = tracks
