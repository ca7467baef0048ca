"""The recording as one file: every picture decodes, in its time, whatever cameras it came from."""

import io
import itertools
from pathlib import Path

import av
import pytest

from media.egress import disk
from media.egress.boxes_read import read_boxes, read_fragments, read_parameters
from media.egress.errors import BrokenSegment
from media.egress.hls import Write
from media.egress.movie import MAX_CHAPTERS, Mark, Movie
from media.egress.shelf import SHELF, Kept, read
from tests.media.egress.sending import (
    UNIX_OFFSET,
    Broadcast,
    Camera,
    Microphone,
    camera_track,
    microphone_track,
)
from tests.media.egress.watching import watch

MARKS = [Mark(0.0, "第 1 项 通报"), Mark(3.0, "区委员 发言")]


class Recorded:
    """Two runs of one stream with a pause between them, two cameras and a slate."""

    def __init__(self, directory: Path) -> None:
        for unix, colour in ((UNIX_OFFSET + 100, "red"), (UNIX_OFFSET + 130.5, "blue")):
            broadcast = Broadcast(beginning=disk.begin(directory, 100.0, unix))
            broadcast.add(
                Camera(camera_track(1, "red"), 320, 240, (200, 30, 30), fps=10),
                Camera(camera_track(2, "blue"), 160, 120, (30, 30, 200), fps=10),
                Microphone(microphone_track(3, "red"), 440),
            )
            broadcast.run(1)
            broadcast.show(colour, "red")
            broadcast.run(4)
            broadcast.show("blue" if colour == "red" else "red", "red")
            broadcast.run(3)
            broadcast.end()
            files = broadcast.files
            shelf = files.pop(SHELF)
            disk.apply(directory, [Write(name, data) for name, data in files.items()])
            with (directory / SHELF).open("ab") as lines:
                lines.write(shelf)
        self.directory = directory
        self.kept, _ = read((directory / SHELF).read_bytes())

    @property
    def seconds(self) -> float:
        return sum(one.duration for one in self.kept)

    def init(self, one: Kept) -> bytes:
        return (self.directory / one.init).read_bytes()

    def movie(self, kept: list[Kept]) -> bytes:
        inits = [self.init(one) for one in kept]
        seconds = sum(one.duration for one in kept)
        movie = Movie(inits, seconds, MARKS)
        parts = [movie.begin()]
        parts += [
            movie.add(self.init(one), (self.directory / one.uri).read_bytes(), one.duration)
            for one in kept
        ]
        parts.append(movie.end())
        assert movie.seconds == pytest.approx(seconds)
        return b"".join(parts)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return Recorded(tmp_path_factory.mktemp("recorded"))


def test_every_picture_and_all_sound_decode_in_one_file(recorded: Recorded) -> None:
    files = {path.name: path.read_bytes() for path in recorded.directory.iterdir()}
    expected = watch(files)
    sizes, times, samples = [], [], 0
    with av.open(io.BytesIO(recorded.movie(recorded.kept)), "r") as container:
        assert container.duration is not None
        assert container.duration / av.time_base == pytest.approx(recorded.seconds, abs=0.2)
        for packet in container.demux(container.streams.video[0], container.streams.audio[0]):
            for frame in packet.decode():
                if isinstance(frame, av.VideoFrame):
                    assert not frame.is_corrupt
                    sizes.append((frame.width, frame.height))
                    assert frame.time is not None
                    times.append(frame.time)
                elif isinstance(frame, av.AudioFrame):
                    samples += frame.samples
    assert sizes == [frame.size for frame in expected.frames]
    assert len({*sizes}) >= 3
    assert times == sorted(times)
    assert times[0] == 0
    assert times[-1] == pytest.approx(recorded.seconds, abs=0.5)
    gaps = [after - before for before, after in itertools.pairwise(times)]
    assert max(gaps) < 0.5, "the pause between the runs is left out"
    assert samples / 48_000 == pytest.approx(recorded.seconds, abs=0.5)


def test_players_find_chapters_and_key_frames(recorded: Recorded) -> None:
    data = recorded.movie(recorded.kept)
    with av.open(io.BytesIO(data), "r") as container:
        found = [
            (float(one["start"] * (one["time_base"] or 0)), one["metadata"]["title"])
            for one in container.chapters()
        ]
    assert found == [(mark.at, mark.title) for mark in MARKS]
    kinds = [kind for kind, _ in read_boxes(data)]
    assert kinds[:2] == [b"ftyp", b"moov"]
    assert kinds[-1] == b"mfra"
    assert int.from_bytes(data[-4:], "big") == len(data) - data.rindex(b"mfra") + 4


def test_cameras_alike_need_no_parameters_in_the_stream(recorded: Recorded) -> None:
    one = [kept for kept in recorded.kept if kept.init == recorded.kept[-1].init]
    data = recorded.movie(one)
    assert b"avc1" in data
    assert b"avc3" not in data
    with av.open(io.BytesIO(data), "r") as container:
        assert len(list(container.decode(video=0))) >= 10


def test_what_is_read_back_is_what_was_written(recorded: Recorded) -> None:
    segment = (recorded.directory / recorded.kept[0].uri).read_bytes()
    fragments = read_fragments(segment)
    assert fragments[0].video[0].key
    for before, after in itertools.pairwise(fragments):
        assert before.video_end == after.video_at
    assert read_parameters(recorded.init(recorded.kept[0])).sps[0] & 0x1F == 7


@pytest.mark.parametrize("cut", [1, 7, 40, 200])
def test_a_segment_cut_off_is_refused_whole(recorded: Recorded, cut: int) -> None:
    segment = (recorded.directory / recorded.kept[0].uri).read_bytes()
    with pytest.raises(BrokenSegment):
        read_fragments(segment[:-cut])


def test_anything_at_all_is_read_or_refused(recorded: Recorded) -> None:
    segment = bytearray((recorded.directory / recorded.kept[0].uri).read_bytes()[:3000])
    init = bytearray(recorded.init(recorded.kept[0]))
    for at in range(0, 900, 3):
        for value in (0, 255):
            for data, reading in ((segment, read_fragments), (init, read_parameters)):
                if at >= len(data):
                    continue
                broken = bytearray(data)
                broken[at] = value
                try:
                    reading(bytes(broken))
                except BrokenSegment:
                    continue


def test_chapters_are_as_many_and_as_long_as_their_box_holds(recorded: Recorded) -> None:
    marks = [Mark(float(n), "很长的题目" * 40) for n in range(MAX_CHAPTERS + 10)]
    movie = Movie([recorded.init(recorded.kept[0])], 300, marks)
    with av.open(io.BytesIO(movie.begin() + movie.end()), "r") as container:
        titles = [one["metadata"]["title"] for one in container.chapters()]
    assert len(titles) == MAX_CHAPTERS
    assert titles[0] == "很长的题目" * 17
