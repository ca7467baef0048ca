"""Carries out one consultation's `Broadcast`: asks egress and the relay for one step at a time."""

import asyncio

import structlog

from media.egress.errors import EgressLost
from media.egress.messages import OnAir
from media.errors import MediaError
from media.messages import AttachEgress, DetachEgress, EgressAttached
from signaling.broadcast import Broadcast, Step
from signaling.cascade import Cascade
from signaling.errors import SignalingError
from signaling.ports import EgressWorker
from signaling.workers import Supervisor

RETRY = 1.0
"""Seconds after a refusal; whatever was lost is back by then, or will be."""

log = structlog.get_logger("signaling.stream")


class Stream:
    """The task that keeps one consultation's stream as `broadcast` wants it."""

    def __init__(
        self,
        consultation_id: str,
        broadcast: Broadcast,
        egress: Supervisor[EgressWorker],
        relays: Cascade,
    ) -> None:
        self._id = consultation_id
        self._broadcast = broadcast
        self._egress = egress
        self._relays = relays
        self._changed = asyncio.Event()

    def wake(self) -> None:
        """Something in `broadcast` changed."""
        self._changed.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            while (step := self._broadcast.next_step()) is not None:
                try:
                    await self._take(step)
                except (MediaError, SignalingError) as error:
                    name = type(step).__name__
                    log.warning("stream", consultation=self._id, step=name, error=str(error))
                    await asyncio.sleep(RETRY)

    async def _take(self, step: Step) -> None:
        losses = self._broadcast.losses
        path = await self._ask(step)
        if losses == self._broadcast.losses:
            self._broadcast.done(step, path)

    async def _ask(self, step: Step) -> str | None:
        """The socket's path that the reply names, if it names one."""
        if isinstance(step, AttachEgress | DetachEgress):
            reply = await self._relays.request(step)
            return reply.path if isinstance(reply, EgressAttached) else None
        await self._egress.up.wait()
        worker = self._egress.worker
        assert worker is not None
        try:
            answer = await worker.request(step)
        except EgressLost:
            self._egress.condemn(worker)
            raise
        return answer.path if isinstance(answer, OnAir) else None
