"""Checks of the line before joining: for a few seconds a client sends a picture to the relay and is
sent it back, by the very port and path that the meeting will take.

A check is a router of its own at the consultation's home worker, with one publisher and one viewer:
nobody in the meeting sees it, and the record knows nothing of it.
"""

import asyncio
import contextlib
import secrets

import msgspec

from media.messages import CloseRouter, Publish, Published, View, Viewed
from signaling.errors import MediaFull, NotFound, SignalingError, TooManyRequests
from signaling.ports import Clock
from signaling.protocol import Allowance
from signaling.relays import Relays
from signaling.tokens import Claims

SECONDS = 15.0
"""A check takes seven; a client that went away without a word holds a place no longer."""
LOOK = 1.0
"""Seconds between looks at how long each has lasted."""
AT_ONCE = 8
"""Checks in all: 1.5 Mbit/s each way, on top of whatever meetings run."""
BURST, PER_SECOND = 4, 1 / 15
"""Checks by one token from one address: reloads, and somebody who tries another network."""
COUNTED = 1000
"""Of these remembered."""
OWNER = "check"


class LineCheck(msgspec.Struct):
    """One under way. Its id is its secret."""

    id: str
    router: str
    worker: int
    token_id: str
    begun: float


class LineChecks:
    """All of a hub's."""

    def __init__(self, relays: Relays, clock: Clock) -> None:
        self._relays = relays
        self._clock = clock
        self._checks: dict[str, LineCheck] = {}
        self._allowances: dict[tuple[str, str], Allowance] = {}

    async def begin(
        self, consultation_id: str, claims: Claims, caller: str, sdp: str
    ) -> tuple[str, str]:
        """Take what the client sends: the check's id and our SDP answer.

        Raises `TooManyRequests`, `MediaFull` where meetings need the relay, and `BadSdp`.
        """
        now = self._clock.now()
        self._count((claims.token_id, caller), now)
        worker = self._relays.home_of(consultation_id)
        full = self._relays.fullness(limit=1_000_000)[worker]
        if len(self._checks) >= AT_ONCE or full is None or full >= 1:
            raise MediaFull("no room for a check")
        id = secrets.token_urlsafe(18)
        check = LineCheck(id, f"check-{secrets.token_hex(8)}", worker, claims.token_id, now)
        self._checks[id] = check
        try:
            reply = await self._relays.request(
                worker, Publish(check.router, f"{check.router}:up", OWNER, sdp)
            )
        except BaseException:
            await self._close(check)
            raise
        assert isinstance(reply, Published)
        return id, reply.sdp

    async def give_back(self, id: str, claims: Claims, sdp: str) -> str:
        """Send it back to the client: our SDP answer. Raises `NotFound`, `BadSdp`."""
        check = self._find(id, claims)
        reply = await self._relays.request(
            check.worker, View(check.router, f"{check.router}:down", OWNER, sdp)
        )
        assert isinstance(reply, Viewed)
        return reply.sdp

    async def end(self, id: str, claims: Claims) -> None:
        """The client has seen enough. Raises `NotFound`."""
        await self._close(self._find(id, claims))

    async def run(self) -> None:
        """End what has lasted too long, until cancelled."""
        while True:
            await asyncio.sleep(LOOK)
            await self.expire()

    async def expire(self) -> None:
        """End what has lasted too long."""
        now = self._clock.now()
        for check in [one for one in self._checks.values() if now - one.begun >= SECONDS]:
            await self._close(check)

    def _find(self, id: str, claims: Claims) -> LineCheck:
        check = self._checks.get(id)
        if check is None or check.token_id != claims.token_id:
            raise NotFound("no such check")
        return check

    async def _close(self, check: LineCheck) -> None:
        self._checks.pop(check.id, None)
        with contextlib.suppress(SignalingError):  # the worker is gone, and the router with it
            await self._relays.request(check.worker, CloseRouter(check.router))

    def _count(self, key: tuple[str, str], now: float) -> None:
        allowance = self._allowances.pop(key, None)
        if allowance is None:
            allowance = Allowance(BURST, PER_SECOND, now, TooManyRequests)
        self._allowances[key] = allowance
        if len(self._allowances) > COUNTED:
            del self._allowances[next(iter(self._allowances))]
        allowance.take(now)
