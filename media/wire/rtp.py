"""RTP packets (RFC 3550 section 5.1) and header extensions (RFC 8285): read once, written often."""

from struct import Struct

from media.wire.codecs import HeaderExtensions

FIXED_HEADER = 12
ONE_BYTE_PROFILE = 0xBEDE
TWO_BYTE_PROFILE = 0x1000
MAX_EXTENSIONS = 32
"""Elements read from one packet; ours and browsers' packets have at most seven."""
ABS_SEND_TIME_WRAP = 64.0
"""Seconds; 24 bits of 6.18 fixed point (abs-send-time)."""

_FIXED = Struct("!BBHII")
_PREFIX = Struct("!BBHI")
_U16 = Struct("!H")


class RtpPacket:
    """One received packet. `payload` is without padding; media is never looked into here."""

    __slots__ = (
        "arrival",
        "extensions",
        "index",
        "marker",
        "padding",
        "payload",
        "payload_type",
        "sequence",
        "ssrc",
        "timestamp",
    )

    def __init__(
        self,
        payload_type: int,
        sequence: int,
        timestamp: int,
        ssrc: int,
        payload: bytes,
        marker: int = 0,
        extensions: dict[int, bytes] | None = None,
    ) -> None:
        self.payload_type = payload_type
        self.sequence = sequence
        self.timestamp = timestamp
        self.ssrc = ssrc
        self.payload = payload
        self.marker = marker
        """0 or 0x80, as in the second byte."""
        self.extensions: dict[int, bytes] = {} if extensions is None else extensions
        """By id, as in this packet's session."""
        self.index = sequence
        """The sequence number without wrap-around, once its track has counted it."""
        self.arrival = 0.0
        self.padding = 0
        """Bytes to add on the way out, the same each time it is sent under one number."""


def parse_rtp(data: bytes) -> RtpPacket | None:
    """Read a packet; None if it is malformed."""
    size = len(data)
    if size < FIXED_HEADER:
        return None
    flags, second, sequence, timestamp, ssrc = _FIXED.unpack_from(data)
    if flags & 0xC0 != 0x80:
        return None
    start = FIXED_HEADER + 4 * (flags & 0x0F)
    extensions = None
    if flags & 0x10:
        block = start + 4
        if block > size:
            return None
        profile = data[start] << 8 | data[start + 1]
        start = block + 4 * (data[start + 2] << 8 | data[start + 3])
        if start > size:
            return None
        extensions = _parse_extensions(profile, data, block, start)
        if extensions is None:
            return None
    end = size
    if flags & 0x20:
        # RFC 3550 section 5.1: the last octet counts the padding, itself included.
        if start >= size or not data[-1]:
            return None
        end -= data[-1]
    if start > end:
        return None
    return RtpPacket(
        second & 0x7F, sequence, timestamp, ssrc, data[start:end], second & 0x80, extensions
    )


def _parse_extensions(
    profile: int, data: bytes, position: int, end: int
) -> dict[int, bytes] | None:
    """Read the elements between `position` and `end`; None if one overruns the block."""
    found: dict[int, bytes] = {}
    if profile == ONE_BYTE_PROFILE:
        while position < end and len(found) < MAX_EXTENSIONS:
            head = data[position]
            position += 1
            if not head:
                continue  # padding
            identifier = head >> 4
            if identifier == 15:
                break  # RFC 8285 section 4.2: stop here, keep what was read
            stop = position + (head & 0x0F) + 1
            if stop > end:
                return None
            found[identifier] = data[position:stop]
            position = stop
    elif profile & 0xFFF0 == TWO_BYTE_PROFILE:
        while position < end and len(found) < MAX_EXTENSIONS:
            identifier = data[position]
            position += 1
            if not identifier:
                continue
            if position >= end:
                return None
            stop = position + 1 + data[position]
            if stop > end:
                return None
            found[identifier] = data[position + 1 : stop]
            position = stop
    return found


def unwrap_rtx(packet: RtpPacket, ssrc: int, payload_type: int) -> RtpPacket | None:
    """The original that an RTX packet carries (RFC 4588 section 4); None for a mere probe."""
    if len(packet.payload) < 2:
        return None
    return RtpPacket(
        payload_type,
        _U16.unpack_from(packet.payload)[0],
        packet.timestamp,
        ssrc,
        packet.payload[2:],
        packet.marker,
        packet.extensions,
    )


def rtx_payload(sequence: int, payload: bytes) -> bytes:
    """What an RTX packet carries for the original `sequence` (RFC 4588 section 4)."""
    return _U16.pack(sequence) + payload


def abs_send_time(now: float) -> int:
    """`now` in seconds as the 24 bits of the abs-send-time extension."""
    return int(now % ABS_SEND_TIME_WRAP * (1 << 18)) & 0xFFFFFF


class HeaderWriter:
    """Writes the headers of one outgoing stream: a template in which only the varying bytes change.

    Extensions agreed on have their fixed place in every packet, so that writing one is three
    stores; a packet without audio level has padding (RFC 8285 section 4.1.2) in its place.
    """

    __slots__ = (
        "abs_send_time_at",
        "level_at",
        "level_head",
        "template",
        "transport_sequence_at",
    )

    def __init__(self, ssrc: int, extensions: HeaderExtensions, mid: str) -> None:
        self.level_at = self.transport_sequence_at = self.abs_send_time_at = 0
        self.level_head = b""
        name = mid.encode()
        elements = [
            (extensions.mid, name),
            (extensions.transport_sequence, bytes(2)),
            (extensions.abs_send_time, bytes(3)),
            (extensions.audio_level, bytes(1)),
        ]
        agreed = [(identifier, value) for identifier, value in elements if identifier]
        # The one-byte form holds ids 1 to 14 and 1 to 16 bytes (RFC 8285 section 4.2).
        short = all(identifier < 15 and 0 < len(value) <= 16 for identifier, value in agreed)
        block = bytearray()
        for identifier, value in agreed:
            size = len(value)
            head = bytes([identifier << 4 | size - 1] if short else [identifier, size])
            at = FIXED_HEADER + 4 + len(block) + len(head)
            if identifier == extensions.transport_sequence:
                self.transport_sequence_at = at
            elif identifier == extensions.abs_send_time:
                self.abs_send_time_at = at
            elif identifier == extensions.audio_level:
                self.level_at = at - len(head)
                self.level_head = head
                head, value = bytes(len(head)), bytes(1)
            block += head + value
        block += bytes(-len(block) % 4)
        template = bytearray(_FIXED.pack(0x90 if agreed else 0x80, 0, 0, 0, ssrc))
        if agreed:
            profile = ONE_BYTE_PROFILE if short else TWO_BYTE_PROFILE
            template += _U16.pack(profile) + _U16.pack(len(block) // 4) + block
        self.template = template

    @property
    def overhead(self) -> int:
        """Bytes of every header."""
        return len(self.template)

    def write(
        self,
        payload_type: int,
        sequence: int,
        timestamp: int,
        payload: bytes,
        transport_sequence: int,
        send_time: int,
        level: bytes | None,
        padding: int = 0,
    ) -> bytearray:
        """One packet; `payload_type` includes the marker bit, numbers are within their width."""
        template = self.template
        _PREFIX.pack_into(template, 0, template[0], payload_type, sequence, timestamp)
        if at := self.transport_sequence_at:
            _U16.pack_into(template, at, transport_sequence)
        if at := self.abs_send_time_at:
            template[at : at + 3] = send_time.to_bytes(3, "big")
        if at := self.level_at:
            # One byte (RFC 6464), whatever the publisher sent: more would overwrite what follows.
            element = self.level_head + level[:1] if level else bytes(len(self.level_head) + 1)
            template[at : at + len(element)] = element
        packet = template + payload
        if padding:  # RFC 3550 section 5.1
            packet[0] |= 0x20
            packet += bytes(padding - 1) + bytes([padding])
        return packet
