"""The index of takes, and what a crash leaves of files and lines."""

import hashlib
from pathlib import Path

import pytest

from media.egress.messages import Speaker
from media.egress.take import FLUSH
from media.egress.take_shelf import (
    INDEX,
    MAX_LINE,
    Take,
    measure,
    mend,
    read_takes,
    take_line,
)
from tests.media.egress.recorded import MICROPHONE, Recorded, duration
from tests.media.egress.sending import Camera, Microphone, camera_track, microphone_track

TAKE = Take("1-0.mp4", "li", "s1", 5.0, (MICROPHONE,))


def test_the_later_line_about_a_file_holds_and_damaged_ones_do_not() -> None:
    other = Take("2-1.mp4", "wang", None, 3.0, ())
    whole = Take("1-0.mp4", "li", "s1", 5.0, TAKE.lanes, 2.0, 99, "ab")
    lines = [take_line(one) for one in (TAKE, other, whole)]
    assert read_takes(b"".join(lines)) == [other, whole]
    damaged = [b"\xff\n", b"{}\n", b"[" * MAX_LINE + b"\n", lines[0][:-9] + b"\n", b"null\n"]
    assert read_takes(b"".join(damaged) + lines[1] + lines[2][:40]) == [other]


@pytest.mark.parametrize("name", ["../x.mp4", "/etc/passwd", "", ".."])
def test_a_name_that_leads_elsewhere_is_none_of_ours(name: str) -> None:
    assert read_takes(take_line(Take(name, "li", None, 1.0, ()))) == []


@pytest.mark.parametrize("cut", [0, 1, 700])
def test_what_a_crash_cut_off_is_completed(scene: Recorded, cut: int) -> None:
    """However far the last write came, all but it is there, and the index as well."""
    scene.add(Camera(camera_track(1, "li"), 320, 240, (200, 30, 30)))
    scene.add(Microphone(microphone_track(2, "li"), 440))
    scene.speak(Speaker("li", "s1"))
    scene.run(5)
    (take,) = scene.all()
    path, index = scene.folder / take.file, scene.folder / INDEX
    path.write_bytes(path.read_bytes()[: -cut or None])
    index.write_bytes(index.read_bytes() + b'{"file":"x')
    assert [one.file for one in mend(scene.folder)] == [take.file]
    (whole,) = scene.all()
    assert whole.cut_off
    assert whole.bytes == path.stat().st_size
    assert whole.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    least = 5 - 2 * FLUSH - 0.2 if cut else 5 - FLUSH - 0.2
    assert whole.seconds is not None
    assert least <= whole.seconds <= 5
    assert duration(path) == pytest.approx(whole.seconds, abs=0.05)
    assert mend(scene.folder) == []


def test_a_file_without_a_fragment_is_no_take(scene: Recorded) -> None:
    scene.add(Microphone(microphone_track(2, "li"), 440))
    scene.speak(Speaker("li"))
    scene.run(1)
    path = scene.folder / scene.all()[0].file
    path.write_bytes(path.read_bytes()[:100])
    assert measure(path, (MICROPHONE,)) == (0, 0.0)
    assert mend(scene.folder) == []
    assert scene.all() == []


def test_whatever_a_crash_leaves_is_no_error(scene: Recorded, tmp_path: Path) -> None:
    """Cut anywhere, or with other bytes in it, a file is whole up to a fragment or is not."""
    scene.add(Microphone(microphone_track(2, "li"), 440))
    scene.speak(Speaker("li"))
    scene.run(3)
    (take,) = scene.all()
    data = (scene.folder / take.file).read_bytes()
    path = tmp_path / "cut"
    lengths = set()
    for end in range(0, len(data), 97):
        path.write_bytes(data[:end])
        whole, seconds = measure(path, take.lanes)
        assert whole <= end
        lengths.add((whole, seconds))
    assert len(lengths) == len({seconds for _, seconds in lengths}) > 4
    for at in range(0, len(data), 97):
        path.write_bytes(data[:at] + b"\xff\xff\xff\xff" + data[at + 4 :])
        whole, _ = measure(path, take.lanes)
        assert whole <= len(data)
