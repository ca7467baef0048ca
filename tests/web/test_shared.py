"""Shared looks: one for a crowd, a new one after a while, and none kept of what failed."""

import asyncio

import pytest

from web.shared import SHARED_SECONDS, Shared


class Looks:
    """Counts looks; each waits for the gate."""

    def __init__(self) -> None:
        self.now = 0.0
        self.count = 0
        self.broken = False
        self.gate = asyncio.Event()
        self.shared = Shared(self.look, lambda: self.now)

    async def look(self) -> int:
        self.count += 1
        await self.gate.wait()
        if self.broken:
            raise ZeroDivisionError
        return self.count


async def test_a_crowd_looks_once() -> None:
    looks = Looks()
    asking = [asyncio.ensure_future(looks.shared.get()) for _ in range(50)]
    await asyncio.sleep(0)
    looks.gate.set()
    assert await asyncio.gather(*asking) == [1] * 50
    looks.now = SHARED_SECONDS * 0.9
    assert await looks.shared.get() == 1
    looks.now = SHARED_SECONDS
    assert await looks.shared.get() == 2


async def test_who_goes_away_takes_nobody_along() -> None:
    looks = Looks()
    first, second = (asyncio.ensure_future(looks.shared.get()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    looks.gate.set()
    assert await second == 2


async def test_a_failure_is_not_kept() -> None:
    looks = Looks()
    looks.gate.set()
    looks.broken = True
    with pytest.raises(ZeroDivisionError):
        await looks.shared.get()
    looks.broken = False
    assert await looks.shared.get() == 2
