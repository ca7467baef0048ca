"""What a VP8 RTP payload starts (RFC 7741): a key frame, and how large; nothing more."""

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
