"""How a relay worker is set up: frozen values, read once, passed in."""

import msgspec


class RelayConfig(msgspec.Struct, frozen=True):
    """One worker's settings; times are in seconds, sizes in bytes."""

    host: str = "::"
    """Address to bind; `::` takes IPv4 too, and falls back to `0.0.0.0` where IPv6 is missing."""
    port: int = 0
    """UDP and TCP port for everybody; 0 lets the system choose."""
    announce: tuple[str, ...] = ()
    """Addresses for the candidates in SDP, as `endpoint` in `wire/sdp_write.py` reads them; empty:
    the machine's own and 127.0.0.1."""
    consent_timeout: float = 30.0
    """Silence after which a peer is closed (RFC 7675 section 5.1)."""
    handshake_timeout: float = 20.0
    """From the first DTLS datagram to its end; covers six retransmissions."""
    tick: float = 0.020
    """Between two timer runs, at the least."""
    socket_buffer: int = 4 << 20
    """SO_RCVBUF and SO_SNDBUF: a second of 30 Mbit/s, so that a stalled loop loses nothing."""
    max_peers: int = 2000
    """More than one core can forward to, so it only stops runaways."""
    native: bool = True
    """Forward by `fan.c` where it was built; else packet by packet in Python."""
    full_load: float = 0.95
    """Share of busy time from which newcomers are refused (`media/load.py`); above 1: never."""
