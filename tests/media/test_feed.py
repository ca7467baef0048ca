"""Which codec a subscriber gets a source's packets as."""

from media.feed import match_codec
from media.wire.codecs import Codec
from tests.support.packets import OPUS, VP8


def _h264(payload_type: int, mode: int, profile: str) -> Codec:
    fmtp = f"level-asymmetry-allowed=1;packetization-mode={mode};profile-level-id={profile}"
    return Codec("H264", 90000, payload_type, fmtp=fmtp)


def test_match_codec() -> None:
    accepted = (VP8, _h264(1, 1, "42001f"), _h264(2, 0, "42e01f"), _h264(3, 1, "42e034"))
    cases: list[tuple[Codec, int | None]] = [
        (VP8, 98),
        (_h264(9, 1, "42e01f"), 3),
        (_h264(9, 1, "42001f"), 1),
        (_h264(9, 0, "42e01f"), 2),
        (_h264(9, 1, "640c1f"), 1),  # another profile, for want of better
        (OPUS, None),
    ]
    assert match_codec(_h264(9, 0, "42e01f"), accepted[:2]) == accepted[1]
    assert match_codec(_h264(9, 1, "42e01f"), (_h264(2, 0, "42e01f"),)) is None
    for codec, payload_type in cases:
        match = match_codec(codec, accepted)
        assert (match.payload_type if match else None) == payload_type
