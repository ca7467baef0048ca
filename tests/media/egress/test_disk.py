"""Files are written whole; a later run takes up where an earlier one stopped, however it did."""

from pathlib import Path

import m3u8
import pytest

from media.egress import disk
from media.egress.errors import BadDirectory
from media.egress.hls import Append, Delete, Write
from media.egress.shelf import SHELF, read
from tests.media.egress.sending import UNIX_OFFSET, Broadcast, Camera, camera_track
from tests.media.egress.watching import watch

CHANGING = {"index.m3u8", SHELF}


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def run(directory: Path, unix: float, seconds: float, end: bool) -> None:
    """One run of a stream, its files on disk."""
    broadcast = Broadcast(beginning=disk.begin(directory, 100.0, unix))
    broadcast.add(Camera(camera_track(1, "red"), 320, 240, (200, 30, 30), fps=10))
    broadcast.show("red")
    broadcast.run(seconds)
    if end:
        broadcast.end()
    disk.apply(directory, [Write(name, data) for name, data in broadcast.files.items()])


def test_writes_and_deletes(tmp_path: Path) -> None:
    disk.apply(tmp_path, [Write("a", b"1"), Write("b", b"2"), Write("a", b"3"), Delete("b")])
    disk.apply(tmp_path, [Delete("never there")])
    disk.apply(tmp_path, [Append("c", b"1\n"), Append("c", b"2\n")])
    assert contents(tmp_path) == {"a": b"3", "c": b"1\n2\n"}


def test_a_directory_is_made_and_leftovers_are_removed(tmp_path: Path) -> None:
    directory = tmp_path / "live" / "c1"
    directory.mkdir(parents=True)
    (directory / ".seg-x-0.m4s.tmp").write_bytes(b"half")
    beginning = disk.begin(directory, 100.0, 1_790_000_100.0)
    assert contents(directory) == {}
    assert (beginning.timeline, beginning.earlier) == (0, None)
    assert disk.begin(tmp_path / "new", 100.0, 1.0).earlier is None


def test_a_directory_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BadDirectory) as refused:
        disk.begin(tmp_path / "file" / "c1", 0.0, 0.0)
    assert refused.value.code == "bad_directory"


@pytest.mark.parametrize("end", [True, False], ids=["after its end", "after a crash"])
def test_a_second_run_continues_the_first(tmp_path: Path, end: bool) -> None:
    run(tmp_path, UNIX_OFFSET + 100, 7, end)
    first = contents(tmp_path)
    listed = m3u8.loads(first["index.m3u8"].decode())
    run(tmp_path, UNIX_OFFSET + 120.5, 7, end=True)
    both = contents(tmp_path)
    assert all(both[name] == data for name, data in first.items() if name not in CHANGING)
    joined = m3u8.loads(both["index.m3u8"].decode())
    old, new = len(listed.segments), joined.segments[len(listed.segments) :]
    assert joined.media_sequence == listed.media_sequence == 0
    assert [s.uri for s in joined.segments[:old]] == [s.uri for s in listed.segments]
    assert new[0].discontinuity
    times = [frame.at for frame in watch(both).frames]
    assert times == sorted(times)
    begins = min(at for at in times if at > 15)
    assert begins == pytest.approx(21, abs=1.1)


def test_a_broken_playlist_starts_anew_under_other_names(tmp_path: Path) -> None:
    run(tmp_path, UNIX_OFFSET + 100, 5, end=True)
    (tmp_path / "index.m3u8").write_text("#EXT-X-MEDIA-SEQUENCE:not a number\n")
    first = contents(tmp_path)
    run(tmp_path, UNIX_OFFSET + 100, 5, end=True)
    both = contents(tmp_path)
    assert all(both[name] == data for name, data in first.items() if name not in CHANGING)


@pytest.mark.parametrize("cut", [0, 30], ids=["no shelf", "a line cut off"])
def test_the_shelf_is_mended_from_the_playlist(tmp_path: Path, cut: int) -> None:
    run(tmp_path, UNIX_OFFSET + 100, 7, end=False)
    shelf = tmp_path / SHELF
    whole, _ = read(shelf.read_bytes())
    assert len(whole) >= 3
    shelf.write_bytes(shelf.read_bytes()[:-cut] if cut else b"")
    disk.begin(tmp_path, 0.0, UNIX_OFFSET + 200)
    mended, end = read(shelf.read_bytes())
    assert end == shelf.stat().st_size
    assert [one.uri for one in mended] == [one.uri for one in whole]
    assert [one.bytes for one in mended] == [one.bytes for one in whole]
    before = shelf.read_bytes()
    disk.begin(tmp_path, 0.0, UNIX_OFFSET + 300)
    assert shelf.read_bytes() == before
