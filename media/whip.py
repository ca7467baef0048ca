"""Bodies of WHIP and WHEP PATCH requests: SDP fragments (RFC 8840) for trickle and ICE restart.

Candidates are read over: a lite agent sends no checks, so it needs none. What matters is whether
the fragment brings new ICE credentials, which is a restart (RFC 9725 section 4.3.2).
"""

import msgspec

from media.errors import BadSdp
from media.wire.sdp import MAX_LINE, is_ice_word
from media.wire.sdp_write import LocalMedia, LocalTransport, candidate_lines

MAX_FRAGMENT = 16 * 1024
"""Bytes: a hundred candidates."""


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
    lines = ["a=ice-lite"]
    if first.mid is not None:
        lines.append(f"a=group:BUNDLE {first.mid}")
    lines.append(f"m={first.kind} 9 {first.protocol} 0")
    if first.mid is not None:
        lines.append(f"a=mid:{first.mid}")
    lines += [f"a=ice-ufrag:{transport.ufrag}", f"a=ice-pwd:{transport.password}"]
    return "\r\n".join(lines + candidate_lines(transport)) + "\r\n"
