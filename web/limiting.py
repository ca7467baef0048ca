"""How many opinions are taken from one address, and in one consultation from everybody together."""

import time
from functools import cached_property
from typing import TYPE_CHECKING

from web.errors import WebError

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.aio.strategies import RateLimiter


class OpinionLimits:
    """Counts in memory, which is right for one process. `per_address` is as `6/minute; 60/day`.

    The library is loaded by the first opinion, not by the server's start.
    """

    def __init__(self, per_address: str, per_consultation: str) -> None:
        self._per_address = per_address
        self._per_consultation = per_consultation

    async def take(self, consultation_id: str, address: str) -> None:
        """Count one opinion; raises `too_fast` with the seconds to wait, counting nothing."""
        wanted = [
            *((limit, ("address", consultation_id, address)) for limit in self._limits[0]),
            *((limit, ("all", consultation_id)) for limit in self._limits[1]),
        ]
        for limit, key in wanted:
            if not await self._limiter.test(limit, *key):
                raise await self._too_fast(limit, key)
        for limit, key in wanted:
            await self._limiter.hit(limit, *key)

    @cached_property
    def _limiter(self) -> "RateLimiter":
        from limits.aio.storage import MemoryStorage
        from limits.aio.strategies import SlidingWindowCounterRateLimiter

        return SlidingWindowCounterRateLimiter(MemoryStorage())

    @cached_property
    def _limits(self) -> "tuple[list[RateLimitItem], list[RateLimitItem]]":
        from limits import parse_many

        return parse_many(self._per_address), parse_many(self._per_consultation)

    async def _too_fast(self, limit: "RateLimitItem", key: tuple[str, ...]) -> WebError:
        reset, _ = await self._limiter.get_window_stats(limit, *key)
        seconds = max(1, round(reset - time.time()))
        return WebError("too_fast", {"Retry-After": str(seconds)}, seconds=seconds)
