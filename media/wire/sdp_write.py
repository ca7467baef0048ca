"""The writer of our own SDP (RFC 8866, RFC 8829): one transport, repeated on every m-line."""

import re
from collections.abc import Iterable

import msgspec

from media.wire.codecs import Codec, HeaderExtensions
from media.wire.sdp import EXTENSIONS, PROTOCOLS, Direction, Fingerprint


class LocalTransport(msgspec.Struct, frozen=True):
    """Our side of the transport: the same on every m-line."""

    ufrag: str
    password: str
    fingerprint: Fingerprint
    setup: str
    addresses: tuple[str, ...]
    """Host candidates, best first."""
    port: int


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
    lines = ["v=0", f"o=- {session} {version} IN IP4 127.0.0.1", "s=-", "t=0 0", "a=ice-lite"]
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
    lines += [f"a={media.direction}", "a=rtcp-mux", "a=rtcp-rsize"]
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
    """Host candidates (RFC 8839 section 5.1) and the end of them."""
    lines = []
    for index, address in enumerate(transport.addresses):
        priority = (126 << 24) + ((65535 - index) << 8) + 255  # RFC 8445 section 5.1.2.1
        lines.append(
            f"a=candidate:{index + 1} 1 udp {priority} {address} {transport.port} typ host"
        )
    return [*lines, "a=end-of-candidates"]


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
