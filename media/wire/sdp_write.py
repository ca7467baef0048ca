"""The writer of our own SDP (RFC 8866, RFC 8829): one transport, repeated on every m-line."""

import re
from collections.abc import Iterable

import msgspec

from media.wire.codecs import Codec, HeaderExtensions
from media.wire.sdp import EXTENSIONS, PROTOCOLS, Direction, Fingerprint

ICE_OPTIONS = "a=ice-options:trickle ice2"
"""The other end may trickle (RFC 8840 section 4.1); we are by RFC 8445 (its section 10)."""
UDP_PREFERENCE, TCP_PREFERENCE = 110, 80
"""Type preferences of our host candidates: UDP first (RFC 6544 section 4.2), and both below those
that clients give their own, so that ours decide a pair's priority (RFC 8445 section 6.1.2.3)."""
MAX_UDP_GENERATION, MAX_TCP_GENERATION = 255, 31
"""ICE restarts that raise the priority: the bits of the local preference that are left for them."""


class LocalTransport(msgspec.Struct, frozen=True):
    """Our side of the transport: the same on every m-line."""

    ufrag: str
    password: str
    fingerprint: Fingerprint
    setup: str
    addresses: tuple[str, ...]
    """Host candidates, best first: an address, or with a port of its own as `endpoint` reads it."""
    port: int
    tcp: bool = False
    """Whether the same port takes TCP too (RFC 6544)."""
    generation: int = 0
    """How often ICE was restarted. Pairs of a later generation outrank the earlier ones: Chromium
    would else stay with a dead path of a network it prefers until that was silent for 2.5 s."""


class LocalMedia(msgspec.Struct, frozen=True):
    """One m-line of ours; `codecs` empty rejects it (port 0)."""

    kind: str
    mid: str | None
    direction: Direction = "inactive"
    protocol: str = PROTOCOLS[0]
    formats: str = "0"
    """What a rejected m-line repeats."""
    codecs: tuple[Codec, ...] = ()
    extensions: HeaderExtensions = HeaderExtensions()
    ssrc: int | None = None
    rtx_ssrc: int | None = None
    cname: str = ""
    msid: str | None = None
    """`stream track`."""
    rids: tuple[str, ...] = ()
    """The simulcast streams that we receive."""


def write(
    media: Iterable[LocalMedia], transport: LocalTransport, session: int, version: int
) -> str:
    """An SDP of ours; `session` and `version` make its o-line (RFC 8866 section 5.2)."""
    media = tuple(media)
    bundled = [m.mid for m in media if m.codecs and m.mid is not None]
    lines = ["v=0", f"o=- {session} {version} IN IP4 127.0.0.1", "s=-", "t=0 0"]
    lines += ["a=ice-lite", ICE_OPTIONS]
    if bundled:
        lines.append(f"a=group:BUNDLE {' '.join(bundled)}")
    lines.append("a=msid-semantic:WMS *")
    first = True
    for m in media:
        lines += _media_lines(m, transport, first)
        first = first and not m.codecs
    return "\r\n".join(lines) + "\r\n"


def _media_lines(media: LocalMedia, transport: LocalTransport, with_candidates: bool) -> list[str]:
    if not media.codecs:
        lines = [f"m={media.kind} 0 {media.protocol} {media.formats}", "c=IN IP4 0.0.0.0"]
        return [*lines, "a=inactive", *([f"a=mid:{media.mid}"] if media.mid is not None else [])]
    lines = [f"m={media.kind} 9 {media.protocol} {_formats(media.codecs)}", "c=IN IP4 0.0.0.0"]
    lines += transport_lines(transport)
    if with_candidates:
        lines += candidate_lines(transport)
    if media.mid is not None:
        lines.append(f"a=mid:{media.mid}")
    # rtcp-mux-only: RFC 9725 section 4.4.1 wants it of answers too, where RFC 8858 has none.
    lines += [f"a={media.direction}", "a=rtcp-mux", "a=rtcp-mux-only", "a=rtcp-rsize"]
    lines += extension_lines(media.extensions)
    for codec in media.codecs:
        lines += _codec_lines(codec)
    return lines + _layer_lines(media.rids) + _source_lines(media)


def transport_lines(transport: LocalTransport) -> list[str]:
    """ICE credentials, fingerprint and setup."""
    return [
        f"a=ice-ufrag:{transport.ufrag}",
        f"a=ice-pwd:{transport.password}",
        f"a=fingerprint:{transport.fingerprint.algorithm} {transport.fingerprint.value}",
        f"a=setup:{transport.setup}",
    ]


def candidate_lines(transport: LocalTransport) -> list[str]:
    """Host candidates (RFC 8839 section 5.1), those over TCP last, and the end of them."""
    lines = []
    for index, address in enumerate(transport.addresses):
        host, port = endpoint(address, transport.port)
        local = (min(transport.generation, MAX_UDP_GENERATION) << 8) + 255 - index
        priority = (UDP_PREFERENCE << 24) + (local << 8) + 255  # RFC 8445 section 5.1.2.1
        lines.append(f"a=candidate:{index + 1} 1 udp {priority} {host} {port} typ host")
    for index, address in enumerate(transport.addresses if transport.tcp else ()):
        host, port = endpoint(address, transport.port)
        local = (min(transport.generation, MAX_TCP_GENERATION) << 8) + 255 - index
        # RFC 6544 section 4.2: direction preference 4 for passive.
        priority = (TCP_PREFERENCE << 24) + ((4 << 13) + local << 8) + 255
        lines.append(
            f"a=candidate:{len(transport.addresses) + index + 1} 1 tcp {priority} {host} {port}"
            " typ host tcptype passive"
        )
    return [*lines, "a=end-of-candidates"]


def endpoint(address: str, port: int) -> tuple[str, int]:
    """Host and port of `host`, `host:port`, `v6` or `[v6]:port`; `ValueError` for a bad port."""
    host, colon, own = address.rpartition(":")
    if not colon or (":" in host and not host.endswith("]")):
        return address.strip("[]"), port
    if not 0 < int(own) < 65536:
        raise ValueError(f"{own} is no port")
    return host.strip("[]"), int(own)


def extension_lines(extensions: HeaderExtensions) -> list[str]:
    """`a=extmap` of every extension agreed on."""
    ids = {field: getattr(extensions, field) for field in EXTENSIONS}
    return [f"a=extmap:{n} {EXTENSIONS[field]}" for field, n in ids.items() if n is not None]


def _formats(codecs: tuple[Codec, ...]) -> str:
    numbers = (n for c in codecs for n in (c.payload_type, c.rtx_payload_type) if n is not None)
    return " ".join(map(str, numbers))


def _codec_lines(codec: Codec) -> list[str]:
    number, channels = codec.payload_type, f"/{codec.channels}" if codec.channels > 1 else ""
    lines = [f"a=rtpmap:{number} {codec.name}/{codec.clock_rate}{channels}"]
    lines += [f"a=rtcp-fb:{number} {kind}" for kind in sorted(codec.feedback)]
    if codec.fmtp:
        lines.append(f"a=fmtp:{number} {codec.fmtp}")
    if codec.rtx_payload_type is not None:
        lines.append(f"a=rtpmap:{codec.rtx_payload_type} rtx/{codec.clock_rate}")
        lines.append(f"a=fmtp:{codec.rtx_payload_type} apt={number}")
    return lines


def _layer_lines(rids: tuple[str, ...]) -> list[str]:
    """The layers taken (RFC 8851 section 6.1, RFC 8853 section 5.1)."""
    lines = [f"a=rid:{rid} recv" for rid in rids]
    return [*lines, f"a=simulcast:recv {';'.join(rids)}"] if rids else []


def _source_lines(media: LocalMedia) -> list[str]:
    if media.ssrc is None:
        return []
    lines = [] if media.msid is None else [f"a=msid:{media.msid}"]
    ssrcs = [media.ssrc]
    if media.rtx_ssrc is not None:
        ssrcs.append(media.rtx_ssrc)
        lines.append(f"a=ssrc-group:FID {media.ssrc} {media.rtx_ssrc}")
    for ssrc in ssrcs:
        lines.append(f"a=ssrc:{ssrc} cname:{media.cname}")
        if media.msid is not None:
            lines.append(f"a=ssrc:{ssrc} msid:{media.msid}")
    return lines


def msid_word(text: str) -> str:
    """`text` made fit for an msid (RFC 8830 section 2): token characters, at most 64."""
    return re.sub(r"[^!#-'*+\-.0-9A-Z^-~]", "_", text)[:64] or "-"
