"""A POST of an opinion read from a connection's bytes, where it is one in the plainest form.

Whatever is unusual about a request is none here, and left to the HTTP parser behind: this one must
never read a request otherwise than that one would (RFC 9112).
"""

import re

import msgspec

from web.config import MAX_BODY

HEAD = re.compile(
    rb"POST /api/v1/consultations/([A-Za-z0-9_-]{1,64})/opinions HTTP/1\.1\r\n"
    rb"((?:[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}:[\t\x20-\x7e\x80-\xff]{0,4096}\r\n){1,64})\r\n"
)
LENGTH = re.compile(rb"[0-9]{1,6}")
UNUSUAL = (b"transfer-encoding", b"expect", b"upgrade")
FORWARDED = b"x-forwarded-for"
"""The one header that may come several times: each proxy may add its own."""


class OpinionPost(msgspec.Struct, frozen=True, gc=False):
    """A whole head, and how long it is and its body should be, in bytes."""

    consultation_id: str
    headers: dict[bytes, bytes]
    """By name in lower case."""
    head_size: int
    body_size: int

    @property
    def size(self) -> int:
        """Of the whole request."""
        return self.head_size + self.body_size

    @property
    def closes(self) -> bool:
        """Whether the sender wants the connection closed after the answer."""
        return self.headers.get(b"connection", b"").lower() == b"close"

    def text(self, name: bytes) -> str | None:
        """A header's value."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")


def opinion_post(data: bytes | bytearray, at: int = 0) -> OpinionPost | None:
    """The request that begins at `at`; None for one in another form or with half a head."""
    head = HEAD.match(data, at)
    if head is None:
        return None
    headers = headers_of(head.group(2))
    if headers is None or not plain(headers):
        return None
    body_size = int(headers[b"content-length"])
    return OpinionPost(head.group(1).decode(), headers, head.end() - at, body_size)


def headers_of(lines: bytes) -> dict[bytes, bytes] | None:
    """By name in lower case; None where one comes twice that may not."""
    headers: dict[bytes, bytes] = {}
    for line in lines.split(b"\r\n")[:-1]:
        name, _, value = line.partition(b":")
        name, value = name.lower(), value.strip(b" \t")
        if name in headers:
            if name != FORWARDED:
                return None
            value = headers[name] + b", " + value
        headers[name] = value
    return headers


def plain(headers: dict[bytes, bytes]) -> bool:
    """Whether the body is one of known length, and the connection one like any other."""
    return (
        b"host" in headers
        and LENGTH.fullmatch(headers.get(b"content-length", b"")) is not None
        and int(headers[b"content-length"]) <= MAX_BODY
        and headers.get(b"connection", b"keep-alive").lower() in (b"keep-alive", b"close")
        and not any(name in headers for name in UNUSUAL)
    )
