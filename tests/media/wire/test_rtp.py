"""RTP read and written, compared with aiortc's reading."""

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from aiortc import rtp as theirs
    from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters, RTCRtpParameters

from media.wire.codecs import HeaderExtensions
from media.wire.rtp import HeaderWriter, abs_send_time, parse_rtp, rtx_payload, unwrap_rtx
from tests.support.packets import rtp, rtx


def test_reads_the_fixed_header() -> None:
    packet = parse_rtp(
        rtp(65535, b"abc", timestamp=0xFFFFFFFE, ssrc=0xDEADBEEF, payload_type=127, marker=True)
    )
    assert packet is not None
    assert packet.sequence == 65535
    assert packet.timestamp == 0xFFFFFFFE
    assert packet.ssrc == 0xDEADBEEF
    assert packet.payload_type == 127
    assert packet.marker == 0x80
    assert packet.payload == b"abc"


@pytest.mark.parametrize("two_byte", [False, True])
def test_reads_extensions(two_byte: bool) -> None:
    extensions = {1: b"mid0", 3: b"\x12\x34", 14: b"\xff"}
    packet = parse_rtp(rtp(1, b"abc", extensions=extensions, two_byte=two_byte))
    assert packet is not None
    assert packet.extensions == extensions
    assert packet.payload == b"abc"


def test_reads_two_byte_ids_and_empty_values() -> None:
    packet = parse_rtp(rtp(1, extensions={200: bytes(40), 15: b""}, two_byte=True))
    assert packet is not None
    assert packet.extensions == {200: bytes(40), 15: b""}


def test_leaves_out_contributing_sources_and_padding() -> None:
    plain = bytearray(rtp(1, b"abc", padding=5))
    plain[0] |= 2
    packet = parse_rtp(bytes(plain[:12] + b"\0\0\0\1\0\0\0\2" + plain[12:]))
    assert packet is not None
    assert packet.payload == b"abc"


def test_padding_may_be_all() -> None:
    packet = parse_rtp(rtp(1, b"", padding=200))
    assert packet is not None
    assert packet.payload == b""


MALFORMED = [
    b"",
    bytes(12),
    rtp(1)[:11],
    b"\x40" + rtp(1)[1:],
    b"\x8f" + rtp(1)[1:],  # 15 contributing sources that are not there
    b"\x90" + rtp(1, b"")[1:],  # no room for the extension's header
    b"\x90" + rtp(1, b"\xbe\xde\x00\x05abcd")[1:],  # the block ends after the packet
    b"\x90" + rtp(1, b"\xbe\xde\x00\x01\x1fabc")[1:],  # the element ends after the block
    b"\x90" + rtp(1, b"\x10\x00\x00\x01\x01\x09ab")[1:],
    b"\x90" + rtp(1, b"\x10\x00\x00\x01\x00\x00\x00\x09")[1:],  # no length
    b"\xa0" + rtp(1, b"ab\x00")[1:],  # padding of no length
    b"\xa0" + rtp(1, b"ab\x04")[1:],  # longer than the payload
    b"\xa0" + rtp(1, b"")[1:],
]


@pytest.mark.parametrize("data", MALFORMED)
def test_refuses(data: bytes) -> None:
    assert parse_rtp(data) is None


@given(st.binary(max_size=200))
def test_reading_never_raises(data: bytes) -> None:
    parse_rtp(data)
    parse_rtp(b"\x90\x60" + data)
    parse_rtp(b"\xb0\x60" + bytes(10) + b"\xbe\xde" + data)


@given(
    st.binary(max_size=60),
    st.integers(0, 65535),
    st.dictionaries(st.integers(1, 14), st.binary(min_size=1, max_size=16), max_size=5),
    st.integers(0, 20),
)
def test_reads_as_aiortc_does(
    payload: bytes, sequence: int, extensions: dict[int, bytes], padding: int
) -> None:
    data = rtp(sequence, payload, extensions=extensions, padding=padding)
    ours, other = parse_rtp(data), theirs.RtpPacket.parse(data)
    assert ours is not None
    assert ours.payload == other.payload
    assert ours.sequence == other.sequence_number


def test_rtx_carries_the_original() -> None:
    wrapped = parse_rtp(rtx(9, 65535, b"abc", timestamp=7, ssrc=5, payload_type=99, marker=True))
    assert wrapped is not None
    original = unwrap_rtx(wrapped, 4, 96)
    assert original is not None
    assert (original.sequence, original.payload, original.ssrc) == (65535, b"abc", 4)
    assert (original.payload_type, original.timestamp, original.marker) == (96, 7, 0x80)
    assert rtx_payload(65535, b"abc") == wrapped.payload


def test_an_rtx_probe_carries_nothing() -> None:
    probe = parse_rtp(rtp(9, b"", padding=255))
    assert probe is not None
    assert unwrap_rtx(probe, 4, 96) is None


ALL = HeaderExtensions(mid=1, audio_level=2, transport_sequence=3, abs_send_time=4)


def _aiortc_map(extensions: HeaderExtensions) -> theirs.HeaderExtensionsMap:
    uris = {
        "urn:ietf:params:rtp-hdrext:sdes:mid": extensions.mid,
        "urn:ietf:params:rtp-hdrext:ssrc-audio-level": extensions.audio_level,
        "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01": (
            extensions.transport_sequence
        ),
        "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time": extensions.abs_send_time,
    }
    known = theirs.HeaderExtensionsMap()
    known.configure(
        RTCRtpParameters(
            headerExtensions=[
                RTCRtpHeaderExtensionParameters(id=identifier, uri=uri)
                for uri, identifier in uris.items()
                if identifier is not None
            ]
        )
    )
    return known


@pytest.mark.parametrize(
    "extensions",
    [ALL, HeaderExtensions(mid=21, audio_level=22, transport_sequence=23, abs_send_time=24)],
    ids=["one byte", "two bytes"],
)
def test_writes_what_aiortc_reads(extensions: HeaderExtensions) -> None:
    writer = HeaderWriter(0xCAFE, extensions, "7")
    data = bytes(writer.write(96 | 0x80, 65535, 0xFFFFFFFF, b"abc", 0x1234, 0xABCDEF, b"\x85"))
    packet = theirs.RtpPacket.parse(data, _aiortc_map(extensions))
    assert packet.payload == b"abc"
    assert (packet.marker, packet.payload_type) == (1, 96)
    assert (packet.sequence_number, packet.timestamp, packet.ssrc) == (65535, 0xFFFFFFFF, 0xCAFE)
    assert packet.extensions.mid == "7"
    assert packet.extensions.transport_sequence_number == 0x1234
    assert packet.extensions.abs_send_time == 0xABCDEF
    assert packet.extensions.audio_level == (True, 5)


def test_a_packet_without_level_says_nothing_of_it() -> None:
    writer = HeaderWriter(1, ALL, "7")
    writer.write(96, 1, 1, b"", 0, 0, b"\x85")
    packet = parse_rtp(bytes(writer.write(96, 2, 2, b"abc", 0, 0, None)))
    assert packet is not None
    assert 2 not in packet.extensions
    assert packet.extensions[1] == b"7"
    assert packet.payload == b"abc"


def test_without_extensions_there_is_no_block() -> None:
    writer = HeaderWriter(1, HeaderExtensions(), "7")
    assert bytes(writer.write(96, 2, 3, b"abc", 0, 0, None)) == rtp(
        2, b"abc", timestamp=3, ssrc=1, payload_type=96
    )


def test_each_packet_is_its_own() -> None:
    writer = HeaderWriter(1, ALL, "7")
    first = writer.write(96, 1, 1, b"abc", 0, 0, None)
    kept = bytes(first)
    writer.write(97, 2, 2, b"def", 9, 9, b"\x01")
    assert bytes(first) == kept


def test_abs_send_time_wraps_after_64_seconds() -> None:
    assert abs_send_time(0.5) == 1 << 17
    assert abs_send_time(64.5) == 1 << 17
    assert abs_send_time(63.9999999) <= 0xFFFFFF
