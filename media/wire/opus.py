"""How long an Opus packet lasts, by its first bytes (RFC 6716 section 3)."""

MAX_SAMPLES = 5760
"""120 ms at 48 kHz, the longest packet (section 3.2.5)."""
SILK, HYBRID, CELT = (480, 960, 1920, 2880), (480, 960), (120, 240, 480, 960)
"""Samples of a frame at 48 kHz, by the last bits of the configuration (table 2)."""


def samples_of(payload: bytes) -> int:
    """Samples at 48 kHz; 0 if it is no Opus packet."""
    if not payload or (payload[0] & 3 == 3 and len(payload) < 2):
        return 0
    configuration, code = payload[0] >> 3, payload[0] & 3
    if configuration < 12:
        frame = SILK[configuration & 3]
    elif configuration < 16:
        frame = HYBRID[configuration & 1]
    else:
        frame = CELT[configuration & 3]
    count = payload[1] & 0x3F if code == 3 else min(code, 1) + 1
    samples = frame * count
    return samples if samples <= MAX_SAMPLES else 0
