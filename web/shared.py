"""One look for all who ask at about the same time, where anybody may ask as often as they like."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

SHARED_SECONDS = 1.0
"""How old an answer may be: well below the interval of any scraper or load balancer."""

T = TypeVar("T")


class Shared(Generic[T]):
    """What `look` found last. Whoever asks first looks; the others wait for what that one finds."""

    def __init__(self, look: Callable[[], Awaitable[T]], clock: Callable[[], float]) -> None:
        """`clock` answers seconds that never run back."""
        self._look = look
        self._clock = clock
        self._looking = asyncio.Lock()
        self._found: tuple[float, T] | None = None

    async def get(self) -> T:
        """At most `SHARED_SECONDS` old; raises what `look` raises, which nothing is kept of."""
        async with self._looking:
            if self._found is None or self._clock() - self._found[0] >= SHARED_SECONDS:
                found = await self._look()
                self._found = self._clock(), found
            return self._found[1]
