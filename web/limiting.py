"""How many opinions are taken from one address, one browser, and in one consultation from everybody
together."""

import time
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from web.errors import WebError
from web.proof import CHALLENGE_HEADER, Proofs

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.aio.strategies import RateLimiter

Wanted = list[tuple["RateLimitItem", tuple[str, ...]]]


class OpinionLimits:
    """Counts in memory, which is right for one process. `per_address` is as `6/minute; 60/day`.

    The library is loaded by the first opinion, not by the server's start.
    """

    def __init__(
        self,
        per_address: str,
        per_consultation: str,
        supports_per_address: str = "300/minute",
        proofs: Proofs | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`proofs` lets who has worked for it through where the consultation's limit is reached."""
        self._per_address = per_address
        self._per_consultation = per_consultation
        self._supports_per_address = supports_per_address
        self._proofs = proofs
        self._clock = clock

    async def take(self, consultation_id: str, address: str, *, browser: str | None = None) -> None:
        """Count one opinion; raises `too_fast` with the seconds to wait, counting nothing."""
        own = self._own(consultation_id, address, browser)
        everybody = self._everybody(consultation_id)
        await self._require([*own, *everybody])
        await self._hit([*own, *everybody])

    async def take_or_prove(
        self, consultation_id: str, address: str, browser: str | None, proof: str | None
    ) -> bool:
        """As `take`, but where everybody together sends too many a challenge goes with the refusal,
        `proof_needed`, and its solution is taken instead. Whether it was; raises `proof_wrong`.
        """
        own = self._own(consultation_id, address, browser)
        everybody = self._everybody(consultation_id)
        await self._require(own)
        proven = False
        full = await self._first_full(everybody)
        if full is not None:
            if self._proofs is None:
                raise await self._too_fast(*full)
            if proof is None:
                challenge = self._proofs.challenge(consultation_id, address, self._clock())
                raise WebError("proof_needed", {CHALLENGE_HEADER: challenge, "Retry-After": "1"})
            self._proofs.take(proof, consultation_id, address, self._clock())
            proven = True
        await self._hit(own if proven else [*own, *everybody])
        return proven

    async def take_support(self, consultation_id: str, address: str) -> None:
        """Count one support or its withdrawal; raises `too_fast`."""
        wanted: Wanted = [
            (limit, ("support", consultation_id, address)) for limit in self._limits[2]
        ]
        await self._require(wanted)
        await self._hit(wanted)

    def _own(self, consultation_id: str, address: str, browser: str | None) -> Wanted:
        keys = [("address", consultation_id, address)]
        if browser is not None:
            keys.append(("browser", consultation_id, browser))
        return [(limit, key) for key in keys for limit in self._limits[0]]

    def _everybody(self, consultation_id: str) -> Wanted:
        return [(limit, ("all", consultation_id)) for limit in self._limits[1]]

    async def _require(self, wanted: Wanted) -> None:
        full = await self._first_full(wanted)
        if full is not None:
            raise await self._too_fast(*full)

    async def _first_full(self, wanted: Wanted) -> "tuple[RateLimitItem, tuple[str, ...]] | None":
        for limit, key in wanted:
            if not await self._limiter.test(limit, *key):
                return limit, key
        return None

    async def _hit(self, wanted: Wanted) -> None:
        for limit, key in wanted:
            await self._limiter.hit(limit, *key)

    @cached_property
    def _limiter(self) -> "RateLimiter":
        from limits.aio.storage import MemoryStorage
        from limits.aio.strategies import SlidingWindowCounterRateLimiter

        return SlidingWindowCounterRateLimiter(MemoryStorage())

    @cached_property
    def _limits(self) -> "tuple[list[RateLimitItem], ...]":
        from limits import parse_many

        every = (self._per_address, self._per_consultation, self._supports_per_address)
        return tuple(parse_many(limits) for limits in every)

    async def _too_fast(self, limit: "RateLimitItem", key: tuple[str, ...]) -> WebError:
        reset, _ = await self._limiter.get_window_stats(limit, *key)
        seconds = max(1, round(reset - time.time()))
        return WebError("too_fast", {"Retry-After": str(seconds)}, seconds=seconds)
