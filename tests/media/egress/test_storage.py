"""The real egress process whose object store goes away while on air, and which is killed."""

import asyncio
import os
import signal
import time
from pathlib import Path

import m3u8
import pytest

from media.egress.client import EgressProcess
from media.egress.messages import AttachRelay, Done, EgressEvent, EndLive, StorageNoted
from tests.media.egress.sending import Camera, Microphone, Sender
from tests.media.egress.test_process import TRACKS, go_live, relay
from tests.media.egress.watching import watch
from tests.support.object_store import ObjectStore, object_store

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
CAUGHT_UP = 5.0
"""Seconds after the store is back: its next attempt comes within four of them after so short an
outage."""


def put(store: ObjectStore, playlist: str) -> dict[str, bytes]:
    """A playlist of the store and all that it names, as anybody gets them."""
    found = store.read(f"live/c1/{playlist}")
    assert found is not None
    listed = m3u8.loads(found[0].decode())
    names = {one.uri for one in listed.segments}
    names |= {one.init_section.uri for one in listed.segments}
    files = {playlist: found[0]}
    for name in names:
        got = store.read(f"live/c1/{name}")
        assert got is not None, name
        files[name] = got[0]
    return files


@pytest.mark.timeout(120)
async def test_nothing_is_lost_by_an_outage_and_a_kill(tmp_path: Path) -> None:
    directory = tmp_path / "live"
    events: list[EgressEvent] = []

    def noted() -> list[StorageNoted]:
        return [one for one in events if isinstance(one, StorageNoted)]

    async def until_caught_up() -> None:
        async with asyncio.timeout(CAUGHT_UP):
            while noted()[-1].failure is not None or noted()[-1].waiting:
                await asyncio.sleep(0.05)

    senders: list[Sender] = [Camera(TRACKS[0], 320, 240, (200, 30, 30)), Microphone(TRACKS[1], 440)]
    with object_store() as store, relay(tmp_path) as sender:
        async with EgressProcess(events.append, store.url) as egress:
            path = await go_live(egress, directory, TRACKS)
            await egress.request(AttachRelay(consultation="c1", path=sender.path))
            await sender.play(path, senders, 3)
            assert noted()[-1].ready
            store.kill()
            await sender.play(path, senders, 5)
            lost = noted()[-1]
            assert (lost.ready, lost.failure) == (True, "unreachable")
            assert 2 <= lost.waiting <= 6, "two or three segments, and playlists"
            store.start()
            began = time.monotonic()
            await asyncio.gather(until_caught_up(), sender.play(path, senders, 1))
            print(f"caught up in {time.monotonic() - began:.1f} s, {lost.waiting} waited")
            store.kill()
            await sender.play(path, senders, 2.5)
            os.kill(egress.pid, signal.SIGKILL)
            await egress.wait_closed()
        store.start()
        async with EgressProcess(events.append, store.url) as egress:
            path = await go_live(egress, directory, TRACKS)
            await sender.play(path, senders, 2.5)
            assert await egress.request(EndLive(consultation="c1")) == Done()
        files = put(store, "dvr.m3u8")
        live = put(store, "video.m3u8")
    names = {segment.uri for segment in m3u8.loads(files["dvr.m3u8"].decode()).segments}
    assert names == {one.name for one in directory.glob("seg-*")}
    assert all(data == (directory / name).read_bytes() for name, data in files.items()
               if not name.endswith(".m3u8"))  # fmt: skip
    assert m3u8.loads(live["video.m3u8"].decode()).is_endlist
    watched = watch(live)
    assert [frame.at for frame in watched.frames] == sorted(frame.at for frame in watched.frames)
    assert [frame.size for frame in watched.frames].count((320, 240)) > 100
