"""What a VP8 RTP payload starts (RFC 7741): enough to know a key frame, nothing more."""


def starts_key_frame(payload: bytes) -> bool:
    """Whether the first partition of a key frame begins in `payload` (sections 4.2 and 4.3)."""
    if not payload or payload[0] & 0x17 != 0x10:
        return False  # not the start of partition 0
    position = 1
    if payload[0] & 0x80:
        if len(payload) < 2:
            return False
        optional = payload[1]
        position = 2
        if optional & 0x80:  # picture id, 7 or 15 bits
            if len(payload) < 3:
                return False
            position += 2 if payload[2] & 0x80 else 1
        if optional & 0x40:
            position += 1
        if optional & 0x30:
            position += 1
    return position < len(payload) and not payload[position] & 0x01
