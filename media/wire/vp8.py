"""VP8 RTP payloads (RFC 7741): key frames and their size, and the numbers of pictures."""

from typing import NamedTuple

START_CODE = b"\x9d\x01\x2a"


def starts_key_frame(payload: bytes) -> bool:
    """Whether the first partition of a key frame begins in `payload` (sections 4.2 and 4.3)."""
    position = _frame_at(payload)
    return position is not None and not payload[position] & 0x01


def height(payload: bytes) -> int:
    """The picture's height where a key frame begins in `payload` (RFC 6386 section 9.1), else 0."""
    position = _frame_at(payload)
    if position is None or payload[position] & 0x01 or len(payload) < position + 10:
        return 0
    if payload[position + 3 : position + 6] != START_CODE:
        return 0
    return (payload[position + 9] << 8 | payload[position + 8]) & 0x3FFF  # above: the scale


class Numbers(NamedTuple):
    """What a payload descriptor counts (section 4.2); each None where it is absent."""

    picture_id: int | None = None
    tl0: int | None = None
    """TL0PICIDX: pictures of the lowest temporal layer, 8 bits."""


class Shift(NamedTuple):
    """What to add to the numbers of one source, so that they continue another's."""

    picture_id: int
    tl0: int

    def modulo(self) -> "Shift":
        """The same within the numbers' widths."""
        return Shift(self.picture_id & 0x7FFF, self.tl0 & 0xFF)


def numbers(payload: bytes) -> Numbers:
    """The picture numbers of a packet."""
    if len(payload) < 3 or not payload[0] & 0x80:
        return Numbers()
    optional, position, picture_id = payload[1], 2, None
    if optional & 0x80:
        picture_id = payload[2]
        position = 3
        if picture_id & 0x80:
            if len(payload) < 4:
                return Numbers()
            picture_id = (picture_id & 0x7F) << 8 | payload[3]
            position = 4
    has_tl0 = optional & 0x40 and position < len(payload)
    return Numbers(picture_id, payload[position] if has_tl0 else None)


def continuing(last: Numbers, first: Numbers) -> Shift:
    """The shift by which `first`, of a key frame, comes next after `last`."""
    gap = [
        0 if before is None or after is None else before + 1 - after
        for before, after in zip(last, first, strict=True)
    ]
    return Shift(*gap)


def shifted(payload: bytes, shift: Shift) -> bytes:
    """`payload` with its picture numbers shifted, in the widths that they have."""
    found = numbers(payload)
    head = bytearray(payload[:5])
    position = 2
    if found.picture_id is not None:
        picture_id = found.picture_id + shift.picture_id
        if head[2] & 0x80:
            head[2:4] = (0x8000 | picture_id & 0x7FFF).to_bytes(2, "big")
            position = 4
        else:
            head[2] = picture_id & 0x7F
            position = 3
    if found.tl0 is not None:
        head[position] = found.tl0 + shift.tl0 & 0xFF
    return bytes(head) + payload[5:]


def _frame_at(payload: bytes) -> int | None:
    """Where the frame begins after the payload descriptor; None if none begins here."""
    if not payload or payload[0] & 0x17 != 0x10:
        return None  # not the start of partition 0
    position = 1
    if payload[0] & 0x80:
        if len(payload) < 2:
            return None
        optional = payload[1]
        position = 2
        if optional & 0x80:  # picture id, 7 or 15 bits
            if len(payload) < 3:
                return None
            position += 2 if payload[2] & 0x80 else 1
        if optional & 0x40:
            position += 1
        if optional & 0x30:
            position += 1
    return position if position < len(payload) else None
