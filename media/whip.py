"""What WHIP and WHEP ask of SDP: whole offers, and fragments (RFC 8840) in the bodies of PATCH.

Candidates are read over: a lite agent sends no checks, so it needs none. What matters is whether
the fragment brings new ICE credentials, which is a restart (RFC 9725 section 4.3.2).
"""

from collections.abc import Sequence

import msgspec

from media.errors import BadSdp
from media.wire.sdp import MAX_LINE, Description, Media, is_ice_word
from media.wire.sdp_write import ICE_OPTIONS, LocalMedia, LocalTransport, candidate_lines

MAX_FRAGMENT = 16 * 1024
"""Bytes: a hundred candidates."""


def check_offer(offer: Description, lines: Sequence[Media | None]) -> None:
    """Whether a WHIP offer's sound and pictures can all be taken; `BadSdp` else.

    An encoder that is only heard, or only seen, misleads who operates it (RFC 9725 section 4.4.3).
    `lines` are `negotiation.usable`. Other kinds of m-lines may be rejected alone.
    """
    kinds = []
    for media, line in zip(offer.media, lines, strict=True):
        if media.kind not in ("audio", "video"):
            continue
        kinds.append(media.kind)
        if line is None:
            raise BadSdp(f"The {media.kind} cannot be taken: Opus, H.264 or VP8, all bundled.")
        if media.direction not in ("sendonly", "sendrecv"):
            raise BadSdp(f"The {media.kind} is not sent.")  # section 4.2
    if len(kinds) != len(set(kinds)):
        raise BadSdp("More than one sound or one picture.")  # section 4.4.2


class Fragment(msgspec.Struct, frozen=True):
    """The ICE credentials of a fragment, None where it names none."""

    ufrag: str | None
    password: str | None


def parse_fragment(text: str) -> Fragment:
    """Read a PATCH body, or raise `BadSdp`."""
    if len(text) > MAX_FRAGMENT:
        raise BadSdp(f"The SDP fragment is larger than {MAX_FRAGMENT} bytes.")
    values: dict[str, str] = {}
    for line in text.replace("\r\n", "\n").split("\n"):
        if len(line) > MAX_LINE or (line.strip() and line[1:2] != "="):
            raise BadSdp("The SDP fragment is malformed.")
        name, _, value = line[2:].strip().partition(":")
        if line.startswith("a=ice-") and name in ("ice-ufrag", "ice-pwd"):
            if not is_ice_word(value):
                raise BadSdp("ICE credentials are malformed.")
            values.setdefault(name, value)
    return Fragment(values.get("ice-ufrag"), values.get("ice-pwd"))


def write_fragment(transport: LocalTransport, first: LocalMedia) -> str:
    """Our credentials and candidates after a restart, under the bundle's first m-line."""
    lines = ["a=ice-lite", ICE_OPTIONS]  # as in the answer (RFC 9725 section 4.3.3)
    if first.mid is not None:
        lines.append(f"a=group:BUNDLE {first.mid}")
    lines.append(f"m={first.kind} 9 {first.protocol} 0")
    if first.mid is not None:
        lines.append(f"a=mid:{first.mid}")
    lines += [f"a=ice-ufrag:{transport.ufrag}", f"a=ice-pwd:{transport.password}"]
    return "\r\n".join(lines + candidate_lines(transport)) + "\r\n"
