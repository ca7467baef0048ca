"""The SDP of the load's clients: as Chromium would write it, or minimal (`plain`)."""

import re
import secrets
from collections.abc import Iterable, Sequence

import msgspec

from bench.load.tracks import Layer, Load, Track
from media.wire import sdp
from media.wire.codecs import Codec, HeaderExtensions
from media.wire.sdp_write import (
    LocalTransport,
    candidate_lines,
    extension_lines,
    transport_lines,
)

EXTENSIONS = HeaderExtensions(
    mid=4, rid=10, repaired_rid=11, audio_level=1, transport_sequence=3, abs_send_time=2
)
"""Under Chromium's numbers."""
PLAIN = HeaderExtensions()
FEEDBACK = frozenset({"goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"})
PLAIN_FEEDBACK = frozenset({"ccm fir", "nack", "nack pli"})
OPUS = Codec("opus", 48000, 111, 2, "minptime=10;useinbandfec=1", None, frozenset({"transport-cc"}))
VP8 = Codec("VP8", 90000, 96, 1, "", 97, FEEDBACK)
H264 = Codec(
    "H264",
    90000,
    102,
    1,
    "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
    103,
    FEEDBACK,
)
CODECS = {"opus": OPUS, "VP8": VP8, "H264": H264}


class Remote(msgspec.Struct, frozen=True):
    """The server's side of one transport."""

    ip: str
    port: int
    ufrag: str
    password: str


def local_transport(port: int, fingerprint: str) -> LocalTransport:
    """The engine's side of one transport: the DTLS client, on loopback."""
    return LocalTransport(
        ufrag=secrets.token_hex(4),
        password=secrets.token_hex(12),
        fingerprint=sdp.Fingerprint("sha-256", fingerprint),
        setup="active",
        addresses=("127.0.0.1",),
        port=port,
    )


def remote_of(text: str) -> Remote:
    """The first candidate on loopback of the server's SDP, and its credentials."""
    transport = next(m.transport for m in sdp.parse(text).media if m.transport.ufrag)
    assert transport.ufrag is not None
    assert transport.password is not None
    for candidate in re.findall(r"^a=candidate:(.*)$", text, re.MULTILINE):
        words = candidate.split()
        if words[2].lower() == "udp" and words[4].startswith("127.") and words[7] == "host":
            return Remote(words[4], int(words[5]), transport.ufrag, transport.password)
    raise ValueError("The server names no candidate on loopback.")


def publisher_offer(
    load: Load, transport: LocalTransport, tracks: Sequence[Track], highest_first: bool = False
) -> str:
    """A publisher's offer; of simulcast, rids and no SSRCs, as Chromium's.

    Rids stand lowest first, as Tongxin's client gives them, unless `highest_first`.
    """
    lines = _session([track.mid for track in tracks])
    for track in tracks:
        codec, extensions = _offered(load, track)
        lines += _media(track.kind, track.mid, "sendonly", [codec], extensions, transport)
        lines += _sources(track, highest_first)
    return _text(lines)


def publisher_extensions(load: Load, track: Track) -> HeaderExtensions:
    """What `publisher_offer` offers for a track, all of it taken to be accepted."""
    return _offered(load, track)[1]


def receiver_offer(load: Load, transport: LocalTransport) -> str:
    """A WHEP client's offer: one sound and one picture."""
    lines = _session(["0", "1"])
    codec, extensions = CODECS[load.codec], PLAIN if load.plain else EXTENSIONS
    for mid, kind, one in (("0", "audio", OPUS), ("1", "video", codec)):
        taken = _plain(one) if load.plain else one
        lines += _media(kind, mid, "recvonly", [taken], extensions, transport)
    return _text(lines)


def receiver_answer(load: Load, transport: LocalTransport, offer: str) -> str:
    """A subscriber's answer that takes every m-line with a codec the load publishes."""
    media = sdp.parse(offer).media
    lines = _session([m.mid or "" for m in media])
    for m in media:
        codecs = [c for c in m.codecs if c.name in ("opus", load.codec)] or list(m.codecs[:1])
        taken = [_plain(c) if load.plain else _known(c) for c in codecs]
        extensions = PLAIN if load.plain else m.extensions
        lines += _media(m.kind, m.mid or "", "recvonly", taken, extensions, transport)
    return _text(lines)


def transport_extension(load: Load, text: str) -> int:
    """The id under which the server will send transport-wide numbers; 0 if it will not."""
    found = (m.extensions.transport_sequence for m in sdp.parse(text).media)
    return 0 if load.plain else next((n for n in found if n), 0)


def ssrc_by_mid(text: str) -> dict[str, int]:
    """The primary SSRC of each m-line that sends."""
    media = sdp.parse(text).media
    return {m.mid: m.ssrcs[0] for m in media if m.mid is not None and m.ssrcs}


# --- lines --------------------------------------------------------------------------------------


def _offered(load: Load, track: Track) -> tuple[Codec, HeaderExtensions]:
    codec = CODECS[track.codec]
    if load.plain:
        extensions = msgspec.structs.replace(PLAIN, mid=4, rid=10) if load.simulcast else PLAIN
        return _plain(codec), extensions
    level = EXTENSIONS.audio_level if track.kind == "audio" else None
    return codec, msgspec.structs.replace(EXTENSIONS, audio_level=level)


def _plain(codec: Codec) -> Codec:
    feedback = codec.feedback & PLAIN_FEEDBACK
    return msgspec.structs.replace(codec, rtx_payload_type=None, feedback=feedback)


def _known(codec: Codec) -> Codec:
    return msgspec.structs.replace(codec, feedback=codec.feedback & FEEDBACK)


def _session(mids: Iterable[str]) -> list[str]:
    return [
        "v=0",
        f"o=- {secrets.randbits(62)} 2 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        f"a=group:BUNDLE {' '.join(mids)}",
        "a=msid-semantic: WMS *",
    ]


def _media(
    kind: str,
    mid: str,
    direction: str,
    codecs: Sequence[Codec],
    extensions: HeaderExtensions,
    transport: LocalTransport,
) -> list[str]:
    numbers = [n for c in codecs for n in (c.payload_type, c.rtx_payload_type) if n is not None]
    lines = [f"m={kind} 9 UDP/TLS/RTP/SAVPF {' '.join(map(str, numbers))}", "c=IN IP4 127.0.0.1"]
    lines += [*transport_lines(transport), *candidate_lines(transport)]
    lines += [f"a=mid:{mid}", f"a={direction}", "a=rtcp-mux", "a=rtcp-rsize"]
    lines += extension_lines(extensions)
    for codec in codecs:
        lines += _codec(codec)
    return lines


def _codec(codec: Codec) -> list[str]:
    number, channels = codec.payload_type, "/2" if codec.channels == 2 else ""
    lines = [f"a=rtpmap:{number} {codec.name}/{codec.clock_rate}{channels}"]
    lines += [f"a=rtcp-fb:{number} {kind}" for kind in sorted(codec.feedback)]
    if codec.fmtp:
        lines.append(f"a=fmtp:{number} {codec.fmtp}")
    if codec.rtx_payload_type is not None:
        lines.append(f"a=rtpmap:{codec.rtx_payload_type} rtx/{codec.clock_rate}")
        lines.append(f"a=fmtp:{codec.rtx_payload_type} apt={number}")
    return lines


def _sources(track: Track, highest_first: bool) -> list[str]:
    msid = f"venue{track.publisher} {track.kind}"
    if len(track.layers) == 1:
        ssrc = track.layers[0].ssrc
        return [f"a=msid:{msid}", f"a=ssrc:{ssrc} cname:load", f"a=ssrc:{ssrc} msid:{msid}"]
    rids = [layer.rid for layer in sorted(track.layers, key=by_height, reverse=highest_first)]
    return [
        f"a=msid:{msid}",
        *(f"a=rid:{rid} send" for rid in rids),
        f"a=simulcast:send {';'.join(rids)}",
    ]


def by_height(layer: Layer) -> int:
    """For sorting."""
    return layer.shape.height


def _text(lines: Sequence[str]) -> str:
    return "\r\n".join(lines) + "\r\n"
