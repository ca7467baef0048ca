"""A media process that is given up before it is ready."""

import asyncio
import os
import time

import pytest

from media.client import RelayWorker
from media.config import RelayConfig


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
