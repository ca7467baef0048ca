"""Draws one picture from several sources: decoded, scaled, laid out, lettered, encoded as H.264.

Only what stands on the programme is decoded. A picture is scaled when it comes, and text is drawn
when it changes, so what is done for every picture is to copy, to blend and to encode.
"""

from fractions import Fraction
from typing import cast

import av
import msgspec
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from av.video.reformatter import ColorRange, Colorspace

from media.egress import lettering
from media.egress.arrangement import FULL, HEIGHT, WIDTH, Rect, arrange
from media.egress.config import VIDEO_RATE
from media.egress.h264 import AccessUnit, ParameterStore, split_annex_b
from media.egress.lettering import Label, Plane
from media.egress.scene import Scene
from media.egress.vp8 import Frame
from media.egress.x264 import encoder

FRAMES_PER_SECOND = 25
FRAME_TICKS = VIDEO_RATE // FRAMES_PER_SECOND
MAX_BIT_RATE = 2_500_000
"""bit/s: 720p of several faces, and what a phone on a mobile network can follow."""
LOST_AFTER = 2 * VIDEO_RATE
"""Ticks without a picture after which a camera's last one turns grey; Chromium pauses 0.13 s."""
SCREEN_LOST_AFTER = 4 * VIDEO_RATE
"""A shared screen that does not change sends a picture in a second."""
FIRST_PATIENCE = VIDEO_RATE
"""A new tile's first picture comes with the key frame it was asked for: until then no word."""
MAX_SIDE = 4096
"""Luma samples of a picture taken: what a decoder gives beyond it is no meeting's."""
BACKGROUND = (29, 131, 126)
"""Y, U, V of the stage theme's --tx-bg, BT.709 in limited range."""
CAPTION_LINGERS = 8 * VIDEO_RATE
"""Ticks that a caption stays if no other comes: as long as on the watch page."""
LOST_WORDS = "画面暂时中断"
BEFORE_WORDS = "等待画面"

Coded = AccessUnit | Frame
"""A picture as it was sent."""
START_CODE = b"\x00\x00\x00\x01"


class Placed(msgspec.Struct, frozen=True):
    """A tile, and the track that brings its pictures; None: the owner sends none."""

    track: int | None
    codec: str = "h264"


class _Tile:
    """One source's decoder, and when it was seen."""

    def __init__(self, codec: str) -> None:
        self.codec = codec
        self.picture: av.VideoFrame | None = None
        self.seen_at: int | None = None
        self.fresh = False
        decoder = av.CodecContext.create("vp8" if codec == "vp8" else "h264", "r")
        assert isinstance(decoder, VideoCodecContext)
        decoder.thread_count = 1
        self._decoder = decoder

    def take(self, at: int, coded: Coded) -> None:
        """Decode one picture; what cannot be decoded is left out."""
        try:
            for picture in self._decoder.decode(av.Packet(_stream(coded))):
                if picture.width <= MAX_SIDE and picture.height <= MAX_SIDE:
                    self.picture, self.seen_at, self.fresh = picture, at, True
        except av.FFmpegError:
            return


class Composer:
    """Scenes and coded pictures in, H.264 access units out; times are programme ticks."""

    def __init__(self) -> None:
        self._scene = Scene(mode="composed")
        self._placed: tuple[Placed, ...] = ()
        self._places: tuple[Rect, ...] = ()
        self._tiles: dict[int, _Tile] = {}
        self._since = 0
        self._caption_at = 0
        self._states: tuple[bool, ...] = ()
        """Which tiles are lost."""
        self._captioned = False
        self._labels: list[Label] = []
        self._planes = _blank()
        self._encoder = encoder(
            (WIDTH, HEIGHT),
            ticks=VIDEO_RATE,
            frames_per_second=FRAMES_PER_SECOND,
            preset="superfast",
            crf=24,
            max_bit_rate=MAX_BIT_RATE,
        )
        self._store = ParameterStore()
        self._key_wanted = True

    def set_scene(self, scene: Scene, placed: tuple[Placed, ...], at: int) -> None:
        """Show `scene` from `at` on; `placed` has one for each of its tiles."""
        places = arrange(scene.layout, len(placed))
        kept = placed[: len(places)]
        wanted = {one.track: one.codec for one in kept if one.track is not None}
        for track in [t for t, tile in self._tiles.items() if wanted.get(t) != tile.codec]:
            del self._tiles[track]
        for track, codec in wanted.items():
            self._tiles.setdefault(track, _Tile(codec))
        moved = (places, kept) != (self._places, self._placed)
        if scene.caption != self._scene.caption:
            self._caption_at = at
        self._scene, self._placed, self._places = scene, kept, places
        if moved:
            self._since = at
            self._planes = _blank()
            for tile in self._tiles.values():
                tile.fresh = True
        self._states, self._captioned = self._lost(at), self._has_caption(at)
        self._letter()
        self._draw(everything=moved)

    def take(self, track: int, at: int, coded: Coded) -> None:
        """A picture of `track`, captured at `at`; of a track that is not shown it is dropped."""
        tile = self._tiles.get(track)
        if tile is not None:
            tile.take(at, coded)

    def force_key(self) -> None:
        """Make the next picture a key frame."""
        self._key_wanted = True

    def compose(self, at: int) -> list[AccessUnit]:
        """The picture of `at`."""
        lost, captioned = self._lost(at), self._has_caption(at)
        changed = lost != self._states
        if changed or captioned != self._captioned:
            self._states, self._captioned = lost, captioned
            self._letter()
        self._draw(everything=changed)
        frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
        planes = cast(tuple[Plane, Plane, Plane], tuple(_plane(frame, n) for n in range(3)))
        for target, drawn in zip(planes, self._planes, strict=True):
            target[:] = drawn
        for one in self._labels:
            one.lay(planes)
        return self._encode(frame, at)

    def _has_caption(self, at: int) -> bool:
        return bool(self._scene.caption) and at - self._caption_at < CAPTION_LINGERS

    def _lost(self, at: int) -> tuple[bool, ...]:
        """Of each tile, whether no picture of it is newer than its patience."""
        lost = []
        for placed, shown in zip(self._placed, self._scene.tiles, strict=False):
            tile = None if placed.track is None else self._tiles.get(placed.track)
            patience = SCREEN_LOST_AFTER if shown.source == "screen" else LOST_AFTER
            seen = None if tile is None else tile.seen_at
            since, wait = (self._since, FIRST_PATIENCE) if seen is None else (seen, patience)
            lost.append(at - since >= wait)
        return tuple(lost)

    def _draw(self, everything: bool) -> None:
        """Bring the planes up to date with the newest pictures."""
        for placed, place, lost in zip(self._placed, self._places, self._states, strict=False):
            tile = None if placed.track is None else self._tiles.get(placed.track)
            if tile is None or tile.picture is None or not (tile.fresh or everything):
                continue
            tile.fresh = False
            _put(self._planes, tile.picture, place)
            if lost:
                _fade(self._planes, place)

    def _letter(self) -> None:
        """Draw all text anew."""
        scene = self._scene
        labels = self._bottom()
        below = tuple(labels)
        for number, place in enumerate(self._places):
            shown = scene.tiles[number]
            if place != FULL:
                free = lettering.above(below, place)
                labels += lettering.name_card(shown.name, shown.venue, free)
            if self._states[number]:
                placed = self._placed[number].track
                tile = None if placed is None else self._tiles.get(placed)
                before = tile is not None and tile.picture is None
                labels += lettering.notice(BEFORE_WORDS if before else LOST_WORDS, place)
        labels += lettering.opinion(scene.opinion)
        self._labels = labels

    def _bottom(self) -> list[Label]:
        """The caption, and the lower third; of several pictures only one of them, as those have
        their names.
        """
        labels = lettering.caption(self._scene.caption) if self._captioned else []
        if not labels or len(self._places) == 1:
            titles, free = self._scene.titles, lettering.above(labels, FULL)
            labels = [*labels, *lettering.lower_third(titles, free.height)]
        return labels

    def _encode(self, frame: av.VideoFrame, at: int) -> list[AccessUnit]:
        frame.pts = at
        frame.time_base = Fraction(1, VIDEO_RATE)
        frame.pict_type = PictureType.I if self._key_wanted else PictureType.NONE
        self._key_wanted = False
        units = []
        for packet in self._encoder.encode(frame):
            nals, parameters = self._store.sort(list(split_annex_b(bytes(packet))))
            units.append(AccessUnit(at & 0xFFFFFFFF, nals, parameters))
        return units


def _stream(coded: Coded) -> bytes:
    """As a decoder takes it: VP8 as it is, H.264 as a byte stream (annex B)."""
    if isinstance(coded, Frame):
        return coded.data
    sets = () if coded.parameters is None else (coded.parameters.sps, *coded.parameters.pps)
    return b"".join(START_CODE + nal for nal in (*sets, *coded.nals))


def _blank() -> tuple[Plane, Plane, Plane]:
    y, u, v = BACKGROUND
    half = (HEIGHT // 2, WIDTH // 2)
    return (
        np.full((HEIGHT, WIDTH), y, np.uint8),
        np.full(half, u, np.uint8),
        np.full(half, v, np.uint8),
    )


def _plane(frame: av.VideoFrame, number: int) -> Plane:
    """A plane's samples, without the padding of its lines; writing to it changes the frame."""
    plane = frame.planes[number]
    samples = np.frombuffer(cast("memoryview[int]", plane), np.uint8)
    whole: Plane = samples.reshape(plane.height, plane.line_size)
    return whole[:, : plane.width]


def _put(planes: tuple[Plane, Plane, Plane], picture: av.VideoFrame, place: Rect) -> None:
    """Scale `picture` into `place`, whole and in the middle; browsers send full range."""
    scale = min(place.width / picture.width, place.height / picture.height)
    width = max(2, round(picture.width * scale) & ~1)
    height = max(2, round(picture.height * scale) & ~1)
    scaled = picture.reformat(
        width,
        height,
        "yuv420p",
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
    )
    left = place.x + (place.width - width) // 2 & ~1
    top = place.y + (place.height - height) // 2 & ~1
    for number, plane in enumerate(planes):
        half = 1 if number else 0
        x, y, w, h = (size >> half for size in place)
        plane[y : y + h, x : x + w] = BACKGROUND[number]
        source = _plane(scaled, number)
        y, x = top >> half, left >> half
        plane[y : y + source.shape[0], x : x + source.shape[1]] = source


def _fade(planes: tuple[Plane, Plane, Plane], place: Rect) -> None:
    """Grey and dim: what is seen is of the past."""
    x, y, w, h = place
    luma = planes[0][y : y + h, x : x + w]
    luma[:] = (luma >> 1) + 8
    for plane in planes[1:]:
        plane[y >> 1 : (y + h) >> 1, x >> 1 : (x + w) >> 1] = 128
