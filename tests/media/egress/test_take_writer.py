"""Takes on a real disk: written in order, begun anew after a failure, held where it is full."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from media.egress import take_writer
from media.egress.hls import Append
from media.egress.take_shelf import INDEX, Take, read_folder, take_line
from media.egress.take_writer import TakeWriter
from media.egress.takes import Takes


class Watched(Takes):
    """Tells when it is held or loses."""

    def __init__(self) -> None:
        super().__init__(0.0, lambda _: None, 0)
        self.held = asyncio.Event()
        self.lost = asyncio.Event()

    def hold(self, now: float) -> None:
        super().hold(now)
        self.held.set()

    def lose(self, now: float) -> None:
        super().lose(now)
        self.lost.set()


@asynccontextmanager
async def writing(folder: Path) -> AsyncIterator[tuple[TakeWriter, Watched]]:
    takes = Watched()
    writer = TakeWriter(folder, takes)
    task = asyncio.create_task(writer.run())
    try:
        yield writer, takes
    finally:
        task.cancel()


async def test_what_is_offered_is_written_in_order(tmp_path: Path) -> None:
    async with writing(tmp_path / "takes") as (writer, takes):
        writer.offer([Append("a.mp4", b"1"), Append(INDEX, b"x\n")])
        writer.offer([Append("a.mp4", b"2")])
        async with asyncio.timeout(5):
            await writer.finish()
    assert (tmp_path / "takes" / "a.mp4").read_bytes() == b"12"
    assert not takes.lost.is_set()
    assert not takes.held.is_set()


async def test_a_disk_that_refuses_begins_recording_anew(tmp_path: Path) -> None:
    """And is asked again: nothing that waited behind the failure is written."""
    folder = tmp_path / "takes"
    folder.write_bytes(b"")
    async with writing(folder) as (writer, takes), asyncio.timeout(5):
        writer.offer([Append("a.mp4", b"1")])
        writer.offer([Append("a.mp4", b"2")])
        await takes.lost.wait()
        folder.unlink()
        writer.offer([Append("b.mp4", b"3")])
        await writer.finish()
    assert {path.name for path in folder.iterdir()} == {"b.mp4"}


async def test_after_a_failure_the_index_begins_another_line(tmp_path: Path) -> None:
    """Else a crash would find a take of which nothing tells."""
    folder = tmp_path / "takes"
    (folder / "a.mp4").mkdir(parents=True)
    take = Take("1-0.mp4", "li", None, 5.0, ())
    async with writing(folder) as (writer, takes), asyncio.timeout(5):
        writer.offer([Append(INDEX, b'{"file":"1-1'), Append("a.mp4", b"1")])
        await takes.lost.wait()
        writer.offer([Append(INDEX, take_line(take)), Append(take.file, b"")])
        await writer._unwritten.join()
        assert read_folder(folder) == [take]


async def test_a_disk_that_is_too_slow_loses_takes_not_memory(tmp_path: Path) -> None:
    takes = Watched()
    writer = TakeWriter(tmp_path / "takes", takes)  # nobody writes
    for _ in range(take_writer.MAX_UNWRITTEN):
        writer.offer([Append("a.mp4", b"1")])
    assert not takes.lost.is_set()
    writer.offer([Append("a.mp4", b"1")])
    assert takes.lost.is_set()
    async with asyncio.timeout(5):
        await writer.finish()


async def test_the_last_of_the_disk_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_writer, "LOW_BYTES", 1 << 62)
    async with writing(tmp_path / "takes") as (_, takes), asyncio.timeout(5):
        await takes.held.wait()
