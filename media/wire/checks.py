"""The plain connectivity check, read and answered by hand: consent keeps hundreds a second coming.

What is odd in any way is left to aioice, which is the specification: the same is read, and the same
bytes are answered.
"""

import hmac
import ipaddress
import zlib
from functools import lru_cache
from struct import Struct

from aioice import stun

HEADER = 20
BINDING_REQUEST, BINDING_RESPONSE = 0x0001, 0x0101
COOKIE = 0x2112A442
USERNAME, INTEGRITY, MAPPED, FINGERPRINT = 0x0006, 0x0008, 0x0020, 0x8028
"""Types of attributes (RFC 8489 section 18.3)."""
PRIORITY, USE_CANDIDATE, CONTROLLED, CONTROLLING = 0x0024, 0x0025, 0x8029, 0x802A
"""The same (RFC 8445 section 16.1)."""
SIZES = {PRIORITY: 4, USE_CANDIDATE: 0, CONTROLLED: 8, CONTROLLING: 8}
FINGERPRINT_XOR = 0x5354554E
INTEGRITY_SIZE, FINGERPRINT_SIZE = 24, 8
"""Bytes of these attributes, heads included; a plain check ends with the two."""
MAX_NAMES = 8192
"""Addresses remembered as they are answered; the one used longest ago goes."""
_HEAD = Struct("!HHI12s")
_ATTRIBUTE = Struct("!HH")
_INTEGRITY_HEAD = _ATTRIBUTE.pack(INTEGRITY, 20)
_FINGERPRINT = Struct("!HHI")
_MAPPED = Struct("!HHBBH")


class PlainRequest:
    """A binding request with USERNAME, MESSAGE-INTEGRITY and FINGERPRINT; not authenticated yet."""

    __slots__ = ("_datagram", "controlled", "nominates", "transaction_id", "ufrag")

    def __init__(self, datagram: bytes, ufrag: str, nominates: bool, controlled: bool) -> None:
        self._datagram = datagram
        self.transaction_id = datagram[8:HEADER]
        self.ufrag = ufrag
        """Of whom is asked: the part of USERNAME before the colon."""
        self.nominates = nominates
        self.controlled = controlled
        """Whether the sender takes itself for the controlled agent."""

    def authentic(self, key: bytes) -> bool:
        """Whether who sent it has the password `key`."""
        datagram = self._datagram
        end = len(datagram) - INTEGRITY_SIZE - FINGERPRINT_SIZE
        covered = end - HEADER + INTEGRITY_SIZE
        digest = hmac.digest(key, _covering(datagram[:end], covered), "sha1")
        return hmac.compare_digest(digest, datagram[end + 4 : end + INTEGRITY_SIZE])


def read(datagram: bytes) -> PlainRequest | None:
    """The check that `datagram` is; None where that is for aioice to say."""
    end = len(datagram) - INTEGRITY_SIZE - FINGERPRINT_SIZE
    if end < HEADER:
        return None
    kind, length, cookie, _ = _HEAD.unpack_from(datagram)
    if kind != BINDING_REQUEST or cookie != COOKIE or length != len(datagram) - HEADER:
        return None
    if datagram[end : end + 4] != _INTEGRITY_HEAD:
        return None
    fingerprint = zlib.crc32(datagram[:-FINGERPRINT_SIZE]) ^ FINGERPRINT_XOR
    if datagram[-FINGERPRINT_SIZE:] != _FINGERPRINT.pack(FINGERPRINT, 4, fingerprint):
        return None
    name = None
    nominates = controlled = False
    at = HEADER
    while at < end:
        kind, size = _ATTRIBUTE.unpack_from(datagram, at)
        if kind == USERNAME:
            name = datagram[at + 4 : at + 4 + size]
        elif kind in SIZES:
            if size != SIZES[kind]:
                return None
            nominates = nominates or kind == USE_CANDIDATE
            controlled = controlled or kind == CONTROLLED
        elif kind in stun.ATTRIBUTES_BY_TYPE:
            return None
        at += 4 + (size + 3 & ~3)
    if at != end or name is None:
        return None
    try:
        ufrag = name.decode().partition(":")[0]
    except UnicodeDecodeError:
        return None
    return PlainRequest(datagram, ufrag, nominates, controlled)


def success(transaction_id: bytes, address: tuple[str, int], key: bytes) -> bytes:
    """The answer to an authentic request that came from `address`."""
    body = _mapped(*address)
    if len(body) > 12:  # IPv6, which is masked by the transaction too
        mask = int.from_bytes(transaction_id)
        body = body[:-12] + (int.from_bytes(body[-12:]) ^ mask).to_bytes(12)
    length = len(body) + INTEGRITY_SIZE
    answer = _HEAD.pack(BINDING_RESPONSE, length, COOKIE, transaction_id) + body
    answer += _INTEGRITY_HEAD + hmac.digest(key, answer, "sha1")
    answer = _covering(answer, length + FINGERPRINT_SIZE)
    return answer + _FINGERPRINT.pack(FINGERPRINT, 4, zlib.crc32(answer) ^ FINGERPRINT_XOR)


@lru_cache(MAX_NAMES)
def _mapped(host: str, port: int) -> bytes:
    """XOR-MAPPED-ADDRESS, masked by the cookie alone."""
    ip = ipaddress.ip_address(host)
    size, family = (8, 1) if ip.version == 4 else (20, 2)
    head = (int.from_bytes(ip.packed[:4]) ^ COOKIE).to_bytes(4)
    return _MAPPED.pack(MAPPED, size, 0, family, port ^ COOKIE >> 16) + head + ip.packed[4:]


def _covering(message: bytes, length: int) -> bytes:
    """`message` with another length in its head."""
    return message[:2] + length.to_bytes(2) + message[4:]
