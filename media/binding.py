"""The relay's sockets, and the addresses by which clients reach them."""

import contextlib
import socket

import structlog

from media.config import RelayConfig
from media.tcp_flows import listen

PORT_TRIES = 16
"""Ports tried, where the system chooses, for one that is free for UDP and TCP."""

log = structlog.get_logger("media")


def local_addresses() -> tuple[str, ...]:
    """The addresses from which this machine reaches others, then 127.0.0.1; sends nothing.

    In this order: a client checks the first one first and the next 50 ms later, and only a client
    without a network of its own sends from 127.0.0.1.
    """
    found = []
    probes = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
    for family, elsewhere in probes:
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((elsewhere, 9))  # picks a route; UDP sends nothing on connect
            found.append(probe.getsockname()[0])
    return tuple(dict.fromkeys([*found, "127.0.0.1"]))


def bind(config: RelayConfig) -> socket.socket:
    """The relay's UDP socket: dual-stack where the machine has IPv6."""
    last: OSError | None = None
    for host in (config.host, "0.0.0.0") if config.host == "::" else (config.host,):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            return _bind(family, host, config)
        except OSError as error:
            last = error
    assert last is not None
    raise last


def _bind(family: socket.AddressFamily, host: str, config: RelayConfig) -> socket.socket:
    udp = socket.socket(family, socket.SOCK_DGRAM)
    try:
        if family == socket.AF_INET6:
            udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, config.socket_buffer)
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, config.socket_buffer)
        udp.setblocking(False)
        udp.bind((host, config.port))
    except OSError:
        udp.close()
        raise
    return udp


def bind_both(config: RelayConfig) -> tuple[socket.socket, socket.socket | None]:
    """The UDP socket, and a TCP listener on the same port unless somebody has that one."""
    for _ in range(PORT_TRIES):
        udp = bind(config)
        tcp = listen(udp)
        if tcp is not None:
            return udp, tcp
        if config.port != 0:
            break
        udp.close()
    else:
        udp = bind(config)
    log.warning("no TCP for media: the port is taken", port=udp.getsockname()[1])
    return udp, None


def candidate_addresses(config: RelayConfig, family: int) -> tuple[str, ...]:
    """Addresses for SDP: what is announced, else where the socket can be reached."""
    if config.announce:
        return config.announce
    if config.host not in ("::", "0.0.0.0", ""):
        return (config.host,)
    found = local_addresses()
    return found if family == socket.AF_INET6 else tuple(a for a in found if ":" not in a)
