"""Where a decoder can begin."""

import pytest

from media.key_frame_finder import KeyFrameFinder
from media.wire.rtp import RtpPacket
from tests.support.packets import H264, OPUS, VP8, h264_delta, h264_key

CODECS = {codec.payload_type: codec for codec in (H264, VP8, OPUS)}
KEY, IDR = h264_key(), b"\x7c\x85"
"""With parameter sets, and without: the FU-A of an IDR picture."""


def _packet(payload: bytes, payload_type: int = H264.payload_type) -> RtpPacket:
    return RtpPacket(payload_type, 1, 0, 1, payload)


@pytest.mark.parametrize(
    ("payload_type", "payload", "starts"),
    [
        (H264.payload_type, KEY, True),
        (H264.payload_type, h264_delta(), False),
        (VP8.payload_type, b"\x10\x00\x00", True),
        (VP8.payload_type, b"\x10\x01\x00", False),
        (OPUS.payload_type, KEY, False),
    ],
)
def test_the_payload_type_says_how_to_look(payload_type: int, payload: bytes, starts: bool) -> None:
    assert KeyFrameFinder(CODECS).starts(_packet(payload, payload_type)) is starts


def test_an_idr_slice_without_its_parameter_sets_starts_nothing() -> None:
    """FU-A of an IDR picture whose STAP-A with SPS and PPS was lost."""
    finder = KeyFrameFinder(CODECS)
    assert finder.starts(_packet(IDR))  # an encoder whose parameter sets are out of band
    assert finder.starts(_packet(KEY))
    assert not finder.starts(_packet(IDR))
    finder.restart()
    assert finder.starts(_packet(IDR))


def test_a_picture_that_does_not_say_has_no_height() -> None:
    assert KeyFrameFinder(CODECS).height(_packet(IDR)) == 0
    sized = (
        b"\x10"
        + b"\x00\x00\x00\x9d\x01\x2a"
        + (640).to_bytes(2, "little")
        + (360).to_bytes(2, "little")
    )
    assert KeyFrameFinder(CODECS).height(_packet(sized, VP8.payload_type)) == 360
