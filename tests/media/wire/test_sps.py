"""Sequence parameter sets of real encoders, read back."""

from fractions import Fraction
from typing import Any

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.egress.h264 import split_annex_b
from media.wire.sps import BadParameterSet, parse_sps


def encode_sps(width: int, height: int, profile: str, pix_fmt: str, **options: str) -> bytes:
    codec: Any = av.CodecContext.create("libx264", "w")
    codec.width, codec.height, codec.pix_fmt = width, height, pix_fmt
    codec.time_base = Fraction(1, 30)
    codec.options = {"profile": profile, "tune": "zerolatency", **options}
    frame = av.VideoFrame(width, height, pix_fmt)
    frame.pts = 0
    stream = b"".join(bytes(packet) for packet in [*codec.encode(frame), *codec.encode(None)])
    return next(nal for nal in split_annex_b(stream) if nal[0] & 0x1F == 7)


@pytest.mark.parametrize(
    ("width", "height", "profile", "pix_fmt", "options", "idc"),
    [
        (1280, 720, "baseline", "yuv420p", {}, 66),
        (640, 360, "baseline", "yuv420p", {}, 66),
        (1920, 1080, "main", "yuv420p", {}, 77),
        (322, 242, "high", "yuv420p", {}, 100),
        (1280, 720, "high", "yuv420p", {"x264-params": "cqm=jvt"}, 100),
        (720, 576, "high", "yuv420p", {"x264-params": "interlaced=1"}, 100),
        (641, 361, "high444", "yuv444p", {}, 244),
        (642, 361, "high422", "yuv422p", {}, 122),
    ],
)
def test_reads_what_x264_writes(
    width: int, height: int, profile: str, pix_fmt: str, options: dict[str, str], idc: int
) -> None:
    picture = parse_sps(encode_sps(width, height, profile, pix_fmt, **options))
    assert (picture.width, picture.height, picture.profile) == (width, height, idc)


@pytest.mark.parametrize(
    "sps",
    [b"", b"\x67", b"\x67\x42\xc0\x1f", b"\x68\x42\xc0\x1f\xff", b"\x67\x42\xc0\x1f" + bytes(40)],
)
def test_refuses_what_is_none(sps: bytes) -> None:
    with pytest.raises(BadParameterSet):
        parse_sps(sps)


@given(st.binary(max_size=64))
def test_never_fails_otherwise(rest: bytes) -> None:
    for profile in (66, 100):
        try:
            picture = parse_sps(bytes([0x67, profile]) + rest)
        except BadParameterSet:
            continue
        assert 0 < picture.width <= 8192
        assert 0 < picture.height <= 8192
