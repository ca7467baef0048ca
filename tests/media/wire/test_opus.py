"""How long Opus packets last, by their first bytes."""

import pytest

from media.wire.opus import samples_of


@pytest.mark.parametrize(
    ("payload", "samples"),
    [
        (b"\x08", 960),  # SILK, 20 ms
        (b"\x18", 2880),  # SILK, 60 ms
        (b"\x60", 480),  # hybrid, 10 ms
        (b"\x80", 120),  # CELT, 2.5 ms
        (b"\xf8..", 960),  # CELT, 20 ms: a browser's
        (b"\xf9..", 1920),  # two frames of the same size
        (b"\xfa..", 1920),  # two of different sizes
        (b"\xfb\x03", 2880),  # three
        (b"\xfb\x06", 5760),
        (b"\xfb\x07", 0),  # longer than there may be
        (b"\xfb", 0),
        (b"", 0),
    ],
)
def test_a_packet_says_how_long_it_lasts(payload: bytes, samples: int) -> None:
    assert samples_of(payload) == samples
