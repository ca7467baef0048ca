"""Addresses as the kernel has them are those that Python's socket gives."""

import socket

import pytest

from media.ice import Address, TcpAddress
from media.sockaddr import pack, unpack


@pytest.mark.parametrize(
    "address",
    [
        ("192.0.2.7", 4000),
        ("0.0.0.0", 65535),
        ("::1", 9, 0, 0),
        ("::ffff:192.0.2.7", 4000, 0, 0),
        ("fe80::1", 4000, 7, 3),
        ("2001:db8::ff00:42:8329", 1, 0, 0),
    ],
)
def test_there_and_back(address: Address) -> None:
    name = pack(address)
    assert name is not None
    assert unpack(name) == address


def test_a_scoped_address_loses_only_its_suffix() -> None:
    assert pack(("fe80::1%lo", 1, 0, 1)) == pack(("fe80::1", 1, 0, 1))


def test_a_tcp_flow_has_no_datagram_socket_s_address() -> None:
    assert pack(TcpAddress("tcp", 7, ("192.0.2.7", 4000))) is None


@pytest.mark.parametrize(
    ("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
)
def test_as_the_kernel_writes_it(family: socket.AddressFamily, host: str) -> None:
    with socket.socket(family, socket.SOCK_DGRAM) as bound:
        bound.bind((host, 0))
        address = bound.getsockname()
        name = pack(address)
        assert name is not None
        assert len(name) == (16 if family == socket.AF_INET else 28)
        assert unpack(name) == address
