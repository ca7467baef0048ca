"""The relay workers: how full each is, and requests with errors translated."""

import asyncio
import time
import zlib
from collections.abc import Callable
from functools import partial

from media.errors import MediaError, RelayLost
from media.messages import Event, GetStats, ReplyBody, RequestBody, Stats
from signaling.errors import BadSdp, MediaFull, MediaUnavailable, NotFound, SignalingError
from signaling.placement import fullness
from signaling.ports import RelayWorker, StartRelay
from signaling.workers import Supervisor

MEANING: dict[str, type[SignalingError]] = {
    "bad_sdp": BadSdp,
    "too_many_tracks": BadSdp,
    "too_many_peers": MediaFull,
    "unknown_peer": NotFound,
    "unknown_track": NotFound,
    "unknown_router": NotFound,
}
"""Signaling's error by the relay's code; anything else means that the relay is of no use now."""


def slot_of(consultation_id: str, count: int) -> int:
    """The home of a consultation: the worker of all its publishers, whoever asks."""
    return zlib.crc32(consultation_id.encode()) % count


def translated(error: MediaError) -> SignalingError:
    """What a relay's error means to a client."""
    return MEANING.get(error.code, MediaUnavailable)(f"{error.code}: {error}")


class Load:
    """The share of the time between two looks that a worker spent at work."""

    def __init__(self) -> None:
        self.value = 0.0
        self._worked = 0.0
        self._at: float | None = None

    def look(self, worked: float, now: float) -> None:
        """Take the processor seconds since the worker's start; another's begin anew."""
        if self._at is not None and worked >= self._worked and now > self._at:
            self.value = (worked - self._worked) / (now - self._at)
        else:
            self.value = 0.0
        self._worked, self._at = worked, now


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
        self._loads = [Load() for _ in range(count)]
        self._slots: list[Supervisor[RelayWorker]] = [
            Supervisor(
                f"relay-{number}",
                partial(start, on_event),
                partial(on_up, number),
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
        """Of each worker, where `limit` peers or its processor's time make it full; None: down."""
        return [
            fullness(peers, limit, load.value) if self.is_up(number) else None
            for number, (peers, load) in enumerate(zip(self.census, self._loads, strict=True))
        ]

    async def request(self, number: int, body: RequestBody) -> ReplyBody:
        """Ask one worker; raises what `MEANING` says, else `MediaUnavailable`."""
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

    async def stats(self) -> list[Stats]:
        """Counters of the workers that answer."""
        replies = await asyncio.gather(
            *(slot.worker.request(GetStats()) for slot in self._slots if slot.worker is not None),
            return_exceptions=True,
        )
        return [reply for reply in replies if isinstance(reply, Stats)]

    async def _probe(self, number: int, worker: RelayWorker) -> None:
        reply = await worker.request(GetStats())
        assert isinstance(reply, Stats)
        self._loads[number].look(reply.cpu_seconds, time.monotonic())
