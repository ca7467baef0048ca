"""The playlist as a player reads it, and which files are written and deleted when."""

from datetime import UTC, datetime

import m3u8
import pytest

from media.egress.h264 import Parameters
from media.egress.hls import (
    KNOWN_INITS,
    Append,
    Delete,
    FileChange,
    HlsFiles,
    Write,
)
from media.egress.packager import Chunk
from media.egress.playlist import (
    PARTS_SECONDS,
    TARGET_DURATION,
    WINDOW_SECONDS,
    WINDOW_SEGMENTS,
    read_playlist,
)
from media.egress.shelf import SHELF, read
from media.egress.slate import Slate, reel

KEY = reel(Slate.STARTING)[0].parameters
assert KEY is not None
PARAMETERS: Parameters = KEY
OTHER = Parameters(PARAMETERS.sps, (*PARAMETERS.pps, b"\x68\xce\x06\xf3"))
CONFIG = bytes.fromhex("1188")
BEGAN = datetime(2026, 9, 1, 6, 30, tzinfo=UTC).timestamp()


class Shelf:
    """Applies changes to a dictionary of files."""

    def __init__(self, files: HlsFiles) -> None:
        self.hls = files
        self.files: dict[str, bytes] = {}
        self.order: list[str] = []
        self.at = 0

    def segment(
        self, seconds: float = 2.0, parameters: Parameters = PARAMETERS, discontinuity: bool = False
    ) -> None:
        ticks = round(seconds * 90_000)
        halves = [(self.at, ticks // 2), (self.at + ticks // 2, ticks - ticks // 2)]
        for number, (start, duration) in enumerate(halves):
            chunk = Chunk(
                b"x" * 50, b"s" * 10, start, duration, parameters,
                number == 0, number == 0, number == 1, discontinuity and number == 0,
            )  # fmt: skip
            self.apply(self.hls.add(chunk, BEGAN + start / 90_000))
        self.at += ticks

    def apply(self, changes: list[FileChange]) -> None:
        for change in changes:
            match change:
                case Write(name, data):
                    self.files[name] = data
                    self.order.append(name)
                case Append(name, data):
                    self.files[name] = self.files.get(name, b"") + data
                case Delete(name):
                    self.files.pop(name, None)

    @property
    def text(self) -> str:
        return self.files["video.m3u8"].decode()

    @property
    def made(self) -> list[str]:
        """Names in the order in which they were written, without those of the sound."""
        return [name for name in self.order if not name.startswith("sound")]

    @property
    def playlist(self) -> m3u8.M3U8:
        return m3u8.loads(self.text)


def test_first_segment() -> None:
    shelf = Shelf(HlsFiles("s", CONFIG))
    shelf.segment(2.05)
    assert shelf.made == [
        "init-s-0.mp4", "part-s-0.m4s", "part-s-1.m4s", "seg-s-0.m4s", "video.m3u8", "index.m3u8",
    ]  # fmt: skip
    playlist = shelf.playlist
    assert (playlist.version, playlist.target_duration, playlist.media_sequence) == (
        7, TARGET_DURATION, 0,
    )  # fmt: skip
    (segment,) = playlist.segments
    assert [(part.uri, part.independent) for part in segment.parts] == [
        ("part-s-0.m4s", "YES"), ("part-s-1.m4s", None),
    ]  # fmt: skip
    assert playlist.preload_hint.uri == "part-s-2.m4s"
    assert segment.duration == pytest.approx(2.05)
    assert segment.init_section.uri == "init-s-0.mp4"
    assert segment.program_date_time == datetime.fromtimestamp(BEGAN, UTC)
    assert not playlist.is_endlist
    assert len(shelf.files["seg-s-0.m4s"]) == 100


def test_the_playlist_is_held_until_there_is_something_to_play() -> None:
    shelf = Shelf(HlsFiles("s", CONFIG))
    shelf.segment(0.4)
    assert not any(name.endswith(".m3u8") for name in shelf.order)
    shelf.segment(0.7)
    assert [segment.uri for segment in shelf.playlist.segments] == ["seg-s-0.m4s", "seg-s-1.m4s"]


def test_the_window_slides() -> None:
    shelf = Shelf(HlsFiles("s", CONFIG))
    for _ in range(WINDOW_SEGMENTS + 8):
        shelf.segment()
    playlist = shelf.playlist
    assert playlist.media_sequence == 8
    assert [segment.uri for segment in playlist.segments] == [
        f"seg-s-{n}.m4s" for n in range(8, WINDOW_SEGMENTS + 8)
    ]
    assert playlist.segments[0].program_date_time.timestamp() == BEGAN + 16
    assert "seg-s-0.m4s" in shelf.files


def test_short_segments_stay_until_the_window_is_long_enough() -> None:
    shelf = Shelf(HlsFiles("s", CONFIG))
    for _ in range(100):
        shelf.segment(0.5)
    assert len(shelf.playlist.segments) == 100
    for _ in range(40):
        shelf.segment(0.5)
    lasts = sum(segment.duration for segment in shelf.playlist.segments)
    assert lasts == pytest.approx(WINDOW_SECONDS)


def test_a_switch_of_parameters() -> None:
    shelf = Shelf(HlsFiles("s", CONFIG))
    shelf.segment()
    shelf.segment(1.1, OTHER, discontinuity=True)
    shelf.segment(2, OTHER)
    shelf.segment(2, PARAMETERS, discontinuity=True)
    found = [(s.init_section.uri, bool(s.discontinuity)) for s in shelf.playlist.segments]
    assert found == [
        ("init-s-0.mp4", False), ("init-s-1.mp4", True), ("init-s-1.mp4", False),
        ("init-s-0.mp4", True),
    ]  # fmt: skip
    for _ in range(WINDOW_SEGMENTS):
        shelf.segment()
    assert "#EXT-X-DISCONTINUITY-SEQUENCE:2\n" in shelf.text


def test_every_segment_is_kept_and_has_its_line() -> None:
    shelf = Shelf(HlsFiles("s", CONFIG))
    for number in range(WINDOW_SEGMENTS + 30):
        shelf.segment(2, OTHER if number % 10 == 9 else PARAMETERS, discontinuity=number % 10 == 9)
    kept, whole = read(shelf.files[SHELF])
    assert whole == len(shelf.files[SHELF])
    assert [one.uri for one in kept] == [f"seg-s-{n}.m4s" for n in range(WINDOW_SEGMENTS + 30)]
    assert all(one.uri in shelf.files and one.init in shelf.files for one in kept)
    assert [one.begins - BEGAN for one in kept[:3]] == [0, 2, 4]
    assert {one.bytes for one in kept} == {100}
    assert [n for n, one in enumerate(kept) if one.discontinuity] == list(
        range(9, WINDOW_SEGMENTS + 30, 10)
    )


def test_parameters_without_end_are_not_remembered_without_end() -> None:
    shelf = Shelf(HlsFiles("s", CONFIG))
    for number in range(KNOWN_INITS + 2):
        other = Parameters(PARAMETERS.sps, (*PARAMETERS.pps, number.to_bytes(2, "big")))
        shelf.segment(1, other, discontinuity=True)
    shelf.segment(1, Parameters(PARAMETERS.sps, (*PARAMETERS.pps, b"\0\0")), discontinuity=True)
    inits = [name for name in shelf.order if name.startswith("init-")]
    assert len(inits) == len(set(inits)) == KNOWN_INITS + 3


def test_end() -> None:
    shelf = Shelf(HlsFiles("s", CONFIG))
    shelf.segment()
    shelf.apply(shelf.hls.end())
    assert shelf.playlist.is_endlist
    assert len(shelf.playlist.segments) == 1


def test_a_playlist_is_read_back() -> None:
    shelf = Shelf(HlsFiles("s", CONFIG))
    for number in range(20):
        shelf.segment(2, (PARAMETERS, OTHER)[number % 2], discontinuity=number > 0)
    shelf.apply(shelf.hls.end())
    assert read_playlist(shelf.text).text() == shelf.text


def test_a_restart_goes_on_after_a_discontinuity() -> None:
    shelf = Shelf(HlsFiles("s", CONFIG))
    for _ in range(WINDOW_SEGMENTS - 1):
        shelf.segment()
    shelf.apply(shelf.hls.end())
    again = Shelf(HlsFiles("t", CONFIG, read_playlist(shelf.text)))
    again.segment()
    playlist = again.playlist
    assert not playlist.is_endlist
    assert playlist.media_sequence == 0
    assert [segment.uri for segment in playlist.segments][-2:] == ["seg-s-28.m4s", "seg-t-29.m4s"]
    assert [bool(segment.discontinuity) for segment in playlist.segments][-2:] == [False, True]
    assert playlist.segments[-1].init_section.uri == "init-t-0.mp4"


@pytest.mark.parametrize("text", ["#EXT-X-MEDIA-SEQUENCE:x", "#EXTINF:nan?,", "#EXT-X-MAP:URI=1"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        read_playlist(text)


def test_the_sound_alone_keeps_step() -> None:
    shelf = Shelf(HlsFiles("s", CONFIG))
    for number in range(5):
        shelf.segment(2, (PARAMETERS, OTHER)[number % 2], discontinuity=number > 0)
    video, sound = shelf.playlist, m3u8.loads(shelf.files["sound.m3u8"].decode())
    assert {segment.init_section.uri for segment in sound.segments} == {"sound-init-s-0.mp4"}
    for picture, tone in zip(video.segments, sound.segments, strict=True):
        assert tone.uri == f"sound-{picture.uri}"
        assert tone.duration == picture.duration
        assert bool(tone.discontinuity) == bool(picture.discontinuity)
    assert shelf.files["sound-seg-s-3.m4s"] == b"s" * 20


def test_parts_leave_the_playlist_and_are_deleted() -> None:
    shelf = Shelf(HlsFiles("s", CONFIG))
    for _ in range(20):
        shelf.segment()
    listed = [part.uri for segment in shelf.playlist.segments for part in segment.parts]
    there = [name for name in shelf.files if name.startswith("part-")]
    assert listed == there == [f"part-s-{number}.m4s" for number in range(26, 40)]
    assert len(listed) * 1 >= PARTS_SECONDS  # of one second each


def test_a_segment_is_complete_at_the_latest_when_the_next_begins() -> None:
    files = HlsFiles("s", CONFIG)
    shelf = Shelf(files)
    for number in range(6):
        chunk = Chunk(
            b"x", b"s", number * 22_500, 22_500, PARAMETERS,
            number == 0, number in (0, 5), False, False,
        )  # fmt: skip
        shelf.apply(files.add(chunk, BEGAN))
    segment, growing = shelf.playlist.segments
    assert (segment.uri, segment.duration) == ("seg-s-0.m4s", 1.25)
    assert [part.uri for part in growing.parts] == ["part-s-5.m4s"]
    assert growing.uri is None


def test_a_delta_update_leaves_out_what_is_old() -> None:
    shelf = Shelf(HlsFiles("s", CONFIG))
    for _ in range(20):
        shelf.segment()
    full = read_playlist(shelf.text)
    delta = full.text(delta=True)
    skipped = 20 - 12  # 24 s, six times the target duration
    assert f"#EXT-X-SKIP:SKIPPED-SEGMENTS={skipped}\n" in delta
    assert "#EXT-X-VERSION:9\n" in delta
    kept = read_playlist(delta)
    assert list(kept.entries) == list(full.entries)[skipped:]
    assert kept.sequence == full.sequence


def test_nothing_old_makes_the_delta_update_a_full_one() -> None:
    shelf = Shelf(HlsFiles("s", CONFIG))
    for _ in range(4):
        shelf.segment()
    assert read_playlist(shelf.text).text(delta=True) == shelf.text


@pytest.mark.parametrize(
    ("segment", "part", "has"),
    [
        (1, None, True), (2, None, False), (2, 0, True), (2, 1, True), (2, 2, False),
        (3, 0, False), (1, 99, True), (3, None, False),
    ],
)  # fmt: skip
def test_what_a_blocked_reader_waits_for(segment: int, part: int | None, has: bool) -> None:
    files = HlsFiles("s", CONFIG)
    shelf = Shelf(files)
    shelf.segment()
    shelf.segment()
    for number in range(2):
        start = shelf.at + number * 22_500
        chunk = Chunk(b"x", b"s", start, 22_500, PARAMETERS, number == 0, number == 0, False, False)
        shelf.apply(files.add(chunk, BEGAN))
    assert read_playlist(shelf.text).has(segment, part) is has


def test_the_multivariant_playlist_keeps_its_promises() -> None:
    shelf = Shelf(HlsFiles("s", CONFIG))
    shelf.segment()
    named = m3u8.loads(shelf.files["index.m3u8"].decode())
    picture, sound = named.playlists
    assert (picture.uri, sound.uri) == ("video.m3u8", "sound.m3u8")
    assert picture.stream_info.codecs == f"avc1.{PARAMETERS.sps[1:4].hex()},mp4a.40.2"
    assert sound.stream_info.codecs == "mp4a.40.2"
    assert shelf.order.count("index.m3u8") == 1
    shelf.segment()
    assert shelf.order.count("index.m3u8") == 1
    chunk = Chunk(b"x" * 600_000, b"s" * 10, shelf.at, 180_000, PARAMETERS, True, True, True, False)
    shelf.apply(shelf.hls.add(chunk, BEGAN))
    raised = m3u8.loads(shelf.files["index.m3u8"].decode()).playlists[0].stream_info.bandwidth
    assert 600_000 * 8 / 2 <= raised < 2 * 600_000 * 8 / 2
