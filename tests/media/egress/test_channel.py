"""A consultation's stream and what is made beside it."""

import asyncio
import threading
from pathlib import Path

import pytest

from media.egress import channel
from media.egress.channel import Channel
from media.egress.h264 import AccessUnit
from media.egress.scene import Scene, Tile
from media.egress.slate import Slate, reel


async def test_a_slate_that_is_named_after_the_end_begins_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A composition in particular, whose thread nobody would end."""
    ended = threading.Event()

    def named_late(slate: Slate, venue: str) -> tuple[AccessUnit, ...]:
        ended.wait()
        return reel(slate)

    monkeypatch.setattr(channel, "reel", named_late)
    monkeypatch.setattr(channel, "LEAVE_TIMEOUT", 0.01)  # nobody writes
    one = Channel("c1", tmp_path / "live", str(tmp_path / "rtp"), lambda: None)
    tiles = (Tile("li", name="li", venue="v"),)
    one.set_programme("li", ["li"], Scene(mode="composed", tiles=tiles, venue="v"))
    one.close()
    await one.end(over=False)
    assert not one._stream._composition.runs
    ended.set()
    await asyncio.get_running_loop().shutdown_default_executor()
    assert not one._stream._composition.runs
