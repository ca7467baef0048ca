"""Files are written whole; a later run takes up where an earlier one stopped, however it did."""

import resource
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
    disk.apply(directory, [Delete(name) for name in broadcast.deleted])


def lasting(files: dict[str, bytes]) -> dict[str, bytes]:
    """Those that a later run neither deletes nor writes anew."""
    return {name: data for name, data in files.items() if "seg-" in name or "init-" in name}


def test_writes_and_deletes(tmp_path: Path) -> None:
    disk.apply(tmp_path, [Write("a", b"1"), Write("b", b"2"), Write("a", b"3"), Delete("b")])
    disk.apply(tmp_path, [Delete("never there")])
    disk.apply(tmp_path, [Append("c", b"1\n"), Append("c", b"2\n")])
    assert contents(tmp_path) == {"a": b"3", "c": b"1\n2\n"}


def test_a_line_for_which_there_is_no_room_is_not_begun(tmp_path: Path) -> None:
    disk.apply(tmp_path, [Append(SHELF, b"first\n")])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8, before[1]))  # writes end there, as on a full disk
    try:
        with pytest.raises(OSError, match="File too large"):
            disk.apply(tmp_path, [Append(SHELF, b"second\n")])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    disk.apply(tmp_path, [Append(SHELF, b"third\n")])
    assert (tmp_path / SHELF).read_bytes() == b"first\nthird\n"


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
    listed = m3u8.loads(first["video.m3u8"].decode())
    run(tmp_path, UNIX_OFFSET + 120.5, 7, end=True)
    both = contents(tmp_path)
    assert all(both[name] == data for name, data in lasting(first).items())
    joined = m3u8.loads(both["video.m3u8"].decode())
    listed.segments[:] = [segment for segment in listed.segments if segment.uri]
    old, new = len(listed.segments), joined.segments[len(listed.segments) :]
    assert joined.media_sequence == listed.media_sequence == 0
    assert [s.uri for s in joined.segments[:old]] == [s.uri for s in listed.segments]
    new = new[0 if end else 1 :]  # what had only parts was made a segment
    assert new[0].discontinuity
    times = [frame.at for frame in watch(both).frames]
    assert times == sorted(times)
    begins = min(at for at in times if at > 15)
    assert begins == pytest.approx(21, abs=1.1)


def test_a_broken_playlist_starts_anew_under_other_names(tmp_path: Path) -> None:
    run(tmp_path, UNIX_OFFSET + 100, 5, end=True)
    (tmp_path / "video.m3u8").write_text("#EXT-X-MEDIA-SEQUENCE:not a number\n")
    first = contents(tmp_path)
    run(tmp_path, UNIX_OFFSET + 100, 5, end=True)
    both = contents(tmp_path)
    assert all(both[name] == data for name, data in lasting(first).items())


def kill(directory: Path, seconds: float) -> Broadcast:
    """A run whose process is killed: all is left that was written until then."""
    broadcast = Broadcast(beginning=disk.begin(directory, 100.0, UNIX_OFFSET + 100))
    broadcast.add(Camera(camera_track(1, "red"), 320, 240, (200, 30, 30), fps=10))
    broadcast.show("red")
    broadcast.run(seconds)
    disk.apply(directory, [Write(name, data) for name, data in broadcast.files.items()])
    return broadcast


@pytest.mark.parametrize("seconds", [5.3, 5.9, 6.4, 7.1])
def test_a_kill_costs_less_than_half_a_second(tmp_path: Path, seconds: float) -> None:
    kill(tmp_path, seconds)
    disk.begin(tmp_path, 100.0, UNIX_OFFSET + 120)
    segments = {name: data for name, data in contents(tmp_path).items() if "seg-" in name}
    run(tmp_path, UNIX_OFFSET + 120, 3, end=True)
    after = contents(tmp_path)
    assert segments == {name: after[name] for name in segments}
    times = [frame.at for frame in watch(after).frames]
    last = max(at for at in times if at < 15)
    assert last > seconds - 0.6  # 0.25 s of a part, 0.12 s of sound, the distance of pictures
    for file in ("video.m3u8", "sound.m3u8"):
        listed = m3u8.loads(after[file].decode())
        lasted = sum(s.duration for s in listed.segments if s.uri in segments)
        assert lasted == pytest.approx(last, abs=0.5)


def test_lost_parts_are_left_out_and_unlisted_ones_deleted(tmp_path: Path) -> None:
    kill(tmp_path, 5.9)
    growing = m3u8.loads((tmp_path / "video.m3u8").read_text()).segments[-1]
    assert len(growing.parts) > 2
    (tmp_path / growing.parts[1].uri).unlink()
    stray = tmp_path / "part-t-999.m4s"
    stray.write_bytes(b"written, but not listed")
    earlier = disk.begin(tmp_path, 100.0, UNIX_OFFSET + 120).earlier
    assert earlier is not None
    assert [part.uri for part in earlier.entries[-1].parts] == [growing.parts[0].uri]
    assert not stray.exists()
    assert (tmp_path / earlier.entries[-1].uri).is_file()


@pytest.mark.parametrize("cut", [0, 30], ids=["no shelf", "a line cut off"])
def test_the_shelf_is_mended_from_the_playlist(tmp_path: Path, cut: int) -> None:
    run(tmp_path, UNIX_OFFSET + 100, 7, end=True)
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
