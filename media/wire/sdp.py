"""SDP (RFC 8866, RFC 8829) as the relay needs it: a strict, bounded parser.

What the relay has no use for (rtcp, data channels) is read over. Every failure is
one `BadSdp`; nothing else leaves this module.
"""

import re
from collections.abc import Callable
from typing import Literal, cast

import msgspec

from media.errors import BadSdp
from media.wire.codecs import AUDIO_FEEDBACK, VIDEO_FEEDBACK, Codec, HeaderExtensions

MAX_SIZE = 256 * 1024
"""Bytes; Chromium's offer of sixty m-lines is about 250 KiB."""
MAX_MEDIA = 64
"""m-lines: twenty venues with camera, microphone and screen, and room for recycled ones."""
MAX_LINES = 8192
"""Lines in all; Chromium's of sixty m-lines has some 6,000."""
MAX_LINE = 2048
"""Characters; the longest honest line is an fmtp with H.264 parameter sets."""
MAX_FORMATS = 128
"""Formats of one m-line: as many as there are payload types."""
MAX_ATTRIBUTES = 512
"""Attribute lines of the session or of one m-line; Chromium's video has about a hundred, with
every codec, simulcast and candidate of a large machine perhaps three."""
MAX_RIDS = 16
"""Layers read of one m-line; nobody sends more than a handful."""
KNOWN_FEEDBACK = AUDIO_FEEDBACK | VIDEO_FEEDBACK
"""What is kept of `a=rtcp-fb`: a set per codec, which must not grow with the input."""

Direction = Literal["sendrecv", "sendonly", "recvonly", "inactive"]
DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")
PROTOCOLS = ("UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP", "RTP/SAVPF", "TCP/TLS/RTP/SAVPF")
"""Profiles taken for RTP over DTLS (RFC 8829 section 5.1.2)."""

EXTENSIONS = {
    "mid": "urn:ietf:params:rtp-hdrext:sdes:mid",
    "rid": "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    "repaired_rid": "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
    "audio_level": "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    "transport_sequence": (
        "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
    ),
    "abs_send_time": "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
}
"""Header extensions we know, by their field in `HeaderExtensions`."""
_EXTENSION_FIELDS = {uri: field for field, uri in EXTENSIONS.items()}

_TOKEN = re.compile(r"[!#-'*+\-.0-9A-Z^-~]{1,64}")
_ICE = re.compile(r"[A-Za-z0-9+/=_\-]{4,256}")  # ice-char, and two that clients in the field add
_RID = re.compile(r"[0-9A-Za-z]{1,16}")  # RFC 8852 section 3.1; sixteen fit a header extension
_HEX_PAIRS = re.compile(r"[0-9A-F]{2}(:[0-9A-F]{2}){15,63}")


class Fingerprint(msgspec.Struct, frozen=True):
    """A certificate's hash (RFC 8122): `sha-256` and the like, and upper-case hex pairs."""

    algorithm: str
    value: str


class Transport(msgspec.Struct, frozen=True):
    """Transport attributes of an m-line, its own or the session's."""

    ufrag: str | None
    password: str | None
    fingerprints: tuple[Fingerprint, ...]
    setup: str
    """`actpass`, `active` or `passive`; `active` where absent (RFC 4145 section 4.1)."""


class Rid(msgspec.Struct, frozen=True):
    """One layer that an m-line sends (RFC 8851)."""

    name: str
    payload_types: tuple[int, ...]
    """To which it is restricted; empty: to none."""


class Media(msgspec.Struct, frozen=True):
    """One m-line of the other end."""

    kind: str
    port: int
    protocol: str
    formats: str
    """As written; a rejected m-line repeats them."""
    mid: str | None
    direction: Direction
    rtcp_mux: bool
    bundle_only: bool
    codecs: tuple[Codec, ...]
    """In its order of preference, RTX folded into what it repairs."""
    extensions: HeaderExtensions
    ssrcs: tuple[int, ...]
    flows: dict[int, int]
    """SSRC → RTX SSRC (`a=ssrc-group:FID`, RFC 5576)."""
    transport: Transport
    rids: tuple[Rid, ...] = ()
    """Its simulcast streams (RFC 8853), in its order; of alternatives the first."""


class Description(msgspec.Struct, frozen=True):
    """The other end's offer or answer."""

    media: tuple[Media, ...]
    bundle: tuple[str, ...] | None
    """Mids of the first BUNDLE group; None without one."""


def parse(text: str) -> Description:
    """Read an offer or answer, or raise `BadSdp` with a plain sentence."""
    _check_size(text)
    try:
        return _parse(text)
    except BadSdp:
        raise
    except (ValueError, KeyError, IndexError) as error:
        raise BadSdp("The session description is malformed.") from error


def _check_size(text: str) -> None:
    # Counting is linear and cheap; it comes first so that a bomb is refused unread.
    if len(text) > MAX_SIZE or len(text.encode("utf-8", "replace")) > MAX_SIZE:
        raise BadSdp(f"The session description is larger than {MAX_SIZE} bytes.")
    if text.count("\nm=") + text.count("\rm=") > MAX_MEDIA:
        raise BadSdp(f"The session description has more than {MAX_MEDIA} m-lines.")
    if text.count("\n") > MAX_LINES:
        raise BadSdp(f"The session description has more than {MAX_LINES} lines.")


class _Section:
    """The attributes of the session or of one m-line, by name, each in order."""

    def __init__(self, m_line: str = "") -> None:
        self.m_line = m_line
        self.attributes: dict[str, list[str]] = {}
        self._lines = 0

    def add(self, attribute: str) -> None:
        self._lines += 1
        if self._lines > MAX_ATTRIBUTES:
            raise BadSdp(f"An m-line has more than {MAX_ATTRIBUTES} attributes.")
        name, _, value = attribute.partition(":")
        self.attributes.setdefault(name, []).append(value.strip())

    def all(self, name: str) -> list[str]:
        return self.attributes.get(name, [])

    def first(self, name: str) -> str | None:
        values = self.attributes.get(name)
        return values[0] if values else None


def _parse(text: str) -> Description:
    session, *media = _sections(text)
    parsed = tuple(_media(section, session) for section in media)
    mids = [m.mid for m in parsed if m.mid is not None]
    if len(mids) != len(set(mids)):
        raise BadSdp("Two m-lines have the same mid.")
    return Description(media=parsed, bundle=_bundle(session))


def _sections(text: str) -> list[_Section]:
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0].strip() != "v=0":
        raise BadSdp("The session description does not begin with v=0.")
    sections = [_Section()]
    for line in lines:
        if len(line) > MAX_LINE:
            raise BadSdp(f"A line is longer than {MAX_LINE} characters.")
        if line.startswith("m="):
            sections.append(_Section(line[2:]))
        elif line.startswith("a="):
            sections[-1].add(line[2:])
        elif line.strip() and line[1:2] != "=":
            raise BadSdp("A line is not of the form type=value.")
    return sections


def _bundle(session: _Section) -> tuple[str, ...] | None:
    for group in session.all("group"):
        semantics, *mids = group.split()
        if semantics == "BUNDLE":
            return tuple(mids)
    return None


def _media(section: _Section, session: _Section) -> Media:
    kind, port, protocol, formats = section.m_line.split(None, 3)
    if len(formats.split()) > MAX_FORMATS:
        raise BadSdp(f"An m-line has more than {MAX_FORMATS} formats.")
    return Media(
        kind=_token(kind),
        port=_number(port.partition("/")[0], 65535),
        protocol=_token(protocol.replace("/", "-")) and protocol,
        formats=" ".join(_token(f) for f in formats.split()),
        mid=_optional(_token, section.first("mid")),
        direction=_direction(section, session),
        rtcp_mux=bool(section.all("rtcp-mux")),
        bundle_only=bool(section.all("bundle-only")),
        codecs=_codecs(section, formats.split()) if kind in ("audio", "video") else (),
        extensions=_extensions(section, session),
        ssrcs=tuple(dict.fromkeys(_ssrc(v.split()[0]) for v in section.all("ssrc"))),
        flows=_flows(section),
        transport=_transport(section, session),
        rids=_rids(section),
    )


def _direction(section: _Section, session: _Section) -> Direction:
    for attributes in (section.attributes, session.attributes):
        for direction in DIRECTIONS:
            if direction in attributes:
                return cast(Direction, direction)
    return "sendrecv"


def _transport(section: _Section, session: _Section) -> Transport:
    setup = section.first("setup") or session.first("setup") or "active"
    if setup not in ("actpass", "active", "passive", "holdconn"):
        raise BadSdp("The setup attribute is none of actpass, active and passive.")
    fingerprints = section.all("fingerprint") or session.all("fingerprint")
    return Transport(
        ufrag=_optional(_ice, section.first("ice-ufrag") or session.first("ice-ufrag")),
        password=_optional(_ice, section.first("ice-pwd") or session.first("ice-pwd")),
        fingerprints=tuple(_fingerprint(f) for f in fingerprints),
        setup=setup,
    )


def _fingerprint(value: str) -> Fingerprint:
    algorithm, hexadecimal = value.split()
    if not _HEX_PAIRS.fullmatch(hexadecimal.upper()):
        raise BadSdp("A fingerprint is not pairs of hexadecimal digits.")
    return Fingerprint(_token(algorithm.lower()), hexadecimal.upper())


def _codecs(section: _Section, formats: list[str]) -> tuple[Codec, ...]:
    maps = _by_payload_type(section.all("rtpmap"))
    fmtp = _by_payload_type(section.all("fmtp"))
    feedback: dict[str, set[str]] = {}
    for value in section.all("rtcp-fb"):
        target, kind = value.split(None, 1)
        feedback.setdefault(target, set()).update({" ".join(kind.split())} & KNOWN_FEEDBACK)
    payload_types = [_number(text, 127) for text in formats]
    if len(payload_types) != len(set(payload_types)):
        raise BadSdp("An m-line names a payload type twice.")
    repairs = _repairs(maps, fmtp)
    codecs: list[Codec] = []
    for text, payload_type in zip(formats, payload_types, strict=True):
        if payload_type not in maps:
            continue  # a static payload type without rtpmap: G.722, PCMU, PCMA
        name, rate, channels = _rtpmap(maps[payload_type])
        if name.lower() == "rtx":
            continue
        codecs.append(
            Codec(
                name=name,
                clock_rate=rate,
                payload_type=payload_type,
                channels=channels,
                fmtp=fmtp.get(payload_type, ""),
                rtx_payload_type=repairs.get(payload_type),
                feedback=frozenset(feedback.get("*", set()) | feedback.get(text, set())),
            )
        )
    return tuple(codecs)


def _by_payload_type(values: list[str]) -> dict[int, str]:
    pairs = (value.split(None, 1) for value in values)
    return {_number(pair[0], 127): pair[1] if len(pair) > 1 else "" for pair in pairs}


def _rtpmap(value: str) -> tuple[str, int, int]:
    name, rate, *channels = value.split("/")
    return _token(name), _number(rate, 1_000_000), _number(channels[0], 64) if channels else 1


def _repairs(maps: dict[int, str], fmtp: dict[int, str]) -> dict[int, int]:
    """Payload type → that of its retransmissions (RFC 4588 section 8.6)."""
    repairs = {}
    for payload_type, value in maps.items():
        apt = parameters(fmtp.get(payload_type, "")).get("apt")
        if value.partition("/")[0].lower() == "rtx" and apt is not None:
            repairs[_number(apt, 127)] = payload_type
    return repairs


def parameters(fmtp: str) -> dict[str, str]:
    """`a=1;b=2` → {"a": "1", "b": "2"}, names in lower case."""
    pairs = (part.partition("=") for part in fmtp.split(";") if part.strip())
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _extensions(section: _Section, session: _Section) -> HeaderExtensions:
    ids: dict[str, int] = {}
    for value in session.all("extmap") + section.all("extmap"):
        number, uri, *_ = value.split()
        field = _EXTENSION_FIELDS.get(uri)
        identifier = _number(number.partition("/")[0], 4351)
        if field is not None and 1 <= identifier <= 14:  # one-byte headers (RFC 8285 section 4.2)
            ids[field] = identifier
    if len(set(ids.values())) != len(ids):  # nobody could tell them apart (RFC 8285 section 6)
        raise BadSdp("Two header extensions have the same id.")
    return HeaderExtensions(**ids)


def _flows(section: _Section) -> dict[int, int]:
    flows = {}
    for group in section.all("ssrc-group"):
        semantics, *ssrcs = group.split()
        if semantics == "FID" and len(ssrcs) == 2:
            flows[_ssrc(ssrcs[0])] = _ssrc(ssrcs[1])
    return flows


def _rids(section: _Section) -> tuple[Rid, ...]:
    """What `a=simulcast` sends, as far as `a=rid` describes it; the malformed is no layer."""
    described: dict[str, Rid] = {}
    for value in section.all("rid")[:MAX_RIDS]:
        name, direction, restrictions = (*value.split(None, 2), "", "", "")[:3]
        if direction == "send" and _RID.fullmatch(name):
            types = parameters(restrictions).get("pt", "").split(",")
            described[name] = Rid(name, tuple(_number(t, 127) for t in types if t))
    words = (section.first("simulcast") or "").split()
    lists = dict(zip(words[::2], words[1::2], strict=False))
    streams = lists.get("send", "").split(";")[:MAX_RIDS]
    names = dict.fromkeys(stream.partition(",")[0].removeprefix("~") for stream in streams)
    return tuple(described[name] for name in names if name in described)


def _ssrc(text: str) -> int:
    return _number(text, 0xFFFFFFFF)


def _number(text: str, maximum: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise BadSdp("A number was expected.")
    number = int(text)
    if number > maximum:
        raise BadSdp(f"A number is larger than {maximum}.")
    return number


def _token(text: str) -> str:
    if not _TOKEN.fullmatch(text):
        raise BadSdp("A word holds characters that it must not.")
    return text


def is_ice_word(text: str) -> bool:
    """Whether `text` may be an ICE username fragment or password."""
    return _ICE.fullmatch(text) is not None


def _ice(text: str) -> str:
    if not is_ice_word(text):
        raise BadSdp("ICE credentials are malformed.")
    return text


def _optional(read: Callable[[str], str], text: str | None) -> str | None:
    return None if text is None else read(text)
