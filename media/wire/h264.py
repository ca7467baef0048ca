"""What an H.264 RTP payload starts (RFC 6184): a key frame, and how large; nothing more."""

from enum import IntFlag

from media.wire.sps import BadParameterSet, parse_sps

IDR = 5
SPS = 7
STAP_A = 24
FU_A = 28
MAX_AGGREGATED = 16
"""NAL units looked at in one STAP-A; parameter sets come first."""


class Starts(IntFlag):
    """What begins in a payload."""

    NOTHING = 0
    PARAMETER_SETS = 1
    IDR = 2


def inspect(payload: bytes) -> Starts:
    """Tell whether a sequence parameter set or an IDR slice begins in `payload`."""
    if len(payload) < 2:
        return Starts.NOTHING
    kind = payload[0] & 0x1F
    if kind == FU_A:
        return _named(payload[1] & 0x1F) if payload[1] & 0x80 else Starts.NOTHING
    if kind == STAP_A:
        return _inspect_aggregate(payload)
    return _named(kind)


def _named(kind: int) -> Starts:
    if kind == IDR:
        return Starts.IDR
    return Starts.PARAMETER_SETS if kind == SPS else Starts.NOTHING


def _inspect_aggregate(payload: bytes) -> Starts:
    found = Starts.NOTHING
    position = 1
    for _ in range(MAX_AGGREGATED):
        if position + 2 >= len(payload):
            break
        found |= _named(payload[position + 2] & 0x1F)
        position += 2 + (payload[position] << 8 | payload[position + 1])
    return found


def height(payload: bytes) -> int:
    """The height that a sequence parameter set in `payload` gives its pictures; 0 without one."""
    sps = _find_sps(payload)
    if sps is None:
        return 0
    try:
        return parse_sps(sps).height
    except BadParameterSet:
        return 0


def _find_sps(payload: bytes) -> bytes | None:
    if not payload:
        return None
    if payload[0] & 0x1F == SPS:
        return payload
    if payload[0] & 0x1F != STAP_A:
        return None
    position = 1
    for _ in range(MAX_AGGREGATED):
        start = position + 2
        if start >= len(payload):
            break
        stop = start + (payload[position] << 8 | payload[position + 1])
        if payload[start] & 0x1F == SPS:
            return payload[start:stop]
        position = stop
    return None
