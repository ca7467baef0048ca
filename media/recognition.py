"""Whose track a new SSRC is, by what its packets carry (RFC 8843 section 9.2, RFC 8852)."""

from collections.abc import Sequence

from media.up_track import UpTrack
from media.wire.rtp import RtpPacket


def recognized(packet: RtpPacket, tracks: Sequence[UpTrack]) -> UpTrack | None:
    """The one of a peer's tracks: by mid, or by a payload type of one track only;

    of several layers by rid, their retransmissions also by what was asked for. None if several
    may be meant, or none.
    """
    fitting = [
        track
        for track in tracks
        if packet.payload_type in track.codecs or packet.payload_type in track.rtx
    ]
    named = [track for track in fitting if _mid(track, packet) == track.params.mid]
    if not named and any(_mid(track, packet) is not None for track in tracks):
        return None
    found = named or fitting
    if any(track.params.rid is not None for track in found):
        found = [track for track in found if _is_of_layer(track, packet)]
    return found[0] if len(found) == 1 else None


def _mid(track: UpTrack, packet: RtpPacket) -> str | None:
    return _word(packet, track.params.extensions.mid)


def _word(packet: RtpPacket, identifier: int | None) -> str | None:
    value = packet.extensions.get(identifier) if identifier else None
    return None if value is None else value.decode("ascii", "replace")


def _is_of_layer(track: UpTrack, packet: RtpPacket) -> bool:
    extensions, rid = track.params.extensions, track.params.rid
    if packet.payload_type in track.codecs:
        return _word(packet, extensions.rid) == rid
    # libwebrtc names a retransmission stream by its layer in either extension.
    named = _word(packet, extensions.repaired_rid) or _word(packet, extensions.rid)
    return named == rid if named is not None else track.awaits(packet)
