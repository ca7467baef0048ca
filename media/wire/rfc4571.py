"""Datagrams on a TCP connection (RFC 4571): two bytes of length, big-endian, before each."""

from media.errors import BadFrame

HEADER = 2
MAX_LENGTH = 2048
"""Bytes of one datagram, as from UDP: what fits an Ethernet frame, and room for odd clients."""


def frame(datagram: bytes) -> bytes:
    """`datagram` as it goes on the stream."""
    return len(datagram).to_bytes(HEADER, "big") + datagram


class Deframer:
    """Cuts a byte stream into datagrams; keeps at most one that is incomplete."""

    def __init__(self) -> None:
        self._rest = b""

    def receive(self, data: bytes) -> list[bytes]:
        """The datagrams that `data` completes; `BadFrame` for one of more than `MAX_LENGTH`.

        Empty ones (RFC 4571 section 2 allows them) are left out.
        """
        stream, at, found = self._rest + data, 0, []
        while len(stream) - at >= HEADER:
            length = int.from_bytes(stream[at : at + HEADER], "big")
            if length > MAX_LENGTH:
                raise BadFrame(f"A frame of {length} bytes is larger than {MAX_LENGTH}.")
            end = at + HEADER + length
            if end > len(stream):
                break
            if length:
                found.append(stream[at + HEADER : end])
            at = end
        self._rest = stream[at:]
        return found
