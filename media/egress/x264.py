"""H.264 as all that we encode has it: constrained baseline without delay, in one thread."""

from fractions import Fraction

import av
from av.video.codeccontext import VideoCodecContext

KEY_INTERVAL = 10_000
"""Pictures: key frames come when they are asked for."""


def encoder(
    size: tuple[int, int],
    *,
    ticks: int,
    frames_per_second: int,
    preset: str,
    crf: int,
    key_interval: int = KEY_INTERVAL,
    max_bit_rate: int | None = None,
    bt709: bool = True,
) -> VideoCodecContext:
    """An encoder of pictures of `size` whose times are in `ticks` a second.

    Key frames that are asked for are IDR pictures. `max_bit_rate` is in bit/s over one second. Not
    `bt709`: the colours are whatever they were before, and nothing is said of them.
    """
    codec = av.CodecContext.create("libx264", "w")
    assert isinstance(codec, VideoCodecContext)
    codec.width, codec.height = size
    codec.pix_fmt = "yuv420p"
    codec.time_base = Fraction(1, ticks)
    codec.framerate = Fraction(frames_per_second)
    if bt709:
        codec.colorspace = codec.color_primaries = codec.color_trc = 1
    parameters = f"keyint={key_interval}:scenecut=0:threads=1"
    if max_bit_rate is not None:
        kilobits = max_bit_rate // 1000
        parameters += f":vbv-maxrate={kilobits}:vbv-bufsize={kilobits}"
    codec.options = {
        "profile": "baseline",
        "preset": preset,
        "tune": "zerolatency",
        "crf": str(crf),
        "forced-idr": "1",
        "x264-params": parameters,
    }
    return codec
