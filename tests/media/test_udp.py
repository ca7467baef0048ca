"""Batches over real sockets: nothing changed, nothing reordered, equal lengths together."""

import contextlib
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.ice import Address
from media.inbox import RECEIVED
from media.sockaddr import MAX_NAMES, Names
from media.udp import MAX_MESSAGE, MAX_SEGMENTS, UdpSocket, messages

HERE: Address = ("192.0.2.1", 1)
THERE: Address = ("192.0.2.2", 2)


def runs(lengths: list[int], segments: bool = True) -> list[list[int]]:
    """How datagrams of these lengths to one destination are put together."""
    batch = [(bytes(length), HERE) for length in lengths]
    return [[len(d) for d in run] for _, run in messages(batch, segments)]


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ([], []),
        ([5], [[5]]),
        ([9, 9, 9], [[9, 9, 9]]),
        ([9, 9, 4], [[9, 9, 4]]),
        ([9, 9, 4, 4], [[9, 9, 4], [4]]),
        ([4, 9, 9], [[4], [9, 9]]),
        ([9, 8, 7], [[9, 8], [7]]),
        ([1] * (MAX_SEGMENTS + 1), [[1] * MAX_SEGMENTS, [1]]),
        ([2000] * 40, [[2000] * 32, [2000] * 8]),
    ],
)
def test_what_leaves_together(lengths: list[int], expected: list[list[int]]) -> None:
    assert runs(lengths) == expected


def test_without_segmentation_each_leaves_alone() -> None:
    assert runs([9, 9, 4], segments=False) == [[9], [9], [4]]


@given(st.lists(st.tuples(st.integers(1, 1400), st.booleans()), max_size=80))
def test_each_destination_gets_all_of_its_own_in_order(batch: list[tuple[int, bool]]) -> None:
    given = [(bytes([n % 256]) * size, HERE if h else THERE) for n, (size, h) in enumerate(batch)]
    sent = messages(given, True)
    for address in (HERE, THERE):
        assert [d for a, run in sent for d in run if a == address] == [
            d for d, a in given if a == address
        ]
    for _, run in sent:
        assert len({len(d) for d in run[:-1]}) <= 1
        assert len(run[-1]) <= len(run[0])
        assert sum(map(len, run)) <= MAX_MESSAGE


@contextmanager
def pair(family: socket.AddressFamily = socket.AF_INET) -> Iterator[tuple[UdpSocket, UdpSocket]]:
    """Two on loopback; the raw sockets are `_socket`."""
    host = "127.0.0.1" if family == socket.AF_INET else "::1"
    with contextlib.ExitStack() as stack:
        made = []
        for _ in range(2):
            raw = stack.enter_context(socket.socket(family, socket.SOCK_DGRAM))
            raw.bind((host, 0))
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
            raw.setblocking(False)
            made.append(UdpSocket(raw))
        yield made[0], made[1]


def receive(udp: UdpSocket, count: int) -> list[tuple[bytes, Address]]:
    """What comes, until it is `count` datagrams."""
    found: list[tuple[bytes, Address]] = []
    for _ in range(10_000):
        found += udp.receive()
        if len(found) >= count:
            break
    return found


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
@pytest.mark.parametrize("segments", [True, False])
def test_a_batch_arrives_as_it_was(family: socket.AddressFamily, segments: bool) -> None:
    with pair(family) as (one, other):
        one.segments = segments
        batch = [bytes([n]) * (1200 if n % 4 else 80) for n in range(100)]
        one.send([(datagram, other._socket.getsockname()) for datagram in batch])
        found = receive(other, len(batch))
        assert [datagram for datagram, _ in found] == batch
        assert {source for _, source in found} == {one._socket.getsockname()}
        assert one.unsent == 0


def test_one_call_takes_a_bounded_number() -> None:
    with pair() as (one, other):
        one.send([(b"x", other._socket.getsockname())] * (RECEIVED + 5))
        first = other.receive()
        assert len(first) <= RECEIVED
        assert len(first) + len(receive(other, RECEIVED + 5 - len(first))) == RECEIVED + 5


def test_an_empty_datagram_is_one() -> None:
    with pair() as (one, other):
        one.send([(b"", other._socket.getsockname())])
        assert [datagram for datagram, _ in receive(other, 1)] == [b""]


def test_nothing_waiting_is_nothing() -> None:
    with pair() as (one, _):
        assert one.receive() == []


def test_what_the_kernel_refuses_is_counted_and_the_rest_sent() -> None:
    with pair() as (one, other):
        good = other._socket.getsockname()
        one.send([(b"a", good), (bytes(65_530), good), (b"b", ("127.0.0.1", 0)), (b"c", good)])
        assert one.unsent == 2
        assert sorted(datagram for datagram, _ in receive(other, 2)) == [b"a", b"c"]


def test_names_are_remembered_within_bounds() -> None:
    names = Names()
    for port in range(MAX_NAMES + 10):
        address = ("192.0.2.7", port)
        assert names.tuple(names.packed(address)) == address
    assert len(names._packed) == len(names._tuples) == MAX_NAMES
