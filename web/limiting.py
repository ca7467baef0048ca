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

Key = tuple[str, ...]
Full = tuple["RateLimitItem", tuple[str, ...]]
Wanted = list[Full]

KNOWN_S = 0.1
"""How long what was found full is taken for full without counting: in a flood the counting goes on
ten times a second, for a slot that becomes free."""
KNOWN_MAX = 4096
"""Of these; more than can be found full in that time."""
PROVEN = 10
"""Times an address's limit that are taken from it by proof of work besides: an office of some
dozens behind one address is heard beside a flood from it, and a flood that works adds no more.
"""


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
        """`proofs` lets who has worked for it through where the limit of the consultation or of a
        shared address is reached.
        """
        self._per_address = per_address
        self._per_consultation = per_consultation
        self._supports_per_address = supports_per_address
        self._proofs = proofs
        self._clock = clock
        self._known: dict[Key, tuple[float, int]] = {}
        """What was found full: when, and the seconds that were told."""

    def refusal(
        self, consultation_id: str, address: str, browser: str | None, proof: str | None
    ) -> WebError | None:
        """What `take_or_prove` would raise, as far as it is known without counting; None: ask."""
        if browser is not None and (
            seconds := self._known_full(_browser(consultation_id, browser))
        ):
            return _too_fast(seconds)
        if seconds := self._known_full(_address(consultation_id, address)):
            spent = self._known_full(_proven(consultation_id, address))
            if spent:
                return _too_fast(spent)
        else:
            seconds = self._known_full(_everybody(consultation_id))
        if not seconds:
            return None
        if self._proofs is None:
            return _too_fast(seconds)
        if proof is None:
            return self._proof_needed(self._proofs, consultation_id, address)
        try:
            self._proofs.check(proof, consultation_id, address, self._clock())
        except WebError as error:
            return error
        return None

    async def take(self, consultation_id: str, address: str, *, browser: str | None = None) -> None:
        """Count one opinion; raises `too_fast` with the seconds to wait, counting nothing."""
        wanted = [
            *self._of(_browser(consultation_id, browser) if browser is not None else None),
            *self._of(_address(consultation_id, address)),
            *self._of_all(consultation_id),
        ]
        await self._require(wanted)
        await self._hit(wanted)

    async def take_or_prove(
        self, consultation_id: str, address: str, browser: str | None, proof: str | None
    ) -> bool:
        """As `take`, but where everybody together or those of one address send too many a challenge
        goes with the refusal, `proof_needed`, and its solution is taken instead: of one address
        `PROVEN` times its limit. Whether it was; raises `proof_wrong`.
        """
        theirs = self._of(_browser(consultation_id, browser) if browser is not None else None)
        await self._require(theirs)
        counted, everybody = (
            self._of(_address(consultation_id, address)),
            self._of_all(consultation_id),
        )
        full = await self._first_full(counted)
        if full is not None and self._proofs is not None:
            counted = self._proven_of(consultation_id, address)
            await self._require(counted, full)
        full = full or await self._first_full(everybody)
        if full is not None:
            await self._prove(full, consultation_id, address, proof)
            everybody = []
        await self._hit([*theirs, *counted, *everybody])
        return full is not None

    async def _prove(
        self, full: Full, consultation_id: str, address: str, proof: str | None
    ) -> None:
        """Use up a proof; raises what is to be said without one."""
        if self._proofs is not None and proof is not None:
            self._proofs.take(proof, consultation_id, address, self._clock())
            return
        seconds = await self._learn(*full)
        if self._proofs is None:
            raise _too_fast(seconds)
        raise self._proof_needed(self._proofs, consultation_id, address)

    async def take_support(self, consultation_id: str, address: str) -> None:
        """Count one support or its withdrawal; raises `too_fast`."""
        wanted: Wanted = [
            (limit, ("support", consultation_id, address)) for limit in self._limits[2]
        ]
        await self._require(wanted)
        await self._hit(wanted)

    def _of(self, key: Key | None) -> Wanted:
        """What one person or one address may send."""
        return [] if key is None else [(limit, key) for limit in self._limits[0]]

    def _proven_of(self, consultation_id: str, address: str) -> Wanted:
        key = _proven(consultation_id, address)
        return [
            (type(limit)(PROVEN * limit.amount, limit.multiples), key) for limit in self._limits[0]
        ]

    def _of_all(self, consultation_id: str) -> Wanted:
        return [(limit, _everybody(consultation_id)) for limit in self._limits[1]]

    async def _require(self, wanted: Wanted, cause: Full | None = None) -> None:
        """`cause` is what is known to be full with it, for `refusal` to find both."""
        full = await self._first_full(wanted)
        if full is not None:
            if cause is not None:
                await self._learn(*cause)
            raise _too_fast(await self._learn(*full))

    async def _first_full(self, wanted: Wanted) -> Full | None:
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

    async def _learn(self, limit: "RateLimitItem", key: Key) -> int:
        """Remember that `key` is full; seconds until its limit's window ends."""
        reset, _ = await self._limiter.get_window_stats(limit, *key)
        seconds = max(1, round(reset - time.time()))
        self._known.pop(key, None)  # so that what is longest known is first
        self._known[key] = (self._clock(), seconds)
        if len(self._known) > KNOWN_MAX:
            del self._known[next(iter(self._known))]
        return seconds

    def _known_full(self, key: Key) -> int:
        """The seconds to wait, 0 where nothing is known; a clock that was put back is no reason to
        wait for it.
        """
        found, seconds = self._known.get(key, (0.0, 0))
        return seconds if found <= self._clock() < found + KNOWN_S else 0

    def _proof_needed(self, proofs: Proofs, consultation_id: str, address: str) -> WebError:
        challenge = proofs.challenge(consultation_id, address, self._clock())
        return WebError("proof_needed", {CHALLENGE_HEADER: challenge, "Retry-After": "1"})


def _address(consultation_id: str, address: str) -> Key:
    return ("address", consultation_id, address)


def _browser(consultation_id: str, browser: str) -> Key:
    return ("browser", consultation_id, browser)


def _proven(consultation_id: str, address: str) -> Key:
    """What is taken by proof of work from an address whose own limit is reached."""
    return ("proven", consultation_id, address)


def _everybody(consultation_id: str) -> Key:
    """What is counted of all together."""
    return ("all", consultation_id)


def _too_fast(seconds: int) -> WebError:
    return WebError("too_fast", {"Retry-After": str(seconds)}, seconds=seconds)
