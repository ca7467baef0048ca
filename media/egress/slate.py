"""The picture shown when nobody's is on programme: calm, with a line of text, as H.264."""

from enum import Enum
from functools import lru_cache

import av
import numpy as np
import pylopdf_fonts_zh_cn as fonts
from av.video.reformatter import Colorspace
from PIL import Image, ImageDraw, ImageFont

from media.egress.config import VIDEO_RATE
from media.egress.h264 import AccessUnit, ParameterStore, split_annex_b
from media.egress.x264 import encoder

WIDTH, HEIGHT = 1280, 720
FRAMES_PER_SECOND = 10
"""Enough for players to keep their buffer running; a frame is less than 1 kB."""
REEL_FRAMES = 2 * FRAMES_PER_SECOND
"""A key frame every 2 s, where segments are cut."""
FRAME_TICKS = VIDEO_RATE // FRAMES_PER_SECOND
MAX_REELS = 64
"""Kept: every slate, and those of as many venues as one process is likely to lose; 20 kB each."""
MAX_VENUE = 26
"""Characters of a venue's name that fit into the picture's width."""

# The stage theme of the interface: --tx-bg, --tx-text, --tx-text-2, --tx-line.
BACKGROUND, TEXT, QUIET, LINE = "#0E141E", "#F4F6FA", "#C0CAD9", "#2E3A4E"


class Slate(Enum):
    """Why there is no picture; the value is what viewers read."""

    STARTING = "会议即将开始"
    SOUND_ONLY = "本环节只有声音"
    INTERRUPTED = "画面暂时中断"
    PAUSED = "休会中"
    UNATTENDED = "会议暂停"
    ENDED = "会议已经结束"


HINTS = {
    Slate.STARTING: "请稍候，开始后自动播放",
    Slate.SOUND_ONLY: "发言人没有开启画面，声音照常播出",
    Slate.INTERRUPTED: "请稍候，恢复后自动播放",
    Slate.PAUSED: "请稍候，复会后继续直播",
    Slate.UNATTENDED: "请稍候，主持人回来后继续",
    Slate.ENDED: "谢谢收看",
}


@lru_cache(MAX_REELS)
def reel(slate: Slate, venue: str = "") -> tuple[AccessUnit, ...]:
    """`REEL_FRAMES` pictures, the first a key frame; played round and round, it costs no encoding.

    `venue` is named above the text. Takes about 0.1 s when it is first asked for.

    All slates have the same parameters, so that changing among them needs no discontinuity.
    """
    return encode(draw(slate, venue))


def encode(image: Image.Image) -> tuple[AccessUnit, ...]:
    """A still RGB picture of `WIDTH` × `HEIGHT` as a reel."""
    codec = encoder(
        (WIDTH, HEIGHT),
        ticks=FRAMES_PER_SECOND,
        frames_per_second=FRAMES_PER_SECOND,
        preset="veryfast",
        crf=20,
        key_interval=REEL_FRAMES,
    )
    picture = av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24")
    frame = picture.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709)
    store = ParameterStore()
    units = []
    for number in range(REEL_FRAMES):
        frame.pts = number
        for packet in codec.encode(frame):
            nals, parameters = store.sort(list(split_annex_b(bytes(packet))))
            units.append(AccessUnit(0, nals, parameters))
    assert len(units) == REEL_FRAMES
    assert units[0].parameters is not None
    return tuple(units)


def draw(slate: Slate, venue: str = "") -> Image.Image:
    """The slate as an RGB picture."""
    image = Image.new("RGB", (WIDTH, HEIGHT), BACKGROUND)
    canvas = ImageDraw.Draw(image)
    middle = WIDTH // 2
    if venue:
        canvas.text((middle, 236), venue[:MAX_VENUE], TEXT, _font(44), anchor="mm")
    canvas.text((middle, 330), slate.value, TEXT, _font(72), anchor="mm")
    canvas.line((middle - 60, 402, middle + 60, 402), LINE, 3)
    canvas.text((middle, 450), HINTS[slate], QUIET, _font(32), anchor="mm")
    return image


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(fonts.sans_path()), size)
