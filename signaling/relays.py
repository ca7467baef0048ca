"""The relay workers: how full each is, and requests with errors translated."""

import asyncio
import contextlib
import zlib
from collections.abc import Callable
from functools import partial

from media.errors import MediaError, RelayLost
from media.messages import Drain, Event, GetStats, ReplyBody, RequestBody, Stats
from signaling.errors import (
    BadSdp,
    MediaFailed,
    MediaFull,
    MediaUnavailable,
    NotFound,
    SignalingError,
)
from signaling.placement import fullness
from signaling.ports import RelayWorker, StartRelay
from signaling.workers import Supervisor

DRAIN_INTERVAL = 0.5
"""Seconds between looks whether a relay that takes no newcomers is empty."""
MEANING: dict[str, type[SignalingError]] = {
    "bad_sdp": BadSdp,
    "too_many_tracks": BadSdp,
    "too_many_peers": MediaFull,
    "overloaded": MediaFull,
    "draining": MediaUnavailable,
    "unknown_peer": NotFound,
    "unknown_track": NotFound,
    "unknown_router": NotFound,
}
"""Signaling's error by the relay's code; anything else is an error of its own."""


def slot_of(consultation_id: str, count: int) -> int:
    """The home of a consultation: the worker of all its publishers, whoever asks."""
    return zlib.crc32(consultation_id.encode()) % count


def translated(error: MediaError) -> SignalingError:
    """What a relay's error means to a client."""
    return MEANING.get(error.code, MediaFailed)(f"{error.code}: {error}")


class Relays:
    """All relay workers; `on_up` and `on_down` are told the number of one that begins or ends."""

    def __init__(
        self,
        start: StartRelay,
        count: int,
        on_event: Callable[[Event], None],
        on_up: Callable[[int], None],
        on_down: Callable[[int], None],
    ) -> None:
        self.census = [0] * count
        """Peers placed at each, for `Placement`."""
        self._loads = [0.0] * count
        """As each told last (`media/load.py`)."""
        self._draining: int | None = None
        """Who takes no newcomers, for it is about to be replaced."""
        self._on_up = on_up
        self._slots: list[Supervisor[RelayWorker]] = [
            Supervisor(
                f"relay-{number}",
                partial(start, on_event),
                partial(self._up, number),
                partial(on_down, number),
                probe=partial(self._probe, number),
            )
            for number in range(count)
        ]

    async def run(self) -> None:
        """Keep them running until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for slot in self._slots:
                tasks.create_task(slot.run())

    async def wait_up(self) -> None:
        """Return once all run."""
        for slot in self._slots:
            await slot.up.wait()

    @property
    def pids(self) -> list[int]:
        """Of the workers that run."""
        return [slot.worker.pid for slot in self._slots if slot.worker is not None]

    def home_of(self, consultation_id: str) -> int:
        """The number of a consultation's home worker."""
        return slot_of(consultation_id, len(self._slots))

    def is_up(self, number: int) -> bool:
        """Whether a worker runs, and has not failed to answer."""
        return self._slots[number].usable is not None

    def fullness(self, limit: int) -> list[float | None]:
        """Of each worker, where `limit` peers or its load make it full; None: takes nobody."""
        return [
            fullness(peers, limit, load) if self.is_up(at) and at != self._draining else None
            for at, (peers, load) in enumerate(zip(self.census, self._loads, strict=True))
        ]

    async def request(self, number: int, body: RequestBody) -> ReplyBody:
        """Ask one worker; raises what `translated` says; `MediaUnavailable` where it is gone."""
        slot = self._slots[number]
        worker = slot.usable
        if worker is None:
            raise MediaUnavailable("no relay")
        try:
            return await worker.request(body)
        except RelayLost as error:
            slot.condemn(worker)
            raise MediaUnavailable(str(error)) from error
        except MediaError as error:
            raise translated(error) from error

    async def renew(self, seconds: float) -> None:
        """Replace every worker, each once nobody is left at it or after `seconds`.

        Meanwhile its newcomers are told to wait; those still there at the end begin anew.
        """
        for number, slot in enumerate(self._slots):
            if (worker := slot.worker) is not None:
                self._draining = number
                with contextlib.suppress(MediaError, TimeoutError):
                    async with asyncio.timeout(seconds):
                        await _until_empty(worker)
                slot.retire(worker)
                self._draining = None

    async def stats(self) -> dict[int, Stats]:
        """Counters of the workers that answer, by their numbers."""
        workers = {at: slot.worker for at, slot in enumerate(self._slots) if slot.worker}
        asked = (worker.request(GetStats()) for worker in workers.values())
        replies = zip(workers, await asyncio.gather(*asked, return_exceptions=True), strict=True)
        return {number: reply for number, reply in replies if isinstance(reply, Stats)}

    async def _probe(self, number: int, worker: RelayWorker) -> None:
        reply = await worker.request(GetStats())
        assert isinstance(reply, Stats)
        self._loads[number] = reply.load

    def _up(self, number: int) -> None:
        self._loads[number] = 0.0
        self._on_up(number)


async def _until_empty(worker: RelayWorker) -> None:
    await worker.request(Drain())
    while True:
        stats = await worker.request(GetStats())
        if isinstance(stats, Stats) and not stats.peers:
            return
        await asyncio.sleep(DRAIN_INTERVAL)
