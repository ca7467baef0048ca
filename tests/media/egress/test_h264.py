"""RFC 6184 in tables: what becomes an access unit, and what is dropped up to the next key frame."""

from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.egress.h264 import AccessUnit, Depacketizer, split_annex_b
from media.egress.slate import Slate, reel

PARAMETERS = reel(Slate.STARTING)[0].parameters
assert PARAMETERS is not None
SPS, PPS = PARAMETERS.sps, PARAMETERS.pps[0]
IDR = b"\x65" + bytes(range(60))
SLICE = b"\x41" + bytes(range(30))
OTHER_SLICE = b"\x61" + bytes(range(30, 60))


def stap_a(*nals: bytes) -> bytes:
    return b"\x78" + b"".join(pack("!H", len(nal)) + nal for nal in nals)


def fu_a(nal: bytes, size: int = 20) -> list[bytes]:
    pieces = [nal[at : at + size] for at in range(1, len(nal), size)]
    last = len(pieces) - 1
    return [
        bytes([0x7C, (0x80 if n == 0 else 0) | (0x40 if n == last else 0) | nal[0] & 0x1F]) + piece
        for n, piece in enumerate(pieces)
    ]


Packet = tuple[bytes, int, bool]


def key_frame(timestamp: int = 0) -> list[Packet]:
    payloads = [stap_a(SPS, PPS), *fu_a(IDR)]
    return [(p, timestamp, n == len(payloads) - 1) for n, p in enumerate(payloads)]


def feed(packets: list[Packet], lost: set[int] | None = None) -> list[AccessUnit]:
    depacketizer = Depacketizer()
    units = []
    gap = False
    for number, (payload, timestamp, marker) in enumerate(packets):
        if number in (lost or set()):
            gap = True
            continue
        units += depacketizer.push(payload, timestamp, marker, gap)
        gap = False
    return units


@pytest.mark.parametrize(
    "packets",
    [
        key_frame(),
        [(SPS, 0, False), (PPS, 0, False), (IDR, 0, True)],
        [(stap_a(SPS, PPS, IDR), 0, True)],
        [(stap_a(SPS, PPS), 0, False), (b"", 0, False), (IDR, 0, True)],
        [(b"\x09\xf0", 0, False), (stap_a(b"\x06\x05\x00", SPS, PPS), 0, False), (IDR, 0, True)],
    ],
    ids=["FU-A", "single NAL units", "one STAP-A", "padding between", "delimiter and SEI"],
)
def test_a_key_frame_in_every_packing(packets: list[Packet]) -> None:
    (unit,) = feed(packets)
    assert unit == AccessUnit(0, (IDR,), PARAMETERS)


def test_pictures_follow_by_marker_and_by_timestamp() -> None:
    packets = [*key_frame(), (SLICE, 3000, False), (OTHER_SLICE, 3000, True), (SLICE, 6000, False)]
    units = feed([*packets, (OTHER_SLICE, 2**32 - 1, True)])
    assert [(u.timestamp, u.nals) for u in units[1:]] == [
        (3000, (SLICE, OTHER_SLICE)),
        (6000, (SLICE,)),
        (2**32 - 1, (OTHER_SLICE,)),
    ]
    assert all(unit.parameters is None for unit in units[1:])


def test_nothing_before_the_first_key_frame() -> None:
    assert [u.timestamp for u in feed([(SLICE, 1, True), *key_frame(2), (SLICE, 3, True)])] == [
        2,
        3,
    ]


def test_an_idr_without_parameters_starts_nothing() -> None:
    assert feed([(IDR, 0, True), (SLICE, 1, True)]) == []


def test_parameters_given_before_hold() -> None:
    packets: list[Packet] = [(SPS, 0, False), (PPS, 0, False), (IDR, 3000, True)]
    assert feed(packets) == [AccessUnit(3000, (IDR,), PARAMETERS)]


STREAM: list[Packet] = [
    *key_frame(0),  # 0–3
    (SLICE, 1, True),  # 4
    (SLICE, 2, True),  # 5
    *key_frame(3),  # 6–9
    (SLICE, 4, True),  # 10
]


@pytest.mark.parametrize(
    ("lost", "timestamps"),
    [
        (set[int](), [0, 1, 2, 3, 4]),
        ({0}, [3, 4]),
        ({2}, [3, 4]),
        ({3}, [3, 4]),
        ({4}, [0, 3, 4]),
        ({5}, [0, 1, 3, 4]),
        ({7}, [0, 1, 2]),
        ({6}, [0, 1, 2]),
        ({9}, [0, 1, 2]),
    ],
    ids=str,
)
def test_after_a_loss_nothing_until_a_whole_key_frame(
    lost: set[int], timestamps: list[int]
) -> None:
    assert [unit.timestamp for unit in feed(STREAM, lost)] == timestamps


@pytest.mark.parametrize(
    "payload",
    [
        b"\x78\x00",
        b"\x78\xff\xff\x41",
        b"\x78\x00\x00\x41",
        b"\x7c\x05",
        b"\x7c\x05\x00\x00",
        b"\xe1\x00",
        b"\x79\x00\x00",
        b"\x7d\x85\x00",
        b"\x40\x00",
    ],
    ids=[
        "short STAP-A", "overrun", "empty unit", "short FU-A", "FU-A without start",
        "forbidden bit", "STAP-B", "FU-B", "type 0",
    ],
)  # fmt: skip
def test_malformed_payloads_break_the_chain(payload: bytes) -> None:
    packets = [*key_frame(0), (payload, 1, True), (SLICE, 2, True), *key_frame(3)]
    assert [unit.timestamp for unit in feed(packets)] == [0, 3]


def test_another_start_inside_fragments_breaks_the_picture() -> None:
    first = fu_a(IDR)
    packets: list[Packet] = [(stap_a(SPS, PPS), 0, False), (first[0], 0, False)]
    packets += [(first[0], 0, False), (first[-1], 0, True)]
    assert feed(packets) == []


@given(st.lists(st.tuples(st.binary(max_size=40), st.integers(0, 3), st.booleans()), max_size=20))
def test_no_payload_raises(packets: list[Packet]) -> None:
    for unit in feed([*key_frame(), *packets]):
        assert unit.nals


def test_split_annex_b() -> None:
    stream = b"\0\0\0\1" + SPS + b"\0\0\1" + PPS + b"\0\0\0\1" + IDR
    assert list(split_annex_b(stream)) == [SPS, PPS, IDR]
