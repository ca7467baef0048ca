"""What two ends agreed on for one m-line: codec, header extensions, SSRCs.

Negotiation (`sdp.py`, `peer.py`) produces these structs; tracks (`up_track.py`, `down_track.py`)
consume them and never see SDP.
"""

from typing import Literal

import msgspec

Kind = Literal["audio", "video"]

VIDEO_FEEDBACK = frozenset({"nack", "nack pli", "ccm fir", "goog-remb", "transport-cc"})
AUDIO_FEEDBACK = frozenset({"transport-cc"})
"""No NACK on sound: a retransmission comes after its playout time, and Opus has in-band FEC."""


class Codec(msgspec.Struct, frozen=True):
    """One codec under its dynamic payload type in one session (RFC 8829 section 5.2)."""

    name: str
    """`H264`, `VP8` or `opus`, as registered, compared without case."""
    clock_rate: int
    payload_type: int
    channels: int = 1
    fmtp: str = ""
    rtx_payload_type: int | None = None
    """RFC 4588; None where the other end takes no retransmission stream."""
    feedback: frozenset[str] = frozenset()
    """`nack`, `nack pli`, `ccm fir`, `transport-cc`, `goog-remb`."""


class HeaderExtensions(msgspec.Struct, frozen=True):
    """Ids of the RTP header extensions agreed on (RFC 8285), None where not agreed."""

    mid: int | None = None
    rid: int | None = None
    repaired_rid: int | None = None
    audio_level: int | None = None
    """RFC 6464."""
    transport_sequence: int | None = None
    """transport-wide-cc-01."""
    abs_send_time: int | None = None


class ReceiveParameters(msgspec.Struct, frozen=True):
    """How a published track, or one layer of it, arrives.

    `ssrc` is None until the first packet where SDP names none.
    """

    mid: str
    kind: Kind
    codecs: tuple[Codec, ...]
    extensions: HeaderExtensions
    ssrc: int | None = None
    rtx_ssrc: int | None = None
    rid: str | None = None
    """Of a layer: the name by which its packets tell it (RFC 8852)."""


class SendParameters(msgspec.Struct, frozen=True):
    """How a track is sent to one subscriber; `codecs` has one entry per codec it accepts."""

    mid: str
    kind: Kind
    codecs: tuple[Codec, ...]
    extensions: HeaderExtensions
    ssrc: int
    rtx_ssrc: int | None
    cname: str
