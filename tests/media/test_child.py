"""A media process that is given up before it is ready, or must not be given up."""

import asyncio
import os
import time

import pytest

from media import child
from media.client import RelayWorker
from media.config import RelayConfig
from media.messages import GetStats, Stats


@pytest.mark.end_to_end
async def test_a_process_still_loading_ends_with_who_waits_for_it() -> None:
    worker = RelayWorker(RelayConfig(host="127.0.0.1"), lambda event: None)
    await worker.spawn()
    waiting = asyncio.create_task(worker.__aenter__())
    await asyncio.sleep(0)
    began = time.monotonic()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not os.path.exists(f"/proc/{worker.pid}")
    assert time.monotonic() - began < 2.5, "told to end, not waited for and killed"


@pytest.mark.end_to_end
async def test_who_stood_still_himself_does_not_blame_the_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with RelayWorker(RelayConfig(host="127.0.0.1"), lambda event: None) as worker:
        monkeypatch.setattr(child, "REQUEST_TIMEOUT", 1.0)
        asking = asyncio.create_task(worker.request(GetStats()))
        # The whole hub, as a virtual machine that is moved.
        asyncio.get_running_loop().call_soon(time.sleep, 2.0)
        assert isinstance(await asking, Stats)
