"""What waits on a TCP connection: STUN and DTLS first, media bounded by bytes and by age."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.ice import TcpAddress
from media.tcp_flow import CHUNK, MAX_CONTROL, MAX_MEDIA, MAX_MEDIA_AGE, TcpFlow
from media.wire.rfc4571 import MAX_LENGTH, Deframer

MEDIA, STUN, DTLS = b"\x80", b"\x01", b"\x16"


def flow() -> TcpFlow:
    return TcpFlow(TcpAddress("tcp", 1, ("192.0.2.1", 5000)), 0.0)


def leaving(flow: TcpFlow) -> list[bytes]:
    """Everything that leaves when the kernel takes all."""
    stream = b""
    while chunk := flow.next_chunk():
        stream += chunk
        flow.sent(len(chunk))
    return Deframer().receive(stream)


def test_stun_and_dtls_go_first() -> None:
    one = flow()
    for datagram in (MEDIA + b"1", STUN, MEDIA + b"2", DTLS):
        one.queue(datagram, 0.0)
    assert leaving(one) == [STUN, DTLS, MEDIA + b"1", MEDIA + b"2"]
    assert one.waiting == 0


def test_a_chunk_once_given_is_finished_before_anything_else() -> None:
    one = flow()
    one.queue(MEDIA * 10, 0.0)
    chunk = one.next_chunk()
    one.sent(3)
    one.queue(STUN, 0.0)
    assert one.next_chunk() == chunk[3:]
    one.sent(9)
    assert leaving(one) == [STUN]


def test_a_slow_reader_loses_its_oldest_media_and_no_more() -> None:
    one = flow()
    for number in range(MAX_MEDIA // 1000 + 100):
        one.queue(MEDIA + number.to_bytes(3, "big") + bytes(994), 0.0)  # 1,000 with its length
    assert one.lost == 100
    assert one.waiting <= MAX_MEDIA
    left = leaving(one)
    assert [int.from_bytes(d[1:4], "big") for d in left] == list(range(100, 100 + len(left)))


@pytest.mark.parametrize(("age", "lost"), [(MAX_MEDIA_AGE, 0), (MAX_MEDIA_AGE + 0.01, 2)])
def test_media_that_is_too_late_is_dropped(age: float, lost: int) -> None:
    one = flow()
    one.queue(MEDIA + b"1", 0.0)
    one.queue(MEDIA + b"2", 0.0)
    one.queue(STUN, 0.0)
    one.queue(MEDIA + b"3", age)
    assert one.lost == lost
    assert leaving(one)[0] == STUN


def test_control_is_bounded_too() -> None:
    one = flow()
    for _ in range(200):
        one.queue(DTLS * 1000, 0.0)
    assert one.waiting <= MAX_CONTROL
    assert one.lost == 200 - len(leaving(one))


@given(
    st.lists(
        st.tuples(
            st.sampled_from([MEDIA, STUN]),
            st.integers(1, MAX_LENGTH),
            st.floats(0, 0.2),
            st.integers(0, 3 * CHUNK),
        ),
        max_size=60,
    )
)
def test_whatever_the_kernel_takes_the_stream_stays_whole(
    steps: list[tuple[bytes, int, float, int]],
) -> None:
    one, reader, now, found = flow(), Deframer(), 0.0, 0
    for kind, size, pause, taken in steps:
        now += pause
        one.queue(kind * size, now)
        chunk = one.next_chunk()[:taken]
        one.sent(len(chunk))
        found += len(reader.receive(chunk))
        assert one.waiting <= MAX_MEDIA + MAX_CONTROL + CHUNK + MAX_LENGTH
    while chunk := one.next_chunk():
        one.sent(len(chunk))
        found += len(reader.receive(chunk))
    assert found + one.lost == len(steps)
