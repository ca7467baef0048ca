"""The numbers that several parts of egress share, each with its reason; times are seconds."""

# Fixed payload types of the plain RTP between relay and egress (`AttachEgress`).
H264_PAYLOAD_TYPE = 96
VP8_PAYLOAD_TYPE = 97
OPUS_PAYLOAD_TYPE = 111

VIDEO_RATE = 90_000
"""Ticks per second of the picture's timeline and of video RTP clocks (RFC 6184 section 8.2.1)."""
SOUND_RATE = 48_000
"""Samples per second of the sound's timeline and of Opus RTP clocks (RFC 7587 section 4.1)."""

MIN_DELAY_WINDOW = 2.0
"""How long the least delay is remembered; within twice this a longer route is accepted."""
MAX_DELAY_RISE = 2.0
"""A packet later than this is no late packet: the sender began its timestamps anew."""
MAX_LIP_CORRECTION = 0.5
"""Sender reports further than this from the arrival of the packets are wrong, not lip sync."""
VIDEO_PATIENCE = 0.25
"""Wait for a lost video packet: a NACK round trip of a distant county; less than a stall."""
SOUND_DELAY = 0.12
"""Sound is mixed this long after its capture: Wi-Fi jitter plus one retransmission."""
SOUND_PATIENCE = 0.06
"""Wait for a lost Opus packet: half of the sound's delay, the rest is left for jitter."""
