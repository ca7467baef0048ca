"""Socket addresses between Python's tuples and the kernel's bytes (Linux)."""

import ipaddress
import struct
from collections import OrderedDict
from typing import Any

from media.ice import Address, TcpAddress

AF_INET, AF_INET6 = 2, 10
_FAMILY = struct.Struct("=H")
_IN = struct.Struct("!H4s8x")
_IN6 = struct.Struct("!HI16s")
_SCOPE = struct.Struct("=I")
MAX_LENGTH = 28
"""Of `sockaddr_in6`."""
MAX_NAMES = 8192
"""Addresses whose other form is remembered; the oldest goes."""


def pack(address: Address) -> bytes | None:
    """`sockaddr_in` or `sockaddr_in6`; None for an address that is not a datagram socket's."""
    if isinstance(address, TcpAddress):
        return None
    host = ipaddress.ip_address(address[0].partition("%")[0]).packed
    if len(address) == 2:
        return _FAMILY.pack(AF_INET) + _IN.pack(address[1], host)
    return (
        _FAMILY.pack(AF_INET6) + _IN6.pack(address[1], address[2], host) + _SCOPE.pack(address[3])
    )


def unpack(name: bytes) -> Address:
    """The tuple that Python's `recvfrom` would give."""
    (family,) = _FAMILY.unpack_from(name)
    if family == AF_INET:
        port, host = _IN.unpack_from(name, 2)
        return str(ipaddress.IPv4Address(host)), port
    port, flow, host = _IN6.unpack_from(name, 2)
    (scope,) = _SCOPE.unpack_from(name, 24)
    text = str(ipaddress.IPv6Address(host))
    mapped = ipaddress.IPv6Address(host).ipv4_mapped
    return (f"::ffff:{mapped}" if mapped else text), port, flow, scope


class Names:
    """Addresses in both forms, remembered: they repeat thousands of times a second."""

    def __init__(self) -> None:
        self._packed: OrderedDict[Address, bytes] = OrderedDict()
        self._tuples: OrderedDict[bytes, Address] = OrderedDict()

    def packed(self, address: Address) -> bytes:
        """The kernel's form."""
        name = self._packed.get(address)
        if name is None:
            name = pack(address)
            assert name is not None, "TCP flows are not this socket's"
            _remember(self._packed, address, name)
        return name

    def tuple(self, name: bytes) -> Address:
        """Python's form."""
        address = self._tuples.get(name)
        if address is None:
            address = unpack(name)
            _remember(self._tuples, name, address)
        return address


def _remember(known: OrderedDict[Any, Any], key: Any, value: Any) -> None:
    known[key] = value
    if len(known) > MAX_NAMES:
        known.popitem(last=False)
