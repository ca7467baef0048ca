"""The composed programme as a viewer gets it: laid out, lettered, switched on air without a gap."""

import re
from datetime import datetime
from itertools import pairwise

import m3u8
from msgspec.structs import replace
from PIL import Image

from media.egress.scene import Scene, Tile, Titles
from media.egress.slate import encode
from tests.media.egress.sending import Broadcast, Camera, camera_track
from tests.media.egress.test_stream import RED, SLATE, SMALL, blue, check, is_coloured, low, red
from tests.media.egress.watching import SeenFrame, Watched, loudness

PAIR = Scene(
    mode="composed",
    layout="dialogue",
    tiles=(Tile("red", name="王建国", venue="湖南省会场"), Tile("blue", name="李梅")),
    titles=Titles("王建国", "委员", "湖南省会场", "省", "第 2 项 提问"),
)
FOUR = replace(PAIR, layout="grid", tiles=(*PAIR.tiles[:1] * 3, PAIR.tiles[1]))
"""The second owner's picture is at the lower right, where `SeenFrame.colour` looks."""
LI = Titles("李梅", "委员", "长沙市会场", "市", "第 2 项 提问")
PLAIN = Scene(titles=PAIR.titles)
WHITE = (235, 235, 235)
GREEN = (30, 160, 30)


def between(watched: Watched, start: float, end: float) -> list[SeenFrame]:
    first = watched.frames[0].at
    return [frame for frame in watched.frames if start <= frame.at - first < end]


def test_two_sources_in_one_picture_also_of_vp8() -> None:
    broadcast = Broadcast()
    left, right = red(), blue("VP8")
    broadcast.add(left, right, low())
    broadcast.direct(FOUR, "red", "red")
    broadcast.run(4)
    broadcast.end()
    watched = check(broadcast)
    later = between(watched, 1, 3.8)
    assert {frame.size for frame in later} == {SLATE}
    assert 62 < len(later) < 78
    assert all(frame.colour[2] > 120 > 60 > frame.colour[0] for frame in later)
    assert loudness(watched, 1, 3.5, 440) > 0.2
    assert 1 <= left.keys_asked <= 4
    assert 1 <= right.keys_asked <= 4


def test_single_fills_the_picture() -> None:
    broadcast = Broadcast()
    broadcast.add(red(1280, 720))
    broadcast.direct(replace(PAIR, layout="single", tiles=PAIR.tiles[:1], titles=Titles()), "red")
    broadcast.run(2)
    broadcast.end()
    assert all(is_coloured(frame, RED) for frame in between(check(broadcast), 1, 2))


def test_switched_on_air_and_back_without_a_gap() -> None:
    broadcast = Broadcast()
    broadcast.add(red(), blue("VP8"), low())
    for scene, picture in [(PLAIN, "red"), (PAIR, "red"), (PLAIN, "blue"), (PAIR, "blue")]:
        broadcast.direct(scene, picture, "red")
        broadcast.run(2)
    broadcast.end()
    watched = check(broadcast, max_gap=0.3)
    middles = [between(watched, at + 1, at + 1.8) for at in (0, 2, 4, 6)]
    sizes = [{frame.size for frame in part} for part in middles]
    assert sizes == [{(640, 360)}, {SLATE}, {SMALL}, {SLATE}]
    assert loudness(watched, 1, 7.5, 440) > 0.2


def test_a_lost_tile_turns_grey_and_sound_goes_on() -> None:
    broadcast = Broadcast()
    camera = red(1280, 720)
    broadcast.add(camera, low())
    broadcast.direct(
        replace(PAIR, layout="single", tiles=PAIR.tiles[:1], titles=Titles()), "red", "red"
    )
    broadcast.run(3)
    camera.muted = True
    broadcast.run(4)
    camera.muted = False
    broadcast.run(2)
    broadcast.end()
    watched = check(broadcast)
    for frame in between(watched, 5.5, 7):
        assert max(frame.colour) - min(frame.colour) < 12
    assert all(is_coloured(frame, RED) for frame in between(watched, 8, 9))
    assert loudness(watched, 1, 8.5, 440) > 0.2


def test_who_sends_no_picture_has_a_card() -> None:
    broadcast = Broadcast()
    broadcast.add(red())
    broadcast.direct(FOUR, "red")
    broadcast.run(2.5)
    broadcast.add(Camera(camera_track(2, "blue"), 320, 240, GREEN, fps=15))
    broadcast.run(2)
    broadcast.end()
    watched = check(broadcast)
    assert all(max(frame.colour) < 60 for frame in between(watched, 1.5, 2.4))
    assert all(frame.colour[1] > 90 for frame in between(watched, 3.5, 4.4))


def test_titles_are_timed_metadata_in_step_with_the_stream() -> None:
    broadcast = Broadcast()
    broadcast.add(red())
    broadcast.direct(PLAIN, "red")
    broadcast.run(6)
    assert broadcast.playlist.count("#EXT-X-DATERANGE") == 1
    assert 'X-SPEAKER="王建国"' in broadcast.playlist
    broadcast.direct(PAIR, "red")
    broadcast.run(5)
    assert 'X-MODE="composed"' in broadcast.playlist


def test_titles_begin_with_the_picture_that_they_are_of() -> None:
    """Within a second; who is composed is waited for up to 0.8 s."""
    broadcast = Broadcast()
    broadcast.add(red(), blue())
    for scene, picture in [(PLAIN, "red"), (replace(PLAIN, titles=LI), "blue"), (PAIR, "blue")]:
        broadcast.direct(scene, picture)
        broadcast.run(3)
    broadcast.end()
    frames = check(broadcast, max_gap=0.3).frames
    starts = re.findall(r'START-DATE="([^"]+)"', broadcast.playlist)
    first = m3u8.loads(broadcast.playlist).segments[0].program_date_time.timestamp()
    changes = [0.0] + [
        after.at - frames[0].at for one, after in pairwise(frames) if one.size != after.size
    ]
    assert len(changes) == len(starts) == 3
    for change, start in zip(changes, starts, strict=True):
        assert 0 < first + change - datetime.fromisoformat(start).timestamp() < 1


def test_the_end_says_so() -> None:
    broadcast = Broadcast()
    broadcast.add(red(), low())
    broadcast.show("red", "red")
    broadcast.run(4)
    broadcast.end(over=True)
    watched = check(broadcast)
    assert watched.frames[-1].size == SLATE
    assert len(between(watched, 4.2, 6)) > 12


def test_the_slate_names_the_venue_that_was_lost() -> None:
    broadcast = Broadcast()
    camera = red()
    broadcast.add(camera)
    reels: tuple[str, ...] = ("湖南省会场", "湖南省长沙市望城区会场")
    broadcast.direct(replace(PLAIN, venue=reels[0]), "red")
    white = encode(Image.new("RGB", SLATE, WHITE))
    broadcast.stream.name_slate(reels[1], white, broadcast.now)
    broadcast.run(3)
    broadcast.direct(replace(PLAIN, venue=reels[1]), "red")
    broadcast.run(1)
    camera.muted = True
    broadcast.run(4)
    broadcast.end()
    watched = check(broadcast, max_gap=1.3)
    assert all(is_coloured(frame, WHITE) for frame in between(watched, 5.6, 7.5))
